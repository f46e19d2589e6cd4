//! What Norven's entries say.
//!
//! An entry is text: a line with the log's name and the kind of entry, then one line for every
//! member, each with its line feed, in this order. All of it is public and nothing of it personal:
//! digests, numbers and days. `<hex>` is a SHA-256 in 64 lower-case hexadecimal digits.
//!
//! **report-seal**, a report was sealed:
//!
//! ```text
//! example.com/log2026/report-seal/v1
//! doc <hex>                      of all bytes of the PDF but the seal's own hexadecimal digits
//! rec <hex>                      of its record.json: the content digest
//! sig <hex>                      of the seal's signature octets
//! crt <hex>                      of the certificate that sealed, DER
//! ```
//!
//! **report-status**, a report no longer stands:
//!
//! ```text
//! example.com/log2026/report-status/v1
//! rec <hex>                      the content digest of the report
//! state superseded               or: revoked
//! day 2026-11-22                 since when
//! new <hex>                      the content digest of its successor; superseded only
//! ```
//!
//! **status-snapshot**, a [standing list](crate::standing) was published:
//!
//! ```text
//! example.com/log2026/status-snapshot/v1
//! list <hex>                     of the signed note
//! time 1795344792                what the list says, in seconds since 1970
//! ```
//!
//! **key-event**, a key came into use or went out of it:
//!
//! ```text
//! example.com/log2026/key-event/v1
//! role seal                      or: log, qr, standing
//! key <hex>                      of the certificate, DER; of the other keys, of their vkey
//! event begin                    or: retire, compromise
//! last 4711                      the last index of this log at which it counts; not with begin
//! ```
//!
//! A key that begins counts from the entry's own index on. After a compromise the last index is
//! older than the entry: what was logged up to it still stands.
//!
//! **audit-head**, the private audit log up to here can no longer be rewritten:
//!
//! ```text
//! example.com/log2026/audit-head/v1
//! head <hex>                     of the text of the private log's checkpoint
//! ```
//!
//! The digest hides how much is in it; whoever is shown the private checkpoint can compare.

use std::fmt;
use std::str::{FromStr, Split};

use super::note::Name;
use super::{decimal, tree};
use crate::day::Day;
use crate::digest::Digest;

/// The longest entry in bytes. Those that are written are shorter; a reader need not look further.
pub const MAX_BYTES: usize = 1024;

/// Why bytes are not an entry of Norven's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// More than [`MAX_BYTES`], not text, or text without its last line feed.
    #[error("not an entry")]
    Text,
    /// A first line that is not a log's name and a kind of entry known here.
    #[error("the first line is not <log>/<kind>/v1 of a known kind")]
    Kind,
    /// A member that is missing, in another place, or written otherwise.
    #[error("the member {0:?} is missing or wrong")]
    Member(&'static str),
    /// Lines after the last member.
    #[error("there is more after the last member")]
    Surplus,
}

/// An entry. `Display` writes its text, [`parse`](str::parse) reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The log that it is in.
    pub log: Name,
    /// What it says.
    pub statement: Statement,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// A report was sealed.
    ReportSeal(ReportSeal),
    /// A report no longer stands.
    ReportStatus {
        /// The report's content digest.
        record: Digest,
        /// What became of it.
        status: Status,
        /// Since when.
        day: Day,
    },
    /// A standing list was published.
    StatusSnapshot {
        /// The digest of the signed note.
        list: Digest,
        /// What the list says when it was made, in seconds since 1970.
        time: u64,
    },
    /// A key came into use or went out of it.
    KeyEvent {
        /// What the key is for.
        role: Role,
        /// Digest of the certificate's DER, or of the key's text.
        key: Digest,
        /// What happened.
        event: Event,
    },
    /// The private audit log up to here can no longer be rewritten.
    AuditHead {
        /// Digest of the text of its checkpoint.
        head: Digest,
    },
}

/// The digests that identify a sealed report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportSeal {
    /// Of all bytes of the PDF but the seal's own hexadecimal digits.
    pub document: Digest,
    /// Of the bytes of `record.json`.
    pub record: Digest,
    /// Of the seal's signature octets.
    pub signature: Digest,
    /// Of the certificate that sealed, DER.
    pub certificate: Digest,
}

/// What became of a report that no longer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Another report replaces it.
    Superseded {
        /// The successor's content digest.
        by: Digest,
    },
    /// Its issuer no longer stands by it.
    Revoked,
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Sealing reports.
    Seal,
    /// Signing a log's checkpoints.
    Log,
    /// Signing QR codes.
    Qr,
    /// Signing the standing list.
    Standing,
}

/// What happened to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It counts from this entry on.
    Begin,
    /// It is used no more.
    Retire {
        /// The last index of this log at which it counts.
        last: u64,
    },
    /// Somebody else may have it.
    Compromise {
        /// The last index of this log at which it counts.
        last: u64,
    },
}

impl Role {
    const ALL: [(Self, &str); 4] =
        [(Self::Seal, "seal"), (Self::Log, "log"), (Self::Qr, "qr"), (Self::Standing, "standing")];

    fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(role, _)| *role == self).map_or("", |(_, text)| text)
    }
}

impl Entry {
    /// The hash of the leaf that it is.
    #[must_use]
    pub fn leaf_hash(&self) -> Digest {
        tree::leaf_hash(self.to_string().as_bytes())
    }

    /// Reads an entry from its bytes.
    ///
    /// # Errors
    /// Where they are not what `Display` writes.
    pub fn parse(bytes: &[u8]) -> Result<Self, LeafError> {
        if bytes.len() > MAX_BYTES {
            return Err(LeafError::Text);
        }
        std::str::from_utf8(bytes).map_err(|_| LeafError::Text)?.parse()
    }
}

impl Statement {
    /// The kind, as the first line names it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ReportSeal(_) => "report-seal",
            Self::ReportStatus { .. } => "report-status",
            Self::StatusSnapshot { .. } => "status-snapshot",
            Self::KeyEvent { .. } => "key-event",
            Self::AuditHead { .. } => "audit-head",
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}/{}/v1", self.log, self.statement.kind())?;
        match &self.statement {
            Statement::ReportSeal(ReportSeal { document, record, signature, certificate }) => {
                writeln!(f, "doc {document}\nrec {record}\nsig {signature}\ncrt {certificate}")
            }
            Statement::ReportStatus { record, status, day } => match status {
                Status::Superseded { by } => writeln!(f, "rec {record}\nstate superseded\nday {day}\nnew {by}"),
                Status::Revoked => writeln!(f, "rec {record}\nstate revoked\nday {day}"),
            },
            Statement::StatusSnapshot { list, time } => writeln!(f, "list {list}\ntime {time}"),
            Statement::KeyEvent { role, key, event } => {
                writeln!(f, "role {}\nkey {key}", role.as_str())?;
                match event {
                    Event::Begin => writeln!(f, "event begin"),
                    Event::Retire { last } => writeln!(f, "event retire\nlast {last}"),
                    Event::Compromise { last } => writeln!(f, "event compromise\nlast {last}"),
                }
            }
            Statement::AuditHead { head } => writeln!(f, "head {head}"),
        }
    }
}

impl FromStr for Entry {
    type Err = LeafError;

    fn from_str(text: &str) -> Result<Self, LeafError> {
        let mut lines = text.strip_suffix('\n').ok_or(LeafError::Text)?.split('\n');
        let first = lines.next().and_then(|line| line.strip_suffix("/v1")).ok_or(LeafError::Kind)?;
        let (log, kind) = first.rsplit_once('/').ok_or(LeafError::Kind)?;
        let log = log.parse().map_err(|_| LeafError::Kind)?;
        let mut members = Members(lines);
        let statement = members.statement(kind)?;
        if members.0.next().is_some() { Err(LeafError::Surplus) } else { Ok(Self { log, statement }) }
    }
}

/// The lines after the first one.
struct Members<'t>(Split<'t, char>);

impl Members<'_> {
    fn statement(&mut self, kind: &str) -> Result<Statement, LeafError> {
        Ok(match kind {
            "report-seal" => Statement::ReportSeal(ReportSeal {
                document: self.digest("doc")?,
                record: self.digest("rec")?,
                signature: self.digest("sig")?,
                certificate: self.digest("crt")?,
            }),
            "report-status" => {
                let record = self.digest("rec")?;
                let superseded = self.read("state", |state| match state {
                    "superseded" => Some(true),
                    "revoked" => Some(false),
                    _ => None,
                })?;
                let day = self.read("day", |day| day.parse().ok())?;
                let status = if superseded { Status::Superseded { by: self.digest("new")? } } else { Status::Revoked };
                Statement::ReportStatus { record, status, day }
            }
            "status-snapshot" => {
                Statement::StatusSnapshot { list: self.digest("list")?, time: self.read("time", decimal)? }
            }
            "key-event" => {
                let find = |text: &str| Role::ALL.iter().find(|(_, name)| *name == text).map(|(role, _)| *role);
                let role = self.read("role", find)?;
                let key = self.digest("key")?;
                let event = match self.member("event")? {
                    "begin" => Event::Begin,
                    "retire" => Event::Retire { last: self.read("last", decimal)? },
                    "compromise" => Event::Compromise { last: self.read("last", decimal)? },
                    _ => return Err(LeafError::Member("event")),
                };
                Statement::KeyEvent { role, key, event }
            }
            "audit-head" => Statement::AuditHead { head: self.digest("head")? },
            _ => return Err(LeafError::Kind),
        })
    }

    fn digest(&mut self, name: &'static str) -> Result<Digest, LeafError> {
        self.read(name, |text| text.parse().ok())
    }

    fn read<T>(&mut self, name: &'static str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, LeafError> {
        read(self.member(name)?).ok_or(LeafError::Member(name))
    }

    fn member(&mut self, name: &'static str) -> Result<&str, LeafError> {
        let line = self.0.next().and_then(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.ok_or(LeafError::Member(name))
    }
}
