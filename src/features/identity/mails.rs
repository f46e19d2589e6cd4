//! Mails, as jobs: each kind in the lane where it holds up nothing that is more urgent.

use crate::{
    ids::JobId,
    platform::{
        db::AnyTx,
        fault::Fault,
        jobs::{self, Lane},
        mail::Mail,
    },
    server::state::App,
    time::Timestamp,
};

/// The kind of the job that sends a mail.
pub const MAIL_JOB: &str = "identity.mail";

/// So long what somebody is told by mail is worth telling: a mail server that is away for a weekend costs no mail.
const NEWS_SECONDS: i64 = 4 * 24 * 3600;

/// Enqueues a mail within the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub async fn send(app: &App, tx: &mut impl AnyTx, mail: &Mail) -> Result<(), Fault> {
    enqueue(app, tx, mail, Lane::Interactive, Some(app.now().plus_seconds(NEWS_SECONDS))).await
}

/// Enqueues a mail with a code, which is dropped when it runs out before it could be sent.
///
/// # Errors
/// When the database refuses.
pub async fn send_code(app: &App, tx: &mut impl AnyTx, mail: &Mail, expires_at: Timestamp) -> Result<(), Fault> {
    enqueue(app, tx, mail, Lane::SignIn, Some(expires_at)).await
}

/// Enqueues a mail of many, which is dropped when it could not be sent in time.
///
/// # Errors
/// When the database refuses.
pub async fn send_of_many(app: &App, tx: &mut impl AnyTx, mail: &Mail, until: Timestamp) -> Result<(), Fault> {
    enqueue(app, tx, mail, Lane::Bulk, Some(until)).await
}

async fn enqueue(
    app: &App,
    tx: &mut impl AnyTx,
    mail: &Mail,
    lane: Lane,
    useful_until: Option<Timestamp>,
) -> Result<(), Fault> {
    let id: JobId = app.id();
    let payload = serde_json::to_value(mail)?;
    let job = jobs::NewJob { kind: MAIL_JOB, dedupe: format!("mail/{id}"), payload: &payload, lane, useful_until };
    Ok(jobs::enqueue(tx, id, job, app.now()).await?)
}
