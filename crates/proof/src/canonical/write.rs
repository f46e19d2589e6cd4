//! From a tree to canonical bytes. Every rule of the format is kept here.

use super::tree::Tree;
use super::{CanonicalError, IsNfc, MAX_RECORD_BYTES};

/// The canonical bytes of `tree`, whose depth is bounded by whoever made it.
pub(crate) fn to_vec(tree: &Tree, is_nfc: IsNfc) -> Result<Vec<u8>, CanonicalError> {
    let mut writer = Writer { out: Vec::new(), is_nfc };
    writer.value(tree)?;
    Ok(writer.out)
}

struct Writer {
    out: Vec<u8>,
    is_nfc: IsNfc,
}

impl Writer {
    fn put(&mut self, bytes: &[u8]) -> Result<(), CanonicalError> {
        if self.out.len() + bytes.len() > MAX_RECORD_BYTES {
            return Err(CanonicalError::TooLong);
        }
        self.out.extend_from_slice(bytes);
        Ok(())
    }

    fn value(&mut self, tree: &Tree) -> Result<(), CanonicalError> {
        match tree {
            Tree::Null => self.put(b"null"),
            Tree::Bool(true) => self.put(b"true"),
            Tree::Bool(false) => self.put(b"false"),
            Tree::Integer(integer) => self.put(integer.to_string().as_bytes()),
            Tree::Number(found) => Err(CanonicalError::Number { at: String::new(), found: found.clone() }),
            Tree::Text(text) => self.text(text),
            Tree::Array(items) => self.array(items),
            Tree::Object(members) => self.object(members),
        }
    }

    fn array(&mut self, items: &[Tree]) -> Result<(), CanonicalError> {
        self.put(b"[")?;
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.put(b",")?;
            }
            self.value(item).map_err(|error| error.inside(&index.to_string()))?;
        }
        self.put(b"]")
    }

    fn object(&mut self, members: &[(String, Tree)]) -> Result<(), CanonicalError> {
        let mut members: Vec<_> = members.iter().collect();
        members.sort_unstable_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
        if let Some(pair) = members.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let error = CanonicalError::DuplicateKey { at: String::new() };
            return Err(error.inside(&pair[0].0));
        }
        self.put(b"{")?;
        for (index, (key, value)) in members.into_iter().enumerate() {
            if index > 0 {
                self.put(b",")?;
            }
            let member = self.text(key).and_then(|()| self.put(b":")).and_then(|()| self.value(value));
            member.map_err(|error| error.inside(key))?;
        }
        self.put(b"}")
    }

    /// Writes a string with the escapes of RFC 8785, section 3.2.2.2, and no others.
    fn text(&mut self, text: &str) -> Result<(), CanonicalError> {
        if !(self.is_nfc)(text) {
            return Err(CanonicalError::NotNormalised { at: String::new() });
        }
        self.put(b"\"")?;
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
            self.put(&bytes[run..index])?;
            self.put(&[b'\\', short])?;
            if short == b'u' {
                self.put(format!("{byte:04x}").as_bytes())?;
            }
            run = index + 1;
        }
        self.put(&bytes[run..])?;
        self.put(b"\"")
    }
}
