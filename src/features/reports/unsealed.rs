//! Reports that could not be sealed in time.
//!
//! A seal that is made long after the time of issue is contradicted by its own witnesses and time stamp, so it is not made:
//! the inspection is finished and signed again, and to be issued. The report keeps its id, number and revision, and gets a
//! record of the new time.

use norven_proof::issue_time;

use super::store::{self, ReportRow};
use crate::{
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        identity, inspections,
    },
    ids::OrgId,
    platform::{
        fault::Fault,
        mail::{Mail, Subject},
    },
    server::{origin::Origin, state::App},
    time::Timestamp,
    ui::routes,
};

/// How long after the time of issue a report may still be sealed, in seconds: what a verifier takes for one time, less ten
/// minutes in which witnesses and time-stamping authority answer.
const SEALED_WITHIN: i64 = issue_time::LATEST - 600;

/// Whether it is too late to seal what was issued then.
pub fn is_too_late(issued_at: Timestamp, now: Timestamp) -> bool {
    now.seconds_since(issued_at) > SEALED_WITHIN
}

/// Says that a report is not sealed any more, and tells who issued it.
pub async fn give_up(app: &App, org: OrgId, report: &ReportRow) -> Result<(), Fault> {
    let mut tx = app.db.write(org).await?;
    if let Some(issued_by) = store::give_up(&mut tx, report.id, &report.content_sha256).await? {
        inspections::service::mark_finished_in(app, &mut tx, report.inspection_id).await?;
        let event =
            Event::new("report.unsealed", Object::of("report", report.id.0)).with("number", report.number.as_str());
        audit::service::record(app, &mut tx, None, &Origin::server(app.id()), event).await?;
        if let Some(issuer) = identity::service::user(&mut tx, issued_by).await? {
            let t = &issuer.locale.words().reports;
            let mail = Mail {
                to: issuer.email.as_str().to_owned(),
                subject: Subject::marked(&report.number, |number| t.mail_unsealed_subject(number)),
                body: t.mail_unsealed_body(&report.number, app.origin.url(&routes::report(report.id))),
            };
            identity::mails::send(app, &mut tx, &mail).await?;
        }
    }
    tx.commit().await?;
    app.bell.notify_one();
    Ok(())
}
