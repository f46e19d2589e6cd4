//! Private objects: encrypted on the way in, decrypted on the way out.

use std::sync::Arc;

use super::{BlobError, Blobs, Cipher, ObjectContext, blocking};
use crate::{ids::OrgId, platform::rng::Rng};

/// An organisation's key, unwrapped.
#[derive(Clone, Debug)]
pub struct OrgKey {
    /// The organisation.
    pub org: OrgId,
    /// The version of the key.
    pub version: u32,
    /// The key.
    pub cipher: Cipher,
}

/// Private objects of every organisation.
#[derive(Clone)]
pub struct Vault {
    blobs: Arc<dyn Blobs>,
    rng: Arc<dyn Rng>,
}

impl Vault {
    /// Private objects kept in `blobs`.
    #[must_use]
    pub fn new(blobs: Arc<dyn Blobs>, rng: Arc<dyn Rng>) -> Self {
        Self { blobs, rng }
    }

    /// Encrypts and keeps an object. Encryption runs off the request threads.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put(&self, owner: &OrgKey, key: &str, plain: Vec<u8>) -> Result<(), BlobError> {
        let (owner, rng, name) = (owner.clone(), Arc::clone(&self.rng), key.to_owned());
        let sealed = blocking(move || {
            let context = ObjectContext { org: owner.org, key: &name, version: owner.version };
            owner.cipher.seal(context, &plain, &*rng)
        })
        .await?;
        self.blobs.put(key, sealed).await
    }

    /// Reads and decrypts an object.
    ///
    /// # Errors
    /// When it is missing, does not decrypt, or the store fails.
    pub async fn get(&self, owner: &OrgKey, key: &str) -> Result<Vec<u8>, BlobError> {
        let sealed = self.blobs.get(key).await?;
        let (owner, name) = (owner.clone(), key.to_owned());
        blocking(move || {
            let context = ObjectContext { org: owner.org, key: &name, version: owner.version };
            owner.cipher.open(context, &sealed)
        })
        .await?
        .ok_or_else(|| BlobError::Sealed { key: key.to_owned() })
    }

    /// Forgets an object.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn delete(&self, key: &str) -> Result<(), BlobError> {
        self.blobs.delete(key).await
    }

    /// Where the objects are, encrypted.
    #[must_use]
    pub fn objects(&self) -> &dyn Blobs {
        &*self.blobs
    }
}
