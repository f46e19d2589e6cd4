//! From bytes to a tree: JSON (RFC 8259), white space and every spelling of a text or number included.
//!
//! `serde_json` would do, but for two things. Of several equal keys its values keep the last and say
//! nothing about the others; and what it takes to read a record with it is a sixth of the verify page.

use super::tree::{Levels, Tree};
use super::{CanonicalError, MAX_INTEGER};

/// The value that the bytes are.
pub(crate) fn parse(bytes: &[u8]) -> Result<Tree, CanonicalError> {
    let text = std::str::from_utf8(bytes).map_err(|error| not_json("no UTF-8", error.valid_up_to()))?;
    let mut parser = Parser { text, at: 0 };
    let tree = parser.value(Levels::ALL)?;
    match parser.next() {
        None => Ok(tree),
        Some(_) => Err(parser.fault("more than one value")),
    }
}

fn not_json(what: &str, at: usize) -> CanonicalError {
    CanonicalError::NotJson { reason: [what, " at byte ", &at.to_string()].concat() }
}

struct Parser<'t> {
    text: &'t str,
    /// Where it stands: always between characters.
    at: usize,
}

impl Parser<'_> {
    fn fault(&self, what: &str) -> CanonicalError {
        not_json(what, self.at)
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next byte that is no white space.
    fn next(&mut self) -> Option<u8> {
        let rest = self.rest().as_bytes();
        let space = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        let next = rest.get(space).copied();
        self.at += space;
        next
    }

    /// Goes over the next byte, if it is this one.
    fn take(&mut self, byte: u8) -> bool {
        let there = self.next() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, byte: u8, what: &str) -> Result<(), CanonicalError> {
        if self.take(byte) { Ok(()) } else { Err(self.fault(what)) }
    }

    fn value(&mut self, levels: Levels) -> Result<Tree, CanonicalError> {
        match self.next() {
            Some(b'{') => self.object(levels.enter()?),
            Some(b'[') => self.array(levels.enter()?),
            Some(b'"') => self.string().map(Tree::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => self.literal(),
            None => Err(self.fault("no value")),
        }
    }

    fn object(&mut self, inside: Levels) -> Result<Tree, CanonicalError> {
        let mut members = Vec::new();
        self.at += 1;
        if self.take(b'}') {
            return Ok(Tree::Object(members));
        }
        loop {
            if self.next() != Some(b'"') {
                return Err(self.fault("no key"));
            }
            let key = self.string()?;
            self.expect(b':', "no colon")?;
            members.push((key, self.value(inside)?));
            if !self.take(b',') {
                self.expect(b'}', "no end of the object")?;
                return Ok(Tree::Object(members));
            }
        }
    }

    fn array(&mut self, inside: Levels) -> Result<Tree, CanonicalError> {
        let mut items = Vec::new();
        self.at += 1;
        if self.take(b']') {
            return Ok(Tree::Array(items));
        }
        loop {
            items.push(self.value(inside)?);
            if !self.take(b',') {
                self.expect(b']', "no end of the array")?;
                return Ok(Tree::Array(items));
            }
        }
    }

    fn literal(&mut self) -> Result<Tree, CanonicalError> {
        for (word, value) in [("null", Tree::Null), ("true", Tree::Bool(true)), ("false", Tree::Bool(false))] {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.fault("no value"))
    }

    fn number(&mut self) -> Result<Tree, CanonicalError> {
        let rest = self.rest();
        let byte = |at: usize| rest.as_bytes().get(at).copied();
        let digits = |from: usize| rest.bytes().skip(from).take_while(u8::is_ascii_digit).count();
        let start = usize::from(byte(0) == Some(b'-'));
        let mut ends = [digits(start), 1, 1];
        let leading_zero = byte(start) == Some(b'0') && ends[0] > 1;
        let mut end = start + ends[0];
        if byte(end) == Some(b'.') {
            ends[1] = digits(end + 1);
            end += 1 + ends[1];
        }
        if matches!(byte(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(byte(end + 1), Some(b'+' | b'-')));
            ends[2] = digits(end + 1 + sign);
            end += 1 + sign + ends[2];
        }
        if leading_zero || ends.contains(&0) {
            return Err(self.fault("no number"));
        }
        let written = rest.get(..end).unwrap_or_default();
        let integer = written.parse::<i64>().ok().filter(|it| it.unsigned_abs() <= MAX_INTEGER && written != "-0");
        let number = integer.map_or_else(|| Tree::Number(written.to_owned()), Tree::Integer);
        self.at += end;
        Ok(number)
    }

    /// A text, from one quotation mark to the other.
    fn string(&mut self) -> Result<String, CanonicalError> {
        let mut string = String::new();
        self.at += 1;
        loop {
            let rest = self.rest();
            let plain = rest.bytes().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)).count();
            string.push_str(rest.get(..plain).unwrap_or_default());
            let stop = rest.as_bytes().get(plain).copied();
            self.at += plain;
            match stop {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(string);
                }
                Some(b'\\') => string.push(self.escape()?),
                Some(_) => return Err(self.fault("a control character in a text")),
                None => return Err(self.fault("no end of the text")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, CanonicalError> {
        let escaped = match self.rest().as_bytes().get(1) {
            Some(&byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.escaped_unit(),
            _ => return Err(self.fault("no escape sequence")),
        };
        self.at += 2;
        Ok(escaped)
    }

    /// `\uXXXX`, or two of them that are one character.
    fn escaped_unit(&mut self) -> Result<char, CanonicalError> {
        let units = [self.unit(0), self.unit(6)];
        let mut one = units.into_iter().map_while(|unit| unit);
        let read =
            char::decode_utf16(&mut one).next().and_then(Result::ok).ok_or_else(|| self.fault("no character"))?;
        self.at += 6 * read.len_utf16();
        Ok(read)
    }

    /// The unit of UTF-16 that is escaped so far from here, if one is.
    fn unit(&self, from: usize) -> Option<u16> {
        let digits = self.rest().get(from..)?.strip_prefix("\\u")?.get(..4)?;
        digits.chars().try_fold(0, |unit, digit| Some(unit << 4 | u16::try_from(digit.to_digit(16)?).ok()?))
    }
}
