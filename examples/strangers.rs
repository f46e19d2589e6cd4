//! What a server holds in memory while strangers send whatever they like on 200 connections, and how long somebody else
//! waits for an answer meanwhile. One JSON object a line. The server is started here, and is on this machine only.
//!
//! ```text
//! cargo run --release --features ssr --example strangers -- target/release/norven
//! ```

use std::{
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, sleep},
    time::{Duration, Instant},
};

use serde_json::json;

type Error = Box<dyn std::error::Error>;

/// How many connections strangers have.
const CONNECTIONS: usize = 200;
/// How long each kind of load lasts.
const LASTS: Duration = Duration::from_secs(10);
/// What the server may hold over what it holds at rest, in megabytes.
const MOST_MB: f64 = 150.0;
const MIB: usize = 1024 * 1024;

/// What one stranger does on one connection until told to stop, or cut off.
type Load = fn(&mut TcpStream, &AtomicBool) -> std::io::Result<()>;

const LOADS: [(&str, Load); 7] = [
    ("photos", |line, stop| large(line, stop, "PUT /api/v1/photos/01935c5e-0000-7000-8000-000000000000")),
    ("calls", |line, stop| large(line, stop, "POST /api/v1/commands")),
    ("small_bodies", small),
    ("slow_bodies", |line, stop| slowly(line, stop, &head("POST /sign-in", 64 * 1024), &[b'a'; 64 * 1024])),
    ("slow_heads", |line, stop| slowly(line, stop, "GET / HTTP/1.1\r\n", "X-Stranger: 1\r\n".repeat(1000).as_bytes())),
    ("long_heads", long_head),
    ("deaf", deaf),
];

fn main() -> Result<(), Error> {
    let program = std::env::args().nth(1).ok_or("which program? give its path")?;
    let folder = std::env::temp_dir().join(format!("norven-strangers-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let measured = measure(&program, &folder);
    fs::remove_dir_all(&folder)?;
    measured
}

/// A server that ends with this value.
struct Server {
    process: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Server {
    fn start(program: &str, folder: &Path) -> Result<Self, Error> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = Command::new(program);
        command.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"]).arg(folder);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Self { process: command.spawn()?, port };
        let begun = Instant::now();
        while server.ask().is_none() {
            if begun.elapsed() > Duration::from_secs(60) {
                return Err("the server does not answer".into());
            }
            sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    fn connect(port: u16) -> std::io::Result<TcpStream> {
        let line = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        line.set_write_timeout(Some(Duration::from_secs(1)))?;
        line.set_read_timeout(Some(Duration::from_secs(20)))?;
        Ok(line)
    }

    /// How long the health check takes, where it answers.
    fn ask(&self) -> Option<Duration> {
        let begun = Instant::now();
        let mut line = Self::connect(self.port).ok()?;
        line.write_all(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n").ok()?;
        let mut answer = String::new();
        line.read_to_string(&mut answer).ok()?;
        answer.contains(" 200 ").then(|| begun.elapsed())
    }

    /// What it holds in memory, in megabytes.
    fn memory(&self) -> Result<f64, Error> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? * 1024.0 / 1e6)
    }
}

fn measure(program: &str, folder: &Path) -> Result<(), Error> {
    let server = Server::start(program, folder)?;
    sleep(Duration::from_secs(3));
    let idle = server.memory()?;
    print("strangers_idle", "MB", idle);
    let mut worst: f64 = 0.0;
    for (name, load) in LOADS {
        let stop = Arc::new(AtomicBool::new(false));
        let strangers: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                let (stop, port) = (Arc::clone(&stop), server.port);
                thread::spawn(move || {
                    while !stop.load(Ordering::Relaxed) {
                        // Who is cut off comes again, though not at once.
                        let sent = Server::connect(port).and_then(|mut line| load(&mut line, &stop));
                        if sent.is_err() {
                            sleep(Duration::from_millis(20));
                        }
                    }
                })
            })
            .collect();
        let (mut peak, mut slowest, begun) = (idle, Duration::ZERO, Instant::now());
        while begun.elapsed() < LASTS {
            slowest = slowest.max(server.ask().ok_or("nobody else is answered")?);
            peak = peak.max(server.memory()?);
            sleep(Duration::from_millis(50));
        }
        stop.store(true, Ordering::Relaxed);
        strangers.into_iter().try_for_each(|stranger| stranger.join().map_err(|_| "a stranger failed"))?;
        print(&format!("strangers_{name}"), "MB over idle", peak - idle);
        print(&format!("strangers_{name}_healthz"), "ms at most", slowest.as_secs_f64() * 1e3);
        worst = worst.max(peak - idle);
    }
    print("strangers", "MB over idle at most", worst);
    if worst > MOST_MB { Err(format!("more than {MOST_MB} MB over idle").into()) } else { Ok(()) }
}

fn print(name: &str, unit: &str, value: f64) {
    println!("{}", json!({ "name": name, "unit": unit, "value": (value * 10.0).round() / 10.0 }));
}

fn head(request: &str, length: usize) -> String {
    format!(
        "{request} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n"
    )
}

/// The largest body that anybody may send.
fn large(line: &mut TcpStream, stop: &AtomicBool, request: &str) -> std::io::Result<()> {
    let length = 25 * MIB;
    line.write_all(head(request, length).as_bytes())?;
    let part = vec![b'a'; 64 * 1024];
    for _ in 0..length / part.len() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        line.write_all(&part)?;
    }
    Ok(())
}

/// The largest body that is read of a stranger, all but its end.
fn small(line: &mut TcpStream, stop: &AtomicBool) -> std::io::Result<()> {
    line.write_all(head("POST /sign-in", 64 * 1024).as_bytes())?;
    line.write_all(&[b'a'; 64 * 1024 - 1])?;
    wait(stop);
    Ok(())
}

/// A byte now and then.
fn slowly(line: &mut TcpStream, stop: &AtomicBool, begin: &str, rest: &[u8]) -> std::io::Result<()> {
    line.write_all(begin.as_bytes())?;
    for byte in rest {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        line.write_all(&[*byte])?;
        sleep(Duration::from_millis(200));
    }
    Ok(())
}

/// As much of a head as is read.
fn long_head(line: &mut TcpStream, stop: &AtomicBool) -> std::io::Result<()> {
    line.write_all(format!("GET / HTTP/1.1\r\nX-Stranger: {}", "a".repeat(60_000)).as_bytes())?;
    wait(stop);
    Ok(())
}

/// Many questions, whose answers are not taken.
fn deaf(line: &mut TcpStream, stop: &AtomicBool) -> std::io::Result<()> {
    line.write_all("GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200).as_bytes())?;
    wait(stop);
    Ok(())
}

fn wait(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        sleep(Duration::from_millis(50));
    }
}
