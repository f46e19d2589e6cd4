//! Builds the server and what the browser loads, for development.

use std::{path::PathBuf, thread};

use anyhow::{Result, anyhow};

use crate::{
    shell::{cargo, run, say, target},
    site,
};

/// Builds the server and the site, each on a core of its own, and returns their paths.
///
/// Most of either build is one crate, which the compiler reads on one core.
pub fn all() -> Result<(PathBuf, PathBuf)> {
    thread::scope(|scope| {
        let site = scope.spawn(site::build);
        let server = server();
        let site = site.join().map_err(|_| anyhow!("building the site panicked"))?;
        Ok((server?, site?))
    })
}

/// Builds the server and returns its path.
pub fn server() -> Result<PathBuf> {
    say("building the server");
    run(cargo().args(["build", "--package", "norven", "--features", "ssr", "--bin", "norven"]))?;
    Ok(target()?.join("debug/norven"))
}
