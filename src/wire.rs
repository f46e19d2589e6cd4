//! How server functions speak: JSON, read by one decoder.

use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post};
use serde::{Serialize, de::DeserializeOwned};

/// JSON in the body of a POST request.
pub type Json = Post<JsonText>;

/// JSON, read as text. Leptos reads what a page brings along from text, and what a server function answers from bytes:
/// each type's decoder would be in the browser's module twice.
pub struct JsonText;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_string(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        serde_json::from_str(std::str::from_utf8(&bytes).map_err(serde::de::Error::custom)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_survives_the_wire_and_what_is_not_text_is_refused() {
        let sent = <JsonText as Encodes<_>>::encode(&["a", "ñ"]).expect("serialisable");
        assert_eq!(<JsonText as Decodes<Vec<String>>>::decode(sent).expect("JSON"), ["a", "ñ"]);
        assert!(<JsonText as Decodes<String>>::decode(Bytes::from_static(b"\"\xFF\"")).is_err());
    }
}
