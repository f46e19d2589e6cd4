//! `cargo xtask bench`: figures, one JSON object a line.

use std::{
    cell::OnceCell,
    ffi::OsStr,
    fs,
    path::PathBuf,
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::{
    dist::{Release, dist, release_cargo},
    postgres::free_port,
    server::{Server, is_healthy},
    shell::{cargo, output, program, root, run, say, target},
    tools,
};

/// A figure, or a few of one kind.
type Bench = fn(&Workbench) -> Result<()>;

const BENCHES: [(&str, Bench); 12] = [
    ("first_load", first_load),
    ("server_start", server_start),
    ("idle_memory", idle_memory),
    ("strangers", strangers),
    ("later_start", later_start),
    ("one_line_change", one_line_change),
    ("report", report),
    ("peers", peers),
    ("log", log),
    ("audit", audit),
    ("verify", verify),
    ("verify_browser", verify_browser),
];

/// Takes one figure, or all.
pub fn bench(arguments: &[String]) -> Result<()> {
    let names = BENCHES.map(|(name, _)| name).join(", ");
    let chosen = match arguments {
        [] => None,
        [name] => Some(name),
        _ => bail!("bench takes one of {names}, or nothing for all"),
    };
    if let Some(name) = chosen.filter(|name| BENCHES.iter().all(|(known, _)| known != name)) {
        bail!("there is no figure {name}, only {names}");
    }
    let workbench = Workbench::new()?;
    for (_, take) in BENCHES.into_iter().filter(|(name, _)| chosen.is_none_or(|chosen| chosen == name)) {
        take(&workbench)?;
    }
    Ok(())
}

fn print(name: &str, unit: &str, value: f64) {
    println!("{}", json!({ "name": name, "unit": unit, "value": (value * 10.0).round() / 10.0 }));
}

/// What several figures need.
struct Workbench {
    folder: PathBuf,
    release: OnceCell<Release>,
}

impl Workbench {
    fn new() -> Result<Self> {
        let folder = target()?.join("bench");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, release: OnceCell::new() })
    }

    fn release(&self) -> Result<&Release> {
        if self.release.get().is_none() {
            let _ = self.release.set(dist()?);
        }
        self.release.get().context("it was just built")
    }

    /// The release, serving a database that is there from the second time on.
    fn serve(&self) -> Result<Server> {
        Server::start(program(&self.release()?.norven), &self.folder.join("release"))
    }
}

/// What a browser loads before the first page is whole: page, style, scripts, WASM, fonts and icons, in brotli.
fn first_load(workbench: &Workbench) -> Result<()> {
    let data = workbench.folder.join("release");
    let mut demo = program(&workbench.release()?.norven);
    let printed = output(demo.args(["demo", "--json", "--data"]).arg(&data))?;
    let demo: serde_json::Value = serde_json::from_str(&printed)?;
    let server = workbench.serve()?;
    let cookie = server.sign_in(demo["sign_in"].as_str().context("`norven demo --json` prints sign_in")?)?;
    let list = String::from_utf8_lossy(&server.get("/inspections?state=open", "identity", &cookie)?).into_owned();
    let id = inspection(&list).context("the sample organisation has an open inspection")?;
    let fill = format!("/inspections/{id}/fill");
    print("first_load_inspector", "kB brotli in all", weight(&server, &fill, &cookie, |_| true)?);
    for (name, page) in [("first_load_home", "/"), ("first_load_verify", "/verify")] {
        let counts = |address: &str| !address.ends_with(".wasm") && !address.ends_with(".woff2");
        let weight = weight(&server, page, "", counts)?;
        print(name, "kB brotli without fonts and WASM", weight);
    }
    Ok(())
}

/// A page and its files that count, in kilobytes.
fn weight(server: &Server, page: &str, cookie: &str, counts: fn(&str) -> bool) -> Result<f64> {
    let html = String::from_utf8_lossy(&server.get(page, "identity", cookie)?).into_owned();
    let mut bytes = server.get(page, "br", cookie)?.len();
    for address in addresses(&html).into_iter().filter(|address| counts(address)) {
        bytes += server.get(address, "br", cookie)?.len();
    }
    Ok(bytes as f64 / 1e3)
}

/// The id of the first inspection that a page leads to.
fn inspection(html: &str) -> Option<&str> {
    let mut ids = html.split("\"/inspections/").skip(1).filter_map(|rest| rest.split('"').next());
    ids.find(|id| id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'))
}

/// The scripts, styles, modules and pictures of our own that a page names, each once.
fn addresses(html: &str) -> std::collections::BTreeSet<&str> {
    let quoted = html.split('"').filter(|text| text.starts_with('/'));
    let files = quoted.map(|address| address.split(['?', '#']).next().unwrap_or(address));
    files
        .filter(|address| [".js", ".css", ".svg", ".wasm", ".woff2"].iter().any(|kind| address.ends_with(kind)))
        .collect()
}

/// From starting the release on an existing database to its first answer.
fn server_start(workbench: &Workbench) -> Result<()> {
    drop(workbench.serve()?);
    let mut times = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        drop(workbench.serve()?);
        times.push(begun.elapsed());
    }
    times.sort();
    print("server_start", "ms", times[times.len() / 2].as_secs_f64() * 1e3);
    Ok(())
}

/// What the release holds in memory when nobody uses it.
fn idle_memory(workbench: &Workbench) -> Result<()> {
    let server = workbench.serve()?;
    sleep(Duration::from_secs(3));
    print("idle_memory", "MB", server.memory()? as f64 / 1e6);
    Ok(())
}

/// What the release holds in memory whatever strangers send it on 200 connections.
fn strangers(workbench: &Workbench) -> Result<()> {
    let norven = workbench.release()?.norven.clone();
    example("norven", &["--features", "embed"], "strangers", &[norven.as_os_str()])
}

/// `cargo xtask run` when nothing has changed, to the first answer.
fn later_start(workbench: &Workbench) -> Result<()> {
    run_to_first_answer(workbench)?;
    print("later_start", "s", run_to_first_answer(workbench)?.as_secs_f64());
    Ok(())
}

/// `cargo xtask run` after a line was added to the library, to the first answer.
fn one_line_change(workbench: &Workbench) -> Result<()> {
    run_to_first_answer(workbench)?;
    let changed = Changed::by_a_line(root().join("src/lib.rs"))?;
    let took = run_to_first_answer(workbench);
    drop(changed);
    print("one_line_change", "s", took?.as_secs_f64());
    Ok(())
}

fn run_to_first_answer(workbench: &Workbench) -> Result<Duration> {
    let port = free_port()?;
    let begun = Instant::now();
    let mut command = cargo();
    command.args(["xtask", "run", "--port", &port.to_string()]).env("NORVEN_DATA", workbench.folder.join("run"));
    // The commands replace each other as one process, down to the server.
    let mut running = Running(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?);
    while !is_healthy(port) {
        if let Some(status) = running.0.try_wait()? {
            bail!("`cargo xtask run` ended ({status})");
        }
        sleep(Duration::from_millis(10));
    }
    Ok(begun.elapsed())
}

/// A process that ends when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A source file with a line more, until it is dropped.
struct Changed {
    path: PathBuf,
    before: String,
}

impl Changed {
    fn by_a_line(path: PathBuf) -> Result<Self> {
        let before = fs::read_to_string(&path)?;
        fs::write(&path, format!("{before}\n#[doc(hidden)]\npub const CHANGED: u32 = {};\n", std::process::id()))?;
        Ok(Self { path, before })
    }
}

impl Drop for Changed {
    fn drop(&mut self) {
        if let Err(error) = fs::write(&self.path, &self.before) {
            say(format_args!("{} could not be put back: {error}", self.path.display()));
        }
    }
}

/// Reports of three sizes, set and sealed, and one near the largest, also verified.
fn report(_: &Workbench) -> Result<()> {
    example("norven-press", &[], "standard", &[])?;
    example("norven-press", &[], "standard", &["largest".as_ref()])
}

/// The same report, set by others.
fn peers(_: &Workbench) -> Result<()> {
    run(program("python3").arg(root().join("benches/peers/run.py")))
}

/// What an entry of the public log costs.
fn log(_: &Workbench) -> Result<()> {
    example("norven", &["--features", "embed"], "log_throughput", &[])
}

/// What the audit log costs with ten million events.
fn audit(_: &Workbench) -> Result<()> {
    example("norven", &["--features", "embed"], "audit_log", &[])
}

/// Verifying outside a browser.
fn verify(_: &Workbench) -> Result<()> {
    example("norven-proof", &[], "inclusion", &[])?;
    example("norven-proof", &[], "verify", &[])
}

/// Verifying in a browser, of the report that is also verified outside of it, and of one near the largest.
fn verify_browser(workbench: &Workbench) -> Result<()> {
    tools::npm_packages()?;
    let folder = &workbench.folder;
    example("norven-proof", &[], "verify", &[folder.as_os_str()])?;
    example("norven-press", &[], "standard", &["largest".as_ref(), folder.join("largest").as_os_str()])?;
    let server = workbench.serve()?;
    let mut node = program("node");
    run(node.current_dir(root().join("end2end")).arg("bench/verify.mjs").arg(server.origin()).arg(folder))
}

/// Runs an example as a release is built. It prints its own figures.
fn example(package: &str, features: &[&str], name: &str, arguments: &[&OsStr]) -> Result<()> {
    let mut command = release_cargo(&root(), "run", &target()?.join("dist-build"))?;
    run(command
        .args(["--quiet", "--release", "--package", package])
        .args(features)
        .args(["--example", name, "--"])
        .args(arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_s_own_files_are_counted_once_and_its_links_not_at_all() {
        let html = r##"<link href="/pkg/a.css"><script src="/pkg/a.js"></script><use href="/icons.svg#ok"/><use href="/icons.svg#no"/><a href="/sign-in">"##;
        assert_eq!(addresses(html).into_iter().collect::<Vec<_>>(), ["/icons.svg", "/pkg/a.css", "/pkg/a.js"]);
    }
}
