//! From a tree to canonical bytes. Every rule of the format is kept here.

use unicode_normalization::is_nfc;

use super::tree::{Levels, Tree};
use super::{CanonicalError, MAX_INTEGER, MAX_RECORD_BYTES};

/// The canonical bytes of `tree`.
pub(super) fn to_vec(tree: Tree) -> Result<Vec<u8>, CanonicalError> {
    let mut out = Vec::new();
    write(tree, Levels::ALL, &mut out)?;
    Ok(out)
}

fn write(tree: Tree, levels: Levels, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    match tree {
        Tree::Null => put(out, b"null"),
        Tree::Bool(true) => put(out, b"true"),
        Tree::Bool(false) => put(out, b"false"),
        Tree::Integer(integer) => write_integer(integer, out),
        Tree::Float(float) => Err(CanonicalError::Number { at: String::new(), found: float.to_string() }),
        Tree::Text(text) => write_text(&text, out),
        Tree::Array(items) => write_array(items, levels.enter()?, out),
        Tree::Object(members) => write_object(members, levels.enter()?, out),
    }
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), CanonicalError> {
    if out.len() + bytes.len() > MAX_RECORD_BYTES {
        return Err(CanonicalError::TooLong);
    }
    out.extend_from_slice(bytes);
    Ok(())
}

fn write_integer(integer: i128, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    if integer.unsigned_abs() > u128::from(MAX_INTEGER) {
        return Err(CanonicalError::Number { at: String::new(), found: integer.to_string() });
    }
    put(out, integer.to_string().as_bytes())
}

fn write_array(items: Vec<Tree>, inside: Levels, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    put(out, b"[")?;
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            put(out, b",")?;
        }
        write(item, inside, out).map_err(|error| error.inside(&index.to_string()))?;
    }
    put(out, b"]")
}

fn write_object(mut members: Vec<(String, Tree)>, inside: Levels, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    if let Some(pair) = members.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let error = CanonicalError::DuplicateKey { at: String::new() };
        return Err(error.inside(&pair[0].0));
    }
    put(out, b"{")?;
    for (index, (key, value)) in members.into_iter().enumerate() {
        if index > 0 {
            put(out, b",")?;
        }
        write_text(&key, out)
            .and_then(|()| put(out, b":"))
            .and_then(|()| write(value, inside, out))
            .map_err(|error| error.inside(&key))?;
    }
    put(out, b"}")
}

/// Writes a string with the escapes of RFC 8785, section 3.2.2.2, and no others.
fn write_text(text: &str, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    if !is_nfc(text) {
        return Err(CanonicalError::NotNormalised { at: String::new() });
    }
    put(out, b"\"")?;
    // What needs no escape is copied in runs. An escaped character is one byte long, so a run
    // begins and ends between characters.
    let bytes = text.as_bytes();
    let mut run = 0;
    for (index, &byte) in bytes.iter().enumerate() {
        let short = match byte {
            b'"' | b'\\' => byte,
            0x08 => b'b',
            b'\t' => b't',
            b'\n' => b'n',
            0x0c => b'f',
            b'\r' => b'r',
            0x00..0x20 => b'u',
            _ => continue,
        };
        put(out, &bytes[run..index])?;
        put(out, &[b'\\', short])?;
        if short == b'u' {
            put(out, format!("{byte:04x}").as_bytes())?;
        }
        run = index + 1;
    }
    put(out, &bytes[run..])?;
    put(out, b"\"")
}
