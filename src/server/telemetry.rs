//! Logs: one line an event, never a secret, a token, an answer or a mail's text.

use std::io::{self, Write};

use tracing::Subscriber;
use tracing_subscriber::{EnvFilter, Layer, fmt, prelude::*, registry::LookupSpan};

/// Starts logging to stderr: readable lines, or JSON where `NORVEN_LOG_FORMAT=json`.
pub fn start() {
    let filter =
        EnvFilter::try_from_env("NORVEN_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,tower_http=warn"));
    let json = std::env::var("NORVEN_LOG_FORMAT").is_ok_and(|format| format == "json");
    // A second start (several servers in one test process) keeps the first.
    drop(tracing_subscriber::registry().with(filter).with(lines(json, io::stderr)).try_init());
}

/// Writes each event as one line, whatever is in it.
fn lines<S, W>(json: bool, writer: fn() -> W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Write + 'static,
{
    if json {
        fmt::layer().json().with_writer(writer).boxed()
    } else {
        fmt::layer().compact().with_ansi(false).with_writer(move || OneLine(writer())).boxed()
    }
}

/// Takes an event at a time and escapes what would end its line or move a terminal's cursor: an error of another
/// server may hold anything.
struct OneLine<W>(W);

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let mut line = String::with_capacity(text.len());
        for c in text.strip_suffix('\n').unwrap_or(&text).chars() {
            if c.is_control() { line.extend(c.escape_default()) } else { line.push(c) }
        }
        line.push('\n');
        self.0.write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    static KEPT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

    struct Kept;

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            KEPT.lock().expect("whole").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_strangers_send_makes_no_second_line_and_moves_no_cursor() {
        for json in [true, false] {
            tracing::subscriber::with_default(tracing_subscriber::registry().with(lines(json, || Kept)), || {
                let evil = "x\r\n2026-11-23T09:00:00Z ERROR forged\u{1b}[2J";
                let _entered = tracing::info_span!("request", path = evil, shown = %evil).entered();
                tracing::warn!(error = %evil, debug = ?evil, plain = evil, "refused {evil}");
            });
            let log = String::from_utf8(std::mem::take(&mut KEPT.lock().expect("whole"))).expect("text");
            assert!(log.matches("forged").count() >= 6, "{log}");
            let line = log.strip_suffix('\n').expect("a line");
            assert!(!line.contains(char::is_control), "{line:?}");
        }
    }
}
