//! The program itself, as an operator starts it: how it reads what comes over the wire, what it serves of the
//! folder of its site, and what it logs.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
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

use crate::support::{TestApp, run};

/// How long anything is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a server keeps its data, which it leaves behind.
struct Home {
    folder: TempDir,
    /// The address of its PostgreSQL; without, it makes a file for SQLite.
    database: Option<String>,
    /// What else the operator sets.
    settings: &'static [(&'static str, &'static str)],
}

impl Home {
    fn new(database: Option<String>) -> Arc<Self> {
        Arc::new(Self { folder: tempfile::tempdir().expect("a folder"), database, settings: &[] })
    }

    /// Where the operator sets something in the environment.
    fn with(settings: &'static [(&'static str, &'static str)]) -> Arc<Self> {
        Arc::new(Self { folder: tempfile::tempdir().expect("a folder"), database: None, settings })
    }

    /// `norven serve` at a port.
    fn command(&self, port: u16) -> Command {
        let mut command = self.program();
        command.arg("serve").args(["--listen", &format!("127.0.0.1:{port}")]);
        command.arg("--data").arg(self.folder.path().join("data")).arg("--site").arg(self.folder.path().join("site"));
        command
    }

    /// `norven migrate`.
    fn migration(&self) -> Command {
        let mut command = self.program();
        command.arg("migrate").arg("--data").arg(self.folder.path().join("data"));
        command
    }

    fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_norven"));
        command.env_clear().env("NORVEN_LOG_FORMAT", "json").stderr(Stdio::piped()).stdout(Stdio::null());
        command.envs(self.database.as_ref().map(|url| ("DATABASE_URL", url)));
        command.envs(self.settings.iter().copied());
        command
    }

    /// What the program says, which has to end at once.
    fn refused(&self) -> String {
        self.refused_by(self.command(0))
    }

    fn refused_by(&self, mut command: Command) -> String {
        let mut process = command.spawn().expect("the program starts");
        let begun = Instant::now();
        while process.try_wait().expect("it can be asked").is_none() {
            if begun.elapsed() > PATIENCE {
                drop(process.kill());
                panic!("it serves");
            }
            thread::sleep(Duration::from_millis(20));
        }
        let output = process.wait_with_output().expect("it ended");
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).expect("text")
    }

    fn keys(&self) -> PathBuf {
        self.folder.path().join("data/keys")
    }

    /// Every file with its bytes.
    fn contents(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let (mut files, mut folders) = (BTreeMap::new(), vec![self.folder.path().to_owned()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = fs::read(&path).expect("it reads");
                    files.insert(path, bytes);
                }
            }
        }
        files
    }
}

/// A server in a process of its own, which ends with this value.
struct Served {
    process: Child,
    port: u16,
    home: Arc<Home>,
    log: Arc<Mutex<String>>,
}

impl Served {
    fn start() -> Self {
        Self::start_at(Home::new(None))
    }

    fn start_at(home: Arc<Home>) -> Self {
        // Below what systems hand out to whoever asks for any port.
        static PORTS: AtomicU16 = AtomicU16::new(0);
        let port = loop {
            let port = 20_000 + PORTS.fetch_add(1, Ordering::Relaxed);
            if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
                break port;
            }
        };
        let mut command = home.command(port);
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
        let served = Self { process, port, home, log };
        hears.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("it does not serve: {}", served.log()));
        served
    }

    /// Ends it as an operator does.
    fn stop(mut self) {
        let told = Command::new("kill").arg(self.process.id().to_string()).status().expect("kill runs");
        assert!(told.success());
        assert!(self.process.wait().expect("it ends").success(), "{}", self.log());
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
    // The limit recovers while a slow machine asks.
    for _ in 0..2 * SIGN_INS_AT_ONCE {
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
fn the_operator_reads_once_a_minute_which_header_tells_no_address_that_can_be_read() {
    let message = "the address of whoever asks is not where the proxy should write it, and is recorded as unknown";
    let served = Served::start_at(Home::with(&[("NORVEN_TRUSTED_PROXIES", "1")]));
    let form = "Content-Type: application/x-www-form-urlencoded\r\nX-Forwarded-For: 198.51.100.7\r\n";
    // What can be read is nothing to tell, nor are probes, which come past the proxy.
    assert_eq!(served.ask("GET", "/healthz", "", "").0, "200");
    assert_eq!(served.ask("GET", "/sign-in", "X-Forwarded-For: \u{2603}, 198.51.100.7:4711\r\n", "").0, "200");
    assert_eq!(served.ask("POST", "/sign-in/link", form, "token=none").0, "403");
    let log = served.log_with("cross-site request refused");
    assert!(log.contains("cross-site request refused") && !log.contains(message), "{log}");

    let begun = Instant::now();
    for header in ["", "X-Forwarded-For: nonsense\r\n", "X-Forwarded-For: 198.51.100.7, \u{2603}\r\n"] {
        for _ in 0..3 {
            assert_eq!(served.ask("GET", "/sign-in", header, "").0, "200", "they are served: {header}");
        }
    }
    let ours = format!("{form}Sec-Fetch-Site: same-origin\r\n");
    assert_eq!(served.ask("POST", "/sign-in/link", &ours, "token=none").0, "303");
    let log = served.log_with("a request was refused");
    let took = begun.elapsed();
    let events = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let told: Vec<Value> = events.filter(|event| event["fields"]["message"] == message).collect();
    assert!(told.len() == 1 || took > Duration::from_secs(60) && !told.is_empty(), "{took:?}: {log}");
    for event in told {
        assert_eq!((&event["level"], &event["fields"]["header"]), (&"WARN".into(), &"x-forwarded-for".into()));
        assert_eq!(event["fields"]["proxies"], 1, "{event}");
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
        let path = served.home.folder.path().join(path);
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

/// Tries every key that the program needs: missing, and of another installation.
fn try_keys(home: &Arc<Home>) {
    let served = Served::start_at(Arc::clone(home));
    // What it does by itself at its first start: stopped meanwhile, SQLite would tidy up at the next.
    let begun = Instant::now();
    while served.ask("HEAD", "/verify/sample.pdf", "", "").0 != "200" {
        assert!(begun.elapsed() < PATIENCE, "{}", served.log());
        thread::sleep(Duration::from_millis(50));
    }
    served.stop();
    let other = Home::new(None);
    Served::start_at(Arc::clone(&other)).stop();
    let keys = home.keys();
    let refused = |named: &str, wrong: &str| {
        let before = home.contents();
        let said = home.refused();
        let begins = format!("norven: {} {wrong}", keys.join(named).display());
        assert!(said.starts_with(&begins) && said.contains("from your backup of the keys"), "{named}: {said}");
        assert_eq!(said.lines().count(), 1, "one sentence: {said}");
        assert!(home.contents() == before, "{named}: nothing is written");
    };
    let mut names: Vec<String> = fs::read_dir(&keys)
        .expect("a folder")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("text"))
        .collect();
    names.sort();
    assert_eq!(names.len(), 11, "{names:?}");
    for name in names.iter().filter(|name| !["root.key", "issuing.key"].contains(&name.as_str())) {
        let (path, away) = (keys.join(name), home.folder.path().join("away"));
        fs::rename(&path, &away).expect("moved away");
        refused(name, "is missing");
        // Restored from the wrong backup.
        fs::copy(other.keys().join(name), &path).expect("copied");
        refused(name, "is another file");
        fs::rename(&away, &path).expect("put back");
    }
    // All of them.
    let away = home.folder.path().join("away");
    fs::rename(&keys, &away).expect("moved away");
    refused("master.key", "is missing");
    let before = home.contents();
    let said = home.refused_by(home.migration());
    assert!(said.contains("master.key is missing") && home.contents() == before, "{said}");
    fs::create_dir(&keys).expect("an empty folder");
    refused("master.key", "is missing");
    fs::remove_dir(&keys).expect("removed");
    fs::rename(other.keys(), &keys).expect("those of the other installation");
    let said = home.refused();
    assert!(said.contains("is another file"), "{said}");
    fs::remove_dir_all(&keys).expect("removed");
    fs::rename(&away, &keys).expect("put back");
    // What only certifies may be kept elsewhere.
    for name in ["root.key", "issuing.key"] {
        fs::remove_file(keys.join(name)).expect("taken away");
    }
    Served::start_at(Arc::clone(home)).stop();
}

#[test]
fn existing_data_is_not_opened_without_its_keys_or_with_others_on_sqlite() {
    try_keys(&Home::new(None));
}

#[tokio::test(flavor = "multi_thread")]
async fn existing_data_is_not_opened_without_its_keys_or_with_others_on_postgresql() {
    run(TestApp::postgres().await, |app| async move {
        let url = app.home().url();
        let counts = async || {
            let mut tx = app.db.directory_read().await.expect("a transaction");
            let sql = "SELECT (SELECT COUNT(*) FROM deployment_keys), (SELECT COUNT(*) FROM organisations)";
            let row: (i64, i64) = norven::fetch_one!(&mut tx, (i64, i64), sql).expect("numbers");
            row
        };
        let home = Home::new(url.clone());
        tokio::task::spawn_blocking(move || try_keys(&home)).await.expect("they are tried");

        // A second machine that was given the address of the database, and not the keys.
        let before = counts().await;
        let second = Home::new(url);
        let said =
            tokio::task::spawn_blocking(move || (second.refused(), second.contents().len())).await.expect("tried");
        assert!(said.0.contains("master.key is missing"), "{}", said.0);
        assert_eq!((said.1, counts().await), (0, before));
        assert!(before.0 >= 9, "the database remembers its keys");
    })
    .await;
}
