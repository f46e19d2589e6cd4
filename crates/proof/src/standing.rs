//! Whether a report still stands: one list for everybody.
//!
//! Reports that were replaced or revoked stand in a list; a report that is not in it is current.
//! Everybody fetches the same file, so that looking a report up tells nobody which. The list is a
//! signed note ([`note`](crate::log::note)), dated, and its digest is in the log
//! ([`Statement::StatusSnapshot`](crate::log::leaf::Statement::StatusSnapshot)):
//!
//! ```text
//! example.com/standing/v1                                   the key's name, and what this is
//! time 1795344792                                           when it was made, in seconds since 1970
//! ASNFZ4mrze8BI0VniavN7wEAAFErAAAAAAAAAAAAAAAAAAAAAA==      a row of 37 bytes in base64, and so on
//!
//! — example.com …
//! ```
//!
//! | bytes of a row | what |
//! |---|---|
//! | 16 | the first bytes of the report's content digest |
//! | 1 | 1 superseded, 2 revoked |
//! | 4 | since which day, in days since 1970-01-01, big endian |
//! | 16 | the first bytes of the successor's content digest; zeros where revoked |
//!
//! Rows are sorted by their first 16 bytes, and each report has one at most. A list is only as good
//! as it is young: whoever shows a verdict shows the list's date with it ([`List::age_at`]). Of a report
//! that was issued after it was made, it says nothing ([`List::is_before`]).

use std::fmt;

use crate::day::Day;
use crate::digest::Digest;
use crate::log::note::{Budget, Name, Note, NoteError, NoteKey};
use crate::log::{base64, decimal, from_base64};
use crate::record::Instant;

/// The longest list in bytes: room for some 300,000 rows.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// How many bytes of a content digest stand in the list. Whoever wanted a second record with the same
/// ones would have to try 2^128.
pub const PREFIX_BYTES: usize = 16;

const ROW_BYTES: usize = 2 * PREFIX_BYTES + 5;
const SUPERSEDED: u8 = 1;
const REVOKED: u8 = 2;

/// The length of a row in base64, with its line feed.
const ROW_LINE: usize = ROW_BYTES.div_ceil(3) * 4 + 1;

/// The first bytes of a content digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix([u8; PREFIX_BYTES]);

impl Prefix {
    /// Those of this digest.
    #[must_use]
    pub fn of(content: &Digest) -> Self {
        let (prefix, _) = content.as_bytes().split_first_chunk().unwrap_or((&[0; PREFIX_BYTES], &[]));
        Self(*prefix)
    }

    /// The prefix that these bytes are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; PREFIX_BYTES]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; PREFIX_BYTES] {
        &self.0
    }

    /// Whether a content digest begins like this.
    #[must_use]
    pub fn is_of(&self, content: &Digest) -> bool {
        *self == Self::of(content)
    }
}

/// In hexadecimal, like the beginning of the digest.
impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why something is not a standing list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StandingError {
    /// Not a note, or not signed with the right key.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A note that is not a list of this key's.
    #[error("the note is not a standing list of this key")]
    NotAList,
    /// A row that is none, or that a list does not have.
    #[error("row {row} of the list is wrong")]
    Row {
        /// Which one, counted from 0.
        row: usize,
    },
    /// Rows out of order, or two for one report.
    #[error("row {row} of the list does not come after the one before")]
    Order {
        /// Which one, counted from 0.
        row: usize,
    },
    /// More rows than fit into [`MAX_BYTES`].
    #[error("{rows} rows do not fit into a list")]
    TooMany {
        /// How many there are.
        rows: usize,
    },
}

/// How a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// As far as the list knows, it stands.
    Current,
    /// Another report replaces it.
    Superseded {
        /// The successor.
        by: Prefix,
        /// Since when.
        day: Day,
    },
    /// Its issuer no longer stands by it.
    Revoked {
        /// Since when.
        day: Day,
    },
}

/// A report that no longer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The report.
    pub report: Prefix,
    /// Since when it does not stand.
    pub day: Day,
    /// What replaces it; nothing where it was revoked.
    pub successor: Option<Prefix>,
}

impl Row {
    fn to_bytes(self) -> [u8; ROW_BYTES] {
        let state = if self.successor.is_some() { SUPERSEDED } else { REVOKED };
        let successor = self.successor.map_or([0; PREFIX_BYTES], |it| it.0);
        let day = self.day.number().to_be_bytes();
        let mut bytes = [0; ROW_BYTES];
        let fields = self.report.0.into_iter().chain([state]).chain(day).chain(successor);
        bytes.iter_mut().zip(fields).for_each(|(byte, field)| *byte = field);
        bytes
    }

    fn parse(line: &str) -> Option<Self> {
        let bytes = from_base64(line)?;
        let (report, rest) = bytes.split_first_chunk()?;
        let ([state], rest) = rest.split_first_chunk()?;
        let (day, successor) = rest.split_first_chunk()?;
        let successor = Self::successor(*state, successor.try_into().ok()?)?;
        Some(Self { report: Prefix(*report), day: Day::from_number(u32::from_be_bytes(*day))?, successor })
    }

    fn successor(state: u8, successor: [u8; PREFIX_BYTES]) -> Option<Option<Prefix>> {
        match (state, successor == [0; PREFIX_BYTES]) {
            (SUPERSEDED, false) => Some(Some(Prefix(successor))),
            (REVOKED, true) => Some(None),
            _ => None,
        }
    }
}

/// The reports that no longer stand, as of a time.
///
/// ```
/// use norven_proof::digest::Digest;
/// use norven_proof::log::note::NoteSigner;
/// use norven_proof::standing::{List, Prefix, Row, Standing};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = NoteSigner::from_seed("example.com".parse()?, &[7; 32]);
/// let (old, new) = (Digest::of("revision 1"), Digest::of("revision 2"));
/// let day = "2026-11-22".parse()?;
/// let row = Row { report: Prefix::of(&old), day, successor: Some(Prefix::of(&new)) };
/// let list = List::new(1_795_344_792, vec![row])?;
/// let published = list.sign(&key)?.to_string();
///
/// let list = List::parse(published.as_bytes(), &key.verifier_key())?;
/// assert_eq!(list.standing(&Prefix::of(&old)), Standing::Superseded { by: Prefix::of(&new), day });
/// assert_eq!(list.standing(&Prefix::of(&new)), Standing::Current);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    time: u64,
    rows: Vec<Row>,
}

impl List {
    /// The list with these rows, in any order, made at `time` in seconds since 1970.
    ///
    /// # Errors
    /// Where a report has two rows or a successor of zeros, or the list becomes too long.
    pub fn new(time: u64, mut rows: Vec<Row>) -> Result<Self, StandingError> {
        // 4 kB for the first lines and the signature.
        if rows.len() > (MAX_BYTES - 4096) / ROW_LINE {
            return Err(StandingError::TooMany { rows: rows.len() });
        }
        rows.sort_unstable_by_key(|row| row.report);
        if let Some(row) = rows.iter().position(|row| row.successor == Some(Prefix([0; PREFIX_BYTES]))) {
            return Err(StandingError::Row { row });
        }
        in_order(&rows)?;
        Ok(Self { time, rows })
    }

    /// Reads a list and checks its signature. Its digest, which the log has, is that of these bytes.
    ///
    /// # Errors
    /// Where it is none, or not signed with this key.
    pub fn parse(bytes: &[u8], key: &NoteKey) -> Result<Self, StandingError> {
        let note = Note::parse(bytes, Budget { bytes: MAX_BYTES, signatures: Budget::CHECKPOINT.signatures })?;
        key.verify(&note)?;
        let mut lines = note.text().strip_suffix('\n').ok_or(StandingError::NotAList)?.split('\n');
        if lines.next() != Some(first_line(key.name()).as_str()) {
            return Err(StandingError::NotAList);
        }
        let time = lines.next().and_then(|line| decimal(line.strip_prefix("time ")?));
        let time = time.ok_or(StandingError::NotAList)?;
        let rows = lines.zip(0..).map(|(line, row)| Row::parse(line).ok_or(StandingError::Row { row }));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        in_order(&rows)?;
        Ok(Self { time, rows })
    }

    /// The text that is signed, with a key of this name.
    #[must_use]
    pub fn text(&self, key: &Name) -> String {
        let mut text = format!("{}\ntime {}\n", first_line(key), self.time);
        for row in &self.rows {
            text.push_str(&base64(&row.to_bytes()));
            text.push('\n');
        }
        text
    }

    /// Signs the list.
    ///
    /// # Errors
    /// None: a list has a text that a note can have.
    #[cfg(feature = "sign")]
    pub fn sign(&self, key: &crate::log::note::NoteSigner) -> Result<Note, StandingError> {
        Ok(key.sign(&self.text(key.verifier_key().name()))?)
    }

    /// When it was made, in seconds since 1970.
    #[must_use]
    pub const fn time(&self) -> u64 {
        self.time
    }

    /// How many seconds old it is at `now`, in seconds since 1970; nothing where it is of later, so
    /// that one of the clocks is wrong.
    #[must_use]
    pub const fn age_at(&self, now: u64) -> Option<u64> {
        now.checked_sub(self.time)
    }

    /// Whether it was made before an instant, so that it says nothing of what came to be then. Lists are dated by the
    /// second: one of the same second counts as made after it.
    #[must_use]
    pub fn is_before(&self, at: &Instant) -> bool {
        let seconds = at.unix_micros().map(|micros| micros.div_euclid(1_000_000));
        seconds.and_then(|seconds| u64::try_from(seconds).ok()).is_some_and(|seconds| self.time < seconds)
    }

    /// The reports that no longer stand, sorted.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How a report stands.
    #[must_use]
    pub fn standing(&self, report: &Prefix) -> Standing {
        let row = self.rows.binary_search_by_key(report, |row| row.report).ok().and_then(|row| self.rows.get(row));
        match row {
            None => Standing::Current,
            Some(Row { day, successor: Some(by), .. }) => Standing::Superseded { by: *by, day: *day },
            Some(Row { day, successor: None, .. }) => Standing::Revoked { day: *day },
        }
    }
}

/// What this is, and whose: no other note of the same key begins like it.
fn first_line(key: &Name) -> String {
    format!("{key}/standing/v1")
}

fn in_order(rows: &[Row]) -> Result<(), StandingError> {
    let mut pairs = rows.iter().zip(rows.iter().skip(1)).zip(1..);
    match pairs.find(|((row, next), _)| row.report >= next.report) {
        Some((_, row)) => Err(StandingError::Order { row }),
        None => Ok(()),
    }
}
