//! `cargo xtask deny`: what the product is made of, judged by `cargo deny` and `deny.toml`.

use anyhow::Result;

use crate::{
    shell::{cargo, run, say, succeeds},
    tools,
};

/// Checks bans, licences and sources of every dependency; installs the judge where it is missing.
pub fn deny() -> Result<()> {
    if !succeeds(cargo().args(["deny", "--version"])) {
        say("installing cargo-deny, unoptimised: it takes a minute instead of a quarter of an hour");
        run(cargo().args(["install", "cargo-deny", "--locked", "--debug", "--version", tools::CARGO_DENY]))?;
    }
    run(cargo().args(["deny", "--workspace", "--locked", "check", "bans", "licenses", "sources"]))
}
