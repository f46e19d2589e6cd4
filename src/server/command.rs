//! Commands of the command line. Errors go to stderr in one line that says what to do.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{
    config::{Settings, Storage},
    serve, telemetry,
};

/// Field inspections whose reports anyone can prove.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the web application and does its background jobs.
    Serve(Box<Settings>),
    /// Loads the labelled sample organisation and prints a one-time sign-in link.
    Demo(DemoArguments),
    /// Brings the database up to date and says so.
    Migrate(Storage),
}

/// Arguments of `norven demo`.
#[derive(clap::Args)]
pub struct DemoArguments {
    /// Takes the sample organisation out again, exactly.
    #[arg(long)]
    pub remove: bool,
    /// Prints JSON with the sign-in link as `sign_in`.
    #[arg(long)]
    pub json: bool,
    /// The public address that the link leads to.
    #[arg(long, env = "NORVEN_ORIGIN", default_value = "http://localhost:3000")]
    pub origin: String,
    /// Where data lives.
    #[command(flatten)]
    pub storage: Storage,
}

/// Runs the command that the arguments name.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    telemetry::start();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error),
    };
    let done = runtime.block_on(async {
        match cli.command {
            Command::Serve(settings) => serve::serve(*settings).await,
            Command::Demo(arguments) => crate::demo::command(arguments).await,
            Command::Migrate(storage) => serve::open_database(&storage).await.map(|db| {
                println!("The database is up to date ({:?}).", db.engine());
            }),
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn fail(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("norven: {error}");
    ExitCode::FAILURE
}
