//! `cargo xtask test`: every test there is, on both databases and in a browser.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::{
    build, check,
    postgres::{Cluster, free_port},
    server::Server,
    shell::{cargo, program, root, run, say, target},
    site, tools,
};

/// The steps that `cargo xtask test NAME` chooses from.
const KINDS: [&str; 3] = ["lint", "rust", "browser"];

/// Runs the chosen kinds of steps, or all. Every step is tried, then the first failure is reported.
pub fn test(arguments: &[String]) -> Result<()> {
    steps(arguments, false)
}

/// Takes the steps, with or without pictures of the pages, which need as long as half of the browser tests.
fn steps(arguments: &[String], pictures: bool) -> Result<()> {
    let split = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    let (kinds, rest) = arguments.split_at(split);
    if let Some(other) = kinds.iter().find(|kind| !KINDS.contains(&kind.as_str())) {
        bail!("test takes lint, rust or browser, not {other}");
    }
    let rest = rest.get(1..).unwrap_or_default();
    let wanted = |kind: &str| kinds.is_empty() || kinds.iter().any(|chosen| chosen == kind);

    let mut steps = Steps::default();
    steps.take("tools", || install(&wanted))?;
    if wanted("lint") {
        steps.attempt("format", || run(cargo().args(["fmt", "--all", "--check"])));
        steps.attempt("invariants", check::check);
    }
    // The compiler reads most of our code on one core. None of these needs another, nor writes to its folder.
    let (rust, browser) = (wanted("rust"), wanted("browser"));
    steps.side_by_side(
        |steps| match (rust, browser) {
            (true, _) => steps.attempt("building, server", build_tests),
            (false, true) => steps.attempt("building, server", || build::server().map(drop)),
            (false, false) => {}
        },
        |steps| {
            if wanted("lint") {
                steps.attempt("clippy, server", clippy_server);
                steps.attempt("clippy, browser", clippy_browser);
            }
            if browser {
                steps.attempt("building, site", || site::build().map(drop));
            }
        },
    );
    if rust || browser {
        let cluster = steps.take("PostgreSQL", Cluster::start)?;
        if rust {
            steps.attempt("Rust tests", || rust_tests(&cluster, rest));
        }
        if browser {
            steps.attempt("browser tests", || browser_tests(&cluster, rest, pictures));
        }
    }
    steps.summary()
}

/// Takes a picture of every page, on phone and desk, light and dark, in both languages, for people to look at.
pub fn pictures(arguments: &[String]) -> Result<()> {
    let tests = ["browser", "--", "screens", "smoke", "verify", "--project", "sqlite"].map(str::to_owned);
    steps(&tests.into_iter().chain(arguments.iter().cloned()).collect::<Vec<_>>(), true)
}

fn install(wanted: &impl Fn(&str) -> bool) -> Result<()> {
    tools::wasm_target()?;
    if wanted("lint") {
        tools::linters()?;
    }
    if wanted("rust") || wanted("browser") {
        tools::debian_packages()?;
    }
    if wanted("browser") {
        tools::npm_packages()?;
    }
    Ok(())
}

/// The server and what it stands on. `norven` has two sides that exclude each other: here the server's.
/// Of its browser modules nothing is left on this side.
const SERVER: [&str; 11] = [
    "--workspace",
    "--features",
    "norven/ssr",
    "--exclude",
    "xtask",
    "--exclude",
    "norven-verifier",
    "--exclude",
    "norven-field",
    "--exclude",
    "norven-desk",
];

/// What is run of a library; that examples compile is clippy's to say.
const TESTS: &[&str] = &["--lib", "--bins", "--tests"];
/// The examples in its docs.
const DOCS: &[&str] = &["--doc"];
/// What is run of a program, which has neither.
const PROGRAM: &[&str] = &["--bins"];

/// What is built together, and what is run of it. The others stand apart, since what they need of a shared dependency would
/// have most of the server's built a second time; and apart from each other, so that `cargo xtask` itself has built what its
/// tests need.
const GROUPS: [(&[&str], &[&[&str]]); 3] = [
    (&SERVER, &[TESTS, DOCS]),
    (&["--package", "xtask"], &[PROGRAM]),
    (&["--package", "norven-verifier"], &[TESTS, DOCS]),
];

fn clippy_server() -> Result<()> {
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--features", "norven/ssr", "--exclude", "norven-field"]);
    clippy.args(["--exclude", "norven-desk", "--all-targets", "--", "-D", "warnings"]);
    // A folder of its own: cargo lets one build at a time write to a folder. Nothing else is built there, so all that is
    // not the browser's is read together.
    run(clippy.env("CARGO_TARGET_DIR", target()?.join("clippy")))
}

fn clippy_browser() -> Result<()> {
    run(site::cargo_for_modules("clippy")?.args(["--", "-D", "warnings"]))
}

/// Builds the Rust tests, and the server that the browser tests use, which some of them start.
fn build_tests() -> Result<()> {
    for (packages, kinds) in GROUPS {
        run(cargo().arg("test").args(packages).args(kinds[0]).arg("--no-run"))?;
    }
    Ok(())
}

fn rust_tests(cluster: &Cluster, rest: &[String]) -> Result<()> {
    let python = tools::python_packages()?;
    say("testing on SQLite and PostgreSQL");
    for (packages, kinds) in GROUPS {
        for kind in kinds {
            let mut test = cargo();
            test.arg("test").args(packages).args(*kind).args(rest);
            run(test.env("NORVEN_TEST_POSTGRES", cluster.url("postgres")).env("NORVEN_TEST_PYTHON", &python))?;
        }
    }
    Ok(())
}

/// Playwright, against one server on each database.
fn browser_tests(cluster: &Cluster, rest: &[String], pictures: bool) -> Result<()> {
    // Built by an earlier step.
    let (norven, site) = (target()?.join("debug/norven"), site::build()?);
    let folder = target()?.join("end2end");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let server = |name: &str, database: Option<String>| {
        let mut command = serving(&norven, &site);
        match database {
            Some(url) => command.env("DATABASE_URL", url),
            None => command.env_remove("DATABASE_URL"),
        };
        Server::start(command, &folder.join(name))
    };
    let sqlite = server("sqlite", None)?;
    let postgres = server("postgres", Some(cluster.url("browser")))?;
    let tls = format!("https://localhost:{}", free_port()?);
    let behind_tls = Server::behind_proxy(serving(&norven, &site), &folder.join("tls"), &tls)?;
    let certificate = certificate(&folder)?;

    say("testing in Chromium");
    run(npx("tsc").arg("--noEmit"))?;
    let mut playwright = npx("playwright");
    playwright.env("NORVEN_SQLITE", sqlite.origin()).env("NORVEN_POSTGRES", postgres.origin());
    playwright.env("NORVEN_TLS", tls).env("NORVEN_TLS_UPSTREAM", behind_tls.origin());
    playwright.env("NORVEN_TLS_CERTIFICATE", &certificate).env("NODE_EXTRA_CA_CERTS", &certificate);
    if pictures {
        // Read by `shots` in end2end/fixtures.ts.
        playwright.env("NORVEN_PICTURES", "1");
    }
    let tested = run(playwright.arg("test").args(rest));
    let tested =
        tested.and_then(|()| [&sqlite, &postgres, &behind_tls].into_iter().try_for_each(Server::never_panicked));
    if tested.is_err() {
        say(format_args!("the servers' logs are in {}", folder.display()));
    }
    tested
}

/// A certificate for this machine that signs itself, with its key, in one file.
fn certificate(folder: &Path) -> Result<PathBuf> {
    let (key, certificate, both) = (folder.join("tls.key"), folder.join("tls.crt"), folder.join("tls.pem"));
    let mut openssl = program("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"]);
    openssl.args(["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]);
    run(openssl.arg("-keyout").arg(&key).arg("-out").arg(&certificate))?;
    fs::write(&both, [fs::read(&certificate)?, fs::read(&key)?].concat())?;
    Ok(both)
}

fn serving(norven: &Path, site: &Path) -> Command {
    let mut command = program(norven);
    command.env("NORVEN_SITE", site).env("NORVEN_OIDC", root().join("end2end/providers.json"));
    // An organisation's provider and the name server are those of end2end/provider.mjs and end2end/names.mjs.
    command.env("NORVEN_PRIVATE_PROVIDERS", "true").env("NORVEN_DNS", "127.0.0.1:47562");
    command
}

/// A program of the browser tests' npm packages.
fn npx(name: &str) -> Command {
    let folder = root().join("end2end");
    let mut command = program(folder.join("node_modules/.bin").join(name));
    command.current_dir(folder);
    command
}

/// What was done, how long it took and whether it went well.
#[derive(Default)]
struct Steps(Vec<(&'static str, Duration, Result<(), String>)>);

impl Steps {
    /// Does a step that the later ones need.
    fn take<T>(&mut self, name: &'static str, step: impl FnOnce() -> Result<T>) -> Result<T> {
        let begun = Instant::now();
        let done = step();
        let outcome = done.as_ref().map(drop).map_err(|error| format!("{error:#}"));
        self.0.push((name, begun.elapsed(), outcome));
        done
    }

    /// Does a step that the later ones do not need: its failure is noted.
    fn attempt(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) {
        say(format_args!("step: {name}"));
        if let Err(error) = self.take(name, step) {
            eprintln!("{name}: {error:#}");
        }
    }

    /// Takes some steps on one core and some on the other.
    fn side_by_side(&mut self, one: impl FnOnce(&mut Self), other: impl FnOnce(&mut Self) + Send) {
        let mut beside = Self::default();
        thread::scope(|scope| {
            scope.spawn(|| other(&mut beside));
            one(self);
        });
        self.0.append(&mut beside.0);
    }

    /// One line a step, then the verdict.
    fn summary(self) -> Result<()> {
        println!();
        for (name, took, outcome) in &self.0 {
            let verdict = outcome.as_ref().map_or_else(|error| format!("FAILED: {error}"), |()| "ok".to_owned());
            println!("{name:<16} {:>7.1} s  {verdict}", took.as_secs_f64());
        }
        let failed = self.0.iter().filter(|(.., outcome)| outcome.is_err()).count();
        println!("steps: {} passed, {failed} failed", self.0.len() - failed);
        if failed > 0 {
            bail!("{failed} of the steps failed");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::Value;

    use crate::shell::{cargo, files, root};

    #[test]
    fn what_ci_removes_by_name_is_ours_alone() {
        let described = cargo().args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).output();
        let described: Value = serde_json::from_slice(&described.expect("cargo runs").stdout).expect("JSON");
        let packages = described["packages"].as_array().expect("packages").iter();
        let ours: Vec<&str> = packages.clone().filter_map(|package| package["name"].as_str()).collect();
        let targets = packages.flat_map(|package| package["targets"].as_array().expect("targets"));
        let targets: Vec<&str> = targets.filter_map(|target| target["name"].as_str()).collect();
        assert!(ours.len() > 8 && targets.contains(&"suite"), "{ours:?} {targets:?}");
        let lock = fs::read_to_string(root().join("Cargo.lock")).expect("a lock file");
        let named = |line: &str| line.strip_prefix("name = \"")?.strip_suffix('"').map(str::to_owned);
        for dependency in lock.lines().filter_map(named).filter(|name| !ours.contains(&name.as_str())) {
            assert!(!targets.contains(&dependency.as_str()), "a target of ours is called {dependency}");
        }
    }

    #[test]
    fn an_example_in_docs_stands_where_it_is_run() {
        for folder in ["", "crates/check/", "crates/picture/", "crates/press/", "crates/verifier/"] {
            let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).expect("a manifest");
            assert!(manifest.contains("doctest = false"), "{folder}: take it from this list");
            for file in files(&root().join(folder).join("src")).expect("sources") {
                let text = fs::read_to_string(&file).unwrap_or_default();
                let fence = |line: &&str| line.trim_start().trim_start_matches(['/', '!']) == " ```";
                let fences = text.lines().filter(fence).count();
                // What is plain text says so where it begins; where it ends all fences are alike.
                let plain = text.lines().filter(|line| line.ends_with("```text")).count();
                assert_eq!(fences, plain, "{}: doctest = false hides an example", file.display());
            }
        }
    }
}
