//! SHA-256 digests as a type.
//!
//! A digest is written as 64 lower-case hexadecimal digits and in no other way, so that two equal
//! digests are always the same text. This module is the only place where that text is read.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use sha2::Digest as _;

/// Length of a digest in bytes.
pub const DIGEST_BYTES: usize = 32;

/// Length of a digest in hexadecimal digits.
pub const DIGEST_DIGITS: usize = 2 * DIGEST_BYTES;

/// A SHA-256 digest.
///
/// ```
/// use norven_proof::digest::Digest;
///
/// let digest = Digest::of(b"abc");
/// let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
/// assert_eq!(digest.to_string(), text);
/// assert_eq!(text.parse(), Ok(digest));
/// assert!(text.to_uppercase().parse::<Digest>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; DIGEST_BYTES]);

impl Digest {
    /// The digest of `bytes`.
    #[must_use]
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// The digest whose 32 bytes these are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; DIGEST_BYTES]) -> Self {
        Self(bytes)
    }

    /// The digest's 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; DIGEST_BYTES] {
        &self.0
    }
}

/// Why a text is not a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// It is not 64 characters long.
    #[error("a digest has {DIGEST_DIGITS} hexadecimal digits, not {found} characters")]
    Length {
        /// How many characters it has.
        found: usize,
    },
    /// It holds something other than `0`–`9` and `a`–`f`; capitals are refused too.
    #[error("{found:?} at position {position} is not a lower-case hexadecimal digit")]
    Character {
        /// The character, counted from 0.
        position: usize,
        /// What stands there.
        found: char,
    },
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = text.chars().count();
        if found != DIGEST_DIGITS {
            return Err(DigestError::Length { found });
        }
        let mut bytes = [0; DIGEST_BYTES];
        for (position, found) in text.chars().enumerate() {
            // `to_digit` reads capitals as well.
            let nibble = match found {
                'A'..='F' => None,
                _ => found.to_digit(16),
            }
            .and_then(|digit| u8::try_from(digit).ok())
            .ok_or(DigestError::Character { position, found })?;
            bytes[position / 2] = bytes[position / 2] << 4 | nibble;
        }
        Ok(Self(bytes))
    }
}

impl Digest {
    /// Reads a digest as people copy one: with capitals, blanks, line breaks, colons or hyphens between its digits.
    ///
    /// ```
    /// use norven_proof::digest::Digest;
    ///
    /// let digest = Digest::of("abc");
    /// let copied = digest.to_string().to_uppercase().replace("BA", "ba:\n");
    /// assert_eq!(Digest::copied(&copied), Ok(digest));
    /// ```
    ///
    /// # Errors
    /// Where what is left is not a digest.
    pub fn copied(text: &str) -> Result<Self, DigestError> {
        let between = |character: char| character.is_whitespace() || matches!(character, ':' | '-');
        let digits: String = text.chars().filter(|character| !between(*character)).collect();
        digits.to_ascii_lowercase().parse()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl de::Visitor<'_> for Text {
            type Value = Digest;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{DIGEST_DIGITS} lower-case hexadecimal digits")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Digest, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// A digest in the making, for bytes that come in pieces.
///
/// ```
/// use norven_proof::digest::{Digest, Hasher};
///
/// let mut hasher = Hasher::new();
/// hasher.update(b"a");
/// hasher.update(b"bc");
/// assert_eq!(hasher.finish(), Digest::of(b"abc"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Hasher(sha2::Sha256);

impl Hasher {
    /// A hasher that has seen nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.update(bytes);
    }

    /// The digest of everything taken.
    #[must_use]
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_digest_is_read_as_people_copy_it() {
        let digest = Digest::of("record.json");
        let text = digest.to_string();
        let pairs: Vec<_> = text.as_bytes().chunks(2).map(String::from_utf8_lossy).collect();
        for copied in [
            text.clone(),
            format!("  {text}\r\n"),
            text.to_ascii_uppercase(),
            pairs.join(":"),
            pairs.join("-").to_ascii_uppercase(),
            // As certutil of Windows printed it, and as a line that a mail broke.
            pairs.join(" "),
            format!("{}\n\t{}\u{a0}", &text[..40], &text[40..]),
        ] {
            assert_eq!(Digest::copied(&copied), Ok(digest), "{copied:?}");
        }
        for wrong in ["", " : - ", &text[1..], &format!("{text}0"), &format!("g{}", &text[1..])] {
            assert!(Digest::copied(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_published_digests_come_out() {
        // FIPS 180-4, examples for SHA-256.
        for (bytes, text) in [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            ),
        ] {
            assert_eq!(Digest::of(bytes).to_string(), text);
        }
    }

    #[test]
    fn capitals_are_refused_where_they_stand() {
        let text = format!("{}A{}", "0".repeat(10), "0".repeat(53));
        let error = DigestError::Character { position: 10, found: 'A' };
        assert_eq!(text.parse::<Digest>(), Err(error));
    }

    #[test]
    fn other_lengths_are_refused() {
        for found in [0, 63, 65] {
            let text = "0".repeat(found);
            assert_eq!(text.parse::<Digest>(), Err(DigestError::Length { found }));
        }
        // 64 bytes, but 32 characters.
        let found = 32;
        let text = "é".repeat(found);
        assert_eq!(text.parse::<Digest>(), Err(DigestError::Length { found }));
    }

    #[test]
    fn in_json_a_digest_is_text_and_a_wrong_one_says_why() {
        let digest = Digest::of("abc");
        let json = format!("\"{digest}\"");
        assert_eq!(serde_json::to_string(&digest).ok(), Some(json.clone()));
        assert_eq!(serde_json::from_str(&json).ok(), Some(digest));

        let error = serde_json::from_str::<Digest>(&json.to_uppercase()).map_err(|e| e.to_string());
        let reason = "'B' at position 0 is not a lower-case hexadecimal digit";
        assert!(error.is_err_and(|error| error.starts_with(reason)));
        let error = serde_json::from_str::<Digest>("\"ba78\"").map_err(|e| e.to_string());
        let reason = "a digest has 64 hexadecimal digits, not 4 characters";
        assert!(error.is_err_and(|error| error.starts_with(reason)));
    }

    proptest! {
        #[test]
        fn every_digest_survives_being_written_and_read(bytes: [u8; DIGEST_BYTES]) {
            let digest = Digest::from_bytes(bytes);
            prop_assert_eq!(digest.to_string().parse(), Ok(digest));
            prop_assert_eq!(digest.as_bytes(), &bytes);
        }

        #[test]
        fn a_text_is_a_digest_only_as_the_digest_writes_it(text in "[0-9a-fA-F]{64}|\\PC{0,70}") {
            if let Ok(digest) = text.parse::<Digest>() {
                prop_assert_eq!(digest.to_string(), text);
            }
        }

        #[test]
        fn pieces_have_the_digest_of_the_whole(pieces: Vec<Vec<u8>>) {
            let mut hasher = Hasher::new();
            for piece in &pieces {
                hasher.update(piece);
            }
            prop_assert_eq!(hasher.finish(), Digest::of(pieces.concat()));
        }
    }
}
