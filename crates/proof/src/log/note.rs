//! Signed notes, [C2SP signed-note](https://c2sp.org/signed-note): a text, an empty line, and lines
//! of signatures.
//!
//! ```text
//! This is an example message.
//!
//! — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
//! ```
//!
//! The text is everything up to the last empty line, its own last line feed included. A signature
//! line holds the name of a key and the base64 of the key's ID, four bytes, and the signature. Lines
//! of unknown keys are ignored: whoever wants to may add one.
//!
//! A key is given as `<name>+<ID in hex>+<base64(kind ‖ public key)>`. Its ID is the beginning of
//! SHA-256(name ‖ `\n` ‖ kind ‖ public key), so that a name and an ID always mean the same key, for
//! the same use. Of the kinds of signature two are known here, as two types that cannot be taken for
//! one another:
//!
//! | type | kind | Ed25519 over | signature |
//! |---|---|---|---|
//! | [`NoteKey`] | `01` | the text | 64 bytes |
//! | [`WitnessKey`] | `04`, [cosignature/v1](https://c2sp.org/tlog-cosignature) | `cosignature/v1\n`, `time <seconds since 1970>\n`, the text | the time, 8 bytes, big endian, and 64 bytes |
//!
//! ```
//! use norven_proof::log::note::{Budget, Note, NoteKey};
//!
//! let key: NoteKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k".parse()?;
//! let note = Note::parse(
//!     concat!(
//!         "This is an example message.\n",
//!         "\n",
//!         "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n",
//!     )
//!     .as_bytes(),
//!     Budget::CHECKPOINT,
//! )?;
//! assert_eq!(note.text(), "This is an example message.\n");
//! assert_eq!(key.verify(&note), Ok(()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod key;
#[cfg(feature = "sign")]
mod sign;

use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, Serializer};

pub use key::{CosignatureV1, Ed25519, KeyError, KeyKind, NoteKey, VerifierKey, WitnessKey};
#[cfg(feature = "sign")]
pub use sign::{NoteSigner, SigningKey, WitnessSigner};

use super::{base64, from_base64};
use crate::canonical::texts;

/// What every signature line begins with: an em dash and a space.
const DASH: &str = "— ";

/// The longest name of a key in bytes.
pub const MAX_NAME_BYTES: usize = 255;

/// Why something is not a note, or is not signed by a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// More bytes than the budget allows.
    #[error("the note has {bytes} bytes, more than {most}")]
    TooLong {
        /// How many it has.
        bytes: usize,
        /// How many are allowed.
        most: usize,
    },
    /// More signatures than the budget allows.
    #[error("the note has more than {most} signatures")]
    TooManySignatures {
        /// How many are allowed.
        most: usize,
    },
    /// Bytes that are not UTF-8, or a control character other than the line feed.
    #[error("the note holds something other than text")]
    NotText,
    /// No text, no empty line after it, or nothing after that.
    #[error("the note is not a text, an empty line and signatures")]
    Structure,
    /// A line among the signatures that is not one.
    #[error("line {line} of the signatures is not one")]
    Signature {
        /// Which one, counted from 1.
        line: usize,
    },
    /// The key did not sign it.
    #[error("the key did not sign the note")]
    Unsigned,
    /// The key's name and ID stand on two lines.
    #[error("the note has two signatures of one key")]
    SignedTwice,
    /// A line with the key's name and ID whose signature is not the key's.
    #[error("the signature is not that of the key it names")]
    Forged,
}

/// The name of a key or of a log: an address without its scheme, by convention.
///
/// It holds no white space, no plus sign and no control character, and has at most
/// [`MAX_NAME_BYTES`] bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// A text that is not a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to {MAX_NAME_BYTES} bytes and no white space, plus signs or control characters")]
pub struct NameError;

impl Name {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let fits = (1..=MAX_NAME_BYTES).contains(&text.len());
        let allowed = |c: char| !c.is_whitespace() && !c.is_control() && c != '+';
        if fits && text.chars().all(allowed) { Ok(Self(text.to_owned())) } else { Err(NameError) }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

texts! { Name }

/// How much a note may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Bytes.
    pub bytes: usize,
    /// Signatures.
    pub signatures: usize,
}

impl Budget {
    /// For checkpoints: the specification's 16 signatures, twice, and room for those of the length
    /// that withstands quantum computers (ML-DSA-44: 3.3 kB a line).
    pub const CHECKPOINT: Self = Self { bytes: 128 * 1024, signatures: 32 };
}

/// A line of signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    name: Name,
    id: [u8; 4],
    bytes: Vec<u8>,
}

impl Signature {
    /// The name of the key that it says it is of.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    fn parse(line: &str) -> Option<Self> {
        let (name, signature) = line.strip_prefix(DASH)?.split_once(' ')?;
        let signature = from_base64(signature)?;
        let (id, bytes) = signature.split_first_chunk()?;
        Some(Self { name: name.parse().ok()?, id: *id, bytes: bytes.to_vec() }).filter(|it| !it.bytes.is_empty())
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{DASH}{} {}", self.name, base64(&[&self.id, self.bytes.as_slice()].concat()))
    }
}

/// A note as it was read, none of its signatures checked yet.
///
/// Its text is to be ignored until a key has verified it ([`VerifierKey`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// Reads a note. What was read [`Display`](fmt::Display) writes byte for byte.
    ///
    /// # Errors
    /// Where it is none, or too much of one.
    pub fn parse(bytes: &[u8], budget: Budget) -> Result<Self, NoteError> {
        if bytes.len() > budget.bytes {
            return Err(NoteError::TooLong { bytes: bytes.len(), most: budget.bytes });
        }
        let note = std::str::from_utf8(bytes).map_err(|_| NoteError::NotText)?;
        let end = note.rfind("\n\n").ok_or(NoteError::Structure)?;
        let (text, lines) = note.split_at_checked(end + 1).ok_or(NoteError::Structure)?;
        let text = checked(text)?.to_owned();
        let lines = lines.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n')).ok_or(NoteError::Structure)?;
        let mut signatures = Vec::new();
        for (line, number) in lines.split('\n').zip(1..) {
            if signatures.len() == budget.signatures {
                return Err(NoteError::TooManySignatures { most: budget.signatures });
            }
            signatures.push(Signature::parse(line).ok_or(NoteError::Signature { line: number })?);
        }
        Ok(Self { text, signatures })
    }

    /// The text, with its last line feed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The lines of signature, in their order.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The same text with the lines of these keys only, in this order; a line that is not there is left out.
    #[must_use]
    pub(super) fn signed_by<'k>(&self, keys: impl IntoIterator<Item = (&'k Name, [u8; 4])>) -> Self {
        let line = |(name, id): (&Name, [u8; 4])| self.signatures.iter().find(|it| it.name == *name && it.id == id);
        Self { text: self.text.clone(), signatures: keys.into_iter().filter_map(line).cloned().collect() }
    }

    /// Adds a line of signature that somebody else sent, as a witness does.
    ///
    /// # Errors
    /// Where the line is no signature.
    pub fn add(&mut self, line: &str) -> Result<(), NoteError> {
        let number = self.signatures.len().saturating_add(1);
        let signature = line.strip_suffix('\n').and_then(Signature::parse);
        self.signatures.push(signature.ok_or(NoteError::Signature { line: number })?);
        Ok(())
    }
}

/// A text that a note can have: not empty, ending in a line feed, without other control characters.
fn checked(text: &str) -> Result<&str, NoteError> {
    if text.chars().any(|c| c.is_ascii_control() && c != '\n') {
        return Err(NoteError::NotText);
    }
    if text.ends_with('\n') { Ok(text) } else { Err(NoteError::Structure) }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}
