//! Objects: bytes under opaque keys. Private ones (evidence, records, reports) are encrypted by
//! [`Vault`] before they leave the process.

mod crypto;
mod directory;
pub mod editions;
mod memory;
pub mod pending;
mod vault;

use std::{future::Future, pin::Pin};

pub use crypto::{Cipher, MasterKey, ObjectContext};
pub use directory::DirectoryBlobs;
pub use memory::MemoryBlobs;
pub use vault::{OrgKey, Vault};

/// A future that a trait object can return.
pub type BlobFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, BlobError>> + Send + 'a>>;

/// Why an object cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no object under the key.
    #[error("there is no object {key}")]
    Missing {
        /// The key.
        key: String,
    },
    /// The store has no space left.
    #[error("the object store is full")]
    Full,
    /// The bytes do not decrypt: another key, another place, or altered.
    #[error("object {key} does not decrypt")]
    Sealed {
        /// The key.
        key: String,
    },
    /// The store failed.
    #[error("the object store failed: {0}")]
    Io(std::io::Error),
}

impl From<std::io::Error> for BlobError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

/// Where objects live. An object is durable once `put` has returned.
pub trait Blobs: Send + Sync {
    /// Keeps bytes under a key, replacing what was there.
    fn put<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> BlobFuture<'a, ()>;
    /// Reads the bytes under a key.
    fn get<'a>(&'a self, key: &'a str) -> BlobFuture<'a, Vec<u8>>;
    /// Forgets a key; one that is not there is no error.
    fn delete<'a>(&'a self, key: &'a str) -> BlobFuture<'a, ()>;
}

/// Does work that takes a while off the threads that serve.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, BlobError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| BlobError::Io(std::io::Error::other(error)))
}
