//! Whom a verifier trusts: the trust document, served at `/.well-known/norven-trust.json`.
//!
//! Nothing is compiled into a verifier. It is given this document (by the page that it is part of, or
//! by hand), and all that it says about a report it says relative to it.
//!
//! ```json
//! { "v": 1,
//!   "issuer": "Door Safety Ltd",
//!   "origin": "https://example.com",
//!   "issued_at": "2026-11-22T10:53:12.000000Z",
//!   "roots": ["-----BEGIN CERTIFICATE-----…"],
//!   "intermediates": ["-----BEGIN CERTIFICATE-----…"],
//!   "seal_keys": [ { "cert_sha256": "<hex>", "log": "example.com/log2026", "first_index": 0, "last_index": null } ],
//!   "logs": [ { "origin": "example.com/log2026", "url": "https://example.com/log2026", "key": "<vkey>",
//!               "witnesses": ["<vkey>"], "quorum": 0 } ],
//!   "standing": { "url": "https://example.com/standing", "key": "<vkey>" },
//!   "qr_key": "<vkey>",
//!   "tsa_roots": [] }
//! ```
//!
//! Every member is there and no other. Certificates are PEM (RFC 7468), keys are written as
//! [signed notes](crate::log::note) write them, and a log's key has the log's name.
//!
//! A certificate that seals counts for the entries of a log from its first index to its last, both
//! included. So a report stays valid when the certificate expires, and when a key is stolen the
//! interval is closed at the last good index: what was sealed before it stands.

use serde::Serialize;

use crate::canonical::{self, Members, Misshapen, Read, Tree, members};
use crate::certificate::Certificate;
use crate::digest::Digest;
use crate::log::checkpoint::Policy;
use crate::log::note::{Name, NoteKey, WitnessKey};
use crate::record::Instant;

/// The version of the format that is read and written here.
pub const TRUST_VERSION: u32 = 1;

/// The longest trust document in bytes.
pub const MAX_TRUST_BYTES: usize = 256 * 1024;

/// The most members of any of its lists.
pub const MAX_ITEMS: usize = 256;

/// The longest name or address in bytes.
pub const MAX_TEXT_BYTES: usize = 1024;

/// Why something is not a trust document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// More than [`MAX_TRUST_BYTES`].
    #[error("the trust document has {bytes} bytes, more than {MAX_TRUST_BYTES}")]
    TooLong {
        /// How many it has.
        bytes: usize,
    },
    /// It was made by a later version of Norven.
    #[error("the trust document has version {found}; version {TRUST_VERSION} is the latest known here")]
    FutureVersion {
        /// The document's version.
        found: u32,
    },
    /// It has a member that is not known here.
    #[error("the trust document has a member at {at} that is not known here: a later version made it")]
    Unknown {
        /// Where it stands: a JSON Pointer (RFC 6901).
        at: String,
    },
    /// It is not JSON, lacks something, or a key, certificate or digest in it is none.
    #[error("the trust document has another shape: {reason}")]
    Shape {
        /// What is wrong.
        reason: String,
    },
    /// A list that is longer than [`MAX_ITEMS`], or has nothing in it and must.
    #[error("{member} has {found} members")]
    Items {
        /// The list.
        member: &'static str,
        /// How many members it has.
        found: usize,
    },
    /// A text that is empty or too long, an address without `https://` or `http://`, or an instant
    /// that is none.
    #[error("{member} is not what it should be")]
    Text {
        /// The member that holds it.
        member: &'static str,
    },
    /// Two logs with one name.
    #[error("two logs have the name {log}")]
    TwoLogs {
        /// The name.
        log: Name,
    },
    /// A seal key in a log that is not in the document.
    #[error("a seal key names the log {log}, which the document does not")]
    NoSuchLog {
        /// The log's name.
        log: Name,
    },
    /// A certificate twice in one log, or with an interval that ends before it begins.
    #[error("the certificate {certificate} has no one interval in the log {log}")]
    Interval {
        /// The certificate's digest.
        certificate: Digest,
        /// The log's name.
        log: Name,
    },
}

/// A trust document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trust {
    /// The version of the format, [`TRUST_VERSION`].
    pub v: u32,
    /// Who issues the reports, as people know them.
    pub issuer: String,
    /// The address of the deployment.
    pub origin: String,
    /// When the document was made.
    pub issued_at: Instant,
    /// The certificates that everything ends at.
    pub roots: Vec<Certificate>,
    /// Those between a root and a seal.
    pub intermediates: Vec<Certificate>,
    /// The certificates that seal, and where they count.
    pub seal_keys: Vec<SealKey>,
    /// The logs that reports are in.
    pub logs: Vec<Log>,
    /// Where the standing list is.
    pub standing: StandingSource,
    /// The key of the QR codes.
    pub qr_key: NoteKey,
    /// The certificates that time stamps end at.
    pub tsa_roots: Vec<Certificate>,
}

/// A certificate that seals, and for which entries of a log it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SealKey {
    /// The digest of its DER.
    pub cert_sha256: Digest,
    /// The log's name.
    pub log: Name,
    /// The first index at which it counts.
    pub first_index: u64,
    /// The last index at which it counts; `null` where it still does.
    pub last_index: Option<u64>,
}

impl SealKey {
    /// Whether it counts for the entry at this index.
    #[must_use]
    pub fn covers(&self, index: u64) -> bool {
        self.first_index <= index && self.last_index.is_none_or(|last| index <= last)
    }
}

/// A log that reports are in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "LogMembers")]
pub struct Log {
    /// Where it is published.
    pub url: String,
    /// Its key, and who must have signed its checkpoints.
    pub policy: Policy,
}

/// A log as the document writes it.
#[derive(Serialize)]
struct LogMembers {
    origin: Name,
    url: String,
    key: NoteKey,
    witnesses: Vec<WitnessKey>,
    quorum: usize,
}

impl Read for Log {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        Members::of(tree, |it| {
            let (origin, url) = (it.required::<Name>("origin")?, it.required("url")?);
            let policy = Policy::new(it.required("key")?, it.required("witnesses")?, it.required("quorum")?);
            let policy = policy.map_err(Misshapen::new)?;
            if origin != *policy.origin() {
                return Err(Misshapen::new(format!("the log {origin} has a key with another name")));
            }
            Ok(Self { url, policy })
        })
    }
}

impl From<Log> for LogMembers {
    fn from(Log { url, policy }: Log) -> Self {
        Self {
            origin: policy.origin().clone(),
            url,
            key: policy.log().clone(),
            witnesses: policy.witnesses().to_vec(),
            quorum: policy.quorum(),
        }
    }
}

/// Where the standing list is, and who signs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StandingSource {
    /// Its address.
    pub url: String,
    /// Its key.
    pub key: NoteKey,
}

members! {
    Trust {
        v: required, issuer: required, origin: required, issued_at: required, roots: required,
        intermediates: required, seal_keys: required, logs: required, standing: required, qr_key: required,
        tsa_roots: required,
    }
    SealKey { cert_sha256: required, log: required, first_index: required, last_index: nullable }
    StandingSource { url: required, key: required }
}

impl Trust {
    /// Reads a trust document.
    ///
    /// # Errors
    /// Where it is none, or contradicts itself. One of a later version is told apart: it is not
    /// wrong, only too new.
    pub fn parse(bytes: &[u8]) -> Result<Self, TrustError> {
        if bytes.len() > MAX_TRUST_BYTES {
            return Err(TrustError::TooLong { bytes: bytes.len() });
        }
        let tree = canonical::parse(bytes).map_err(|error| TrustError::Shape { reason: error.to_string() })?;
        if let Some(found) = canonical::version(&tree).filter(|found| *found > TRUST_VERSION) {
            return Err(TrustError::FutureVersion { found });
        }
        let trust = Self::read(tree).map_err(|fault| match fault.unknown_at() {
            Some(at) => TrustError::Unknown { at },
            None => TrustError::Shape { reason: fault.reason() },
        })?;
        trust.check()?;
        Ok(trust)
    }

    /// The document as JSON, for people to read: [`Trust::parse`] reads what this writes.
    ///
    /// # Errors
    /// Where it contradicts itself.
    pub fn to_json(&self) -> Result<String, TrustError> {
        self.check()?;
        let json =
            serde_json::to_string_pretty(self).map_err(|error| TrustError::Shape { reason: error.to_string() })?;
        if json.len() > MAX_TRUST_BYTES { Err(TrustError::TooLong { bytes: json.len() }) } else { Ok(json) }
    }

    /// The log with this name.
    #[must_use]
    pub fn log(&self, origin: &Name) -> Option<&Log> {
        self.logs.iter().find(|log| log.policy.origin() == origin)
    }

    /// Where the certificate with this digest counts in this log.
    #[must_use]
    pub fn seal_key(&self, certificate: &Digest, log: &Name) -> Option<&SealKey> {
        self.seal_keys.iter().find(|key| key.cert_sha256 == *certificate && key.log == *log)
    }

    /// What the types do not rule out.
    fn check(&self) -> Result<(), TrustError> {
        if self.v != TRUST_VERSION {
            return Err(TrustError::Shape { reason: format!("no trust document has version {}", self.v) });
        }
        self.check_texts()?;
        for (member, found, least) in [
            ("roots", self.roots.len(), 1),
            ("intermediates", self.intermediates.len(), 0),
            ("seal_keys", self.seal_keys.len(), 0),
            ("logs", self.logs.len(), 1),
            ("tsa_roots", self.tsa_roots.len(), 0),
        ] {
            if !(least..=MAX_ITEMS).contains(&found) {
                return Err(TrustError::Items { member, found });
            }
        }
        // The lists are short enough to compare each with those before it.
        for (at, log) in self.logs.iter().map(|log| log.policy.origin()).enumerate() {
            if self.logs.iter().take(at).any(|other| other.policy.origin() == log) {
                return Err(TrustError::TwoLogs { log: log.clone() });
            }
        }
        for (at, key) in self.seal_keys.iter().enumerate() {
            let SealKey { cert_sha256: certificate, log, first_index, last_index } = key;
            if self.log(log).is_none() {
                return Err(TrustError::NoSuchLog { log: log.clone() });
            }
            let again = self.seal_keys.iter().take(at).any(|it| it.cert_sha256 == *certificate && it.log == *log);
            if again || last_index.is_some_and(|last| last < *first_index) {
                return Err(TrustError::Interval { certificate: *certificate, log: log.clone() });
            }
        }
        Ok(())
    }

    fn check_texts(&self) -> Result<(), TrustError> {
        let fits = |text: &str| (1..=MAX_TEXT_BYTES).contains(&text.len()) && !text.chars().any(char::is_control);
        if !fits(&self.issuer) {
            return Err(TrustError::Text { member: "issuer" });
        }
        if self.issued_at.unix_micros().is_none() {
            return Err(TrustError::Text { member: "issued_at" });
        }
        let urls = [("origin", self.origin.as_str()), ("standing.url", self.standing.url.as_str())];
        for (member, url) in urls.into_iter().chain(self.logs.iter().map(|log| ("logs.url", log.url.as_str()))) {
            let web = url.starts_with("https://") || url.starts_with("http://");
            if !web || !fits(url) || url.contains(char::is_whitespace) {
                return Err(TrustError::Text { member });
            }
        }
        Ok(())
    }
}
