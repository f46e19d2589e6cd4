//! A time-stamping authority (RFC 3161) that somebody else wrote: certomancer, from PyPI. `cargo xtask test`
//! installs it and says where its programs are.

use std::{
    env,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use p256::{
    SecretKey,
    pkcs8::{EncodePrivateKey, LineEnding},
};
use reqwest::Url;
use tempfile::TempDir;
use tokio::{net::TcpStream, time::sleep};

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
    /// Starts one, with keys of its own.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, seed) in [("root", 1), ("tsa", 2)] {
            let key = SecretKey::from_slice(&[seed; 32]).expect("a key");
            let pem = key.to_pkcs8_pem(LineEnding::LF).expect("PEM");
            std::fs::write(folder.path().join(format!("{name}.pem")), pem.as_bytes()).expect("written");
        }
        std::fs::write(folder.path().join("certomancer.yml"), CONFIGURATION).expect("written");
        let root = certomancer(folder.path()).args(["summon", "tests", "root"]).output().expect("certomancer runs");
        assert!(root.status.success(), "{}", String::from_utf8_lossy(&root.stderr));
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let server = certomancer(folder.path())
            .args(["animate", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("certomancer runs");
        let started = Self {
            url: format!("http://127.0.0.1:{port}/tests/tsa/tsa").parse().expect("an address"),
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
