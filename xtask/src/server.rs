//! A server started for a test or a measurement, stopped when it is dropped.

use std::{
    fs::{self, File},
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::postgres::free_port;

/// How long a server may take to answer for the first time: it migrates its database meanwhile.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server.
pub struct Server {
    port: u16,
    process: Child,
    log: PathBuf,
}

impl Server {
    /// Starts `norven serve` on a free port and waits until it answers. Its log goes beside its data.
    pub fn start(norven: Command, data: &Path) -> Result<Self> {
        let port = free_port()?;
        Self::launch(norven, data, port, &format!("http://localhost:{port}"))
    }

    /// The same, for people who come through a proxy at another address.
    pub fn behind_proxy(mut norven: Command, data: &Path, origin: &str) -> Result<Self> {
        norven.env("NORVEN_TRUSTED_PROXIES", "1");
        Self::launch(norven, data, free_port()?, origin)
    }

    fn launch(mut norven: Command, data: &Path, port: u16, origin: &str) -> Result<Self> {
        fs::create_dir_all(data)?;
        let log = data.with_extension("log");
        let process = norven
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(data)
            .env("NORVEN_ORIGIN", origin)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()
            .context("the server cannot be started")?;
        let mut server = Self { port, process, log };
        let begun = Instant::now();
        while !is_healthy(port) {
            if let Some(status) = server.process.try_wait()? {
                bail!("the server stopped ({status}): {}", fs::read_to_string(&server.log)?);
            }
            if begun.elapsed() > PATIENCE {
                bail!("the server does not answer at /healthz; its log is {}", server.log.display());
            }
            sleep(Duration::from_millis(2));
        }
        Ok(server)
    }

    /// The address as a browser sees it. Passkeys and `/dev/outbox` ask for this name.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Whatever a browser saw: a server in whose log a panic stands has a fault.
    pub fn never_panicked(&self) -> Result<()> {
        let log = fs::read_to_string(&self.log)?;
        match log.lines().position(|line| line.contains("panicked at")) {
            None => Ok(()),
            Some(line) => bail!("a server panicked: {}, line {}", self.log.display(), line + 1),
        }
    }

    /// The memory that it holds at the moment, in bytes.
    pub fn memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kibibytes * 1024)
    }

    /// What a browser that takes this encoding gets for a path. The cookie may be empty.
    pub fn get(&self, path: &str, encoding: &str, cookie: &str) -> Result<Vec<u8>> {
        let answer = ask(
            self.port,
            &format!("GET {path}"),
            &format!("Accept-Encoding: {encoding}\r\nCookie: {cookie}\r\n"),
            "",
        )?;
        let (head, body) = parts(&answer)?;
        if status(head.as_bytes()) != Some(200) {
            bail!("{path} answers {}", head.lines().next().unwrap_or_default());
        }
        Ok(body.to_vec())
    }

    /// Signs in with a link and returns the session's cookie.
    pub fn sign_in(&self, link: &str) -> Result<String> {
        let (_, token) = link.split_once("token=").context("a sign-in link has a token")?;
        let form = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n";
        let answer = ask(self.port, "POST /sign-in/link", form, &format!("token={token}"))?;
        let (head, _) = parts(&answer)?;
        let set = head.lines().filter_map(|line| line.split_once(": "));
        let cookies = set.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        let cookies: Vec<_> = cookies.filter_map(|(_, cookie)| cookie.split(';').next()).collect();
        if cookies.is_empty() {
            bail!("the sign-in link answers {}", head.lines().next().unwrap_or_default());
        }
        Ok(cookies.join("; "))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Whether a server on this port says that it is well.
pub fn is_healthy(port: u16) -> bool {
    ask(port, "GET /healthz", "", "").is_ok_and(|answer| status(&answer) == Some(200))
}

/// One request over HTTP/1.0, which spares us chunks and kept connections.
fn ask(port: u16, request: &str, headers: &str, body: &str) -> Result<Vec<u8>> {
    let mut connection = TcpStream::connect(("127.0.0.1", port))?;
    connection.set_read_timeout(Some(Duration::from_secs(10)))?;
    let length = body.len();
    write!(
        connection,
        "{request} HTTP/1.0\r\nHost: localhost:{port}\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer)?;
    Ok(answer)
}

/// Head and body of an answer.
fn parts(answer: &[u8]) -> Result<(String, &[u8])> {
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").context("an answer has a head")?;
    Ok((String::from_utf8_lossy(&answer[..end]).into_owned(), &answer[end + 4..]))
}

/// `200` of `HTTP/1.0 200 OK`.
fn status(answer: &[u8]) -> Option<u16> {
    std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_an_answer_is_read_and_anything_else_is_none() {
        assert_eq!(status(b"HTTP/1.1 503 Service Unavailable\r\n"), Some(503));
        assert_eq!(status(b"HTTP/1.1"), None);
        assert_eq!(status(b"SSH-2.0-OpenSSH_9.2p1"), None);
    }
}
