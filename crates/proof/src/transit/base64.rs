//! Base64 in texts: mails above all.
//!
//! The header of a report has nine bytes, so that its twelve letters are always the same, wherever
//! the lines break.

use memchr::memmem;

use super::{Packed, Place};

/// The header of a report in base64.
const HEADER: &[u8] = b"JVBERi0xLjcK";
/// The most bytes of a file that are looked at to tell a mail.
const MAIL_HEADER: usize = 65_536;

/// Where a report may begin.
pub(super) fn places(file: &[u8]) -> impl Iterator<Item = Place<'_>> {
    let texts = memmem::find_iter(file, HEADER).filter_map(|at| file.get(at..));
    texts.map(|text| Place { name: None, packed: Packed::Base64(text) })
}

/// How many letters there are, white space not counted.
pub(super) fn length(text: &[u8]) -> usize {
    letters(text).count()
}

/// The bytes, up to the first that is neither a letter of base64 nor white space. A group that is
/// not whole gives what it holds.
pub(super) fn bytes(text: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let mut letters = letters(text);
    let (mut held, mut bits) = (0_u32, 0_u32);
    std::iter::from_fn(move || {
        while bits < 8 {
            held = held << 6 | u32::from(letters.next()?);
            bits += 6;
        }
        bits -= 8;
        let byte = held >> bits;
        held &= (1 << bits) - 1;
        u8::try_from(byte).ok()
    })
}

fn letters(text: &[u8]) -> impl Iterator<Item = u8> + '_ {
    text.iter().filter(|byte| !byte.is_ascii_whitespace()).map_while(|&byte| letter(byte))
}

fn letter(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// Whether a file begins with the header of a mail: lines with a name and a colon, one of which
/// says what the content is, and then an empty line.
pub(crate) fn is_mail(file: &[u8]) -> bool {
    let file = file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file);
    let mut typed = false;
    let mut lines = file.get(..MAIL_HEADER).unwrap_or(file).split(|&byte| byte == b'\n').peekable();
    // How a mailbox separates mails.
    lines.next_if(|line| line.starts_with(b"From "));
    for line in lines {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Some(first) = line.first() else { return typed };
        if !matches!(first, b' ' | b'\t') {
            let Some(colon) = memchr::memchr(b':', line) else { return false };
            let name = line.get(..colon).unwrap_or_default();
            if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_graphic()) {
                return false;
            }
            typed |= name.eq_ignore_ascii_case(b"MIME-Version") || name.eq_ignore_ascii_case(b"Content-Type");
        }
    }
    false
}
