//! TIFF 6.0, as far as Exif uses it: directories of entries, in either byte order. What cannot be read is not there.

/// Bytes in an entry of a directory.
const ENTRY: usize = 12;

/// Kinds of values (section 2; Exif 2.32, 4.6.2).
pub const ASCII: u16 = 2;
pub const SHORT: u16 = 3;
const LONG: u16 = 4;
pub const RATIONAL: u16 = 5;
pub const SIGNED_RATIONAL: u16 = 10;

/// The value of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value<'a> {
    /// Its kind.
    pub kind: u16,
    /// How many of that kind.
    pub count: u32,
    /// The bytes of all of them, in the file's order.
    pub bytes: &'a [u8],
}

/// The entries of a directory, by ascending tags.
pub type Entries<'a> = Vec<(u16, Value<'a>)>;

/// A TIFF file.
#[derive(Clone, Copy)]
pub struct Tiff<'a> {
    bytes: &'a [u8],
    /// Whether its numbers begin with the highest byte.
    pub big: bool,
}

impl<'a> Tiff<'a> {
    pub fn new(bytes: &'a [u8]) -> Option<Self> {
        let big = match bytes.get(..4)? {
            b"MM\0*" => true,
            b"II*\0" => false,
            _ => return None,
        };
        Some(Self { bytes, big })
    }

    /// Where the first directory is.
    pub fn main(&self) -> Option<u32> {
        self.u32(4)
    }

    /// Where the directory is that an entry points at.
    pub fn part(&self, directory: u32, tag: u16) -> Option<u32> {
        let value = self.value(directory, tag)?;
        Some(self.number(value.bytes.first_chunk()?))
    }

    /// The value of an entry, where all of it is there.
    pub fn value(&self, directory: u32, tag: u16) -> Option<Value<'a>> {
        let start = directory as usize;
        let entry = (0..usize::from(self.u16(start)?))
            .map(|n| start.saturating_add(2 + ENTRY * n))
            .find(|at| self.u16(*at) == Some(tag))?;
        let (kind, count) = (self.u16(entry + 2)?, self.u32(entry + 4)?);
        let width = match kind {
            1 | ASCII | 6 | 7 => 1,
            SHORT | 8 => 2,
            LONG | 9 | 11 | 13 => 4,
            RATIONAL | SIGNED_RATIONAL | 12 => 8,
            _ => return None,
        };
        let length = usize::try_from(count).ok()?.checked_mul(width)?;
        let start = if length <= 4 { entry + 8 } else { self.u32(entry + 8)? as usize };
        let bytes = self.bytes.get(start..start.checked_add(length)?)?;
        Some(Value { kind, count, bytes })
    }

    /// A text, up to its end.
    pub fn text(&self, directory: u32, tag: u16) -> Option<&'a str> {
        let value = self.value(directory, tag).filter(|value| value.kind == ASCII)?;
        let text = value.bytes.split(|byte| *byte == 0).next()?;
        std::str::from_utf8(text).ok().map(str::trim)
    }

    /// Fractions, each as what is above and below its line. One with a sign is none.
    pub fn fractions(&self, directory: u32, tag: u16) -> Option<Vec<(u32, u32)>> {
        let value = self.value(directory, tag)?;
        let most = match value.kind {
            RATIONAL => u32::MAX,
            SIGNED_RATIONAL => i32::MAX.unsigned_abs(),
            _ => return None,
        };
        let fraction = |bytes: &[u8; 8]| {
            let (above, below) = bytes.split_at(4);
            let number = |half: &[u8]| half.first_chunk().map(|half| self.number(half)).filter(|n| *n <= most);
            Some((number(above)?, number(below)?))
        };
        value.bytes.as_chunks().0.iter().map(fraction).collect()
    }

    fn number(&self, bytes: &[u8; 4]) -> u32 {
        if self.big { u32::from_be_bytes(*bytes) } else { u32::from_le_bytes(*bytes) }
    }

    fn u16(&self, at: usize) -> Option<u16> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    fn u32(&self, at: usize) -> Option<u32> {
        self.bytes.get(at..)?.first_chunk().map(|bytes| self.number(bytes))
    }
}

/// Writes a TIFF file: a main directory, and after it those that entries of it point at.
pub fn write(big: bool, main: &[(u16, Value)], parts: &[(u16, Entries)]) -> Vec<u8> {
    let parts = || parts.iter().filter(|(_, entries)| !entries.is_empty());
    let two = |n: u16| if big { n.to_be_bytes() } else { n.to_le_bytes() };
    let four = |n: usize| {
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        if big { n.to_be_bytes() } else { n.to_le_bytes() }
    };
    let size = |entries: usize| 2 + ENTRY * entries + 4;
    let pointers = parts().count();
    let mut part_at = 8 + size(main.len() + pointers);
    let mut value_at = part_at + parts().map(|(_, entries)| size(entries.len())).sum::<usize>();

    let mut values = Vec::new();
    let mut entry = |tag: u16, value: &Value| {
        let mut field = [0; 4];
        match field.get_mut(..value.bytes.len()) {
            Some(inside) => inside.copy_from_slice(value.bytes),
            None => {
                field = four(value_at);
                values.extend_from_slice(value.bytes);
                value_at += value.bytes.len();
            }
        }
        [two(tag).as_slice(), &two(value.kind), &four(value.count as usize), &field].concat()
    };
    let mut out = [if big { b"MM\0*".as_slice() } else { b"II*\0" }, &four(8)].concat();
    out.extend(two((main.len() + pointers) as u16));
    main.iter().for_each(|(tag, value)| out.extend(entry(*tag, value)));
    for (tag, entries) in parts() {
        out.extend([two(*tag).as_slice(), &two(LONG), &four(1), &four(part_at)].concat());
        part_at += size(entries.len());
    }
    out.extend(four(0));
    for (_, entries) in parts() {
        out.extend(two(entries.len() as u16));
        entries.iter().for_each(|(tag, value)| out.extend(entry(*tag, value)));
        out.extend(four(0));
    }
    [out, values].concat()
}
