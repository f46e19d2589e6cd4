//! Strict DER.

use der::{Decode, Encode, Header, Reader, SliceReader};

/// How many values a structure may hold in all. A seal with time stamp and certificates has about
/// 500; and sorting a SET takes time that grows with the square of its size.
const MAX_VALUES: usize = 2_000;
/// How deep values may lie within each other. A seal needs 19: a name in a certificate in a time
/// stamp in an attribute.
const MAX_DEPTH: usize = 24;

/// Why bytes are not the structure they should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {what} is not in DER: {reason}")]
pub struct DerError {
    /// The structure.
    pub what: &'static str,
    /// What is wrong with its bytes.
    pub reason: String,
}

impl DerError {
    pub(crate) fn new(what: &'static str, reason: impl ToString) -> Self {
        Self { what, reason: reason.to_string() }
    }
}

/// Reads a structure that fills the bytes, and whose one encoding in DER they are.
pub(crate) fn decode<T>(what: &'static str, bytes: &[u8]) -> Result<T, DerError>
where
    T: for<'a> Decode<'a, Error = der::Error> + Encode,
{
    let mut budget = MAX_VALUES;
    walk(bytes, MAX_DEPTH, &mut budget)
        .ok_or_else(|| DerError::new(what, "too many values, too deep, or cut short"))?;
    let value = T::from_der(bytes).map_err(|error| DerError::new(what, error))?;
    let again = value.to_der().map_err(|error| DerError::new(what, error))?;
    if again == bytes {
        return Ok(value);
    }
    let offset = bytes.iter().zip(&again).position(|(found, expected)| found != expected);
    Err(DerError::new(what, format!("byte {} could be encoded otherwise", offset.unwrap_or(again.len()))))
}

/// Counts the values, before a decoder is shown them.
fn walk(bytes: &[u8], depth: usize, budget: &mut usize) -> Option<()> {
    let mut reader = SliceReader::new(bytes).ok()?;
    while !reader.is_finished() {
        *budget = budget.checked_sub(1)?;
        let header = Header::decode(&mut reader).ok()?;
        let value = reader.read_slice(header.length()).ok()?;
        if header.tag().is_constructed() {
            walk(value, depth.checked_sub(1)?, budget)?;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use der::asn1::{Any, SetOfVec};

    use super::*;

    #[test]
    fn what_could_be_encoded_otherwise_is_refused() {
        let set = [0x31, 6, 2, 1, 1, 2, 1, 2];
        assert!(decode::<SetOfVec<Any>>("set", &set).is_ok());
        for other in [
            // Not sorted; a length in two bytes; a byte too many; a value cut short.
            &[0x31, 6, 2, 1, 2, 2, 1, 1][..],
            &[0x31, 0x81, 6, 2, 1, 1, 2, 1, 2],
            &[0x31, 6, 2, 1, 1, 2, 1, 2, 0],
            &[0x31, 6, 2, 1, 1, 2, 1],
            // Indefinite length.
            &[0x31, 0x80, 2, 1, 1, 0, 0],
            &[],
        ] {
            assert!(decode::<SetOfVec<Any>>("set", other).is_err(), "{other:x?}");
        }
    }

    #[test]
    fn depth_and_number_of_values_are_bounded() {
        let mut deep = vec![];
        for _ in 0..MAX_DEPTH + 2 {
            let length = u8::try_from(deep.len()).unwrap_or(u8::MAX);
            deep.splice(0..0, [0x30, length]);
        }
        assert!(decode::<Any>("value", &deep).is_err());
        let inner = &deep[6..];
        assert!(decode::<Any>("value", inner).is_ok());

        let many = |count: usize| {
            let nulls = [5, 0].repeat(count);
            let length = u16::try_from(nulls.len()).unwrap_or(u16::MAX).to_be_bytes();
            [&[0x30, 0x82, length[0], length[1]], nulls.as_slice()].concat()
        };
        assert!(decode::<Any>("value", &many(MAX_VALUES - 1)).is_ok());
        assert!(decode::<Any>("value", &many(MAX_VALUES)).is_err());
    }
}
