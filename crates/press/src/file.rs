//! The file itself: header, objects, cross-reference table, trailer.
//!
//! Written here and not by lopdf, because the seal stands last and keeps its spelling, and because
//! the photos, which are nearly all of a report, go straight from their owner into the file, one
//! after the other.

use std::borrow::Cow;
use std::io::Write;

use lopdf::{Dictionary, Document, Object, ObjectId};
use norven_proof::envelope::MAX_FILE_BYTES;

use crate::PressError;

/// First line, then a comment of bytes above 127, which tells programs that this is no text.
const HEADER: &[u8] = b"%PDF-1.7\n%\xbb\xad\xc0\xde\n";
/// What an object costs beside its streams: a generous guess that spares moving the file.
const OBJECT: usize = 192;

/// A stream that is fetched when it is to be written, so that one is held at a time.
pub(crate) struct Outside<'a> {
    pub(crate) id: ObjectId,
    /// How many bytes it should have.
    pub(crate) length: usize,
    pub(crate) fetch: Box<dyn FnOnce() -> Result<Fetched<'a>, PressError> + 'a>,
}

/// A stream's dictionary and bytes.
pub(crate) type Fetched<'a> = (Dictionary, Cow<'a, [u8]>);

/// Writes a document: its objects, the streams that are kept outside of it, and last the seal's
/// object in the spelling given.
pub(crate) fn written(
    document: &Document,
    outside: Vec<Outside<'_>>,
    (seal, spelling): (ObjectId, &[u8]),
) -> Result<Vec<u8>, PressError> {
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let inside = streams.map(|stream| stream.content.len());
    let raw = outside.iter().map(|stream| stream.length);
    let overhead = OBJECT * (document.objects.len() + outside.len() + 4);
    let bytes = inside.chain(raw).chain([spelling.len(), overhead]).fold(0, usize::saturating_add);
    // What no verifier would read is not made, and its photos are not fetched.
    if bytes > MAX_FILE_BYTES {
        return Err(PressError::TooLarge { bytes });
    }
    let mut file = File { bytes: Vec::with_capacity(bytes), offsets: Vec::new() };

    file.bytes.extend_from_slice(HEADER);
    for (id, object) in &document.objects {
        file.object(*id, |bytes| write(bytes, object))?;
    }
    for stream in outside {
        let (dict, content) = (stream.fetch)()?;
        file.object(stream.id, |bytes| write_stream(bytes, &dict, &content))?;
    }
    file.object(seal, |bytes| bytes.write_all(spelling))?;
    Ok(file.finish(&document.trailer)?)
}

/// A file on its way.
struct File {
    bytes: Vec<u8>,
    /// Where each object begins, by its number.
    offsets: Vec<Option<usize>>,
}

impl File {
    fn object(
        &mut self,
        (number, generation): ObjectId,
        content: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        let at = usize::try_from(number).map_err(std::io::Error::other)?;
        if self.offsets.len() <= at {
            self.offsets.resize(at + 1, None);
        }
        if let Some(offset) = self.offsets.get_mut(at) {
            *offset = Some(self.bytes.len());
        }
        writeln!(self.bytes, "{number} {generation} obj")?;
        content(&mut self.bytes)?;
        self.bytes.write_all(b"\nendobj\n")
    }

    fn finish(mut self, trailer: &Dictionary) -> std::io::Result<Vec<u8>> {
        let start = self.bytes.len();
        let size = self.offsets.len();
        writeln!(self.bytes, "xref\n0 {size}")?;
        for offset in &self.offsets {
            match offset {
                Some(offset) => writeln!(self.bytes, "{offset:010} 00000 n ")?,
                // The head of the list of free objects, and numbers that are never used.
                None => self.bytes.write_all(b"0000000000 65535 f \n")?,
            }
        }
        let mut trailer = trailer.clone();
        trailer.set("Size", i64::try_from(size).unwrap_or(i64::MAX));
        self.bytes.write_all(b"trailer\n")?;
        write_dictionary(&mut self.bytes, &trailer)?;
        write!(self.bytes, "\nstartxref\n{start}\n%%EOF")?;
        Ok(self.bytes)
    }
}

fn write(bytes: &mut Vec<u8>, object: &Object) -> std::io::Result<()> {
    match object {
        Object::Null => bytes.write_all(b"null"),
        Object::Boolean(value) => write!(bytes, "{value}"),
        Object::Integer(value) => write!(bytes, "{value}"),
        Object::Real(value) => write!(bytes, "{value}"),
        Object::Name(name) => write_name(bytes, name),
        // Always in hexadecimal digits: what people wrote cannot look like the file's structure.
        Object::String(text, _) => write_text(bytes, text),
        Object::Array(items) => {
            bytes.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    bytes.push(b' ');
                }
                write(bytes, item)?;
            }
            bytes.push(b']');
            Ok(())
        }
        Object::Dictionary(dict) => write_dictionary(bytes, dict),
        Object::Stream(stream) => write_stream(bytes, &stream.dict, &stream.content),
        Object::Reference((number, generation)) => write!(bytes, "{number} {generation} R"),
    }
}

fn write_name(bytes: &mut Vec<u8>, name: &[u8]) -> std::io::Result<()> {
    bytes.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            bytes.push(*byte);
        } else {
            write!(bytes, "#{byte:02X}")?;
        }
    }
    Ok(())
}

/// A string in hexadecimal digits.
pub(crate) fn write_text(bytes: &mut Vec<u8>, text: &[u8]) -> std::io::Result<()> {
    bytes.push(b'<');
    for byte in text {
        write!(bytes, "{byte:02X}")?;
    }
    bytes.push(b'>');
    Ok(())
}

fn write_dictionary(bytes: &mut Vec<u8>, dict: &Dictionary) -> std::io::Result<()> {
    bytes.extend_from_slice(b"<<");
    for (key, value) in dict {
        write_entry(bytes, key, value)?;
    }
    bytes.extend_from_slice(b">>");
    Ok(())
}

/// A key and its value. What begins with a delimiter needs no space before it (ISO 32000-2, 7.2.3).
fn write_entry(bytes: &mut Vec<u8>, key: &[u8], value: &Object) -> std::io::Result<()> {
    write_name(bytes, key)?;
    if !matches!(value, Object::Name(_) | Object::String(..) | Object::Array(_) | Object::Dictionary(_)) {
        bytes.push(b' ');
    }
    write(bytes, value)
}

fn write_stream(bytes: &mut Vec<u8>, dict: &Dictionary, content: &[u8]) -> std::io::Result<()> {
    bytes.extend_from_slice(b"<<");
    for (key, value) in dict.iter().filter(|(key, _)| *key != b"Length") {
        write_entry(bytes, key, value)?;
    }
    writeln!(bytes, "/Length {}>>stream", content.len())?;
    bytes.extend_from_slice(content);
    bytes.write_all(b"\nendstream")
}

#[cfg(test)]
mod tests {
    use lopdf::{StringFormat, dictionary};

    use super::*;

    #[test]
    fn every_object_is_found_through_the_table_and_a_gap_is_marked_as_free() {
        let mut document = Document::new();
        let kept = dictionary! { "A b" => "c#d", "S" => Object::String(b"(>>".to_vec(), StringFormat::Literal) };
        document.objects.insert((1, 0), Object::Dictionary(kept.clone()));
        document.trailer.set("Root", Object::Reference((1, 0)));
        let fetch = || Ok((dictionary! { "K" => 1.5 }, Cow::Borrowed(b"raw\0bytes".as_slice())));
        let outside = Outside { id: (3, 0), length: 9, fetch: Box::new(fetch) };
        let file = written(&document, vec![outside], ((4, 0), b"<</Last true>>")).expect("it is written");

        let text = String::from_utf8_lossy(&file);
        assert!(text.contains("\nxref\n0 5\n0000000000 65535 f \n"), "{text}");
        assert_eq!(text.matches("65535 f").count(), 2);
        let read = Document::load_mem(&file).expect("it is read");
        let strings = read.get_dictionary((1, 0)).expect("a dictionary");
        assert_eq!(strings.get(b"A b").expect("a name").as_name().expect("a name"), b"c#d");
        assert_eq!(strings.get(b"S").expect("a string").as_str().expect("a string"), b"(>>");
        let stream = read.get_object((3, 0)).expect("a stream").as_stream().expect("a stream");
        assert_eq!(stream.content, b"raw\0bytes");
        assert!(read.get_dictionary((4, 0)).expect("the last").has(b"Last"));
    }
}
