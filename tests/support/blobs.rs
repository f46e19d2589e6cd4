//! An object store that a test can fill up or break.

use std::sync::{Mutex, PoisonError};

use norven::platform::blobs::{BlobError, BlobFuture, Blobs, MemoryBlobs};

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
}

impl TestBlobs {
    /// Gets the store into trouble, or out of it.
    pub fn set(&self, trouble: Option<Trouble>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
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
            Ok(()) => self.objects.put(key, bytes),
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
