//! `norven orgs`: the operator decides about new organisations.

use clap::Subcommand;

use super::{command::Deployment, serve::StartError};
use crate::{
    error::AppError,
    features::orgs::{approval, model::Approval},
    ids::OrgId,
    platform::fault::Fault,
};

/// What the operator does about organisations.
#[derive(Subcommand)]
pub(super) enum OrgsCommand {
    /// Lists the organisations that wait for approval or were refused, with the addresses of their owners.
    List {
        /// Lists those that are approved too.
        #[arg(long)]
        all: bool,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
        /// Where.
        #[command(flatten)]
        deployment: Deployment,
    },
    /// Lets an organisation issue reports and invite people. Its owners are told by mail.
    Approve {
        /// Its id, as `orgs list` prints it.
        organisation: OrgId,
        /// Where.
        #[command(flatten)]
        deployment: Deployment,
    },
    /// Refuses an organisation that waits for approval. Its owners are told why by mail.
    Refuse {
        /// Its id, as `orgs list` prints it.
        organisation: OrgId,
        /// Why, as its owners read it.
        #[arg(long)]
        reason: String,
        /// Where.
        #[command(flatten)]
        deployment: Deployment,
    },
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum OrgsError {
    /// There is none of that id.
    #[error("there is no organisation {0}: norven orgs list names those that wait")]
    Unknown(OrgId),
    /// It was decided before.
    #[error("the organisation {0} is approved already")]
    Approved(OrgId),
    /// A reason of nothing.
    #[error("--reason is empty: say why, the owners read it")]
    NoReason,
}

/// Lists, approves and refuses.
pub(super) async fn orgs(command: OrgsCommand) -> Result<(), StartError> {
    match command {
        OrgsCommand::List { all, json, deployment } => {
            let lines = approval::list(&deployment.open().await?, all).await?;
            if json {
                println!("{}", serde_json::to_string(&lines).map_err(Fault::from)?);
                return Ok(());
            }
            for line in lines {
                // Debug: what somebody called it cannot begin a line of its own, or move the cursor.
                let reason = line.reason.map_or_else(String::new, |reason| format!(" {reason:?}"));
                let owners = line.owners.join(", ");
                println!("{} {:8} {} {:?} {owners}{reason}", line.id, line.approval, line.created, line.name);
            }
            Ok(())
        }
        OrgsCommand::Approve { organisation, deployment } => {
            decide(&deployment, organisation, Approval::Approved).await?;
            println!("{organisation} is approved");
            Ok(())
        }
        OrgsCommand::Refuse { organisation, reason, deployment } => {
            let reason = reason.trim().to_owned();
            if reason.is_empty() {
                return Err(OrgsError::NoReason.into());
            }
            decide(&deployment, organisation, Approval::Refused { reason }).await?;
            println!("{organisation} is refused");
            Ok(())
        }
    }
}

async fn decide(deployment: &Deployment, org: OrgId, decision: Approval) -> Result<(), StartError> {
    match approval::decide(&deployment.open().await?, org, &decision).await {
        Err(Fault::App(AppError::NotFound)) => Err(OrgsError::Unknown(org).into()),
        Err(Fault::App(AppError::Conflict)) => Err(OrgsError::Approved(org).into()),
        decided => Ok(decided?),
    }
}
