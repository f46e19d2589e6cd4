//! The events' values, which can be purged.

use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    execute, fetch_all, fetch_optional,
    ids::{EventId, OrgId, RequestId, UserId},
    platform::db::{AnyTx, DirectoryTx, Tx},
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

/// What is looked for, as the database compares it: ids from `low` on and below `high`.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    pub user: Option<UserId>,
    pub topic: Option<&'a str>,
    pub object: Option<Uuid>,
    pub denied: bool,
    pub low: EventId,
    pub high: EventId,
}

/// The index that a search goes along: that of its rarest condition. All others are looked at row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    Object,
    Denied,
    User,
    Topic,
    All,
}

/// Makes a query of an organisation's events along an index, newest first.
macro_rules! along {
    ($fetch:ident, $tx:expr, $row:ty, $along:expr, $search:expr, $select:literal, $rest:literal, $number:expr) => {{
        let (org, search): (OrgId, &Search<'_>) = ($tx.org(), $search);
        along!(@ $fetch, $tx, $row, $along, search, $select, $rest, org, $number,
            Object => "object_id = $6",
            Denied => "outcome = 'denied'",
            User => "user_id = $4",
            Topic => "topic = $5",
            All => "TRUE")
    }};
    (@ $fetch:ident, $tx:expr, $row:ty, $along:expr, $search:ident, $select:literal, $rest:literal, $org:ident, $number:expr,
     $($case:ident => $first:literal),*) => {
        match $along {
            $(
                Along::$case => $fetch!(
                    $tx,
                    $row,
                    concat!(
                        "SELECT ", $select, " FROM audit_events WHERE org_id = $1 AND id < $2 AND id >= $3 AND ", $first,
                        $rest
                    ),
                    $org,
                    $search.high,
                    $search.low,
                    $search.user,
                    $search.topic,
                    $search.object,
                    $search.denied,
                    $number
                ),
            )*
        }
    };
}

/// Events of the organisation, newest first.
pub async fn page(tx: &mut Tx, along: Along, search: &Search<'_>, limit: i64) -> Result<Vec<EventRow>, sqlx::Error> {
    along!(
        fetch_all,
        tx,
        EventRow,
        along,
        search,
        "id, at, user_id, actor, ip, user_agent, request_id, action, object_kind, object_id, outcome, detail",
        " AND ($4 IS NULL OR user_id = $4) AND ($5 IS NULL OR topic = $5) AND ($6 IS NULL OR object_id = $6)
          AND ($7 = FALSE OR outcome = 'denied') ORDER BY id DESC LIMIT $8",
        limit
    )
}

/// The id that stands so many places down an index, whatever the other conditions say; nothing where it ends before.
pub async fn floor(
    tx: &mut Tx,
    along: Along,
    search: &Search<'_>,
    places: i64,
) -> Result<Option<EventId>, sqlx::Error> {
    let row: Option<(EventId,)> =
        along!(fetch_optional, tx, (EventId,), along, search, "id", " ORDER BY id DESC LIMIT 1 OFFSET $8", places)?;
    Ok(row.map(|(id,)| id))
}

/// What the operator did, newest first: it concerns every organisation and belongs to none.
pub async fn operator_page(
    tx: &mut DirectoryTx,
    search: &Search<'_>,
    limit: i64,
) -> Result<Vec<EventRow>, sqlx::Error> {
    fetch_all!(
        tx,
        EventRow,
        "SELECT id, at, user_id, actor, ip, user_agent, request_id, action, object_kind, object_id, outcome, detail
         FROM audit_events WHERE org_id IS NULL AND topic = 'operator' AND id < $1 AND id >= $2
         ORDER BY id DESC LIMIT $3",
        search.high,
        search.low,
        limit
    )
}

/// The newest event of a kind about a thing.
pub async fn last_about(tx: &mut Tx, object: Uuid, action: &str) -> Result<Option<EventRow>, sqlx::Error> {
    let org: OrgId = tx.org();
    fetch_optional!(
        tx,
        EventRow,
        "SELECT id, at, user_id, actor, ip, user_agent, request_id, action, object_kind, object_id, outcome, detail
         FROM audit_events WHERE org_id = $1 AND object_id = $2 AND action = $3 ORDER BY id DESC LIMIT 1",
        org,
        object,
        action
    )
}

/// An event as it is shown.
#[derive(Clone, Debug, FromRow)]
pub struct EventRow {
    pub id: EventId,
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
}
