//! The encryption of private objects.
//!
//! Each object has a random key of its own and is encrypted with AES-256-GCM in chunks of 64 KiB by
//! the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015), so that chunks cannot be
//! dropped, repeated or reordered. The associated data of every chunk names organisation, object and
//! version: an object put in another's place does not decrypt. The object's key is wrapped by the
//! organisation's key, and that one by the master key.
//!
//! ```text
//! object = "NVO1" ‖ key version (u32, big endian) ‖ wrap nonce [12] ‖ wrapped object key [48] ‖ chunks
//! ```

use aead_stream::{DecryptorBE32, EncryptorBE32};
use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use norven_proof::digest::Digest;
use sha2::Sha256;

use crate::{ids::OrgId, platform::rng::Rng};

const MAGIC: &[u8; 4] = b"NVO1";
/// Plain bytes in a chunk.
const CHUNK: usize = 64 * 1024;
/// Bytes that GCM adds to whatever it encrypts.
const TAG: usize = 16;
const NONCE: usize = 12;
const KEY: usize = 32;
const WRAPPED: usize = NONCE + KEY + TAG;
const HEADER: usize = MAGIC.len() + 4 + WRAPPED;
/// The object's key is used once, so the nonce prefix may be constant; STREAM adds counter and end.
const STREAM_NONCE: [u8; 7] = [0; 7];

/// The key that wraps the organisations' keys, and what follows from it: 32 bytes from a file of the data directory.
#[derive(Clone)]
pub struct MasterKey {
    cipher: Cipher,
    codes: Hmac<Sha256>,
}

impl MasterKey {
    /// The master key of these bytes.
    #[must_use]
    pub fn new(bytes: &[u8; KEY]) -> Self {
        let codes = keyed(bytes).chain_update(b"norven/sign-in-code/v1").finalize().into_bytes();
        Self { cipher: Cipher::new(bytes), codes: keyed(&codes) }
    }

    /// What is kept of a code that people type (HMAC-SHA-256, RFC 2104). A code is short: without this key it cannot be
    /// found by trying, whoever has the database.
    #[must_use]
    pub fn digest_of_code(&self, code: &str, asker: Digest) -> Digest {
        let mac = self.codes.clone().chain_update(asker.as_bytes()).chain_update(code).finalize();
        Digest::from_bytes(mac.into_bytes().into())
    }

    /// Makes an organisation's key and wraps it for the database.
    #[must_use]
    pub fn create_org_key(&self, org: OrgId, version: u32, rng: &dyn Rng) -> Vec<u8> {
        self.cipher.wrap(&rng.bytes(), &org_key_context(org, version), rng)
    }

    /// Unwraps an organisation's key; nothing where it was wrapped by another master key.
    #[must_use]
    pub fn unwrap_org_key(&self, org: OrgId, version: u32, wrapped: &[u8]) -> Option<Cipher> {
        self.cipher.unwrap(wrapped, &org_key_context(org, version)).map(|key| Cipher::new(&key))
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(secret)")
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

fn org_key_context(org: OrgId, version: u32) -> Vec<u8> {
    [b"norven/org-key/v1\n".as_slice(), org.0.as_bytes(), &version.to_be_bytes()].concat()
}

/// What an object is bound to: it decrypts only in this place.
#[derive(Clone, Copy, Debug)]
pub struct ObjectContext<'a> {
    /// The organisation that owns it.
    pub org: OrgId,
    /// Its key in the store.
    pub key: &'a str,
    /// The version of the organisation's key.
    pub version: u32,
}

impl ObjectContext<'_> {
    fn bytes(&self) -> Vec<u8> {
        [b"norven/object/v1\n".as_slice(), self.org.0.as_bytes(), &self.version.to_be_bytes(), self.key.as_bytes()]
            .concat()
    }
}

/// An AES-256-GCM key that wraps other keys.
#[derive(Clone)]
pub struct Cipher(Aes256Gcm);

impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cipher(secret)")
    }
}

impl Cipher {
    fn new(key: &[u8; KEY]) -> Self {
        Self(Aes256Gcm::new(key.into()))
    }

    fn wrap(&self, key: &[u8; KEY], context: &[u8], rng: &dyn Rng) -> Vec<u8> {
        let nonce: [u8; NONCE] = rng.bytes();
        let sealed = self.0.encrypt(&nonce.into(), Payload { msg: key, aad: context }).expect("GCM encrypts 32 bytes");
        [nonce.as_slice(), &sealed].concat()
    }

    fn unwrap(&self, wrapped: &[u8], context: &[u8]) -> Option<[u8; KEY]> {
        let (nonce, sealed) = wrapped.split_first_chunk::<NONCE>()?;
        self.0.decrypt(&(*nonce).into(), Payload { msg: sealed, aad: context }).ok()?.try_into().ok()
    }

    /// Encrypts an object for its place.
    #[must_use]
    pub fn seal(&self, context: ObjectContext<'_>, plain: &[u8], rng: &dyn Rng) -> Vec<u8> {
        let object_key: [u8; KEY] = rng.bytes();
        let aad = context.bytes();
        let mut out = Vec::with_capacity(HEADER + plain.len() + (plain.len() / CHUNK + 1) * TAG);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&context.version.to_be_bytes());
        out.extend_from_slice(&self.wrap(&object_key, &aad, rng));

        let mut stream = EncryptorBE32::from_aead(Aes256Gcm::new(&object_key.into()), &STREAM_NONCE.into());
        let mut rest = plain;
        while rest.len() > CHUNK {
            let (chunk, tail) = rest.split_at(CHUNK);
            let sealed =
                stream.encrypt_next(Payload { msg: chunk, aad: &aad }).expect("a chunk is far below GCM's limit");
            out.extend_from_slice(&sealed);
            rest = tail;
        }
        let sealed = stream.encrypt_last(Payload { msg: rest, aad: &aad }).expect("a chunk is far below GCM's limit");
        out.extend_from_slice(&sealed);
        out
    }

    /// Decrypts an object in its place; nothing where key, place or bytes are others.
    #[must_use]
    pub fn open(&self, context: ObjectContext<'_>, sealed: &[u8]) -> Option<Vec<u8>> {
        let (header, body) = sealed.split_at_checked(HEADER)?;
        let (magic, rest) = header.split_at(MAGIC.len());
        let (version, wrapped) = rest.split_at(4);
        if magic != MAGIC || version != context.version.to_be_bytes() {
            return None;
        }
        let aad = context.bytes();
        let object_key = self.unwrap(wrapped, &aad)?;
        let mut stream = DecryptorBE32::from_aead(Aes256Gcm::new(&object_key.into()), &STREAM_NONCE.into());
        let mut plain = Vec::with_capacity(body.len());
        let mut rest = body;
        while rest.len() > CHUNK + TAG {
            let (chunk, tail) = rest.split_at(CHUNK + TAG);
            plain.extend_from_slice(&stream.decrypt_next(Payload { msg: chunk, aad: &aad }).ok()?);
            rest = tail;
        }
        plain.extend_from_slice(&stream.decrypt_last(Payload { msg: rest, aad: &aad }).ok()?);
        Some(plain)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::platform::rng::SeededRng;

    const ORG: OrgId = OrgId(Uuid::from_u128(1));
    const HERE: ObjectContext<'_> = ObjectContext { org: ORG, key: "a/b", version: 1 };

    fn cipher(rng: &dyn Rng) -> Cipher {
        let master = MasterKey::new(&[7; KEY]);
        let wrapped = master.create_org_key(ORG, 1, rng);
        master.unwrap_org_key(ORG, 1, &wrapped).expect("unwraps")
    }

    #[test]
    fn what_is_kept_of_a_code_is_found_by_nobody_without_the_master_key() {
        let asker = Digest::of(b"browser");
        let kept = MasterKey::new(&[7; KEY]).digest_of_code("2345ABCD", asker);
        assert_eq!(kept, MasterKey::new(&[7; KEY]).digest_of_code("2345ABCD", asker));
        assert_ne!(kept, MasterKey::new(&[8; KEY]).digest_of_code("2345ABCD", asker));
        assert_ne!(kept, MasterKey::new(&[7; KEY]).digest_of_code("2345ABCD", Digest::of(b"another")));
    }

    #[test]
    fn objects_of_every_length_around_a_chunk_read_back() {
        let rng = SeededRng::new(1);
        let cipher = cipher(&rng);
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5] {
            let plain: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let sealed = cipher.seal(HERE, &plain, &rng);
            assert_eq!(cipher.open(HERE, &sealed).as_deref(), Some(plain.as_slice()), "{length}");
        }
    }

    #[test]
    fn an_object_in_another_place_does_not_decrypt() {
        let rng = SeededRng::new(2);
        let cipher = cipher(&rng);
        let sealed = cipher.seal(HERE, b"evidence", &rng);
        assert!(cipher.open(ObjectContext { key: "a/c", ..HERE }, &sealed).is_none());
        assert!(cipher.open(ObjectContext { org: OrgId(Uuid::from_u128(2)), ..HERE }, &sealed).is_none());
        assert!(cipher.open(ObjectContext { version: 2, ..HERE }, &sealed).is_none());
    }

    #[test]
    fn no_changed_missing_or_reordered_byte_goes_unnoticed() {
        let rng = SeededRng::new(3);
        let cipher = cipher(&rng);
        let sealed = cipher.seal(HERE, &vec![9; 2 * CHUNK + 10], &rng);
        for at in (0..sealed.len()).step_by(997) {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert!(cipher.open(HERE, &altered).is_none(), "byte {at}");
        }
        for length in [0, HEADER - 1, HEADER, HEADER + CHUNK + TAG, sealed.len() - 1] {
            assert!(cipher.open(HERE, &sealed[..length]).is_none(), "length {length}");
        }
        let mut swapped = sealed.clone();
        swapped[HEADER..HEADER + 2 * (CHUNK + TAG)].rotate_left(CHUNK + TAG);
        assert!(cipher.open(HERE, &swapped).is_none());
    }

    #[test]
    fn an_organisation_key_unwraps_only_with_its_master_key_and_for_its_organisation() {
        let rng = SeededRng::new(4);
        let wrapped = MasterKey::new(&[7; KEY]).create_org_key(ORG, 1, &rng);
        assert!(MasterKey::new(&[8; KEY]).unwrap_org_key(ORG, 1, &wrapped).is_none());
        assert!(MasterKey::new(&[7; KEY]).unwrap_org_key(OrgId(Uuid::from_u128(2)), 1, &wrapped).is_none());
        assert!(MasterKey::new(&[7; KEY]).unwrap_org_key(ORG, 2, &wrapped).is_none());
    }
}
