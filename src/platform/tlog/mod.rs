//! A public log: append-only, Merkle-hashed, published as static files (C2SP tlog-tiles). The formats
//! are `norven_proof::log`'s; here is its one writer.
//!
//! An entry is the log's once the database has it, in the transaction that also moves the head. Only
//! then are the files written, which are a function of the entries: a writer that stops in between, or
//! another one that takes over, writes the same files again. The checkpoint is signed and published
//! last, under the lock of the head and only forwards. So a crash at any point loses no entry and
//! forks nothing.
//!
//! Entries that arrive while one batch is being written are written together as the next one.
//!
//! Where witnesses are configured, a checkpoint is published once enough of them have signed it; until
//! then what it speaks of is not yet proven to anybody, and is entered again later.

mod audit;
mod logs;
mod store;
mod witness;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use norven_proof::{
    digest::Digest,
    log::{
        checkpoint::{Checkpoint, CheckpointError, Policy, PolicyError},
        leaf::{Entry, Event, Role, Statement},
        note::{Budget, KeyError, Name, Note, NoteError, NoteKey, NoteSigner, WitnessKey},
        proof::Proof,
        tiles::{Edge, File, Tile, TileError, Tiles},
        tree::{self, TreeError},
    },
};
use tokio::sync::oneshot;

pub use audit::{Audit, Finding};
pub use logs::{Interval, Logs};
pub use witness::{Witnesses, WitnessesError};

use super::{
    blobs::{BlobError, Blobs},
    db::{Db, DirectoryTx},
};
use crate::time::Timestamp;

/// The instant of what is stated of keys: they are few, and found by what is said of them.
const OF_KEYS: Timestamp = Timestamp(0);
/// Most entries in a batch.
const BATCH: usize = 1024;

/// What goes wrong with a log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The database refused or went away.
    #[error("the log's database: {0}")]
    Database(#[from] sqlx::Error),
    /// The object store refused or went away.
    #[error("the log's files: {0}")]
    Blob(#[from] BlobError),
    /// A file of the log is not what it should be.
    #[error("the log's tiles: {0}")]
    Tile(#[from] TileError),
    /// A proof that cannot be made.
    #[error("the log's tree: {0}")]
    Tree(#[from] TreeError),
    /// A checkpoint that cannot be read or signed.
    #[error("the log's checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// Witnesses that cannot be asked for.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The batch that the entry was in was not written.
    #[error("the batch was not written; try again")]
    Batch,
    /// A number that no log reaches.
    #[error("the log is full")]
    Full,
    /// The database holds something that no log has.
    #[error("the database holds something that no log has")]
    Stored,
    /// The log's key cannot be made.
    #[error(transparent)]
    Keys(#[from] super::keys::KeysError),
    /// A certificate that does not seal in this log, or no longer did at that index.
    #[error("the certificate does not seal in this log up to that index")]
    NotSealing,
}

impl From<NoteError> for LogError {
    fn from(error: NoteError) -> Self {
        Self::Checkpoint(error.into())
    }
}

/// An entry that waits for the next batch.
struct Waiting {
    stated_at: Timestamp,
    entry: String,
    done: oneshot::Sender<u64>,
}

/// A log and its writer.
pub struct Log {
    signer: NoteSigner,
    witnesses: Arc<Witnesses>,
    folder: String,
    db: Db,
    public: Arc<dyn Blobs>,
    queue: Mutex<Vec<Waiting>>,
    /// The tree's right edge, as this process last wrote it.
    edge: tokio::sync::Mutex<Option<Edge>>,
}

impl Log {
    /// The log that a key and these witnesses sign, whose name is the key's, with its files below a folder
    /// of the public objects.
    #[must_use]
    pub fn new(signer: NoteSigner, witnesses: Arc<Witnesses>, folder: String, db: Db, public: Arc<dyn Blobs>) -> Self {
        Self { signer, witnesses, folder, db, public, queue: Mutex::default(), edge: tokio::sync::Mutex::default() }
    }

    /// Its key.
    #[must_use]
    pub fn key(&self) -> NoteKey {
        self.signer.verifier_key()
    }

    /// Where its files are, among the public objects and below the public address.
    #[must_use]
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Whom every checkpoint of this log was signed by: its key, and as many of the witnesses that ever
    /// signed one as were asked for when it began. Who is asked for later does not count against what was
    /// issued before.
    ///
    /// # Errors
    /// When the database refuses or holds what is no policy.
    pub async fn policy(&self) -> Result<Policy, LogError> {
        let origin = self.origin();
        let mut tx = self.db.directory_read().await?;
        let quorum = store::quorum(&mut tx, origin.as_str()).await?.unwrap_or_default();
        let keys = store::witnesses(&mut tx, origin.as_str()).await?;
        let keys: Result<Vec<WitnessKey>, KeyError> = keys.iter().map(|key| key.parse()).collect();
        let (keys, quorum) =
            (keys.map_err(|_| LogError::Stored)?, usize::try_from(quorum).map_err(|_| LogError::Stored)?);
        // Before the first checkpoint nobody has signed one.
        let quorum = quorum.min(keys.len());
        Ok(Policy::new(self.key(), keys, quorum)?)
    }

    /// Locks the head of this log, which begins with the quorum of today.
    async fn lock(&self, tx: &mut DirectoryTx) -> Result<store::Head, LogError> {
        let quorum = i64::try_from(self.witnesses.quorum()).map_err(|_| LogError::Full)?;
        Ok(store::lock(tx, self.origin().as_str(), quorum).await?)
    }

    /// Its name.
    #[must_use]
    pub fn origin(&self) -> Name {
        self.key().name().clone()
    }

    /// Enters a statement and gives its index. Entered again, with the same instant, it has the index that it has.
    ///
    /// The instant is that of what is stated, not of its entry: the same however often it is tried. It is not published.
    /// What is stated nearly in order costs the same in a log of any length.
    ///
    /// # Errors
    /// When it may not be in the log, or not be published yet; then it is to be entered again.
    pub async fn append(&self, stated_at: Timestamp, statement: Statement) -> Result<u64, LogError> {
        let entry = Entry { log: self.origin(), statement }.to_string();
        let (done, mut answer) = oneshot::channel();
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).push(Waiting { stated_at, entry, done });
        loop {
            let mut edge = self.edge.lock().await;
            match answer.try_recv() {
                Ok(index) => return Ok(index),
                Err(oneshot::error::TryRecvError::Closed) => return Err(LogError::Batch),
                Err(oneshot::error::TryRecvError::Empty) => {}
            }
            let batch: Vec<Waiting> = {
                let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
                let count = queue.len().min(BATCH);
                queue.drain(..count).collect()
            };
            let entries: Vec<_> = batch.iter().map(|waiting| (waiting.stated_at, waiting.entry.as_str())).collect();
            // What is known of the edge holds again only once a batch is written whole.
            let known = edge.take();
            let (indices, now) = self.write(known, &entries).await?;
            *edge = Some(now);
            for (waiting, index) in batch.into_iter().zip(indices) {
                let _ = waiting.done.send(index);
            }
        }
    }

    /// Writes a batch: first to the database, then the files, then the checkpoint.
    async fn write(&self, known: Option<Edge>, entries: &[(Timestamp, &str)]) -> Result<(Vec<u64>, Edge), LogError> {
        let origin = self.origin();
        let mut tx = self.db.directory().await?;
        let head = self.lock(&mut tx).await?;
        let size = count(head.size)?;
        let mut edge = match known.filter(|edge| edge.size() == size) {
            Some(edge) => edge,
            None => self.edge_at(&mut tx, head).await?.0,
        };
        let mut places: HashMap<Digest, u64> = HashMap::new();
        let (mut indices, mut fresh) = (Vec::with_capacity(entries.len()), Vec::new());
        for (stated_at, entry) in entries {
            let leaf = tree::leaf_hash(entry.as_bytes());
            let known = match places.get(&leaf) {
                Some(index) => Some(*index),
                None => store::position(&mut tx, origin.as_str(), *stated_at, leaf).await?.map(count).transpose()?,
            };
            let index = match known {
                Some(index) => index,
                None => {
                    let index = size + fresh.len() as u64;
                    store::add(&mut tx, origin.as_str(), column(index)?, *stated_at, leaf, entry).await?;
                    fresh.push(*entry);
                    index
                }
            };
            places.insert(leaf, index);
            indices.push(index);
        }
        if fresh.is_empty() && head.published == head.size {
            return Ok((indices, edge));
        }
        let files = edge.append(&fresh)?;
        store::grow(&mut tx, origin.as_str(), column(edge.size())?).await?;
        tx.commit().await?;

        if head.published == head.size {
            self.publish(size, &edge, files).await?;
        } else {
            self.catch_up().await?;
        }
        Ok((indices, edge))
    }

    /// Publishes what the database has and the files do not: after a crash, or when another process
    /// stopped in the middle.
    ///
    /// # Errors
    /// When database or object store refuse.
    pub async fn catch_up(&self) -> Result<(), LogError> {
        let mut tx = self.db.directory().await?;
        let head = self.lock(&mut tx).await?;
        if head.published == head.size {
            return Ok(());
        }
        let (edge, files) = self.edge_at(&mut tx, head).await?;
        tx.commit().await?;
        self.publish(count(head.published)?, &edge, files).await
    }

    /// The edge at a head, from the published files and the entries that came after, and the files
    /// that those have.
    async fn edge_at(&self, tx: &mut DirectoryTx, head: store::Head) -> Result<(Edge, Vec<File>), LogError> {
        let published = count(head.published)?;
        let mut partial = Vec::new();
        for tile in Tile::partial(published)? {
            partial.push(File { bytes: self.public.get(&self.path(&tile)).await?, tile });
        }
        let mut edge = Edge::load(published, &partial)?;
        let entries = store::entries(tx, self.origin().as_str(), head.published, head.size).await?;
        let files = edge.append(&entries)?;
        Ok((edge, files))
    }

    /// Publishes files, then the checkpoint, which moves only forwards. Witnesses are asked between the two,
    /// while nobody waits for the head.
    async fn publish(&self, published: u64, edge: &Edge, files: Vec<File>) -> Result<(), LogError> {
        for File { tile, bytes } in files {
            self.public.put(&self.path(&tile), bytes).await?;
        }
        let origin = self.origin();
        let mut checkpoint = Checkpoint::new(origin.clone(), edge.size(), edge.root()).sign(&self.signer)?;
        self.ask_witnesses(&mut checkpoint, published, edge.size()).await;
        let signed = self.witnesses.policy(self.key())?.check(&checkpoint)?.witnesses;

        let size = column(edge.size())?;
        let mut tx = self.db.directory().await?;
        if self.lock(&mut tx).await?.published < size {
            for key in self.witnesses.keys().filter(|key| signed.iter().any(|witness| witness.name == *key.name())) {
                store::add_witness(&mut tx, origin.as_str(), &key.to_string()).await?;
            }
            self.public.put(&self.checkpoint_path(), checkpoint.to_string().into_bytes()).await?;
            store::publish(&mut tx, origin.as_str(), size).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The proof that the entry at an index is in the log, as it is published.
    ///
    /// # Errors
    /// When the entry is not published, or files are missing.
    pub async fn prove(&self, index: u64) -> Result<Proof, LogError> {
        let bytes = self.public.get(&self.checkpoint_path()).await?;
        let checkpoint = Note::parse(&bytes, Budget::CHECKPOINT)?;
        let size = checkpoint.text().parse::<Checkpoint>()?.size;
        let tiles = self.tiles(Tiles::for_inclusion(index, size)?).await?;
        let checkpoint = self.policy().await?.stapled(&checkpoint);
        Ok(Proof { index, path: tree::inclusion(&tiles, index, size)?, checkpoint })
    }

    /// Tiles, from the files.
    async fn tiles(&self, wanted: BTreeSet<Tile>) -> Result<Tiles, LogError> {
        let mut tiles = Tiles::new();
        for tile in wanted {
            tiles.insert(tile, &self.public.get(&self.path(&tile)).await?)?;
        }
        Ok(tiles)
    }

    /// Says in the log that a certificate seals from here on. Said again, nothing changes.
    ///
    /// # Errors
    /// As [`Log::append`].
    pub async fn begin_key(&self, certificate: Digest) -> Result<(), LogError> {
        let mut tx = self.db.directory_read().await?;
        if store::has_begun(&mut tx, self.origin().as_str(), certificate).await? {
            return Ok(());
        }
        drop(tx);
        let statement = Statement::KeyEvent { role: Role::Seal, key: certificate, event: Event::Begin };
        let first = self.append(OF_KEYS, statement).await?;
        let mut tx = self.db.directory().await?;
        store::begin(&mut tx, self.origin().as_str(), certificate, column(first)?).await?;
        Ok(tx.commit().await?)
    }

    /// Says in the log that a certificate seals nothing after an index: what was sealed up to it stands. Its interval ends
    /// at once, also where the log cannot be written: said again, the entry follows, and nothing else changes.
    ///
    /// # Errors
    /// [`LogError::NotSealing`].
    pub async fn close_key(&self, certificate: Digest, last: u64, compromised: bool) -> Result<(), LogError> {
        let mut tx = self.db.directory().await?;
        if !store::close(&mut tx, self.origin().as_str(), certificate, column(last)?).await? {
            return Err(LogError::NotSealing);
        }
        tx.commit().await?;
        let event = if compromised { Event::Compromise { last } } else { Event::Retire { last } };
        self.append(OF_KEYS, Statement::KeyEvent { role: Role::Seal, key: certificate, event }).await.map(drop)
    }

    /// How many entries are published.
    ///
    /// # Errors
    /// When there is no checkpoint.
    pub async fn size(&self) -> Result<u64, LogError> {
        let bytes = self.public.get(&self.checkpoint_path()).await?;
        Ok(Note::parse(&bytes, Budget::CHECKPOINT)?.text().parse::<Checkpoint>()?.size)
    }

    /// Where a file is kept.
    fn path(&self, tile: &Tile) -> String {
        format!("{}/{tile}", self.folder)
    }

    fn checkpoint_path(&self) -> String {
        format!("{}/checkpoint", self.folder)
    }
}

fn count(column: i64) -> Result<u64, LogError> {
    u64::try_from(column).map_err(|_| LogError::Full)
}

fn column(count: u64) -> Result<i64, LogError> {
    i64::try_from(count).map_err(|_| LogError::Full)
}
