//! The command line: `norven serve`, `norven demo`, …

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    norven::server::command::run()
}
