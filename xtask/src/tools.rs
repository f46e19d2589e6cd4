//! Installs what the other commands need, or says what is missing.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::shell::{is_installed, is_root, output, program, root, run, say, succeeds, target};

/// A program that the tests start, and the Debian package that has it.
const PROGRAMS: [(&str, &str); 6] = [
    ("chromium", "chromium"),
    ("pdfsig", "poppler-utils"),
    ("qpdf", "qpdf"),
    ("mutool", "mupdf-tools"),
    ("certutil", "libnss3-tools"),
    ("openssl", "openssl"),
];

/// The Debian package with the faces of Chinese, Japanese and Korean, which reports are set in.
const CJK: &str = "fonts-noto-cjk";
/// Its files that a report needs, and what they are called beside the program.
pub const CJK_FILES: [(&str, &str); 3] = [
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "NotoSansCJK-Regular.ttc"),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", "NotoSansCJK-Bold.ttc"),
    ("/usr/share/doc/fonts-noto-cjk/copyright", "NotoSansCJK-licence.txt"),
];

/// The faces of Chinese, Japanese and Korean.
pub fn install_cjk() -> Result<()> {
    if has_cjk() { Ok(()) } else { install_missing(&[CJK]) }
}

fn has_cjk() -> bool {
    CJK_FILES.iter().all(|(file, _)| Path::new(file).is_file())
}

/// The judge of what the product is made of.
pub const CARGO_DENY: &str = "0.20.2";

/// The compiler's target for the browser.
pub fn wasm_target() -> Result<()> {
    let sysroot = output(program("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown").is_dir() {
        return Ok(());
    }
    if !is_installed("rustup") {
        bail!(
            "the Rust target wasm32-unknown-unknown is missing: install Rust by rustup, or the package that has this target"
        );
    }
    say("adding the Rust target wasm32-unknown-unknown");
    run(program("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
}

/// rustfmt and clippy.
pub fn linters() -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if succeeds(program("cargo").args([subcommand, "--version"])) {
            continue;
        }
        if !is_installed("rustup") {
            bail!("{component} is missing: install Rust by rustup, or the package that has {component}");
        }
        say(format_args!("adding the Rust component {component}"));
        run(program("rustup").args(["component", "add", component]))?;
    }
    Ok(())
}

/// Chromium, PostgreSQL and the tools that read a PDF.
pub fn debian_packages() -> Result<()> {
    let mut missing: Vec<_> =
        PROGRAMS.iter().filter(|(program, _)| !is_installed(program)).map(|(_, package)| *package).collect();
    // Debian's python3 comes without the part that makes environments.
    if !succeeds(program("python3").args(["-c", "import ensurepip"])) {
        missing.push("python3-venv");
    }
    if !has_cjk() {
        missing.push(CJK);
    }
    if crate::postgres::programs().is_none() {
        missing.push("postgresql");
    }
    if missing.is_empty() {
        return Ok(());
    }
    install_missing(&missing)
}

/// Programs and the Debian packages that have them.
pub fn install(wanted: &[(&str, &str)]) -> Result<()> {
    let missing: Vec<_> =
        wanted.iter().filter(|(program, _)| !is_installed(program)).map(|(_, package)| *package).collect();
    if missing.is_empty() { Ok(()) } else { install_missing(&missing) }
}

fn install_missing(missing: &[&str]) -> Result<()> {
    let by_hand = format!("missing: {0}. On Debian: apt-get install {0}", missing.join(" "));
    let Some(apt) = apt_get() else {
        bail!("{by_hand}");
    };
    say(format_args!("installing {}", missing.join(", ")));
    run(apt().args(["update", "--quiet"]))?;
    run(apt().args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(missing)).context(by_hand)
}

/// apt-get with the right to install, where there is one.
fn apt_get() -> Option<fn() -> Command> {
    fn direct() -> Command {
        let mut command = program("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    }
    fn by_sudo() -> Command {
        let mut command = program("sudo");
        command.args(["--non-interactive", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command
    }
    if !is_installed("apt-get") {
        None
    } else if is_root() {
        Some(direct)
    } else if succeeds(program("sudo").args(["--non-interactive", "true"])) {
        Some(by_sudo)
    } else {
        None
    }
}

/// What the tests take from PyPI: an independent judge of sealed PDFs, and a time-stamping authority.
const PYTHON_PACKAGES: [&str; 3] = ["pyhanko==0.38.0", "pyhanko-cli==0.6.0", "certomancer[web-api]==0.16.0"];

/// The Python packages of the tests, in an environment of their own; returns the folder of its programs.
pub fn python_packages() -> Result<PathBuf> {
    let folder = target()?.join("python");
    let (programs, stamp, wanted) = (folder.join("bin"), folder.join("installed"), PYTHON_PACKAGES.join("\n"));
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) && programs.join("pyhanko").exists() {
        return Ok(programs);
    }
    say("installing the Python packages of the tests");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    run(program("python3").args(["-m", "venv"]).arg(&folder))
        .context("the tests need Python 3 with venv. On Debian: apt-get install python3-venv")?;
    let mut pip = program(programs.join("pip"));
    run(pip.args(["install", "--quiet", "--disable-pip-version-check"]).args(PYTHON_PACKAGES))?;
    fs::write(stamp, wanted)?;
    Ok(programs)
}

/// The oldest Node.js that the browser tests run on.
const OLDEST_NODE: u32 = 20;

/// The npm packages of the browser tests. The browser is Debian's: none is downloaded.
pub fn npm_packages() -> Result<()> {
    let folder = root().join("end2end");
    let wanted =
        fs::read_to_string(folder.join("package-lock.json")).context("end2end/package-lock.json is missing")?;
    let stamp = folder.join("node_modules/.installed-from");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    if !is_installed("npm") || node_version().is_none_or(|version| version < OLDEST_NODE) {
        bail!("the browser tests need Node.js {OLDEST_NODE} or newer, with npm");
    }
    say("installing the npm packages of the browser tests");
    let mut npm = program("npm");
    npm.current_dir(&folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    // Without their scripts, which would download more.
    run(npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]))?;
    Ok(fs::write(stamp, wanted)?)
}

/// `20` of `v20.11.1`.
fn node_version() -> Option<u32> {
    let version = output(program("node").arg("--version")).ok()?;
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}
