//! Structures of ASN.1, taken apart and written again.

use der::{Decode, Encode, Header, Reader, SliceReader};

/// A value of ASN.1: its first byte, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Leaf(u8, Vec<u8>),
    Branch(u8, Vec<Value>),
}

/// How lengths are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lengths {
    /// As short as they can be.
    Der,
    /// In four bytes.
    Long,
    /// Those of branches left open.
    Indefinite,
}

impl Value {
    /// The values that stand in these bytes one after the other.
    pub fn read_all(bytes: &[u8]) -> Vec<Self> {
        let mut reader = SliceReader::new(bytes).unwrap();
        let mut values = Vec::new();
        while !reader.is_finished() {
            let header = Header::decode(&mut reader).unwrap();
            let content = reader.read_slice(header.length()).unwrap();
            let first = header.tag().to_der().unwrap()[0];
            values.push(match header.tag().is_constructed() {
                true => Self::Branch(first, Self::read_all(content)),
                false => Self::Leaf(first, content.to_vec()),
            });
        }
        values
    }

    pub fn write(&self, lengths: Lengths) -> Vec<u8> {
        let (first, content) = match self {
            Self::Leaf(first, content) => (*first, content.clone()),
            Self::Branch(first, values) => (*first, values.iter().flat_map(|value| value.write(lengths)).collect()),
        };
        let size = u32::try_from(content.len()).unwrap().to_be_bytes();
        let zeros = size.iter().take_while(|byte| **byte == 0).count();
        let branch = matches!(self, Self::Branch(..));
        let length = match lengths {
            Lengths::Indefinite if branch => return [&[first, 0x80], content.as_slice(), &[0, 0]].concat(),
            Lengths::Long => [&[0x84], size.as_slice()].concat(),
            _ if content.len() < 128 => vec![size[3]],
            _ => [&[0x80 | u8::try_from(4 - zeros).unwrap()], &size[zeros..]].concat(),
        };
        [&[first], length.as_slice(), content.as_slice()].concat()
    }

    /// How many values it is, itself included.
    pub fn count(&self) -> usize {
        1 + if let Self::Branch(_, values) = self { values.iter().map(Self::count).sum() } else { 0 }
    }

    /// The value with this number, counted from the outside in.
    pub fn at(&mut self, number: usize) -> Option<&mut Self> {
        let Some(mut rest) = number.checked_sub(1) else { return Some(self) };
        let Self::Branch(_, values) = self else { return None };
        for value in values {
            match rest.checked_sub(value.count()) {
                Some(further) => rest = further,
                None => return value.at(rest),
            }
        }
        None
    }

    /// What is in it, where it holds values.
    pub fn values(&mut self) -> &mut Vec<Self> {
        match self {
            Self::Branch(_, values) => values,
            Self::Leaf(first, _) => panic!("a value of kind {first:#x} holds no others"),
        }
    }
}
