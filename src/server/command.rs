//! Commands of the command line. Errors go to stderr in one line that says what to do.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use norven_proof::digest::Digest;

use super::{
    audit,
    config::{Proof, PublicOrigin, Settings, Storage},
    orgs::{self, OrgsCommand},
    proof,
    serve::{self, StartError},
    state::App,
    telemetry,
};

/// Field inspection with reports anyone can verify.
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
    /// Checks reports: exit 0 issued, 1 not to be relied on, 2 unreadable, incomplete or newer; of many files, the worst.
    Verify(VerifyArguments),
    /// The keys that reports are sealed with.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// The public log.
    #[command(subcommand)]
    Log(LogCommand),
    /// The audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// The organisations: those that wait for approval.
    #[command(subcommand)]
    Orgs(OrgsCommand),
}

/// Arguments of `norven verify`.
#[derive(clap::Args)]
pub struct VerifyArguments {
    /// The files.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The trust document of whoever issued them. Without one, this deployment's own.
    #[arg(long)]
    pub trust: Option<PathBuf>,
    /// The issuer's standing list. Without one, this deployment's own.
    #[arg(long)]
    pub standing: Option<PathBuf>,
    /// Leaves out whether a report was replaced or revoked.
    #[arg(long)]
    pub offline: bool,
    /// Prints one JSON object a file.
    #[arg(long)]
    pub json: bool,
    /// Where this deployment is.
    #[command(flatten)]
    pub deployment: Deployment,
}

/// Which deployment a command works on.
#[derive(clap::Args)]
pub struct Deployment {
    /// The public address.
    #[arg(long, env = "NORVEN_ORIGIN", default_value = "http://localhost:3000")]
    pub origin: String,
    /// Who issues, and who else vouches for it.
    #[command(flatten)]
    pub proof: Proof,
    /// Where data lives.
    #[command(flatten)]
    pub storage: Storage,
}

impl Deployment {
    /// Opens it.
    ///
    /// # Errors
    /// [`StartError`] says what to do.
    pub async fn open(&self) -> Result<App, StartError> {
        serve::open(&Settings::of(self.storage.clone(), self.proof.clone()), PublicOrigin::parse(&self.origin)?).await
    }
}

#[derive(Subcommand)]
pub(super) enum KeysCommand {
    /// Lists certificates and the entries of the log for which each seals.
    List(Deployment),
    /// Makes the next key that seals. Restart the server afterwards.
    Rotate(Deployment),
    /// Closes a certificate's interval: what was sealed up to the index stands, nothing after it.
    Close {
        /// SHA-256 of the certificate, as `keys list` prints it.
        certificate: Digest,
        /// The last index at which it counts.
        #[arg(long)]
        last: u64,
        /// Says in the log that somebody else may have the key.
        #[arg(long)]
        compromised: bool,
        /// Where.
        #[command(flatten)]
        deployment: Deployment,
    },
    /// Prints the trust document.
    ExportTrust(Deployment),
}

#[derive(Subcommand)]
pub(super) enum LogCommand {
    /// Rebuilds the log from its public files alone and compares every file.
    Verify(Deployment),
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Checks that nothing was changed or removed: exit 0 intact, 1 broken, 2 could not check.
    Verify(AuditArguments),
}

/// Arguments of `norven audit verify`.
#[derive(clap::Args)]
pub struct AuditArguments {
    /// Prints one JSON object.
    #[arg(long)]
    pub json: bool,
    /// Where.
    #[command(flatten)]
    pub deployment: Deployment,
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
    /// Where to, and which address the link leads to.
    #[command(flatten)]
    pub deployment: Deployment,
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
            Command::Verify(arguments) => return proof::verify(arguments).await,
            Command::Keys(command) => proof::keys(command).await,
            Command::Orgs(command) => orgs::orgs(command).await,
            Command::Log(LogCommand::Verify(deployment)) => return proof::verify_log(deployment).await,
            Command::Audit(AuditCommand::Verify(arguments)) => return audit::verify(arguments).await,
            Command::Migrate(storage) => serve::migrate(&storage).await,
        }
        .map(|()| ExitCode::SUCCESS)
    });
    done.unwrap_or_else(|error| fail(&error))
}

fn fail(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("norven: {error}");
    ExitCode::FAILURE
}
