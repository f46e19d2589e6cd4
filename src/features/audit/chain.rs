//! The chain that vouches for the events: a Merkle log of commitments to their values
//! (`norven_proof::log::audit`).
//!
//! Recording an event only adds its values, with fresh salts, and leaves it waiting. Here it is entered: one
//! writer at a time, whoever holds the lock of the head. An event leaves the queue in the transaction that enters it, so
//! that a crash loses none and enters none twice; one whose transaction commits late is found there all the same.

use std::collections::HashMap;

use norven_proof::{
    commitment::{SALT_BYTES, commit},
    digest::{DIGEST_BYTES, Digest},
    log::{
        audit::{Body, Entry, PURGE},
        checkpoint::Checkpoint,
        note::{Budget, Name, Note, NoteKey, NoteSigner},
        tree::Frontier,
    },
};
use uuid::Uuid;

use super::store::{self, EntryRow, HeadRow, Values};
use crate::{
    ids::OrgId,
    platform::{db::DirectoryTx, fault::Fault},
    server::state::App,
    time::Timestamp,
};

/// How many fields an event has.
pub const WIDTH: usize = 8;
/// The fields of an event, sorted by name.
pub const FIELDS: [&str; WIDTH] = ["actor", "detail", "ip", "object", "outcome", "request", "ua", "user"];
/// Bytes of salt for one event.
pub const SALTS: usize = WIDTH * SALT_BYTES;

/// Most events that are entered at once: others wait for the database so long.
const BATCH: i64 = 200;

impl Values {
    /// What the event's fields say, in the order of [`FIELDS`].
    #[must_use]
    pub fn fields(&self) -> [String; WIDTH] {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        let object = format!("{} {}", self.object_kind, id(self.object_id));
        [
            self.actor.clone(),
            self.detail.clone(),
            self.ip.clone(),
            object.trim_end().to_owned(),
            self.outcome.clone(),
            self.request_id.to_string(),
            self.user_agent.clone(),
            id(self.user_id.map(|user| user.0)),
        ]
    }

    /// The salt of a field; nothing where it was destroyed.
    #[must_use]
    pub fn salt(&self, field: usize) -> Option<[u8; SALT_BYTES]> {
        let (salts, _) = self.salts.as_chunks::<SALT_BYTES>();
        salts.get(field).copied().filter(|salt| *salt != [0; SALT_BYTES])
    }
}

/// The digests in a column, one after the other.
#[must_use]
pub fn digests(column: &[u8]) -> Vec<Digest> {
    let (digests, _) = column.as_chunks::<DIGEST_BYTES>();
    digests.iter().copied().map(Digest::from_bytes).collect()
}

fn column(digests: &[Digest]) -> Vec<u8> {
    digests.iter().flat_map(Digest::as_bytes).copied().collect()
}

/// A checkpoint of the chain and its text, where the chain's key signed it.
#[must_use]
pub fn checkpoint(key: &NoteKey, note: &str) -> Option<(String, Checkpoint)> {
    let note = Note::parse(note.as_bytes(), Budget::CHECKPOINT).ok()?;
    key.verify(&note).ok()?;
    let checkpoint: Checkpoint = note.text().parse().ok()?;
    (checkpoint.origin == *key.name()).then(|| (note.text().to_owned(), checkpoint))
}

/// A number as databases count.
pub fn signed(number: u64) -> Result<i64, Fault> {
    i64::try_from(number).map_err(Fault::internal)
}

/// A number as databases count, as a number.
pub fn unsigned(number: i64) -> Result<u64, Fault> {
    u64::try_from(number).map_err(Fault::internal)
}

impl EntryRow {
    /// The hash of the leaf that the entry is, by what it says; nothing where it says what no entry says.
    #[must_use]
    pub fn hash(&self, log: &Name) -> Option<Digest> {
        let sequence = u64::try_from(self.sequence).ok()?;
        let tenant = *self.tenant.as_bytes();
        let entry = |body| {
            let entry = Entry { log, sequence, kind: &self.kind, micros: self.at.0, tenant, body };
            entry.leaf_hash().ok()
        };
        match self.purges {
            Some(of) => {
                let fields: Vec<&str> = self.fields.split(' ').collect();
                entry(Body::Purge { of: u64::try_from(of).ok()?, fields: &fields, basis: &self.basis })
            }
            None => {
                let commitments = digests(&self.commitments);
                let fields: Vec<_> = FIELDS.into_iter().zip(commitments).collect();
                (fields.len() == WIDTH).then(|| entry(Body::Event(&fields)))?
            }
        }
    }
}

/// The chain, while its head is locked.
pub struct Chain {
    key: NoteSigner,
    log: Name,
    start: i64,
    frontier: Frontier,
    tenants: HashMap<OrgId, Uuid>,
}

impl Chain {
    /// Locks the head.
    ///
    /// # Errors
    /// When the database refuses, or holds what is no head.
    pub async fn lock(app: &App, tx: &mut DirectoryTx) -> Result<Self, Fault> {
        let key = app.keys.audit()?;
        let log = key.verifier_key().name().clone();
        let head = store::lock(tx, log.as_str(), &[]).await?;
        let frontier = Frontier::from_peaks(unsigned(head.size)?, digests(&head.peaks)).map_err(Fault::internal)?;
        // What somebody else changed is not signed anew: events wait until an operator has looked.
        let signed = checkpoint(&key.verifier_key(), &head.checkpoint).map(|(_, signed)| (signed.size, signed.root));
        if head.size > 0 && signed != Some((frontier.size(), frontier.root())) {
            return Err(Fault::internal("the head of the audit log is not what was signed: run `norven audit verify`"));
        }
        Ok(Self { key, log, start: head.size, frontier, tenants: HashMap::new() })
    }

    /// Where the next entry goes.
    pub fn next(&self) -> Result<i64, Fault> {
        signed(self.frontier.size())
    }

    /// Enters an event.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn enter(&mut self, app: &App, tx: &mut DirectoryTx, event: &Values) -> Result<(), Fault> {
        let mut commitments = Vec::with_capacity(WIDTH);
        for (index, (name, value)) in FIELDS.into_iter().zip(event.fields()).enumerate() {
            let salt = event.salt(index).ok_or_else(|| Fault::internal("an event without salts"))?;
            commitments.push(commit(name, &salt, value.as_bytes()).map_err(Fault::internal)?);
        }
        let tenant = self.tenant(app, tx, event.org_id).await?;
        let entry = EntryRow {
            sequence: self.next()?,
            event_id: Some(event.id),
            kind: event.action.clone(),
            at: event.at,
            tenant,
            commitments: column(&commitments),
            purges: None,
            fields: String::new(),
            basis: String::new(),
            leaf: Vec::new(),
        };
        self.append(tx, entry).await
    }

    /// Enters that values of an earlier entry were purged.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn enter_purge(
        &mut self,
        tx: &mut DirectoryTx,
        of: &EntryRow,
        fields: &str,
        basis: &str,
        at: Timestamp,
    ) -> Result<(), Fault> {
        let entry = EntryRow {
            sequence: self.next()?,
            event_id: None,
            kind: PURGE.to_owned(),
            at,
            tenant: of.tenant,
            commitments: Vec::new(),
            purges: Some(of.sequence),
            fields: fields.to_owned(),
            basis: basis.to_owned(),
            leaf: Vec::new(),
        };
        self.append(tx, entry).await
    }

    async fn append(&mut self, tx: &mut DirectoryTx, mut entry: EntryRow) -> Result<(), Fault> {
        let leaf = entry.hash(&self.log).ok_or_else(|| Fault::internal(format!("no entry says {:?}", entry.kind)))?;
        entry.leaf = leaf.as_bytes().to_vec();
        store::add_entry(tx, &entry).await?;
        self.frontier.push(leaf, &mut |_, _| ()).map_err(Fault::internal)
    }

    /// What stands for an organisation, drawn with its first entry; zeros for what concerns none.
    async fn tenant(&mut self, app: &App, tx: &mut DirectoryTx, org: Option<OrgId>) -> Result<Uuid, Fault> {
        let Some(org) = org else { return Ok(Uuid::nil()) };
        if let Some(tenant) = self.tenants.get(&org) {
            return Ok(*tenant);
        }
        let tenant = match store::tenants(tx, org).await? {
            Some(tenant) => tenant,
            None => {
                let tenant = Uuid::from_bytes(app.rng.bytes());
                store::add_tenant(tx, org, tenant).await?;
                tenant
            }
        };
        self.tenants.insert(org, tenant);
        Ok(tenant)
    }

    /// Signs the head and moves it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn close(self, tx: &mut DirectoryTx) -> Result<(), Fault> {
        let checkpoint = Checkpoint::new(self.log.clone(), self.frontier.size(), self.frontier.root());
        let checkpoint = checkpoint.sign(&self.key).map_err(Fault::internal)?.to_string();
        let head = HeadRow { size: self.next()?, peaks: column(self.frontier.peaks()), checkpoint };
        if store::grow(tx, self.log.as_str(), self.start, &head).await? {
            Ok(())
        } else {
            Err(Fault::internal("the chain's head moved under its lock"))
        }
    }
}

/// Enters every event that waits.
///
/// # Errors
/// When the database refuses.
pub async fn sequence(app: &App) -> Result<(), Fault> {
    loop {
        // Most of the time nothing waits; nobody is made to wait for that.
        if !store::queued(&mut app.db.directory_read().await?).await? {
            return Ok(());
        }
        let mut tx = app.db.directory().await?;
        let mut chain = Chain::lock(app, &mut tx).await?;
        let waiting = store::waiting(&mut tx, BATCH).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        for event in &waiting {
            chain.enter(app, &mut tx, event).await?;
        }
        store::leave_queue(&mut tx, chain.start).await?;
        chain.close(&mut tx).await?;
        tx.commit().await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_sorted_as_an_entry_wants_them() {
        assert!(FIELDS.is_sorted());
    }
}
