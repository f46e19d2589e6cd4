//! The chain: entries, head, anchors, and the events that wait to be entered.

use norven_proof::digest::Digest;
use sqlx::FromRow;
use uuid::Uuid;

use super::Values;
use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    ids::{EventId, OrgId, UserId},
    platform::db::{AnyTx, DirectoryTx},
    time::Timestamp,
};

/// The chain's head.
#[derive(Clone, Debug, FromRow)]
pub struct HeadRow {
    pub size: i64,
    pub peaks: Vec<u8>,
    pub checkpoint: String,
}

/// The head; whoever else would append waits until the transaction ends. A chain that is not there begins.
pub async fn lock(tx: &mut DirectoryTx, origin: &str, empty: &[u8]) -> Result<HeadRow, sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO audit_heads (origin, size, peaks, checkpoint) VALUES ($1, 0, $2, '') ON CONFLICT (origin) DO NOTHING",
        origin,
        empty
    )?;
    fetch_one!(
        tx,
        HeadRow,
        "UPDATE audit_heads SET size = size WHERE origin = $1 RETURNING size, peaks, checkpoint",
        origin
    )
}

/// The head, as it is.
pub async fn head(tx: &mut impl AnyTx, origin: &str) -> Result<Option<HeadRow>, sqlx::Error> {
    fetch_optional!(tx, HeadRow, "SELECT size, peaks, checkpoint FROM audit_heads WHERE origin = $1", origin)
}

/// Moves the head on from where it was; false where somebody else did.
pub async fn grow(tx: &mut DirectoryTx, origin: &str, from: i64, to: &HeadRow) -> Result<bool, sqlx::Error> {
    let moved = execute!(
        tx,
        "UPDATE audit_heads SET size = $3, peaks = $4, checkpoint = $5 WHERE origin = $1 AND size = $2",
        origin,
        from,
        to.size,
        &to.peaks,
        &to.checkpoint
    )?;
    Ok(moved == 1)
}

/// Whether an event waits to be entered.
pub async fn queued(tx: &mut impl AnyTx) -> Result<bool, sqlx::Error> {
    let (some,): (bool,) = fetch_one!(tx, (bool,), "SELECT EXISTS (SELECT 1 FROM audit_queue)")?;
    Ok(some)
}

/// How many events wait to be entered.
pub async fn queue_length(tx: &mut impl AnyTx) -> Result<i64, sqlx::Error> {
    let (count,): (i64,) = fetch_one!(tx, (i64,), "SELECT COUNT(*) FROM audit_queue")?;
    Ok(count)
}

/// The events that wait, oldest first.
pub async fn waiting(tx: &mut DirectoryTx, limit: i64) -> Result<Vec<Values>, sqlx::Error> {
    fetch_all!(
        tx,
        Values,
        "SELECT e.id, e.org_id, e.at, e.user_id, e.actor, e.ip, e.user_agent, e.request_id, e.action, e.object_kind,
                e.object_id, e.outcome, e.detail, e.salts
         FROM audit_queue q JOIN audit_events e ON e.id = q.id ORDER BY q.id LIMIT $1",
        limit
    )
}

/// Takes the events of the entries from a sequence on out of the queue.
pub async fn leave_queue(tx: &mut DirectoryTx, from: i64) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM audit_queue WHERE id IN (SELECT event_id FROM audit_entries WHERE sequence >= $1)", from)
        .map(drop)
}

/// What stands for organisations in the chain.
pub async fn tenants(tx: &mut impl AnyTx, org: OrgId) -> Result<Option<Uuid>, sqlx::Error> {
    let row: Option<(Uuid,)> = fetch_optional!(tx, (Uuid,), "SELECT tenant FROM audit_tenants WHERE org_id = $1", org)?;
    Ok(row.map(|(tenant,)| tenant))
}

/// Says what stands for an organisation in the chain.
pub async fn add_tenant(tx: &mut DirectoryTx, org: OrgId, tenant: Uuid) -> Result<(), sqlx::Error> {
    execute!(tx, "INSERT INTO audit_tenants (org_id, tenant) VALUES ($1, $2)", org, tenant).map(drop)
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct EntryRow {
    pub sequence: i64,
    pub event_id: Option<EventId>,
    pub kind: String,
    pub at: Timestamp,
    pub tenant: Uuid,
    /// The commitments to all fields, one after the other; of a purge none.
    pub commitments: Vec<u8>,
    /// The entry whose values were purged.
    pub purges: Option<i64>,
    /// Which fields, with spaces between.
    pub fields: String,
    /// Why.
    pub basis: String,
    pub leaf: Vec<u8>,
}

/// Adds an entry.
pub async fn add_entry(tx: &mut DirectoryTx, entry: &EntryRow) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO audit_entries (sequence, event_id, kind, at, tenant, commitments, purges, fields, basis, leaf)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        entry.sequence,
        entry.event_id,
        &entry.kind,
        entry.at,
        entry.tenant,
        &entry.commitments,
        entry.purges,
        &entry.fields,
        &entry.basis,
        &entry.leaf
    )
    .map(drop)
}

/// Entries from one sequence up to another, which is left out.
pub async fn entries(tx: &mut impl AnyTx, from: i64, to: i64) -> Result<Vec<EntryRow>, sqlx::Error> {
    fetch_all!(
        tx,
        EntryRow,
        "SELECT sequence, event_id, kind, at, tenant, commitments, purges, fields, basis, leaf
         FROM audit_entries WHERE sequence >= $1 AND sequence < $2 ORDER BY sequence",
        from,
        to
    )
}

/// The first sequence after the head of which there is an entry.
pub async fn first_after(tx: &mut impl AnyTx, size: i64) -> Result<Option<i64>, sqlx::Error> {
    let (first,): (Option<i64>,) =
        fetch_one!(tx, (Option<i64>,), "SELECT MIN(sequence) FROM audit_entries WHERE sequence >= $1", size)?;
    Ok(first)
}

/// Which fields of an entry's event were purged, each time.
pub async fn purges(tx: &mut impl AnyTx, sequence: i64) -> Result<Vec<String>, sqlx::Error> {
    let rows: Vec<(String,)> =
        fetch_all!(tx, (String,), "SELECT fields FROM audit_entries WHERE purges = $1", sequence)?;
    Ok(rows.into_iter().map(|(fields,)| fields).collect())
}

/// Entries of the organisation's events below an id whose values are there.
pub async fn entered_below(
    tx: &mut DirectoryTx,
    org: OrgId,
    high: EventId,
    limit: i64,
) -> Result<Vec<EntryRow>, sqlx::Error> {
    fetch_all!(
        tx,
        EntryRow,
        "SELECT e.sequence, e.event_id, e.kind, e.at, e.tenant, e.commitments, e.purges, e.fields, e.basis, e.leaf
         FROM audit_events v JOIN audit_entries e ON e.event_id = v.id
         WHERE v.org_id = $1 AND v.id < $2 ORDER BY v.id LIMIT $3",
        org,
        high,
        limit
    )
}

/// Entries of the organisation's events that are a person's.
pub async fn entered_by(
    tx: &mut DirectoryTx,
    org: OrgId,
    user: UserId,
    limit: i64,
) -> Result<Vec<EntryRow>, sqlx::Error> {
    fetch_all!(
        tx,
        EntryRow,
        "SELECT e.sequence, e.event_id, e.kind, e.at, e.tenant, e.commitments, e.purges, e.fields, e.basis, e.leaf
         FROM audit_events v JOIN audit_entries e ON e.event_id = v.id
         WHERE v.org_id = $1 AND v.user_id = $2 ORDER BY v.id LIMIT $3",
        org,
        user,
        limit
    )
}

/// The values of the events that the entries from a sequence on say were purged.
pub async fn purged_since(tx: &mut DirectoryTx, first: i64) -> Result<Vec<Values>, sqlx::Error> {
    fetch_all!(
        tx,
        Values,
        "SELECT id, org_id, at, user_id, actor, ip, user_agent, request_id, action, object_kind, object_id, outcome,
                detail, salts
         FROM audit_events WHERE id IN (
           SELECT e.event_id FROM audit_entries p JOIN audit_entries e ON e.sequence = p.purges WHERE p.sequence >= $1)",
        first
    )
}

/// Deletes those values.
pub async fn delete_purged(tx: &mut DirectoryTx, first: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "DELETE FROM audit_events WHERE id IN (
           SELECT e.event_id FROM audit_entries p JOIN audit_entries e ON e.sequence = p.purges WHERE p.sequence >= $1)",
        first
    )
    .map(drop)
}

/// Takes those events out of the queue: what stays of them was entered long ago.
pub async fn leave_queue_purged(tx: &mut DirectoryTx, first: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "DELETE FROM audit_queue WHERE id IN (
           SELECT e.event_id FROM audit_entries p JOIN audit_entries e ON e.sequence = p.purges WHERE p.sequence >= $1)",
        first
    )
    .map(drop)
}

/// An event that no entry speaks of and that does not wait to be entered.
pub async fn unlisted(tx: &mut DirectoryTx) -> Result<Option<EventId>, sqlx::Error> {
    let row: Option<(EventId,)> = fetch_optional!(
        tx,
        (EventId,),
        "SELECT v.id FROM audit_events v
         WHERE NOT EXISTS (SELECT 1 FROM audit_entries e WHERE e.event_id = v.id)
           AND NOT EXISTS (SELECT 1 FROM audit_queue q WHERE q.id = v.id) LIMIT 1"
    )?;
    Ok(row.map(|(event,)| event))
}

/// An event that waits to be entered and is not there.
pub async fn lost(tx: &mut DirectoryTx) -> Result<Option<EventId>, sqlx::Error> {
    let row: Option<(EventId,)> = fetch_optional!(
        tx,
        (EventId,),
        "SELECT q.id FROM audit_queue q WHERE NOT EXISTS (SELECT 1 FROM audit_events v WHERE v.id = q.id) LIMIT 1"
    )?;
    Ok(row.map(|(event,)| event))
}

/// A head that is anchored in the public log, or to be.
#[derive(Clone, Debug, FromRow)]
pub struct AnchorRow {
    pub size: i64,
    pub at: Timestamp,
    pub digest: Vec<u8>,
    pub checkpoint: String,
    /// The public log, once it is in there.
    pub log: Option<String>,
    /// Its index there.
    pub position: Option<i64>,
}

/// Notes that a head is to be anchored.
pub async fn add_anchor(
    tx: &mut DirectoryTx,
    size: i64,
    at: Timestamp,
    digest: Digest,
    checkpoint: &str,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO audit_anchors (size, at, digest, checkpoint) VALUES ($1, $2, $3, $4)",
        size,
        at,
        digest.as_bytes().as_slice(),
        checkpoint
    )
    .map(drop)
}

/// Notes where a head is anchored.
pub async fn anchored(tx: &mut DirectoryTx, size: i64, log: &str, position: i64) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE audit_anchors SET log = $2, position = $3 WHERE size = $1", size, log, position).map(drop)
}

/// The newest head that is anchored or to be.
pub async fn last_anchor(tx: &mut impl AnyTx) -> Result<Option<AnchorRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        AnchorRow,
        "SELECT size, at, digest, checkpoint, log, position FROM audit_anchors ORDER BY size DESC LIMIT 1"
    )
}

/// The newest head that is anchored.
pub async fn last_anchored(tx: &mut impl AnyTx) -> Result<Option<AnchorRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        AnchorRow,
        "SELECT size, at, digest, checkpoint, log, position FROM audit_anchors
         WHERE position IS NOT NULL ORDER BY size DESC LIMIT 1"
    )
}

/// Heads that are to be anchored and are not, oldest first.
pub async fn unanchored(tx: &mut impl AnyTx) -> Result<Vec<AnchorRow>, sqlx::Error> {
    fetch_all!(
        tx,
        AnchorRow,
        "SELECT size, at, digest, checkpoint, log, position FROM audit_anchors WHERE position IS NULL ORDER BY size"
    )
}

/// The first head of more than so many entries that is anchored or to be.
pub async fn anchor_after(tx: &mut impl AnyTx, size: i64) -> Result<Option<AnchorRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        AnchorRow,
        "SELECT size, at, digest, checkpoint, log, position FROM audit_anchors WHERE size > $1 ORDER BY size LIMIT 1",
        size
    )
}

/// The head with a digest.
pub async fn anchor_of(tx: &mut impl AnyTx, digest: Digest) -> Result<Option<AnchorRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        AnchorRow,
        "SELECT size, at, digest, checkpoint, log, position FROM audit_anchors WHERE digest = $1",
        digest.as_bytes().as_slice()
    )
}
