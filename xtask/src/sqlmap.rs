//! `cargo xtask sqlmap`: whether sqlmap finds a statement that takes what it is told.
//!
//! The tests write down every call of `tests/authorisation.csv` as the owner makes it, and serve
//! (`tests/suite/authorisation/served.rs`); sqlmap tries every parameter of every call, on both databases.
//! First it has to find a statement that is made for it to find.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Mutex,
    thread::{self, sleep},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    postgres::Cluster,
    shell::{cargo, executable, files, output, program, say, target},
    tools,
};

/// How long the tests may take to write the requests down.
const PATIENCE: Duration = Duration::from_secs(300);

/// The engines, as the tests and as sqlmap call them.
const ENGINES: [(&str, &str); 2] = [("sqlite", "SQLite"), ("postgres", "PostgreSQL")];

/// Tries every call, or those whose name contains a text, and prints what was found.
pub fn sqlmap(arguments: &[String]) -> Result<()> {
    let part = match arguments {
        [] => "",
        [part] => part,
        _ => bail!("sqlmap takes one text at most"),
    };
    tools::install(&[("sqlmap", "sqlmap")])?;
    tools::debian_packages()?;
    say("building the tests");
    let suite = executable(
        &output(cargo().args([
            "test",
            "--package=norven",
            "--features=ssr",
            "--test=suite",
            "--no-run",
            "--message-format=json-render-diagnostics",
        ]))?,
        "suite",
    )?;
    let cluster = Cluster::start()?;
    let mut found = Vec::new();
    for (engine, name) in ENGINES {
        let served = Served::start(&suite, engine, &cluster)?;
        let begun = Instant::now();
        if !served.attack(&served.folder.join("control.http"), name)? {
            bail!("sqlmap does not see the statement on {name} that is made for it to find");
        }
        let requests: Vec<PathBuf> = files(&served.folder)?
            .into_iter()
            .filter(|path| path.file_name().is_some_and(|file| file.to_string_lossy().contains(part)))
            .filter(|path| path.extension().is_some_and(|kind| kind == "http") && !path.ends_with("control.http"))
            .collect();
        if requests.is_empty() {
            bail!("no call's name contains {part}: letters and digits count, anything between them is _");
        }
        found.extend(served.attack_all(&requests, name));
        println!("{} calls on {name} in {} s", requests.len(), begun.elapsed().as_secs());
    }
    for finding in &found {
        println!("{finding}");
    }
    if !found.is_empty() {
        bail!("{} calls to look at", found.len());
    }
    println!("sqlmap found nothing");
    Ok(())
}

/// The tests, serving; stopped when it is dropped.
struct Served {
    folder: PathBuf,
    process: Child,
}

impl Served {
    fn start(suite: &Path, engine: &str, cluster: &Cluster) -> Result<Self> {
        let folder = target()?.join("sqlmap").join(engine);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        say(format_args!("writing every call down, {engine}"));
        let log = File::create(folder.join("log"))?;
        let mut command = program(suite);
        command.args(["--ignored", "--exact", "--nocapture", &format!("suite::authorisation::served::{engine}")]);
        command.env("NORVEN_REQUESTS", &folder).env("NORVEN_TEST_POSTGRES", cluster.url("postgres"));
        let process = command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut served = Self { folder, process };
        let begun = Instant::now();
        while !served.folder.join("ready").exists() {
            if let Some(status) = served.process.try_wait()? {
                bail!("the tests stopped ({status}): {}", fs::read_to_string(served.folder.join("log"))?);
            }
            if begun.elapsed() > PATIENCE {
                bail!("the tests do not serve");
            }
            sleep(Duration::from_millis(100));
        }
        Ok(served)
    }

    /// Tries every request, two at once; returns what there is to look at.
    fn attack_all(&self, requests: &[PathBuf], engine: &str) -> Vec<String> {
        let next = Mutex::new(requests.iter());
        let found = Mutex::new(Vec::new());
        let work = || {
            loop {
                let Some(request) = next.lock().expect("no worker panics").next() else { return };
                let what = match self.attack(request, engine) {
                    Ok(false) => continue,
                    Ok(true) => format!("injectable on {engine}, see {}", log_of(request).display()),
                    Err(error) => format!("{error:#}"),
                };
                found.lock().expect("no worker panics").push(what);
            }
        };
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(work);
            }
        });
        found.into_inner().expect("no worker panics")
    }

    /// Whether sqlmap finds something in a request.
    fn attack(&self, request: &Path, engine: &str) -> Result<bool> {
        let mut sqlmap = Command::new("sqlmap");
        sqlmap.arg("-r").arg(request).arg(format!("--dbms={engine}"));
        sqlmap.arg(format!("--output-dir={}", request.with_extension("sqlmap").display()));
        sqlmap.args(["--batch", "--disable-coloring", "--flush-session", "--ignore-stdin", "--ignore-redirects"]);
        sqlmap.env("TERM", "dumb").args(["--risk=2", "--technique=BEUST"]);
        // From level 2 on cookies are parameters too, from level 3 on what a browser says of itself: that is
        // kept where people sign in.
        let signs_in = request.to_string_lossy().contains("_sign_in");
        sqlmap.arg(if signs_in { "--level=3" } else { "--level=2" });
        // A refusal is an answer like another; each request comes from somebody else, or limits would answer.
        sqlmap.args([
            "--time-sec=2",
            "--ignore-code=401,404",
            "--tamper=xforwardedfor",
            "--skip-waf",
            "--parse-errors",
        ]);
        let said = sqlmap.stdin(Stdio::null()).output().context("sqlmap cannot be started")?;
        let said = String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned();
        fs::write(log_of(request), &said)?;
        if said.contains("identified the following injection point") {
            return Ok(true);
        }
        if NOTHING.iter().any(|phrase| said.contains(phrase)) {
            return Ok(false);
        }
        bail!("sqlmap came to no conclusion, see {}", log_of(request).display());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What sqlmap says where it found nothing, or nothing to try: the last of an address of a file, such as `x.pdf`.
const NOTHING: [&str; 3] = [
    "tested parameters do not appear to be injectable",
    "no parameter(s) found for testing",
    "does not contain a usable HTTP request",
];

fn log_of(request: &Path) -> PathBuf {
    request.with_extension("log")
}
