//! Builds the server for development.

use std::path::PathBuf;

use anyhow::Result;

use crate::shell::{cargo, run, say, target};

/// Builds the server and returns its path.
pub fn server() -> Result<PathBuf> {
    say("building the server");
    run(cargo().args(["build", "--package", "norven", "--features", "ssr", "--bin", "norven"]))?;
    Ok(target()?.join("debug/norven"))
}
