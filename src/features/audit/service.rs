//! Recording events, and the owner's view of them.

use serde_json::Value;
use uuid::Uuid;

use super::{
    model::{Event, EventLine, EventOutcome, EventPage},
    store,
};
use crate::{
    features::{
        identity::model::User,
        orgs::{self, model::Permission},
    },
    ids::EventId,
    platform::{
        db::{AnyTx, DirectoryTx},
        fault::Fault,
    },
    server::{actor::Member, origin::Origin, state::App},
};

/// Events in a page.
const PAGE: usize = 50;

/// Records an event in the transaction of what it records: both commit, or neither does.
///
/// # Errors
/// When the database refuses.
pub async fn record(
    app: &App,
    tx: &mut impl AnyTx,
    who: Option<&User>,
    origin: &Origin,
    event: Event,
) -> Result<(), Fault> {
    let org = tx.bound_to();
    Ok(store::add(tx, app.id(), org, app.now(), who, origin, &event).await?)
}

/// Records what a person did that concerns each organisation they belong to, as signing in does; of one
/// who belongs to none, it is recorded without an organisation.
///
/// # Errors
/// When the database refuses.
pub async fn record_of_person(
    app: &App,
    tx: &mut DirectoryTx,
    who: &User,
    origin: &Origin,
    event: &Event,
) -> Result<(), Fault> {
    let orgs = orgs::service::of_user(tx, who.id).await?;
    let each = if orgs.is_empty() { vec![None] } else { orgs.into_iter().map(Some).collect() };
    for org in each {
        store::add(tx, app.id(), org, app.now(), Some(who), origin, event).await?;
    }
    Ok(())
}

/// Records what a member did.
///
/// # Errors
/// When the database refuses.
pub async fn record_for(member: &Member, tx: &mut impl AnyTx, event: Event) -> Result<(), Fault> {
    record(&member.app, tx, Some(&member.user), &member.origin, event).await
}

/// A page of the organisation's log.
///
/// # Errors
/// [`crate::error::AppError::NotAllowed`] for all but owners.
pub async fn page(member: &Member, before: Option<EventId>) -> Result<EventPage, Fault> {
    member.may(Permission::ReadAudit)?;
    let mut tx = member.app.db.read(member.org.id).await?;
    let before = before.unwrap_or(EventId(Uuid::max()));
    let mut rows = store::page(&mut tx, before, i64::try_from(PAGE + 1).unwrap_or(i64::MAX)).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let older = if more { rows.last().map(|row| row.id) } else { None };
    let events = rows
        .into_iter()
        .map(|row| EventLine {
            id: row.id,
            at: member.org.moment(row.at),
            actor: row.actor,
            ip: row.ip,
            user_agent: row.user_agent,
            request: row.request_id.to_string(),
            action: row.action,
            object_kind: row.object_kind,
            object_id: row.object_id,
            denied: row.outcome == EventOutcome::Denied.as_str(),
            detail: facts(&row.detail),
        })
        .collect();
    Ok(EventPage { events, older })
}

fn facts(detail: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(map)) = serde_json::from_str(detail) else { return Vec::new() };
    map.into_iter()
        .map(|(key, value)| (key, value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)))
        .collect()
}
