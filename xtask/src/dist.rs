//! `cargo xtask dist`: the release as one file, its site assets inside.

use std::{
    collections::BTreeMap,
    env,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use crate::{
    shell::{cargo, files, root, run, say, target},
    site, tools,
};

/// Kinds of files that compression makes smaller.
const COMPRESSED: [&str; 6] = ["js", "wasm", "css", "svg", "json", "webmanifest"];

/// What a release consists of.
pub struct Release {
    /// The server, which runs from any folder.
    pub norven: PathBuf,
}

/// Builds the release.
pub fn dist() -> Result<Release> {
    tools::wasm_target()?;
    let folder = root().join("target/dist");
    let site = folder.join("site");
    // The server is compiled again where its site is younger: one that is the same stays.
    let next = folder.join("site-next");
    build_site(&next)?;
    if site.exists() && contents(&site)? == contents(&next)? {
        fs::remove_dir_all(&next)?;
    } else {
        if site.exists() {
            fs::remove_dir_all(&site)?;
        }
        fs::rename(&next, &site)?;
    }

    say("building the release of the server");
    let build = target()?.join("dist-build");
    forget_other_site(&build, &site)?;
    let server = ["--release", "--package", "norven", "--features", "embed", "--bin", "norven"];
    run(release_cargo(&root(), "build", &build)?.args(server))?;
    let norven = folder.join("norven");
    // A copy over a running program fails; a new file in its place does not.
    let copied = folder.join("norven.new");
    fs::copy(build.join("release/norven"), &copied)?;
    fs::rename(&copied, &norven)?;
    println!("{} ({:.1} MB)", norven.display(), fs::metadata(&norven)?.len() as f64 / 1e6);
    Ok(Release { norven })
}

/// Builds the larger release: a folder `fonts` beside the program, with Chinese, Japanese and Korean.
pub fn with_cjk() -> Result<()> {
    tools::install_cjk()?;
    let Release { norven } = dist()?;
    let folder = norven.with_file_name("fonts");
    fs::create_dir_all(&folder)?;
    for (file, name) in tools::CJK_FILES {
        fs::copy(file, folder.join(name)).with_context(|| format!("{file} cannot be copied"))?;
    }
    println!("{}: keep it beside norven", folder.display());
    Ok(())
}

/// A cargo command in a folder of its own, so that neither this build nor that of development undoes
/// the other. Types of views are erased here too: unerased, the browser's module is half as large
/// again, and server and browser have to agree on what they mark in the page. No path of this machine
/// gets into what is built: the same source makes the same bytes elsewhere.
pub fn release_cargo(source: &Path, subcommand: &str, build: &Path) -> Result<Command> {
    release_cargo_with(source, subcommand, build, &[])
}

fn release_cargo_with(source: &Path, subcommand: &str, build: &Path, more_flags: &[&str]) -> Result<Command> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo"))).context("there is no CARGO_HOME")?;
    let paths = [(build, "/norven/target"), (source, "/norven"), (home.as_path(), "/cargo")];
    let mut flags = vec!["--cfg".to_owned(), "erase_components".to_owned()];
    flags.extend(more_flags.iter().map(|flag| (*flag).to_owned()));
    // Of two that fit, the later one counts: a build folder may lie in the source.
    for (from, to) in paths.into_iter().rev() {
        flags.push(format!("--remap-path-prefix={}={to}", from.display()));
    }
    let mut command = cargo();
    // Not by spaces, of which a path may have some.
    command.current_dir(source).env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
    command.args([subcommand, "--locked"]).arg("--target-dir").arg(build);
    Ok(command)
}

/// Every file of a folder, by its path in it.
fn contents(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let read = |path: PathBuf| Ok((path.strip_prefix(folder)?.to_owned(), fs::read(&path)?));
    files(folder)?.into_iter().map(read).collect()
}

/// How modules for the browser are built for a release.
pub const WASM_RELEASE: [&str; 5] = ["--lib", "--target", "wasm32-unknown-unknown", "--profile", "wasm-release"];

/// The module that hashes whole files: with vector instructions, which browsers have since 2023, by a third faster.
pub const VERIFIER: &str = "norven-verifier";

/// Builds a module and returns its file. Each is built by itself: beside others, its dependencies would have what those
/// ask for too.
pub fn module(source: &Path, build: &Path, package: &str) -> Result<PathBuf> {
    let flags: &[&str] = if package == VERIFIER { &["-Ctarget-feature=+simd128"] } else { &[] };
    run(release_cargo_with(source, "build", build, flags)?.args(WASM_RELEASE).args(["--package", package]))?;
    Ok(build.join("wasm32-unknown-unknown/wasm-release").join(site::file_of(package)))
}

/// Has the server compiled again where the site has other files than at the last time: cargo sees
/// when one that is embedded changes, but not when one comes or goes.
fn forget_other_site(build: &Path, site: &Path) -> Result<()> {
    let names: Vec<_> = files(site)?.iter().map(|file| file.display().to_string()).collect();
    let (names, stamp) = (names.join("\n"), build.join("embedded-files"));
    if fs::read_to_string(&stamp).is_ok_and(|embedded| embedded == names) {
        return Ok(());
    }
    run(release_cargo(&root(), "clean", build)?.args(["--release", "--package", "norven", "--quiet"]))?;
    fs::create_dir_all(build)?;
    Ok(fs::write(stamp, names)?)
}

/// Builds the site that the server will carry.
fn build_site(site: &Path) -> Result<()> {
    say("building the release of the WASM modules");
    let build = target()?.join("dist-build");
    let mut modules = Vec::new();
    for (package, name) in site::MODULES {
        modules.push((module(&root(), &build, package)?, name));
    }

    if site.exists() {
        fs::remove_dir_all(site)?;
    }
    let pkg = site.join("pkg");
    fs::create_dir_all(&pkg)?;
    for (file, name) in modules {
        site::bindgen(&file, &pkg, name, site::Spare::Left)?;
    }
    fs::write(pkg.join("norven.css"), site::stylesheet(&root().join("style/norven.css"))?)?;
    site::copy(&root().join("public"), site)?;
    say("compressing the site");
    for file in files(site)? {
        compress(&file)?;
    }
    Ok(())
}

/// Writes `FILE.br` and `FILE.gz` beside a file where they are worth it.
fn compress(file: &Path) -> Result<()> {
    let kind = file.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
    let bytes = fs::read(file)?;
    if !COMPRESSED.contains(&kind) || bytes.len() < 1024 {
        return Ok(());
    }
    let beside = |ending: &str| file.with_extension(format!("{kind}.{ending}"));
    // Quality 11 is the best there is; 22 is the largest window that every browser takes.
    let best = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut File::create(beside("br"))?, &best)?;
    let mut gzip = GzEncoder::new(File::create(beside("gz"))?, Compression::best());
    gzip.write_all(&bytes)
        .and_then(|()| gzip.finish())
        .with_context(|| format!("{} cannot be compressed", file.display()))?;
    Ok(())
}
