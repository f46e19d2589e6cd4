//! The place for the seal: a signature dictionary whose digits are still to be filled in.
//!
//! A seal covers every byte of the file but its own digits, so it can only be made once all other
//! bytes are final. The file is therefore set with two placeholders of fixed length, each of which
//! occurs exactly once: the digits of `/Contents` and the numbers of `/ByteRange`. Whoever seals
//! overwrites them in place; nothing else moves.

use lopdf::{Document, Object, ObjectId, dictionary};

use crate::PressError;
use crate::context::Context;
use crate::file::write_text;
use crate::links::annotate;
use crate::text_string::{text, text_bytes};
use crate::wording::{fill, pdf_date};

/// Hexadecimal digits, all zero, between the `<` and the `>` of the seal's `/Contents`.
pub const CONTENTS_DIGITS: usize = 32_768;

/// The seal's byte range as it is set; overwritten at equal length, with spaces before the `]`.
pub const BYTE_RANGE: &str = "/ByteRange[0 9999999999 9999999999 9999999999]";

/// Invisible, printed and locked.
const WIDGET_FLAGS: i64 = 132;
/// The document has signatures and must only be appended to.
const SIGNATURE_FLAGS: i64 = 3;

/// Adds the field that holds the seal and what the catalogue says of it. Returns the seal's object,
/// which is the last one and is not in the graph: its spelling is [`spelling`]'s.
pub(crate) fn reserve(document: &mut Document) -> Result<ObjectId, PressError> {
    let widget = document.new_object_id();
    let seal = document.new_object_id();
    let Some(page) = document.page_iter().next() else {
        return Err(PressError::Document(lopdf::Error::PageNumberNotFound(1)));
    };
    let field = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "FT" => "Sig",
        "T" => text("Seal"),
        "Rect" => vec![0.into(), 0.into(), 0.into(), 0.into()],
        "F" => WIDGET_FLAGS,
        "P" => Object::Reference(page),
        "V" => Object::Reference(seal),
    };
    document.set_object(widget, field);
    annotate(document.get_object_mut(page)?.as_dict_mut()?, widget);
    let catalog = document.catalog_mut()?;
    let fields = vec![Object::Reference(widget)];
    catalog.set("AcroForm", dictionary! { "Fields" => fields, "SigFlags" => SIGNATURE_FLAGS });
    catalog.set("Perms", dictionary! { "DocMDP" => Object::Reference(seal) });
    Ok(seal)
}

/// The seal's dictionary, in the order and the spelling that the verifier knows.
pub(crate) fn spelling(context: &Context<'_>) -> Result<Vec<u8>, PressError> {
    let record = context.record;
    let reason = fill(context.wording.labels.seal_reason, &[("number", &record.number)]);
    let mut bytes = Vec::with_capacity(CONTENTS_DIGITS + 1024);
    bytes.extend_from_slice(b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents<");
    bytes.resize(bytes.len() + CONTENTS_DIGITS, b'0');
    bytes.push(b'>');
    bytes.extend_from_slice(BYTE_RANGE.as_bytes());
    bytes.extend_from_slice(format!("/M({})/Name", pdf_date(&record.issued_at)?).as_bytes());
    write_text(&mut bytes, &text_bytes(&record.issuer.name))?;
    bytes.extend_from_slice(b"/Reason");
    write_text(&mut bytes, &text_bytes(&reason))?;
    bytes.extend_from_slice(b"/Reference[<</Type/SigRef/TransformMethod/DocMDP");
    bytes.extend_from_slice(b"/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]>>");
    Ok(bytes)
}
