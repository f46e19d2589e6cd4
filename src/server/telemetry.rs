//! Logs: one line an event, never a secret, a token, an answer or a mail's text.

use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// Starts logging to stderr: readable lines, or JSON where `NORVEN_LOG_FORMAT=json`.
pub fn start() {
    let filter =
        EnvFilter::try_from_env("NORVEN_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,tower_http=warn"));
    let json = std::env::var("NORVEN_LOG_FORMAT").is_ok_and(|format| format == "json");
    let registry = tracing_subscriber::registry().with(filter);
    let started = if json {
        registry.with(fmt::layer().json().with_writer(std::io::stderr)).try_init()
    } else {
        registry.with(fmt::layer().compact().with_writer(std::io::stderr)).try_init()
    };
    // A second start (several servers in one test process) keeps the first.
    drop(started);
}
