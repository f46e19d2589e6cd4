//! The events' values, which can be purged.

use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    execute, fetch_all,
    ids::{EventId, OrgId, RequestId, UserId},
    platform::db::{AnyTx, Tx},
    time::Timestamp,
};

/// What is kept of an event: its values, and the salts of their commitments.
#[derive(Clone, Debug, FromRow)]
pub struct Values {
    pub id: EventId,
    pub org_id: Option<OrgId>,
    pub at: Timestamp,
    pub user_id: Option<UserId>,
    pub actor: String,
    pub ip: String,
    pub user_agent: String,
    pub request_id: RequestId,
    pub action: String,
    pub object_kind: String,
    pub object_id: Option<Uuid>,
    pub outcome: String,
    pub detail: String,
    pub salts: Vec<u8>,
}

/// Adds an event, which then waits to be entered into the chain.
pub async fn add(tx: &mut impl AnyTx, values: &Values, topic: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO audit_events
           (id, org_id, at, user_id, actor, ip, user_agent, request_id, action, topic, object_kind, object_id, outcome,
            detail, salts)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        values.id,
        values.org_id,
        values.at,
        values.user_id,
        &values.actor,
        &values.ip,
        &values.user_agent,
        values.request_id,
        &values.action,
        topic,
        &values.object_kind,
        values.object_id,
        &values.outcome,
        &values.detail,
        &values.salts
    )
    .map(drop)
}

/// The values that are still there of the entries from one sequence up to another, which is left out: of one
/// organisation, or of all.
pub async fn values(tx: &mut impl AnyTx, from: i64, to: i64, org: Option<OrgId>) -> Result<Vec<Values>, sqlx::Error> {
    fetch_all!(
        tx,
        Values,
        "SELECT id, org_id, at, user_id, actor, ip, user_agent, request_id, action, object_kind, object_id, outcome,
                detail, salts
         FROM audit_events
         WHERE id IN (SELECT event_id FROM audit_entries WHERE sequence >= $1 AND sequence < $2)
           AND (org_id = $3 OR $3 IS NULL)",
        from,
        to,
        org
    )
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

/// An event as it is shown.
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
