//! The keys that notes are verified with.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use ed25519_dalek::{PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH, VerifyingKey};
use serde::ser::{Serialize, Serializer};

use super::{Name, NameError, Note, NoteError, Signature};
use crate::canonical::texts;
use crate::digest::Hasher;
use crate::log::{base64, from_base64};

/// Why a text is not the key that it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not three parts with plus signs between, or one of them is written otherwise.
    #[error("not a key, written <name>+<ID in hex>+<base64 of kind and key>")]
    Structure,
    /// A name that no key has.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A key of another kind, for another use.
    #[error("a key of kind {found} in the place of one of kind {expected}")]
    Kind {
        /// The kind it is of.
        found: u8,
        /// The kind it should be of.
        expected: u8,
    },
    /// Not the ID that such a key has: a part of it was mistyped.
    #[error("the key's ID is not that of this name and key")]
    Id,
    /// Bytes that are no Ed25519 key, or one for which anybody could sign.
    #[error("not a sound Ed25519 key")]
    Unsound,
}

/// A kind of signature, as a type: [`Ed25519`] or [`CosignatureV1`].
pub trait KeyKind: sealed::Sealed {
    /// The byte that stands for it.
    const BYTE: u8;
}

mod sealed {
    pub trait Sealed: Clone + Copy + std::fmt::Debug + PartialEq + Eq {}
}

/// Signatures of a log, or of any other text: kind `01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ed25519 {}

/// Cosignatures of witnesses, which say when: kind `04`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CosignatureV1 {}

impl sealed::Sealed for Ed25519 {}
impl sealed::Sealed for CosignatureV1 {}

impl KeyKind for Ed25519 {
    const BYTE: u8 = 0x01;
}

impl KeyKind for CosignatureV1 {
    const BYTE: u8 = 0x04;
}

/// The key of a log, of the standing list, of the QR codes.
pub type NoteKey = VerifierKey<Ed25519>;

/// The key of a witness.
pub type WitnessKey = VerifierKey<CosignatureV1>;

/// A public key with its name, for one kind of signature. In text and JSON it is
/// `<name>+<ID in hex>+<base64(kind ‖ public key)>`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey<K> {
    name: Name,
    id: [u8; 4],
    key: VerifyingKey,
    kind: PhantomData<K>,
}

impl<K: KeyKind> VerifierKey<K> {
    /// The key with this name and these 32 bytes (RFC 8032).
    ///
    /// # Errors
    /// Where the bytes are no key, or one for which anybody could sign.
    pub fn new(name: Name, public: &[u8; PUBLIC_KEY_LENGTH]) -> Result<Self, KeyError> {
        let key = VerifyingKey::from_bytes(public).ok().filter(|key| !key.is_weak()).ok_or(KeyError::Unsound)?;
        Ok(Self::of(name, key))
    }

    pub(super) fn of(name: Name, key: VerifyingKey) -> Self {
        Self { id: id(&name, K::BYTE, key.as_bytes()), name, key, kind: PhantomData }
    }

    /// The key's name.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// The key's 32 bytes.
    #[must_use]
    pub fn public(&self) -> &[u8; PUBLIC_KEY_LENGTH] {
        self.key.as_bytes()
    }

    /// The key's ID: the first four bytes of SHA-256(name ‖ `\n` ‖ kind ‖ public key).
    #[must_use]
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// The one signature of the note that names this key.
    fn signature<'n>(&self, note: &'n Note) -> Result<&'n Signature, NoteError> {
        let mut named = note.signatures.iter().filter(|it| it.id == self.id && it.name == self.name);
        match (named.next(), named.next()) {
            (Some(signature), None) => Ok(signature),
            (None, _) => Err(NoteError::Unsigned),
            // One witness must not count as two, nor have said two times.
            (Some(_), Some(_)) => Err(NoteError::SignedTwice),
        }
    }

    /// Strict: neither keys nor signatures that are written otherwise than RFC 8032 does.
    fn check(&self, message: &[u8], signature: &[u8; SIGNATURE_LENGTH]) -> Result<(), NoteError> {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.key.verify_strict(message, &signature).map_err(|_| NoteError::Forged)
    }
}

impl NoteKey {
    /// Whether this key signed the note's text.
    ///
    /// # Errors
    /// Where it did not, or did so twice.
    pub fn verify(&self, note: &Note) -> Result<(), NoteError> {
        self.verify_text(&note.text, &self.signature(note)?.bytes)
    }

    /// Whether this is the key's signature of a text, where they do not travel as a note.
    pub(crate) fn verify_text(&self, text: &str, signature: &[u8]) -> Result<(), NoteError> {
        self.check(text.as_bytes(), signature.try_into().map_err(|_| NoteError::Forged)?)
    }
}

impl WitnessKey {
    /// When this witness signed the note's text, in seconds since 1970 (POSIX), by its own clock.
    ///
    /// # Errors
    /// Where it did not, or did so twice.
    pub fn verify(&self, note: &Note) -> Result<u64, NoteError> {
        let bytes = self.signature(note)?.bytes.as_slice();
        let (time, signature) = bytes.split_first_chunk().ok_or(NoteError::Forged)?;
        let time = u64::from_be_bytes(*time);
        let signature = signature.try_into().map_err(|_| NoteError::Forged)?;
        if i64::try_from(time).is_err() {
            return Err(NoteError::Forged);
        }
        self.check(cosigned(time, &note.text).as_bytes(), signature)?;
        Ok(time)
    }
}

/// What a witness signs.
pub(super) fn cosigned(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// SHA-256(name ‖ `\n` ‖ kind ‖ public key), its first four bytes.
fn id(name: &Name, kind: u8, public: &[u8; PUBLIC_KEY_LENGTH]) -> [u8; 4] {
    let mut hasher = Hasher::new();
    hasher.update(name.as_str());
    hasher.update([b'\n', kind]);
    hasher.update(public);
    let [a, b, c, d, ..] = *hasher.finish().as_bytes();
    [a, b, c, d]
}

/// An ID as it is written in a key.
pub(super) fn hex_id(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

/// Name, ID and 32 bytes of a key of this kind.
pub(super) fn parse(text: &str, expected: u8) -> Result<(Name, &str, [u8; PUBLIC_KEY_LENGTH]), KeyError> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(KeyError::Structure);
    };
    let bytes = from_base64(key).ok_or(KeyError::Structure)?;
    let (found, key) = bytes.split_first().ok_or(KeyError::Structure)?;
    if *found != expected {
        return Err(KeyError::Kind { found: *found, expected });
    }
    Ok((name.parse()?, id, key.try_into().map_err(|_| KeyError::Structure)?))
}

impl<K: KeyKind> FromStr for VerifierKey<K> {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, id, public) = parse(text, K::BYTE)?;
        let key = Self::new(name, &public)?;
        if hex_id(key.id) == id { Ok(key) } else { Err(KeyError::Id) }
    }
}

impl<K: KeyKind> fmt::Display for VerifierKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = base64(&[&[K::BYTE], self.public().as_slice()].concat());
        write!(f, "{}+{}+{key}", self.name, hex_id(self.id))
    }
}

impl<K: KeyKind> fmt::Debug for VerifierKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K: KeyKind> Serialize for VerifierKey<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

texts! { NoteKey, WitnessKey }
