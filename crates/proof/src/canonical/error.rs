use thiserror::Error;

use super::{MAX_DEPTH, MAX_INTEGER, MAX_RECORD_BYTES};

/// Why something cannot be, or is not, canonical JSON.
///
/// `at` is where: a JSON Pointer (RFC 6901), `/core/site/name` for example, empty for the document
/// itself. The text that stands there is not repeated, since errors end up in logs.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CanonicalError {
    /// A number that not every reader of JSON reads alike.
    #[error("#{at}: {found} is not an integer within ±{MAX_INTEGER}; decimals are written as text")]
    Number {
        /// Where it stands.
        at: String,
        /// The number.
        found: String,
    },
    /// A text or a key that is not in Unicode normalisation form C.
    #[error("#{at}: the text is not in Unicode normalisation form C")]
    NotNormalised {
        /// Where it stands.
        at: String,
    },
    /// An object with the same key twice.
    #[error("#{at}: the key stands twice in its object")]
    DuplicateKey {
        /// Where it stands.
        at: String,
    },
    /// Arrays and objects nested too deeply.
    #[error("arrays and objects are nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// More bytes than [`MAX_RECORD_BYTES`].
    #[error("it is longer than {MAX_RECORD_BYTES} bytes")]
    TooLong,
    /// Something that JSON cannot say, such as an object whose keys are not text.
    #[error("it cannot be written as JSON: {reason}")]
    Unwritable {
        /// What serde says about it.
        reason: String,
    },
    /// Bytes that are not JSON.
    #[error("it is not JSON: {reason}")]
    NotJson {
        /// What is missing or too much, and at which byte.
        reason: String,
    },
    /// JSON in which something is written other than the canonical way: white space, the order of
    /// keys, an escape sequence.
    #[error("it is JSON, but not as canonical JSON writes it, from byte {offset} on")]
    NotCanonical {
        /// The first byte, counted from 0, that canonical JSON has differently.
        offset: usize,
    },
}

impl CanonicalError {
    /// The same error seen from the object or array that holds the culprit under `key`.
    pub(super) fn inside(mut self, key: &str) -> Self {
        if let Self::Number { at, .. } | Self::NotNormalised { at } | Self::DuplicateKey { at } = &mut self {
            let key = key.replace('~', "~0").replace('/', "~1");
            *at = format!("/{key}{at}");
        }
        self
    }
}

/// serde reports what a type's own `Serialize` has to complain about through this.
impl serde::ser::Error for CanonicalError {
    fn custom<T: std::fmt::Display>(reason: T) -> Self {
        Self::Unwritable { reason: reason.to_string() }
    }
}
