//! Purging: what is personal in events goes, and the chain says so.
//!
//! A purge destroys values with their salts, so that nobody can prove or guess them any more, and enters for each event
//! what was destroyed and why, all in one transaction. The commitments stay, and with them the tree.

use super::{
    chain::{Chain, FIELDS, sequence},
    model::Topic,
    store::{self, Values},
    view::first_of,
};
use crate::{
    ids::{EventId, OrgId, RequestId, UserId},
    platform::{db::DirectoryTx, fault::Fault},
    server::state::App,
    time::Timestamp,
};

/// Events that are purged in one transaction: others wait for the database so long.
const BATCH: i64 = 200;

/// Fields that say who somebody is.
const OF_PERSON: [&str; 4] = ["actor", "ip", "ua", "user"];

/// Why values are destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// They were kept as long as the organisation keeps them.
    Retention,
    /// The person they are about asked for it.
    Erasure,
}

impl Basis {
    /// As entries write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Retention => "retention",
            Self::Erasure => "erasure",
        }
    }
}

/// Which events are purged.
#[derive(Clone, Copy)]
enum Which {
    /// Those below an id.
    Below(EventId),
    /// Those of a person.
    Of(UserId),
}

/// Destroys all values of an organisation's events from before an instant; tells of how many.
///
/// # Errors
/// When the database refuses; what was purged until then stays so.
pub async fn before(app: &App, org: OrgId, instant: Timestamp, basis: Basis) -> Result<u64, Fault> {
    purge(app, org, Which::Below(first_of(instant)), &FIELDS, basis).await
}

/// Destroys what says who a person is, in all events of an organisation that are theirs; tells of how many.
///
/// # Errors
/// As [`before`].
pub async fn person(app: &App, org: OrgId, user: UserId, basis: Basis) -> Result<u64, Fault> {
    purge(app, org, Which::Of(user), &OF_PERSON, basis).await
}

async fn purge(app: &App, org: OrgId, which: Which, fields: &[&str], basis: Basis) -> Result<u64, Fault> {
    // Only what was entered can be purged.
    sequence(app).await?;
    let mut purged = 0;
    loop {
        let mut tx = app.db.directory().await?;
        let mut chain = Chain::lock(app, &mut tx).await?;
        let entries = match which {
            Which::Below(high) => store::entered_below(&mut tx, org, high, BATCH).await?,
            Which::Of(user) => store::entered_by(&mut tx, org, user, BATCH).await?,
        };
        if entries.is_empty() {
            return Ok(purged);
        }
        let first = chain.next()?;
        for entry in &entries {
            chain.enter_purge(&mut tx, entry, &fields.join(" "), basis.as_str(), app.now()).await?;
        }
        destroy(&mut tx, first, fields).await?;
        chain.close(&mut tx).await?;
        tx.commit().await?;
        purged += entries.len() as u64;
    }
}

/// Destroys the fields of the events that the entries from a sequence on say were purged.
async fn destroy(tx: &mut DirectoryTx, first: i64, fields: &[&str]) -> Result<(), Fault> {
    let kept = if fields.len() == FIELDS.len() { Vec::new() } else { store::purged_since(tx, first).await? };
    store::delete_purged(tx, first).await?;
    for values in kept {
        // What stays of an event is a new row: nothing changes one.
        let values = without(values, fields);
        store::add(tx, &values, Topic::of(&values.action).as_str()).await?;
    }
    Ok(store::leave_queue_purged(tx, first).await?)
}

/// An event without some fields and their salts.
fn without(mut values: Values, fields: &[&str]) -> Values {
    let (salts, _) = values.salts.as_chunks_mut();
    for (name, salt) in FIELDS.iter().zip(salts) {
        if !fields.contains(name) {
            continue;
        }
        *salt = [0; norven_proof::commitment::SALT_BYTES];
        match *name {
            "actor" => values.actor.clear(),
            "detail" => "{}".clone_into(&mut values.detail),
            "ip" => values.ip.clear(),
            "object" => {
                values.object_kind.clear();
                values.object_id = None;
            }
            "outcome" => values.outcome.clear(),
            "request" => values.request_id = RequestId(uuid::Uuid::nil()),
            "ua" => values.user_agent.clear(),
            _ => values.user_id = None,
        }
    }
    values
}
