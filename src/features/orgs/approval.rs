//! What the operator decides about new organisations, where registration is not open.

use serde::Serialize;

use super::{
    model::{Approval, Organisation},
    store::{self, approvals},
};
use crate::{
    error::AppError,
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        identity,
    },
    ids::OrgId,
    platform::{
        db::Tx,
        fault::Fault,
        mail::{Mail, NameInMail},
        quota,
    },
    server::{admission::Registration, state::App},
    ui::routes,
};

/// So many organisations are listed at most.
const MOST: i64 = 1000;
/// What those lock who look whether an installation is empty.
pub const FIRST: &str = "registration/first";

/// What an organisation begins as: approved where registration is open, and where it is the first of an installation.
///
/// # Errors
/// When the database refuses.
pub async fn of_new(app: &App, tx: &mut Tx) -> Result<Approval, Fault> {
    if app.admission.registration == Registration::Open {
        return Ok(Approval::Approved);
    }
    quota::lock(tx, FIRST).await?;
    Ok(if approvals::has_another(tx).await? { Approval::Awaiting } else { Approval::Approved })
}

/// An organisation as the operator sees it.
#[derive(Debug, Serialize)]
pub struct Line {
    /// Its id.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// What was decided: `approved`, `awaiting`, `refused`.
    pub approval: &'static str,
    /// Why it was refused.
    pub reason: Option<String>,
    /// When it was created, RFC 3339 in UTC.
    pub created: String,
    /// The addresses of its owners.
    pub owners: Vec<String>,
}

/// The organisations that are not approved, or all of them but the samples, the oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(app: &App, all: bool) -> Result<Vec<Line>, Fault> {
    let mut tx = app.db.directory_read().await?;
    let mut lines = Vec::new();
    for row in approvals::list(&mut tx, all, MOST).await? {
        let owners = super::service::owners(&mut tx, row.id).await?;
        let approval = Approval::stored(&row.approval, row.refusal);
        lines.push(Line {
            id: row.id,
            name: row.name,
            approval: approval.as_str(),
            reason: approval.reason().map(str::to_owned),
            created: row.created_at.to_record().0,
            owners: owners.into_iter().map(|owner| owner.email.as_str().to_owned()).collect(),
        });
    }
    Ok(lines)
}

/// Decides about an organisation that is not approved: its owners are told by mail, and it is on record in its log.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Conflict`] where it is approved already.
pub async fn decide(app: &App, org: OrgId, decision: &Approval) -> Result<(), Fault> {
    let mut tx = app.db.write(org).await?;
    let found = super::service::locked(&mut tx).await?.ok_or(AppError::NotFound)?;
    if found.approval == Approval::Approved {
        return Err(AppError::Conflict.into());
    }
    approvals::set(&mut tx, decision).await?;
    for owner in store::owners(&mut tx, org).await? {
        if let Some(owner) = identity::service::user(&mut tx, owner).await? {
            tell(app, &mut tx, &owner, &found, decision).await?;
        }
    }
    let event = match decision.reason() {
        None => Event::new("operator.organisation_approved", Object::of("organisation", org.0)),
        Some(reason) => {
            Event::new("operator.organisation_refused", Object::of("organisation", org.0)).with("reason", reason)
        }
    };
    audit::service::record_of_operator_in(app, &mut tx, event).await?;
    tx.commit().await?;
    app.bell.notify_one();
    Ok(())
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    owner: &identity::model::User,
    org: &Organisation,
    decision: &Approval,
) -> Result<(), Fault> {
    let t = &owner.locale.words().orgs;
    let name = NameInMail::new(&org.name, owner.locale.words().common.name_withheld);
    let (subject, body) = match decision.reason() {
        None => (t.mail_approved_subject, t.mail_approved_body(&name, app.origin.url(routes::OVERVIEW))),
        Some(reason) => (t.mail_refused_subject, t.mail_refused_body(&name, reason)),
    };
    let mail = Mail { to: owner.email.as_str().to_owned(), subject: subject.into(), body };
    identity::mails::send(app, tx, &mail).await
}
