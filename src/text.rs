//! Text that can be kept, and text in one form.

use norven_proof::canonical;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::error::AppError;

/// Refuses U+0000, which PostgreSQL's text type cannot hold: a person cannot type it, and a device
/// would send it again for ever.
///
/// # Errors
/// [`AppError::Malformed`].
pub fn check(text: &str) -> Result<(), AppError> {
    if text.contains('\0') { Err(AppError::Malformed) } else { Ok(()) }
}

/// Composes every letter of every text in a value (Unicode NFC): some keyboards send accents on their
/// own, and a record holds each text in one form only. Text by text, since in JSON an accent after a
/// line break would compose with the letter of its escape.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn normalised<T: Serialize + DeserializeOwned>(value: &T) -> serde_json::Result<T> {
    fn compose(value: &mut Value) {
        match value {
            Value::String(text) => *text = canonical::nfc(text).into_owned(),
            Value::Array(values) => values.iter_mut().for_each(compose),
            Value::Object(members) => members.values_mut().for_each(compose),
            _ => {}
        }
    }
    let mut json = serde_json::to_value(value)?;
    compose(&mut json);
    serde_json::from_value(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accent_after_a_line_break_does_not_break_the_text() {
        let text = "Luci\u{301}a\n\u{301}\t\u{30c}".to_owned();
        assert_eq!(normalised(&text).ok().as_deref(), Some("Luc\u{ed}a\n\u{301}\t\u{30c}"));
    }

    #[test]
    fn text_that_no_database_keeps_is_refused() {
        assert_eq!(check("nul\0"), Err(AppError::Malformed));
        assert_eq!(check("line\nbreak"), Ok(()));
    }
}
