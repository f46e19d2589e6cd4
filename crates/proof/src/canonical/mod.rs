//! Canonical JSON: RFC 8785 (JCS), narrowed to what every reader of JSON reads alike.
//!
//! - Keys are sorted by their UTF-16 code units, no white space stands between tokens, and strings
//!   have the escapes of RFC 8785 and no others.
//! - Numbers are integers within ±(2^53 − 1). Decimals are strings.
//! - Strings and keys are in Unicode normalisation form C ([`nfc`] brings them there).
//! - A document has at most [`MAX_DEPTH`] levels and [`MAX_RECORD_BYTES`] bytes.
//!
//! [`to_vec`] writes such bytes and refuses what it cannot write faithfully. A digest is always
//! taken over bytes as they are. [`check`] tells whether bytes are canonical; it is a lint, and its
//! result never takes part in a digest.

mod build;
mod error;
mod parse;
mod read;
mod tree;
mod write;

use std::borrow::Cow;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

pub use error::CanonicalError;
pub(crate) use parse::parse;
pub(crate) use read::{Members, Misshapen, Read, member, members, parsed, texts, version, words};
pub(crate) use tree::Tree;
pub(crate) use write::to_vec as write;

/// Tells whether a text is in Unicode normalisation form C: [`is_nfc`], or what a platform brings.
pub type IsNfc = fn(&str) -> bool;

/// How long a canonical document may be: 1 MiB.
pub const MAX_RECORD_BYTES: usize = 1 << 20;

/// How many levels of arrays and objects it may have.
pub const MAX_DEPTH: usize = 64;

/// The largest integer it may hold, 2^53 − 1; the smallest is the negative of it.
pub const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Writes `value` as canonical JSON.
///
/// ```
/// use std::collections::HashMap;
/// use norven_proof::canonical;
///
/// let readings = HashMap::from([("b", [2, 1]), ("a", [0, -1])]);
/// assert_eq!(canonical::to_vec(&readings)?, br#"{"a":[0,-1],"b":[2,1]}"#);
/// assert!(canonical::to_vec(&71.5).is_err());
/// # Ok::<(), canonical::CanonicalError>(())
/// ```
///
/// # Errors
/// Where the value holds something that canonical JSON does not allow.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CanonicalError> {
    write(&value.serialize(build::Build(tree::Levels::ALL))?, is_nfc)
}

/// Whether `bytes` are canonical JSON.
///
/// ```
/// use norven_proof::canonical::{CanonicalError, check};
///
/// assert_eq!(check(br#"{"a":1,"b":2}"#), Ok(()));
/// assert_eq!(check(br#"{"a":1, "b":2}"#), Err(CanonicalError::NotCanonical { offset: 7 }));
/// ```
///
/// # Errors
/// Where they are not, saying why.
pub fn check(bytes: &[u8]) -> Result<(), CanonicalError> {
    if bytes.len() > MAX_RECORD_BYTES {
        return Err(CanonicalError::TooLong);
    }
    check_tree(bytes, &parse(bytes)?, is_nfc)
}

/// Whether `bytes`, of which `tree` was read, are canonical.
pub(crate) fn check_tree(bytes: &[u8], tree: &Tree, is_nfc: IsNfc) -> Result<(), CanonicalError> {
    let canonical = write(tree, is_nfc)?;
    if canonical == bytes {
        return Ok(());
    }
    let offset = bytes.iter().zip(&canonical).take_while(|(a, b)| a == b).count();
    Err(CanonicalError::NotCanonical { offset })
}

/// Whether `text` is in Unicode normalisation form C, by the tables that come with this crate.
#[must_use]
pub fn is_nfc(text: &str) -> bool {
    unicode_normalization::is_nfc(text)
}

/// `text` in Unicode normalisation form C, as a record wants it.
///
/// ```
/// use norven_proof::canonical::nfc;
///
/// assert_eq!(nfc("Cafe\u{301}"), "Café");
/// ```
#[must_use]
pub fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}
