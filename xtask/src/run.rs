//! `cargo xtask run`: build, load the sample organisation, serve.

use std::{
    env,
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    build,
    shell::{output, program, root, say},
    tools,
};

/// Builds and serves, and does not return: this program becomes the server, so that Ctrl-C and every
/// other signal reach it directly.
pub fn run(arguments: &[String]) -> Result<()> {
    let port = match arguments {
        [] => 3000,
        [flag, port] if flag == "--port" => port.parse::<u16>().context("--port takes a number")?,
        other => bail!("run takes --port PORT and nothing else, not {}", other.join(" ")),
    };
    tools::wasm_target()?;
    let (norven, site) = build::all()?;
    if TcpListener::bind(("127.0.0.1", port)).is_err() {
        bail!("port {port} is in use: stop what listens there, or choose another with --port");
    }

    let data = env::var_os("NORVEN_DATA").map_or_else(|| root().join("data"), PathBuf::from);
    let origin = format!("http://localhost:{port}");
    say("loading the sample organisation");
    let sign_in = sign_in_link(&norven, &data, &origin)?;
    eprintln!("\n  Norven       {origin}\n  Sign in      {sign_in}  (works once)\n  Stop         Ctrl-C\n");
    let mut serve = program(norven);
    serve.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"]).arg(data);
    serve.arg("--site").arg(site).env("NORVEN_ORIGIN", origin);
    Err(serve.exec()).context("the server cannot be started")
}

/// Loads the sample organisation, where it is not there yet, and returns a one-time link into it.
fn sign_in_link(norven: &Path, data: &Path, origin: &str) -> Result<String> {
    let mut demo = program(norven);
    demo.args(["demo", "--json", "--data"]).arg(data).env("NORVEN_ORIGIN", origin);
    let printed = output(&mut demo)?;
    let json: serde_json::Value =
        serde_json::from_str(&printed).context("`norven demo --json` prints one JSON object")?;
    Ok(json["sign_in"].as_str().context("`norven demo --json` prints sign_in")?.to_owned())
}
