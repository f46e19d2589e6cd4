//! Text that can be kept, and text in one form.

use norven_proof::canonical;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor},
};
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

/// Checks every text of a JSON document, wherever it stands in it. What is no JSON is left to its reader.
///
/// # Errors
/// [`AppError::Malformed`].
pub fn check_all(json: &[u8]) -> Result<(), AppError> {
    match serde_json::from_slice::<Texts>(json) {
        Err(error) if error.is_data() => Err(AppError::Malformed),
        _ => Ok(()),
    }
}

/// A value of JSON whose texts can be kept, names of members included.
struct Texts;

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextsVisitor)
    }
}

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = Texts;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("texts without U+0000")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Texts, E> {
        check(text).map(|()| Texts).map_err(E::custom)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Texts, E> {
        Ok(Texts)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Texts, E> {
        Ok(Texts)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Texts, E> {
        Ok(Texts)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Texts, E> {
        Ok(Texts)
    }

    fn visit_unit<E>(self) -> Result<Texts, E> {
        Ok(Texts)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Texts, A::Error> {
        while values.next_element::<Texts>()?.is_some() {}
        Ok(Texts)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Texts, A::Error> {
        while members.next_entry::<Texts, Texts>()?.is_some() {}
        Ok(Texts)
    }
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
    fn text_that_no_database_keeps_is_found_wherever_it_stands_in_json() {
        let refused = Err(AppError::Malformed);
        for json in
            [r#""\u0000""#, r#"{"a":[1,{"b":"nul\u0000"}]}"#, r#"{"nul\u0000":1}"#, r#"[null,true,-1,1.5,"\u0000"]"#]
        {
            assert_eq!(check_all(json.as_bytes()), refused, "{json}");
        }
        for json in ["", "nonsense", "{}", r#"{"a":"\\u0000"}"#, r#"[null,true,-1,1.5,"text"]"#] {
            assert_eq!(check_all(json.as_bytes()), Ok(()), "{json}");
        }
    }

    #[test]
    fn text_that_no_database_keeps_is_refused() {
        assert_eq!(check("nul\0"), Err(AppError::Malformed));
        assert_eq!(check("line\nbreak"), Ok(()));
    }
}
