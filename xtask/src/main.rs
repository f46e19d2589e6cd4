//! `cargo xtask`: everything a developer does with this repository, as commands.

mod bench;
mod build;
mod check;
mod deny;
mod dist;
mod mutate;
mod postgres;
mod reproduce;
mod run;
mod server;
mod shell;
mod site;
mod sqlmap;
mod test;
mod tools;
mod trim;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask run [--port PORT]            build and serve Norven with the sample organisation
cargo xtask test [lint|rust|browser]…    every test, or only some; arguments after -- go to the test runner
cargo xtask pictures                     every page as a picture in end2end/screenshots, for people to look at
cargo xtask check                        the invariants of ARCHITECTURE.md that a machine can see
cargo xtask deny                         licences, sources and bans of every dependency
cargo xtask mutate [TEXT]                whether a test notices each condition on an organisation that is lost
cargo xtask sqlmap [TEXT]                whether sqlmap finds an injection in any call, on both databases
cargo xtask dist [--cjk]                 target/dist/norven: the release as one file; with fonts for Han and Hangul beside it
cargo xtask reproduce                    whether the verifier's module is the same wherever it is built
cargo xtask bench [NAME]                 figures, one JSON object a line";

fn main() -> ExitCode {
    match dispatch(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(mut arguments: Vec<String>) -> Result<()> {
    let command = if arguments.is_empty() { "help".to_owned() } else { arguments.remove(0) };
    match command.as_str() {
        "run" => run::run(&arguments),
        "test" => test::test(&arguments),
        "pictures" => test::pictures(&arguments),
        "check" => check::check(),
        "deny" => deny::deny(),
        "mutate" => mutate::mutate(&arguments),
        "sqlmap" => sqlmap::sqlmap(&arguments),
        "dist" if arguments == ["--cjk"] => dist::with_cjk(),
        "dist" => dist::dist().map(drop),
        "reproduce" => reproduce::reproduce(),
        "bench" => bench::bench(&arguments),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!("there is no command {other}\n{USAGE}"),
    }
}
