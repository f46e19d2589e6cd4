//! The logs of a deployment: one a year, so that each stays of a size that anybody can copy.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use norven_proof::{digest::Digest, log::note::Name};

use super::{Log, LogError, store};
use crate::{
    platform::{blobs::Blobs, db::Db, keys::Keyring},
    time::Timestamp,
};

/// The logs of a deployment, opened when they are needed.
pub struct Logs {
    keys: Arc<Keyring>,
    db: Db,
    public: Arc<dyn Blobs>,
    open: Mutex<HashMap<i16, Arc<Log>>>,
}

impl Logs {
    /// The logs that these keys sign.
    #[must_use]
    pub fn new(keys: Arc<Keyring>, db: Db, public: Arc<dyn Blobs>) -> Self {
        Self { keys, db, public, open: Mutex::default() }
    }

    /// The log that entries of an instant go into: that of its year in UTC.
    ///
    /// # Errors
    /// When its key cannot be made.
    pub fn at(&self, now: Timestamp) -> Result<Arc<Log>, LogError> {
        self.of_year(now.year())
    }

    fn of_year(&self, year: i16) -> Result<Arc<Log>, LogError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(log) = open.get(&year) {
            return Ok(Arc::clone(log));
        }
        let signer = self.keys.log(year)?;
        let log = Arc::new(Log::new(signer, format!("log/{year}"), self.db.clone(), Arc::clone(&self.public)));
        open.insert(year, Arc::clone(&log));
        Ok(log)
    }

    /// Every log of this deployment that has entries, oldest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn all(&self) -> Result<Vec<Arc<Log>>, LogError> {
        let mut tx = self.db.directory_read().await?;
        let origins = store::origins(&mut tx).await?;
        let years = origins.iter().filter_map(|origin| origin.rsplit_once('/')?.1.parse().ok());
        years.map(|year| self.of_year(year)).collect()
    }

    /// For which entries which certificates seal, in every log.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn intervals(&self) -> Result<Vec<Interval>, LogError> {
        let mut tx = self.db.directory_read().await?;
        store::intervals(&mut tx).await?.into_iter().map(Interval::try_from).collect()
    }
}

/// For which entries of a log a certificate seals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The log's name.
    pub log: Name,
    /// SHA-256 of the certificate.
    pub certificate: Digest,
    /// The first index.
    pub first: u64,
    /// The last index, once it is closed.
    pub last: Option<u64>,
}

impl TryFrom<store::IntervalRow> for Interval {
    type Error = LogError;

    fn try_from(row: store::IntervalRow) -> Result<Self, LogError> {
        Ok(Self {
            log: row.log.parse().map_err(|_| LogError::Stored)?,
            certificate: row.certificate.try_into().map(Digest::from_bytes).map_err(|_| LogError::Stored)?,
            first: super::count(row.first_position)?,
            last: row.last_position.map(super::count).transpose()?,
        })
    }
}
