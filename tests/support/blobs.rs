//! An object store that a test can fill up or break.

use std::sync::{Arc, Mutex, PoisonError};

use norven::platform::blobs::{BlobError, BlobFuture, Blobs, MemoryBlobs};
use tokio::sync::Semaphore;

/// What is wrong with the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No space is left: reading goes on.
    Full,
    /// Nothing works.
    Broken,
}

/// Objects in memory, in trouble where a test says so.
#[derive(Default)]
pub struct TestBlobs {
    objects: MemoryBlobs,
    trouble: Mutex<Option<Trouble>>,
    gate: Mutex<Option<Arc<Semaphore>>>,
}

impl TestBlobs {
    /// Gets the store into trouble, or out of it.
    pub fn set(&self, trouble: Option<Trouble>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    /// Lets everybody who writes wait, with the object written already: each goes on with a permit of the gate.
    pub fn close_gate(&self) -> Arc<Semaphore> {
        let gate = Arc::new(Semaphore::new(0));
        *self.gate.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&gate));
        gate
    }

    /// Whoever writes from now on waits no longer; who waits, does.
    pub fn open_gate(&self) {
        *self.gate.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Waits until there is an object whose key holds a text.
    pub async fn wait_for(&self, text: &str) {
        while !self.keys().iter().any(|key| key.contains(text)) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// Every key there is.
    pub fn keys(&self) -> Vec<String> {
        self.objects.keys()
    }

    /// Every object, as the store holds it.
    pub async fn everything(&self) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        for key in self.keys() {
            all.push(self.objects.get(&key).await.expect("a key that was listed"));
        }
        all
    }

    fn check(&self, writes: bool) -> Result<(), BlobError> {
        match *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(Trouble::Full) if writes => Err(BlobError::Full),
            Some(Trouble::Broken) => Err(BlobError::Io(std::io::Error::other("broken by a test"))),
            _ => Ok(()),
        }
    }
}

impl Blobs for TestBlobs {
    fn put<'a>(&'a self, key: &'a str, bytes: Vec<u8>) -> BlobFuture<'a, ()> {
        match self.check(true) {
            Ok(()) => {
                let gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner).clone();
                Box::pin(async move {
                    self.objects.put(key, bytes).await?;
                    if let Some(gate) = gate {
                        gate.acquire().await.expect("a gate").forget();
                    }
                    Ok(())
                })
            }
            Err(error) => Box::pin(async { Err(error) }),
        }
    }

    fn get<'a>(&'a self, key: &'a str) -> BlobFuture<'a, Vec<u8>> {
        match self.check(false) {
            Ok(()) => self.objects.get(key),
            Err(error) => Box::pin(async { Err(error) }),
        }
    }

    fn delete<'a>(&'a self, key: &'a str) -> BlobFuture<'a, ()> {
        match self.check(true) {
            Ok(()) => self.objects.delete(key),
            Err(error) => Box::pin(async { Err(error) }),
        }
    }
}
