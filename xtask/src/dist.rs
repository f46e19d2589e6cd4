//! `cargo xtask dist`: the release as one file, its site assets inside.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use crate::{
    shell::{cargo, files, is_installed, output, program, root, run, say, target},
    site, tools,
};

/// Debian's binaryen 108 writes modules that die in the browser.
const OLDEST_WASM_OPT: u32 = 132;

/// Kinds of files that compression makes smaller.
const COMPRESSED: [&str; 6] = ["js", "wasm", "css", "svg", "json", "webmanifest"];

/// What a release consists of.
pub struct Release {
    /// The server, which runs from any folder.
    pub norven: PathBuf,
    /// The site that is inside it.
    pub site: PathBuf,
}

/// Builds the release.
pub fn dist() -> Result<Release> {
    tools::wasm_target()?;
    let folder = root().join("target/dist");
    let site = folder.join("site");
    build_site(&site)?;

    say("building the release of the server");
    let build = target()?.join("dist-build");
    forget_other_site(&build, &site)?;
    let server = ["--release", "--package", "norven", "--features", "embed", "--bin", "norven"];
    run(release_cargo("build", &build).args(server))?;
    let norven = folder.join("norven");
    // A copy over a running program fails; a new file in its place does not.
    let copied = folder.join("norven.new");
    fs::copy(build.join("release/norven"), &copied)?;
    fs::rename(&copied, &norven)?;
    println!("{} ({:.1} MB)", norven.display(), fs::metadata(&norven)?.len() as f64 / 1e6);
    Ok(Release { norven, site })
}

/// A cargo command in a folder of its own, so that neither this build nor that of development undoes
/// the other. Types of views are erased here too: unerased, the browser's module is half as large
/// again, and server and browser have to agree on what they mark in the page.
fn release_cargo(subcommand: &str, build: &Path) -> Command {
    let mut command = cargo();
    command.env("RUSTFLAGS", "--cfg erase_components").arg(subcommand).arg("--target-dir").arg(build);
    command
}

/// Has the server compiled again where the site has other files than at the last time: cargo sees
/// when one that is embedded changes, but not when one comes or goes.
fn forget_other_site(build: &Path, site: &Path) -> Result<()> {
    let names: Vec<_> = files(site)?.iter().map(|file| file.display().to_string()).collect();
    let (names, stamp) = (names.join("\n"), build.join("embedded-files"));
    if fs::read_to_string(&stamp).is_ok_and(|embedded| embedded == names) {
        return Ok(());
    }
    run(release_cargo("clean", build).args(["--release", "--package", "norven", "--quiet"]))?;
    fs::create_dir_all(build)?;
    Ok(fs::write(stamp, names)?)
}

/// Builds the site that the server will carry.
fn build_site(site: &Path) -> Result<()> {
    say("building the release of the WASM modules");
    let build = target()?.join("dist-build");
    let wasm_release = ["--lib", "--target", "wasm32-unknown-unknown", "--profile", "wasm-release"];
    run(release_cargo("build", &build).args(wasm_release).args(site::MODULE_PACKAGES))?;

    if site.exists() {
        fs::remove_dir_all(site)?;
    }
    let pkg = site.join("pkg");
    fs::create_dir_all(&pkg)?;
    for (file, name) in site::MODULES {
        site::bindgen(&build.join("wasm32-unknown-unknown/wasm-release").join(file), &pkg, name, site::Spare::Left)?;
        optimise(&pkg.join(name).with_extension("wasm"))?;
    }
    fs::write(pkg.join("norven.css"), site::stylesheet(&root().join("style/norven.css"))?)?;
    site::copy(&root().join("public"), site)?;
    say("compressing the site");
    for file in files(site)? {
        compress(&file)?;
    }
    Ok(())
}

/// Makes a module smaller where a wasm-opt that can be trusted is on the PATH.
fn optimise(wasm: &Path) -> Result<()> {
    if !is_installed("wasm-opt") {
        return Ok(());
    }
    let version = output(program("wasm-opt").arg("--version"))?;
    let number = version.split_whitespace().find_map(|word| word.parse::<u32>().ok());
    if number.is_none_or(|number| number < OLDEST_WASM_OPT) {
        say(format_args!(
            "leaving out {}: older than {OLDEST_WASM_OPT} (npm install --global binaryen)",
            version.trim()
        ));
        return Ok(());
    }
    run(program("wasm-opt").arg("-Oz").arg(wasm).arg("-o").arg(wasm))
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
