//! A time-stamping authority (RFC 3161) that somebody else wrote: certomancer, from PyPI. `cargo xtask test`
//! installs it and says where its programs are.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, http::StatusCode, response::IntoResponse, routing::post};
use norven::platform::clock::{Clock, FixedClock};
use p256::{
    SecretKey,
    pkcs8::{EncodePrivateKey, LineEnding},
};
use reqwest::Url;
use tempfile::TempDir;
use tokio::{
    net::{TcpListener, TcpStream},
    time::sleep,
};

const CONFIGURATION: &str = include_str!("tsa.yml");

/// The authority, which ends with the test.
pub struct TimeStampServer {
    /// Where it is asked.
    pub url: Url,
    /// Its root, in PEM.
    pub root: String,
    server: Child,
    _folder: TempDir,
}

impl TimeStampServer {
    /// Starts one, with keys of its own. It stamps by the clock of the test: a stamp of another day would contradict it.
    pub async fn start(clock: &FixedClock) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, seed) in [("root", 1), ("tsa", 2)] {
            let key = SecretKey::from_slice(&[seed; 32]).expect("a key");
            let pem = key.to_pkcs8_pem(LineEnding::LF).expect("PEM");
            std::fs::write(folder.path().join(format!("{name}.pem")), pem.as_bytes()).expect("written");
        }
        std::fs::write(folder.path().join("certomancer.yml"), CONFIGURATION).expect("written");
        let root = certomancer(folder.path()).args(["summon", "tests", "root"]).output().expect("certomancer runs");
        assert!(root.status.success(), "{}", String::from_utf8_lossy(&root.stderr));
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let server = certomancer(folder.path())
            .args(["animate", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("certomancer runs");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let asked = Asked { certomancer: format!("http://127.0.0.1:{port}/tests/tsa/tsa"), clock: clock.clone() };
        let router = Router::new().route("/", post(stamp)).with_state(asked);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let started = Self {
            url: url.parse().expect("an address"),
            root: String::from_utf8(root.stdout).expect("PEM"),
            server,
            _folder: folder,
        };
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return started;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("certomancer does not listen");
    }
}

/// Who stamps, and when it is.
#[derive(Clone)]
struct Asked {
    certomancer: String,
    clock: FixedClock,
}

/// Passes a request on, and the time with it.
async fn stamp(State(asked): State<Asked>, request: Bytes) -> impl IntoResponse {
    let query = ("content-type", "application/timestamp-query");
    let sent = reqwest::Client::new()
        .post(&asked.certomancer)
        .header(query.0, query.1)
        .header("X-Certomancer-Fake-Time", asked.clock.now().to_record().0)
        .body(request);
    let answered = sent.send().await.expect("certomancer answers");
    let status = StatusCode::from_u16(answered.status().as_u16()).expect("a status");
    let reply = answered.bytes().await.expect("an answer");
    (status, [("content-type", "application/timestamp-reply")], reply)
}

impl Drop for TimeStampServer {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

fn certomancer(folder: &Path) -> Command {
    let programs = env::var_os("NORVEN_TEST_PYTHON").map(PathBuf::from);
    let programs =
        programs.expect("set NORVEN_TEST_PYTHON to the folder that has certomancer, or use cargo xtask test");
    let mut command = Command::new(programs.join("certomancer"));
    command.current_dir(folder);
    command
}
