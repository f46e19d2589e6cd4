//! Salted commitments: saying now what can be shown later, and forgotten in between.
//!
//! A commitment stands where a personal value must not: in a record that every recipient gets, or
//! in a log that nobody can shorten. Whoever has the value and its salt can show that the
//! commitment is to that value. Once the salt is destroyed nobody can, not even by trying all
//! values: without it, every IPv4 address could be tried within the hour.
//!
//! The commitment to a field is the SHA-256 of
//!
//! | bytes | what |
//! |---|---|
//! | 22 | the domain, [`DOMAIN`], with its line feed |
//! | 2 | length of the field's name in bytes, big endian |
//! | … | the name, UTF-8 |
//! | 32 | the salt, fresh and random for every commitment |
//! | 4 | length of the value in bytes, big endian |
//! | … | the value |
//!
//! The lengths keep a name and a value from passing for another name and value, and the domain
//! keeps a commitment from passing for any other digest.

use crate::digest::{Digest, Hasher};

/// What every commitment begins with.
pub const DOMAIN: &[u8] = b"norven/audit-field/v1\n";

/// Length of a salt in bytes.
pub const SALT_BYTES: usize = 32;

/// Name of the field behind [`Signature::ip_c`](crate::record::Signature::ip_c): the signer's IP
/// address as text (IPv6 as RFC 5952 writes it).
pub const IP_ADDRESS: &str = "ip";

/// Name of the field behind [`Signature::ua_c`](crate::record::Signature::ua_c): the bytes of the
/// `User-Agent` header as they arrived.
pub const USER_AGENT: &str = "ua";

/// Name of the field behind [`Signature::gps_c`](crate::record::Signature::gps_c): latitude,
/// longitude and accuracy as [`PrintedPosition`](crate::record::PrintedPosition) writes them, with
/// commas between (`40.416775,-3.703790,12`).
pub const POSITION: &str = "gps";

/// Why a field cannot be committed to: its length does not fit the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitmentError {
    /// The name is longer than 65,535 bytes.
    #[error("the field's name has {bytes} bytes, more than {}", u16::MAX)]
    Name {
        /// The name's length.
        bytes: usize,
    },
    /// The value is longer than 4,294,967,295 bytes.
    #[error("the field's value has {bytes} bytes, more than {}", u32::MAX)]
    Value {
        /// The value's length.
        bytes: usize,
    },
}

/// The commitment to `value`, the field called `name`.
///
/// ```
/// use norven_proof::commitment::{IP_ADDRESS, commit};
///
/// let salt = [7; 32]; // random, once, and kept with the value
/// let commitment = commit(IP_ADDRESS, &salt, b"203.0.113.7")?;
/// assert_eq!(commit(IP_ADDRESS, &salt, b"203.0.113.7")?, commitment);
/// assert_ne!(commit(IP_ADDRESS, &salt, b"203.0.113.8")?, commitment);
/// # Ok::<(), norven_proof::commitment::CommitmentError>(())
/// ```
///
/// # Errors
/// Where the name or the value is too long for the format.
pub fn commit(name: &str, salt: &[u8; SALT_BYTES], value: &[u8]) -> Result<Digest, CommitmentError> {
    let name_length = u16::try_from(name.len()).map_err(|_| CommitmentError::Name { bytes: name.len() })?;
    let value_length = u32::try_from(value.len()).map_err(|_| CommitmentError::Value { bytes: value.len() })?;
    let mut hasher = Hasher::new();
    hasher.update(DOMAIN);
    hasher.update(name_length.to_be_bytes());
    hasher.update(name);
    hasher.update(salt);
    hasher.update(value_length.to_be_bytes());
    hasher.update(value);
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with Python's `hashlib` and `struct`:
    ///
    /// ```text
    /// sha256(b"norven/audit-field/v1\n" + pack(">H", len(name)) + name + salt
    ///        + pack(">I", len(value)) + value).hexdigest()
    /// ```
    #[test]
    fn the_vectors_computed_elsewhere_come_out() {
        let counting: [u8; SALT_BYTES] = std::array::from_fn(|i| i as u8);
        for (name, salt, value, expected) in [
            ("ip", counting, "203.0.113.7", "35f05e9dcd195603dd64123e04075d574e9cb355baf1808b7f92eaee1e7e7521"),
            (
                "user_agent",
                [0xff; SALT_BYTES],
                "Norven-Prüfer/1.0",
                "805837367c46c5c4c631c64828081ced9441c9a63dfb7adc49ebe81313c42403",
            ),
            ("", [0; SALT_BYTES], "", "5997048c668f58fd766a6590d130c6b5a50831232975591e069adba3c1531eed"),
        ] {
            let commitment = commit(name, &salt, value.as_bytes());
            assert_eq!(commitment.map(|digest| digest.to_string()), Ok(expected.into()));
        }
    }

    #[test]
    fn what_moves_between_name_and_value_changes_the_commitment() {
        let salt = [1; SALT_BYTES];
        assert_ne!(commit("ab", &salt, b"c"), commit("a", &salt, b"bc"));
    }

    #[test]
    fn the_longest_name_fits_and_a_longer_one_is_refused() {
        let salt = [1; SALT_BYTES];
        assert!(commit(&"n".repeat(65_535), &salt, b"").is_ok());
        let error = CommitmentError::Name { bytes: 65_536 };
        assert_eq!(commit(&"n".repeat(65_536), &salt, b""), Err(error));
    }
}
