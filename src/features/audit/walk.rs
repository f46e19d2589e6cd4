//! Checking the audit log: from the first entry to the head, in steps that remember where they were.
//!
//! What is checked: that no entry is missing, moved or changed (the tree leads to the signed head and to every head that
//! was anchored), and that every value is what was entered, or was purged by an entry that says so.

use std::collections::{HashMap, HashSet};

use norven_proof::{
    commitment::commit,
    digest::Digest,
    log::{
        checkpoint::Policy,
        leaf::{self, Statement},
        note::NoteKey,
        tree::Frontier,
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    chain::{FIELDS, checkpoint, digests, unsigned},
    model::Finding,
    store::{self, AnchorRow, EntryRow, HeadRow, Values},
};
use crate::{
    ids::{EventId, OrgId},
    platform::{
        db::{AnyTx, DirectoryTx},
        fault::Fault,
        tlog::Log,
    },
    server::state::App,
    time::Timestamp,
};

/// Entries that are held in memory at once.
const PAGE: i64 = 1000;
/// Findings that are told one by one; whoever sees so many need not see more.
const TOLD: usize = 50;

/// A head that was anchored in the public log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchored {
    /// How many entries it speaks of.
    pub size: i64,
    /// When.
    pub at: Timestamp,
}

/// How far the check has come, and what it found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    /// Whose values are checked; all where nobody is named. The chain is checked in any case.
    org: Option<OrgId>,
    /// The next entry.
    next: i64,
    /// The tree's right edge.
    peaks: Vec<Digest>,
    /// Up to here the chain is what was signed.
    fits: i64,
    /// Whether entries are missing or are not what was signed: no later root can fit.
    torn: bool,
    /// Events whose values were checked, or were purged.
    pub events: u64,
    /// Of them, those of which something was purged.
    pub purged: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// The last head in the public log that the chain fits.
    pub anchored: Option<Anchored>,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is more: so many entries of so many are checked.
    On {
        /// Checked.
        done: i64,
        /// In all.
        total: i64,
    },
    /// The chain is checked up to its head.
    Done,
}

impl Walk {
    /// A check of the chain and all values, or of those of one organisation.
    #[must_use]
    pub fn new(org: Option<OrgId>) -> Self {
        Self { org, ..Self::default() }
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.findings.is_empty()
    }

    fn found(&mut self, finding: Finding) {
        if self.findings.len() < TOLD {
            self.findings.push(finding);
        }
    }

    /// Checks at most so many entries further.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn step(&mut self, app: &App, most: i64) -> Result<Step, Fault> {
        let key = app.keys.audit()?.verifier_key();
        let mut tx = app.db.directory_read().await?;
        let head = store::head(&mut tx, key.name().as_str()).await?;
        let size = head.as_ref().map_or(0, |head| head.size);
        let end = size.min(self.next.saturating_add(most));
        let mut anchor = store::anchor_after(&mut tx, self.fits).await?;
        let mut tenants = HashMap::new();
        let edge = std::mem::take(&mut self.peaks);
        let mut frontier =
            Frontier::from_peaks(if self.torn { 0 } else { unsigned(self.next)? }, edge).map_err(Fault::internal)?;
        while self.next < end {
            let to = end.min(self.next + PAGE);
            let rows = store::entries(&mut tx, self.next, to).await?;
            let values = store::values(&mut tx, self.next, to, self.org).await?;
            let values: HashMap<EventId, Values> = values.into_iter().map(|values| (values.id, values)).collect();
            for row in rows {
                self.missing(row.sequence);
                self.next = row.sequence + 1;
                self.entry(&mut tx, &key, &row, &values, &mut tenants).await?;
                if self.torn {
                    continue;
                }
                let leaf = digests(&row.leaf).first().copied().unwrap_or(Digest::of([]));
                frontier.push(leaf, &mut |_, _| ()).map_err(Fault::internal)?;
                if let Some(here) = anchor.take_if(|anchor| anchor.size == self.next) {
                    self.compare(&key, &frontier, &here);
                    anchor = store::anchor_after(&mut tx, self.next).await?;
                }
            }
            self.missing(to);
            self.next = to;
        }
        self.peaks = if self.torn { Vec::new() } else { frontier.peaks().to_vec() };
        if self.next < size {
            return Ok(Step::On { done: self.next, total: size });
        }
        self.end(&mut tx, &key, &frontier, head.as_ref()).await?;
        Ok(Step::Done)
    }

    /// Says that the entries up to one are missing, where they are.
    fn missing(&mut self, to: i64) {
        if self.next < to {
            self.found(Finding::EntriesMissing { first: self.next, last: to - 1 });
            self.torn = true;
        }
    }

    async fn entry(
        &mut self,
        tx: &mut DirectoryTx,
        key: &NoteKey,
        row: &EntryRow,
        values: &HashMap<EventId, Values>,
        tenants: &mut HashMap<OrgId, Option<Uuid>>,
    ) -> Result<(), Fault> {
        let sequence = row.sequence;
        if row.hash(key.name()).is_none_or(|hash| hash.as_bytes().as_slice() != row.leaf) {
            self.found(Finding::EntryChanged { sequence });
            return Ok(());
        }
        if let Some(of) = row.purges {
            return self.purge(tx, row, of).await;
        }
        if let Some(org) = self.org
            && tenant(tx, tenants, org).await? != Some(row.tenant)
        {
            return Ok(());
        }
        self.events += 1;
        let gone = match row.event_id.and_then(|event| values.get(&event)) {
            Some(values) => self.event(tx, row, values, tenants).await?,
            None => FIELDS.to_vec(),
        };
        if gone.is_empty() {
            return Ok(());
        }
        self.purged += 1;
        let purges = store::purges(tx, sequence).await?;
        let covered: HashSet<&str> = purges.iter().flat_map(|fields| fields.split(' ')).collect();
        match gone.iter().find(|field| !covered.contains(*field)) {
            Some(_) if gone.len() == FIELDS.len() => self.found(Finding::EventMissing { sequence }),
            Some(field) => self.found(Finding::FieldChanged { sequence, field: (*field).to_owned() }),
            None => {}
        }
        Ok(())
    }

    /// Compares an event's values with its entry; gives the fields that are not there any more.
    async fn event(
        &mut self,
        tx: &mut DirectoryTx,
        row: &EntryRow,
        values: &Values,
        tenants: &mut HashMap<OrgId, Option<Uuid>>,
    ) -> Result<Vec<&'static str>, Fault> {
        let sequence = row.sequence;
        let stands_for = match values.org_id {
            Some(org) => tenant(tx, tenants, org).await?,
            None => Some(Uuid::nil()),
        };
        for (name, same) in [
            ("type", values.action == row.kind),
            ("time", values.at == row.at),
            ("organisation", stands_for == Some(row.tenant)),
        ] {
            if !same {
                self.found(Finding::FieldChanged { sequence, field: name.to_owned() });
            }
        }
        let mut gone = Vec::new();
        let said = values.fields();
        for (index, ((name, value), commitment)) in
            FIELDS.into_iter().zip(said).zip(digests(&row.commitments)).enumerate()
        {
            match values.salt(index) {
                None => gone.push(name),
                Some(salt) if commit(name, &salt, value.as_bytes()) == Ok(commitment) => {}
                Some(_) => self.found(Finding::FieldChanged { sequence, field: name.to_owned() }),
            }
        }
        Ok(gone)
    }

    /// Checks that what an entry says was purged is gone.
    async fn purge(&mut self, tx: &mut DirectoryTx, row: &EntryRow, of: i64) -> Result<(), Fault> {
        if of >= row.sequence {
            self.found(Finding::EntryChanged { sequence: row.sequence });
        }
        for values in store::values(tx, of, of.saturating_add(1), self.org).await? {
            let left = FIELDS.iter().enumerate().find(|(index, name)| {
                row.fields.split(' ').any(|field| field == **name) && values.salt(*index).is_some()
            });
            if let Some((_, field)) = left {
                self.found(Finding::NotErased { sequence: of, field: (*field).to_owned() });
            }
        }
        Ok(())
    }

    /// Compares the tree with a head that was anchored.
    fn compare(&mut self, key: &NoteKey, frontier: &Frontier, anchor: &AnchorRow) {
        let fits = checkpoint(key, &anchor.checkpoint).is_some_and(|(text, checkpoint)| {
            checkpoint.size == frontier.size()
                && checkpoint.root == frontier.root()
                && Digest::of(text).as_bytes().as_slice() == anchor.digest
        });
        if fits {
            self.fits = anchor.size;
            if anchor.position.is_some() {
                self.anchored = Some(Anchored { size: anchor.size, at: anchor.at });
            }
        } else {
            self.found(Finding::Rewritten { first: self.fits, last: anchor.size - 1 });
            self.torn = true;
        }
    }

    async fn end(
        &mut self,
        tx: &mut DirectoryTx,
        key: &NoteKey,
        frontier: &Frontier,
        head: Option<&HeadRow>,
    ) -> Result<(), Fault> {
        if let Some(head) = head {
            match checkpoint(key, &head.checkpoint) {
                None => self.found(Finding::HeadUnsigned),
                Some(_) if self.torn => {}
                Some((_, checkpoint))
                    if checkpoint.size == frontier.size()
                        && checkpoint.root == frontier.root()
                        && digests(&head.peaks) == frontier.peaks() => {}
                Some(_) => self.found(Finding::Rewritten { first: self.fits, last: head.size - 1 }),
            }
        }
        let size = head.map_or(0, |head| head.size);
        if let Some(sequence) = store::first_after(tx, size).await? {
            self.found(Finding::Surplus { sequence });
        }
        if let Some(anchor) = store::anchor_after(tx, size).await? {
            self.found(Finding::EntriesMissing { first: size, last: anchor.size - 1 });
        }
        if self.org.is_none() {
            for event in [store::unlisted(tx).await?, store::lost(tx).await?].into_iter().flatten() {
                self.found(Finding::Unlisted { event });
            }
        }
        Ok(())
    }

    /// Compares what was anchored with every entry of the public logs' files, and those with their signed checkpoints.
    ///
    /// # Errors
    /// When database or object store refuse.
    pub async fn compare_public(&mut self, app: &App) -> Result<(), Fault> {
        let mut tx = app.db.directory_read().await?;
        for log in app.logs.all().await? {
            let origin = log.origin();
            let mut heads = HashMap::new();
            let audit = log
                .read(|index, statement| {
                    if let Statement::AuditHead { head } = statement {
                        heads.insert(head, index);
                    }
                })
                .await?;
            for finding in audit.findings {
                self.found(Finding::PublicLog { log: origin.to_string(), what: finding.to_string() });
            }
            for (head, index) in &heads {
                if store::anchor_of(&mut tx, *head).await?.is_none() {
                    self.found(Finding::Forgotten { log: origin.to_string(), index: *index });
                }
            }
            let mut size = 0;
            while let Some(anchor) = store::anchor_after(&mut tx, size).await? {
                size = anchor.size;
                let of_this = anchor.log.as_deref() == Some(origin.as_str());
                if of_this && !digests(&anchor.digest).iter().all(|head| heads.contains_key(head)) {
                    self.found(Finding::NotAnchored { size });
                }
            }
        }
        Ok(())
    }

    /// Checks the proof that the last anchored head is in the public log. What an owner asks for need not read all of it.
    ///
    /// # Errors
    /// When database or object store refuse.
    pub async fn prove_last(&mut self, app: &App) -> Result<(), Fault> {
        let last = store::last_anchored(&mut app.db.directory_read().await?).await?;
        let Some(AnchorRow { size, at, digest, log: Some(name), position: Some(position), .. }) = last else {
            return Ok(());
        };
        let logs = app.logs.all().await?;
        let log = logs.iter().find(|log| log.origin().as_str() == name);
        let proven = match log {
            Some(log) => is_proven(log, &digest, unsigned(position)?).await?,
            None => false,
        };
        if !proven {
            self.found(Finding::NotAnchored { size });
            self.anchored = self.anchored.filter(|anchored| anchored.at != at);
        }
        Ok(())
    }
}

async fn is_proven(log: &Log, digest: &[u8], position: u64) -> Result<bool, Fault> {
    let Some(head) = digests(digest).first().copied() else { return Ok(false) };
    let entry = leaf::Entry { log: log.origin(), statement: Statement::AuditHead { head } }.to_string();
    let policy: Policy = log.policy().await?;
    let proof = match log.prove(position).await {
        Ok(proof) => proof,
        Err(error) => {
            tracing::warn!(%error, "the anchored head cannot be proven");
            return Ok(false);
        }
    };
    Ok(proof.index == position && proof.verify(entry.as_bytes(), &policy).is_ok())
}

/// What stands for an organisation, asked once.
async fn tenant(
    tx: &mut impl AnyTx,
    known: &mut HashMap<OrgId, Option<Uuid>>,
    org: OrgId,
) -> Result<Option<Uuid>, Fault> {
    if let Some(tenant) = known.get(&org) {
        return Ok(*tenant);
    }
    let tenant = store::tenants(tx, org).await?;
    known.insert(org, tenant);
    Ok(tenant)
}
