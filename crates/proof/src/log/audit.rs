//! The entries of a private audit log: tamper-evident, and yet what is personal in them can be erased.
//!
//! The log is a tree like the public one ([`tree`](super::tree)), whose head is a
//! [checkpoint](super::checkpoint). An entry is text: a line with the log's name and the kind, a header
//! of four members, and what the entry is about, each line with its line feed. Nothing of it is
//! personal: of every field of an event it holds a [commitment](crate::commitment), whose salt lies
//! beside the log together with the value and can be destroyed with it.
//!
//! **Something happened.** One line for every field, sorted by name:
//!
//! ```text
//! example.com/audit/audit-entry/v1
//! seq 4711                          the entry's index in this log
//! type report.issued                what happened
//! time 1795424400000000             when, in microseconds since 1970
//! tenant 8f14e45fceea167a5a36dedd4bea2543   a random number that stands for the organisation, or zeros
//! field actor <hex>                 the commitment to the field's value
//! field ip <hex>
//! ```
//!
//! **Values were erased** with their salts, of an earlier entry:
//!
//! ```text
//! example.com/audit/audit-entry/v1
//! seq 4712
//! type purge
//! time 1858582800000000
//! tenant 8f14e45fceea167a5a36dedd4bea2543
//! of 4711                           the entry whose values are gone
//! fields actor ip                   which ones
//! basis retention                   why
//! ```
//!
//! The order of the entries, and that none is missing, are proven by the tree; that a value is what was
//! entered, by its commitment. After a purge nobody can prove the value, and the tree is as it was.

use std::fmt::Write as _;

use super::{note::Name, tree};
use crate::digest::Digest;

/// The type of an entry that says that values were erased.
pub const PURGE: &str = "purge";

/// An entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The log that it is in.
    pub log: &'a Name,
    /// Its index.
    pub sequence: u64,
    /// What happened.
    pub kind: &'a str,
    /// When, in microseconds since 1970.
    pub micros: i64,
    /// What stands for the organisation; zeros where it concerns none.
    pub tenant: [u8; 16],
    /// What it is about.
    pub body: Body<'a>,
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    /// Something that happened: the commitment to every field, sorted by name.
    Event(&'a [(&'a str, Digest)]),
    /// That values were erased.
    Purge {
        /// The entry whose values they were.
        of: u64,
        /// Which fields.
        fields: &'a [&'a str],
        /// Why.
        basis: &'a str,
    },
}

/// Why something cannot be an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditError {
    /// A word that is empty or holds white space or control characters.
    #[error("a {0} that is no word")]
    Word(&'static str),
    /// An event called like a purge, or a purge called otherwise.
    #[error("a purge is called {PURGE:?}, and nothing else is")]
    Kind,
    /// Fields that are not sorted, or twice there.
    #[error("the fields are not sorted by name")]
    Order,
}

impl Entry<'_> {
    /// The entry's text.
    ///
    /// # Errors
    /// Where it holds what no entry holds.
    pub fn text(&self) -> Result<String, AuditError> {
        word("type", self.kind)?;
        if (self.kind == PURGE) != matches!(self.body, Body::Purge { .. }) {
            return Err(AuditError::Kind);
        }
        let mut text = String::with_capacity(1024);
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "{}/audit-entry/v1\nseq {}\ntype {}\ntime {}\ntenant {:032x}\n",
            self.log,
            self.sequence,
            self.kind,
            self.micros,
            u128::from_be_bytes(self.tenant)
        );
        match self.body {
            Body::Event(fields) => {
                sorted(fields.iter().map(|(name, _)| *name))?;
                for (name, commitment) in fields {
                    let _ = writeln!(text, "field {name} {commitment}");
                }
            }
            Body::Purge { of, fields, basis } => {
                sorted(fields.iter().copied())?;
                word("basis", basis)?;
                let _ = writeln!(text, "of {of}\nfields {}\nbasis {basis}", fields.join(" "));
            }
        }
        Ok(text)
    }

    /// The hash of the leaf that it is.
    ///
    /// # Errors
    /// As [`Entry::text`].
    pub fn leaf_hash(&self) -> Result<Digest, AuditError> {
        Ok(tree::leaf_hash(self.text()?.as_bytes()))
    }
}

fn word(what: &'static str, text: &str) -> Result<(), AuditError> {
    let plain = !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    if plain { Ok(()) } else { Err(AuditError::Word(what)) }
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), AuditError> {
    let mut last = "";
    for name in names {
        word("field", name)?;
        if name <= last {
            return Err(AuditError::Order);
        }
        last = name;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> Name {
        "example.com/audit".parse().expect("a name")
    }

    fn event<'a>(log: &'a Name, fields: &'a [(&'a str, Digest)]) -> Entry<'a> {
        let tenant = [0x8f, 0x14, 0xe4, 0x5f, 0xce, 0xea, 0x16, 0x7a, 0x5a, 0x36, 0xde, 0xdd, 0x4b, 0xea, 0x25, 0x43];
        let body = Body::Event(fields);
        Entry { log, sequence: 4711, kind: "report.issued", micros: 1_795_424_400_000_000, tenant, body }
    }

    #[test]
    fn an_event_is_written_as_specified() {
        let (log, a) = (log(), Digest::of(b"a"));
        let fields = [("actor", a), ("ip", a)];
        let text = event(&log, &fields).text().expect("an entry");
        assert_eq!(
            text,
            format!(
                "example.com/audit/audit-entry/v1\nseq 4711\ntype report.issued\ntime 1795424400000000\n\
                 tenant 8f14e45fceea167a5a36dedd4bea2543\nfield actor {a}\nfield ip {a}\n"
            )
        );
        assert_eq!(event(&log, &fields).leaf_hash(), Ok(tree::leaf_hash(text.as_bytes())));
    }

    #[test]
    fn a_purge_is_written_as_specified() {
        let log = log();
        let body = Body::Purge { of: 4711, fields: &["actor", "ip"], basis: "retention" };
        let entry = Entry { log: &log, sequence: 4712, kind: PURGE, micros: 0, tenant: [0; 16], body };
        assert_eq!(
            entry.text().as_deref(),
            Ok("example.com/audit/audit-entry/v1\nseq 4712\ntype purge\ntime 0\n\
                tenant 00000000000000000000000000000000\nof 4711\nfields actor ip\nbasis retention\n")
        );
    }

    #[test]
    fn no_word_can_add_a_line_and_no_event_passes_for_a_purge() {
        let (log, a) = (log(), Digest::of(b"a"));
        let fields = [("actor", a)];
        let entry = event(&log, &fields);
        for kind in ["", "report issued", "report.issued\ntime 0"] {
            assert_eq!(Entry { kind, ..entry }.text(), Err(AuditError::Word("type")), "{kind:?}");
        }
        assert_eq!(Entry { kind: PURGE, ..entry }.text(), Err(AuditError::Kind));
        for names in [["ip", "actor"], ["ip", "ip"]] {
            let fields = names.map(|name| (name, a));
            assert_eq!(Entry { body: Body::Event(&fields), ..entry }.text(), Err(AuditError::Order));
        }
    }
}
