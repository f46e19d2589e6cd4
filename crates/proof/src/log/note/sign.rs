//! The keys that notes are signed with. Their bytes are given: nothing here is random.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use ed25519_dalek::{SECRET_KEY_LENGTH, SIGNATURE_LENGTH, Signer};

use super::key::{cosigned, hex_id, parse};
use super::{CosignatureV1, Ed25519, KeyError, KeyKind, Name, Note, NoteError, Signature, VerifierKey, checked};
use crate::log::base64;

/// The secret key of a log, of the standing list, of the QR codes.
pub type NoteSigner = SigningKey<Ed25519>;

/// The secret key of a witness.
pub type WitnessSigner = SigningKey<CosignatureV1>;

/// What a secret key's text begins with, so that it is never taken for a public one.
const SECRET: &str = "PRIVATE+KEY+";

/// A secret key with its name, for one kind of signature.
///
/// ```
/// use norven_proof::log::note::{NoteKey, NoteSigner};
///
/// let key = NoteSigner::from_seed("example.com/log2026".parse()?, &[7; 32]); // random, once
/// let public: NoteKey = key.verifier_key();
/// assert_eq!(public.verify(&key.sign("A text.\n")?), Ok(()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// In text it is written as Go's `sumdb/note` writes it,
/// `PRIVATE+KEY+<name>+<ID in hex>+<base64(kind ‖ secret key)>`: what is read with
/// [`parse`](str::parse) and written with [`SigningKey::secret`], into a file that nobody else can
/// read. Its `Debug` shows the public key.
pub struct SigningKey<K> {
    verifier: VerifierKey<K>,
    key: ed25519_dalek::SigningKey,
    kind: PhantomData<K>,
}

impl<K: KeyKind> SigningKey<K> {
    /// The key with this name and these 32 secret bytes (RFC 8032).
    #[must_use]
    pub fn from_seed(name: Name, seed: &[u8; SECRET_KEY_LENGTH]) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        Self { verifier: VerifierKey::of(name, key.verifying_key()), key, kind: PhantomData }
    }

    /// The public key.
    #[must_use]
    pub fn verifier_key(&self) -> VerifierKey<K> {
        self.verifier.clone()
    }

    /// The key as text: a secret.
    #[must_use]
    pub fn secret(&self) -> String {
        let key = base64(&[&[K::BYTE], self.key.as_bytes().as_slice()].concat());
        format!("{SECRET}{}+{}+{key}", self.verifier.name(), hex_id(self.verifier.id()))
    }

    fn signature(&self, time: &[u8], message: &[u8]) -> Signature {
        let bytes = [time, &self.key.sign(message).to_bytes()].concat();
        Signature { name: self.verifier.name().clone(), id: self.verifier.id(), bytes }
    }
}

impl NoteSigner {
    /// The text as a note with this key's signature.
    ///
    /// # Errors
    /// Where no note has such a text.
    pub fn sign(&self, text: &str) -> Result<Note, NoteError> {
        let signature = self.signature(&[], checked(text)?.as_bytes());
        Ok(Note { text: text.to_owned(), signatures: vec![signature] })
    }

    /// The bare signature of a text, where they do not travel as a note.
    pub(crate) fn sign_text(&self, text: &str) -> [u8; SIGNATURE_LENGTH] {
        self.key.sign(text.as_bytes()).to_bytes()
    }
}

impl WitnessSigner {
    /// Adds this witness's signature to a note, made at `time` in seconds since 1970.
    ///
    /// Whoever does so has checked that the checkpoint is consistent with the last one that it
    /// signed, and keeps this one.
    pub fn cosign(&self, note: &mut Note, time: u64) {
        let signature = self.signature(&time.to_be_bytes(), cosigned(time, &note.text).as_bytes());
        note.signatures.push(signature);
    }
}

impl<K: KeyKind> FromStr for SigningKey<K> {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (name, id, seed) = parse(text.strip_prefix(SECRET).ok_or(KeyError::Structure)?, K::BYTE)?;
        let key = Self::from_seed(name, &seed);
        if hex_id(key.verifier.id()) == id { Ok(key) } else { Err(KeyError::Id) }
    }
}

impl<K: KeyKind> fmt::Debug for SigningKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "secret of {}", self.verifier)
    }
}
