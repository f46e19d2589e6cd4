//! `cargo xtask reproduce`: whether the verifier's module is the same, byte for byte, wherever it is built.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};
use sha2::{Digest, Sha256};

use crate::{
    dist::{VERIFIER, module},
    shell::{output, program, root, run, say, target},
    site,
};

/// Builds the module from the source as it is committed, in two folders, and compares.
pub fn reproduce() -> Result<()> {
    let folder = target()?.join("reproduce");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut digests = Vec::new();
    for name in ["one", "a longer name"] {
        let source = folder.join(name).join("norven");
        say(format_args!("building the verifier's module in {}", source.display()));
        copy_of_the_commit(&source)?;
        digests.push(digest(&source, &source.join("target"))?);
    }
    let [one, other] = digests.as_slice() else { bail!("two folders make two digests") };
    if one != other {
        bail!("the module differs by the folder it is built in: {one}, {other}");
    }
    println!("{one}  verifier.wasm");
    Ok(())
}

fn copy_of_the_commit(to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let archive = to.with_extension("tar");
    run(program("git").args(["archive", "--output"]).arg(&archive).arg("HEAD").current_dir(root()))?;
    output(program("tar").arg("--extract").arg("--file").arg(&archive).arg("--directory").arg(to))?;
    Ok(fs::remove_file(archive)?)
}

/// SHA-256 of the module as it is served.
fn digest(source: &Path, build: &Path) -> Result<String> {
    let wasm: PathBuf = module(source, build, VERIFIER)?;
    let bound = build.join("bound");
    fs::create_dir_all(&bound)?;
    site::bindgen(&wasm, &bound, "verifier", site::Spare::Left)?;
    let digest = Sha256::digest(fs::read(bound.join("verifier.wasm"))?);
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}
