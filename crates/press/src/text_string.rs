//! Text strings of a PDF.

use lopdf::{Object, StringFormat};

/// A text string.
pub(crate) fn text(text: &str) -> Object {
    Object::String(text_bytes(text), StringFormat::Hexadecimal)
}

/// The bytes of a text string: ASCII as it is, anything else as UTF-16.
pub(crate) fn text_bytes(text: &str) -> Vec<u8> {
    if text.is_ascii() {
        return text.as_bytes().to_vec();
    }
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_be_bytes).collect()
}
