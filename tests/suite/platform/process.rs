//! The program itself, as an operator starts it: how it reads what comes over the wire, what it serves of the
//! folder of its site, and what it logs.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use norven::server::limits::SIGN_INS_AT_ONCE;
use serde_json::Value;
use tempfile::TempDir;

/// How long anything is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server in a process of its own, which ends with this value.
struct Served {
    process: Child,
    port: u16,
    folder: TempDir,
    log: Arc<Mutex<String>>,
}

impl Served {
    fn start() -> Self {
        // Below what systems hand out to whoever asks for any port.
        static PORTS: AtomicU16 = AtomicU16::new(0);
        let port = loop {
            let port = 20_000 + PORTS.fetch_add(1, Ordering::Relaxed);
            if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
                break port;
            }
        };
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_norven"));
        command.arg("serve").args(["--listen", &format!("127.0.0.1:{port}")]);
        command.arg("--data").arg(folder.path().join("data")).arg("--site").arg(folder.path().join("site"));
        command.env_clear().env("NORVEN_LOG_FORMAT", "json").stderr(Stdio::piped()).stdout(Stdio::null());
        let mut process = command.spawn().expect("the program starts");
        let log: Arc<Mutex<String>> = Arc::default();
        let (said, hears) = mpsc::channel();
        let lines = BufReader::new(process.stderr.take().expect("its log")).lines();
        let kept = Arc::clone(&log);
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                kept.lock().expect("whole").push_str(&format!("{line}\n"));
                if line.starts_with("Norven is at") {
                    said.send(()).expect("it is waited for");
                }
            }
        });
        let served = Self { process, port, folder, log };
        hears.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("it does not serve: {}", served.log()));
        served
    }

    fn log(&self) -> String {
        self.log.lock().expect("whole").clone()
    }

    /// The log, once it holds a text: it may arrive after the answer to what is logged.
    fn log_with(&self, text: &str) -> String {
        let begun = Instant::now();
        loop {
            let log = self.log();
            if log.contains(text) || begun.elapsed() > PATIENCE {
                return log;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends bytes as they are, and gives everything that is answered until the connection ends.
    fn say(&self, bytes: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time");
        stream.write_all(bytes.as_bytes()).expect("it hears");
        let mut answer = Vec::new();
        // Whoever is refused may find the connection cut off.
        drop(stream.read_to_end(&mut answer));
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks once, and gives the status with the answer.
    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> (String, String) {
        let length = body.len();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}");
        let answer = self.say(&format!("{head}Content-Length: {length}\r\n\r\n{body}"));
        (answer.split(' ').nth(1).unwrap_or_default().to_owned(), answer)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[test]
fn what_is_logged_is_a_line_of_json_an_event_and_holds_no_secret() {
    let served = Served::start();
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let secrets = format!("{form}Cookie: session=secret-of-the-cookie\r\nAuthorization: Bearer secret-of-the-head\r\n");
    let path = "/sign-in/link?token=secret-of-the-query";
    assert_eq!(served.ask("POST", path, &secrets, "token=secret-of-the-body").0, "403");
    let ours = format!("{secrets}Sec-Fetch-Site: same-origin\r\n");
    for _ in 0..=SIGN_INS_AT_ONCE {
        assert_eq!(served.ask("POST", path, &ours, "token=secret-of-the-body").0, "303");
    }
    let log = served.log_with("a limit was reached");
    assert!(!log.contains("secret-of"), "{log}");
    let (start, events) = log.split_once('\n').expect("lines");
    assert_eq!(start, format!("Norven is at http://localhost:{}", served.port));
    let events: Vec<Value> =
        events.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect();
    for event in &events {
        let instant = event["timestamp"].as_str().expect("an instant");
        assert!(instant.ends_with('Z') && event["level"].is_string() && event["target"].is_string(), "{event}");
    }
    for said in ["cross-site request refused", "a request was refused", "a limit was reached"] {
        let event = events.iter().find(|event| event["fields"]["message"] == said).expect(said);
        let span = &event["span"];
        assert_eq!((&span["method"], &span["path"]), (&"POST".into(), &"/sign-in/link".into()), "{event}");
        assert_eq!(span["id"].as_str().map(str::len), Some(36), "the request's id: {event}");
    }
}

#[test]
fn where_a_request_ends_is_never_in_doubt() {
    let served = Served::start();
    let smuggled = "GET /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let healthz = "POST /healthz HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n";
    for (why, headers) in [
        ("two lengths", "Content-Length: 0\r\nContent-Length: 5\r\n"),
        ("a length with a sign", "Content-Length: +0\r\n"),
        ("a length that is a list", "Content-Length: 0, 5\r\n"),
        ("an encoding that nobody knows", "Transfer-Encoding: xchunked\r\n"),
        ("chunked, and then something else", "Transfer-Encoding: chunked, identity\r\n"),
        ("a space before the colon", "Content-Length : 0\r\n"),
        ("a folded line", "Content-Length:\r\n 0\r\n"),
    ] {
        let answer = served.say(&format!("{healthz}{headers}\r\n{smuggled}"));
        assert!(answer.starts_with("HTTP/1.1 400"), "{why}: {answer:.80}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{why}: what follows is no request");
    }
    // Beside chunks, no length counts: what a proxy in front may take for a body is none here, and the other way round.
    let chunks = format!("{:x}\r\n{smuggled}\r\n0\r\n\r\n", smuggled.len());
    let both = format!("{healthz}Connection: close\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
    let answer = served.say(&both);
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "the chunk is a body: {answer}");
}

#[test]
fn of_the_folder_of_the_site_its_files_are_served_and_nothing_else() {
    let served = Served::start();
    let write = |path: &str| {
        let path = served.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, "text").expect("written");
    };
    for path in ["site/pkg/desk.js", "site/.git/config", "site/pkg/.env", "site/pkg/.map/desk.js", "secret.txt"] {
        write(path);
    }
    assert_eq!(served.ask("GET", "/pkg/desk.js", "", "").0, "200");
    for path in [
        "/pkg",
        "/pkg/",
        "/.git/config",
        "/pkg/.env",
        "/pkg/.map/desk.js",
        "/../secret.txt",
        "/pkg/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/pkg/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/pkg\\..\\..\\secret.txt",
        "/data/norven.db",
        "//etc/passwd",
        "/pkg/desk.js/",
        "/pkg/desk.js%00",
    ] {
        let (status, answer) = served.ask("GET", path, "", "");
        assert!(["400", "404"].contains(&status.as_str()) && !answer.ends_with("text"), "{path}: {answer:.80}");
    }
    for method in ["TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG"] {
        let headers = "Sec-Fetch-Site: same-origin\r\nCookie: session=secret\r\n";
        let (status, answer) = served.ask(method, "/healthz", headers, "");
        assert!(
            ["400", "404", "405"].contains(&status.as_str()) && !answer.contains("secret"),
            "{method}: {answer:.80}"
        );
    }
}
