//! Randomness is a parameter: the one place that draws it.

use std::sync::Mutex;

use rand::{RngCore, SeedableRng, rngs::StdRng};
use uuid::Uuid;

use crate::time::Timestamp;

/// Draws random bytes fit for keys.
pub trait Rng: Send + Sync {
    /// Fills a buffer with random bytes.
    fn fill(&self, buffer: &mut [u8]);
}

impl dyn Rng + '_ {
    /// `N` random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A new id: UUID version 7 (RFC 9562, 5.7), sortable by the instant it was made at.
    #[must_use]
    pub fn id<T: From<Uuid>>(&self, now: Timestamp) -> T {
        let millis = u64::try_from(now.0 / 1000).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid().into()
    }
}

/// The operating system's generator, through a ChaCha stream cipher seeded from it.
#[derive(Debug, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    #[expect(clippy::disallowed_methods, reason = "the one place that draws randomness")]
    fn fill(&self, buffer: &mut [u8]) {
        rand::rng().fill_bytes(buffer);
    }
}

/// A generator that repeats itself: for tests.
#[derive(Debug)]
pub struct SeededRng(Mutex<StdRng>);

impl SeededRng {
    /// A generator that always draws the same bytes for the same seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Rng for SeededRng {
    fn fill(&self, buffer: &mut [u8]) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(buffer);
    }
}
