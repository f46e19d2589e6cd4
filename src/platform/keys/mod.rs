//! The keys that reports are sealed with, and the certificates that they chain to.
//!
//! | file in `<data>/keys` | what |
//! |---|---|
//! | `root.key`, `root.pem` | the root (20 years): move its key to a safe place, it is needed only to certify |
//! | `issuing.key`, `issuing.pem` | the issuing authority (5 years) |
//! | `seal-1.key`, `seal-1.pem`, … | the keys that seal (1 year each); the one with the highest number seals |
//! | `log.seed`, `qr.seed`, `standing.seed` | 32 random bytes each: what the Ed25519 keys are derived from |
//! | `name` | what logs and keys are called: the deployment's first address, which it keeps when it moves |
//! | `master.key` | 32 random bytes: what the organisations' keys are wrapped by |
//!
//! Private keys are PKCS #8 in PEM (RFC 5958), certificates PEM (RFC 7468). All are made on the first
//! start, together; only their owner may read them. `root.key` and `issuing.key` may be kept elsewhere,
//! every other file has to be there whenever anything is opened.

mod custody;
mod files;

use std::{io, path::PathBuf};

use norven_proof::{
    certificate::{Certificate, Subject},
    digest::Digest,
    log::note::{Name, NoteSigner},
    pki::{self, Authority, PkiError, SigningKey},
    record::Instant,
};

pub use custody::{Known, record};
pub use files::{anything_in, private_folder};

use super::rng::Rng;
use crate::time::Timestamp;

/// Certificates count from this many days before they are made: for the sample organisations, which have
/// a past, and for clocks that are behind.
const BEFORE_DAYS: i64 = 7;
const DAY_SECONDS: i64 = 24 * 3600;

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
    /// A file is not what it should be.
    #[error("{path} is not a {what}; restore it from your backup of the keys")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What it should be.
        what: &'static str,
    },
    /// A certificate cannot be made.
    #[error("a certificate cannot be made: {0}")]
    Pki(#[from] PkiError),
    /// A host that no key can be called like.
    #[error("no key can be called {host:?}")]
    Name {
        /// The host.
        host: String,
    },
    /// A file is not there, and what is there needs it.
    #[error("{path} is missing, and the data here was made with it: restore it from your backup of the keys")]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A file is another than the one that made what is there.
    #[error(
        "{path} is another file than the one the data here was made with: restore that one from your backup of the keys"
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The database does not tell which keys it was made with.
    #[error("the database does not tell which keys it was made with: {0}")]
    Database(#[from] sqlx::Error),
    /// The key of an authority was moved away, and is needed.
    #[error("{path} is not there: put it back while a key is made, then take it away again")]
    Away {
        /// The file.
        path: PathBuf,
    },
}

/// A key that seals, and its certificate.
pub struct SealKey {
    /// The key.
    pub key: SigningKey,
    /// Its certificate.
    pub certificate: Certificate,
}

/// All keys of a deployment but the master key.
pub struct Keyring {
    root: Certificate,
    issuing: Certificate,
    seals: Vec<SealKey>,
    name: String,
    log: [u8; 32],
    qr: [u8; 32],
    standing: [u8; 32],
}

impl Keyring {
    /// Makes every key, for an issuer of this name at a host.
    ///
    /// # Errors
    /// Where a name is too long, or no key can be called like the host.
    pub fn generate(rng: &dyn Rng, issuer: &str, host: &str, now: Timestamp) -> Result<Made, KeysError> {
        if format!("{host}/log/{}", i16::MAX).parse::<Name>().is_err() {
            return Err(KeysError::Name { host: host.to_owned() });
        }
        let (root_key, issuing_key) = (new_key(rng), new_key(rng));
        let from = from(now);
        let root = pki::root(&root_key, &subject(issuer, "Norven root"), rng.bytes(), &from)?;
        let authority = Authority { certificate: &root, key: &root_key };
        let issuing = authority.certify_authority(
            issuing_key.verifying_key(),
            &subject(issuer, "Norven issuing CA"),
            rng.bytes(),
            &from,
        )?;
        let seal = new_seal(new_key(rng), rng, issuer, &issuing, &issuing_key, 1, now)?;
        let (log, qr, standing) = (rng.bytes(), rng.bytes(), rng.bytes());
        let ring = Self { root, issuing, seals: vec![seal], name: host.to_owned(), log, qr, standing };
        Ok(Made { ring, root_key, issuing_key })
    }

    /// The issuer's name, as its certificates say it.
    #[must_use]
    pub fn issuer(&self) -> String {
        self.root.facts().subject.organisation
    }

    /// The key that seals.
    #[must_use]
    pub fn seal(&self) -> &SealKey {
        // There is always one: `generate` makes it, `load` refuses a folder without.
        &self.seals[self.seals.len() - 1]
    }

    /// Every certificate that ever sealed, oldest first.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.seals.iter().map(|seal| &seal.certificate)
    }

    /// The root's certificate.
    #[must_use]
    pub fn root(&self) -> &Certificate {
        &self.root
    }

    /// The issuing authority's certificate.
    #[must_use]
    pub fn issuing(&self) -> &Certificate {
        &self.issuing
    }

    /// The key of a year's log, which is called `norven.example.com/log/2026`.
    ///
    /// # Errors
    /// [`KeysError::Name`].
    pub fn log(&self, year: i16) -> Result<NoteSigner, KeysError> {
        self.derived(&format!("{}/log/{year}", self.name), "log", &self.log)
    }

    /// The key of the private audit log, which is called `norven.example.com/audit`.
    ///
    /// # Errors
    /// [`KeysError::Name`].
    pub fn audit(&self) -> Result<NoteSigner, KeysError> {
        self.derived(&format!("{}/audit", self.name), "audit", &self.log)
    }

    /// The key of the QR codes.
    ///
    /// # Errors
    /// [`KeysError::Name`].
    pub fn qr(&self) -> Result<NoteSigner, KeysError> {
        self.derived(&self.name, "qr", &self.qr)
    }

    /// The key of the standing list.
    ///
    /// # Errors
    /// [`KeysError::Name`].
    pub fn standing(&self) -> Result<NoteSigner, KeysError> {
        self.derived(&self.name, "standing", &self.standing)
    }

    fn derived(&self, name: &str, purpose: &str, seed: &[u8; 32]) -> Result<NoteSigner, KeysError> {
        let text = format!("norven/note-key/v1\n{purpose}\n{name}\n");
        let name: Name = name.parse().map_err(|_| KeysError::Name { host: self.name.clone() })?;
        let seed = Digest::of([text.as_bytes(), seed].concat());
        Ok(NoteSigner::from_seed(name, seed.as_bytes()))
    }
}

/// Keys that were just made, with those that are needed elsewhere.
pub struct Made {
    /// What is needed from day to day.
    pub ring: Keyring,
    /// The root's key.
    pub root_key: SigningKey,
    /// The issuing authority's key.
    pub issuing_key: SigningKey,
}

fn from(now: Timestamp) -> Instant {
    now.plus_seconds(-BEFORE_DAYS * DAY_SECONDS).to_record()
}

fn subject(issuer: &str, name: &str) -> Subject {
    Subject { organisation: issuer.to_owned(), common_name: name.to_owned() }
}

/// Certifies a key that seals.
fn new_seal(
    key: SigningKey,
    rng: &dyn Rng,
    issuer: &str,
    issuing: &Certificate,
    issuing_key: &SigningKey,
    number: usize,
    now: Timestamp,
) -> Result<SealKey, KeysError> {
    let authority = Authority { certificate: issuing, key: issuing_key };
    let name = subject(issuer, &format!("Norven reports {number}"));
    let certificate = authority.certify_seal(key.verifying_key(), &name, rng.bytes(), &from(now))?;
    Ok(SealKey { key, certificate })
}

/// A random key: bytes that are no scalar of the curve, about one in 2^32, are drawn again.
fn new_key(rng: &dyn Rng) -> SigningKey {
    loop {
        if let Ok(key) = SigningKey::from_slice(&rng.bytes::<32>()) {
            return key;
        }
    }
}
