//! What can go wrong inside the server: either something a person can act on ([`AppError`]), or a
//! cause that is logged once, where the fault meets the boundary, and told as an incident.

use super::blobs::BlobError;
use crate::error::AppError;

/// A failure on its way to the boundary.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Something the person can act on.
    #[error("{0}")]
    App(#[from] AppError),
    /// The database refused or went away.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The object store refused or went away.
    #[error("object store: {0}")]
    Blob(#[from] BlobError),
    /// Stored JSON that no longer reads, or a value that cannot be written.
    #[error("stored data: {0}")]
    Stored(#[from] serde_json::Error),
    /// A record that cannot be written.
    #[error("record: {0}")]
    Record(#[from] norven_proof::canonical::CanonicalError),
    /// A record that says what no record may say.
    #[error("record: {0}")]
    Content(#[from] norven_proof::record::RecordError),
    /// A report that cannot be set.
    #[error("report: {0}")]
    Press(#[from] norven_press::PressError),
    /// A mail that cannot be sent.
    #[error("mail: {0}")]
    Mail(#[from] super::mail::MailError),
    /// The public log cannot be written or read.
    #[error(transparent)]
    Log(#[from] super::tlog::LogError),
    /// A key that cannot be made.
    #[error(transparent)]
    Keys(#[from] super::keys::KeysError),
    /// No time stamp.
    #[error(transparent)]
    Tsa(#[from] super::tsa::TsaError),
    /// A report that cannot be sealed.
    #[error("seal: {0}")]
    Seal(#[from] norven_proof::seal::SealError),
    /// Anything else that a person cannot act on.
    #[error("{0}")]
    Internal(String),
}

impl Fault {
    /// A fault with a sentence for the log.
    pub fn internal(cause: impl ToString) -> Self {
        Self::Internal(cause.to_string())
    }

    /// Whether somebody else is out of reach, a log, an authority, the object store or the mail server: then it is worth
    /// trying for as long as it makes sense.
    #[must_use]
    pub fn waits_for_others(&self) -> bool {
        match self {
            Self::Log(_) | Self::Tsa(_) => true,
            Self::Blob(BlobError::Full | BlobError::Io(_)) => true,
            Self::Mail(error) => error.may_pass(),
            _ => false,
        }
    }

    /// Whether the same call may succeed later: the database or somebody else was out of reach or refused. What is stored and
    /// does not read will not read then either.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) => false,
            Self::Database(_) => true,
            _ => self.waits_for_others(),
        }
    }

    /// What is told to the person. `incident` names the entry in the log that tells the cause.
    #[must_use]
    pub fn public(self, incident: String) -> AppError {
        match self {
            Self::App(error) => error,
            Self::Database(
                sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed,
            ) => AppError::Unavailable { incident },
            Self::Database(error) if is_away(&error) => AppError::Unavailable { incident },
            Self::Record(norven_proof::canonical::CanonicalError::TooLong) => AppError::TooLarge { limit_kb: 1048 },
            Self::Blob(BlobError::Full) | Self::Log(super::tlog::LogError::Blob(BlobError::Full)) => {
                AppError::StorageFull { incident }
            }
            Self::Database(error) if is_full(&error) => AppError::StorageFull { incident },
            _ => AppError::Internal { incident },
        }
    }
}

/// Whether PostgreSQL says that it is shutting down, starting up, cut off or has no connection left:
/// classes 57P and 08, and 53300 (PostgreSQL, appendix A).
fn is_away(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| code.starts_with("57P") || code.starts_with("08") || code == "53300")
}

/// Whether the database says that the disk is full: SQLITE_FULL is 13, PostgreSQL's disk_full 53100.
fn is_full(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| code == "13" || code == "53100")
}
