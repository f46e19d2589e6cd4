//! SQL of the audit log.

use sqlx::FromRow;
use uuid::Uuid;

use super::model::Event;
use crate::{
    execute,
    features::identity::model::User,
    fetch_all,
    ids::{EventId, OrgId, RequestId},
    platform::db::{AnyTx, Tx},
    server::origin::Origin,
    time::Timestamp,
};

/// Adds an event.
pub async fn add(
    tx: &mut impl AnyTx,
    id: EventId,
    org: Option<OrgId>,
    at: Timestamp,
    who: Option<&User>,
    origin: &Origin,
    event: &Event,
) -> Result<(), sqlx::Error> {
    let actor = who.map_or_else(String::new, |user| format!("{} <{}>", user.name, user.email.as_str()));
    execute!(
        tx,
        "INSERT INTO audit_events
           (id, org_id, at, user_id, actor, ip, user_agent, request_id, action, object_kind, object_id, outcome, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        id,
        org,
        at,
        who.map(|user| user.id),
        &actor,
        origin.ip.to_string(),
        &origin.user_agent,
        origin.request,
        event.action,
        event.object.kind,
        event.object.id,
        event.outcome.as_str(),
        event.detail.to_string()
    )
    .map(drop)
}

/// An event as it is kept.
#[derive(FromRow)]
pub struct EventRow {
    pub id: EventId,
    pub at: Timestamp,
    pub actor: String,
    pub ip: String,
    pub user_agent: String,
    pub request_id: RequestId,
    pub action: String,
    pub object_kind: String,
    pub object_id: Option<Uuid>,
    pub outcome: String,
    pub detail: String,
}

/// Events of the organisation, newest first, below an id (ids ascend with time).
pub async fn page(tx: &mut Tx, before: EventId, limit: i64) -> Result<Vec<EventRow>, sqlx::Error> {
    let org: OrgId = tx.org();
    fetch_all!(
        tx,
        EventRow,
        "SELECT id, at, actor, ip, user_agent, request_id, action, object_kind, object_id, outcome, detail
         FROM audit_events WHERE org_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        org,
        before,
        limit
    )
}
