//! The two kinds of word that the formats of the log are made of. Each has exactly one spelling, so
//! that what was read is written again as it stood.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};

/// Base64 of RFC 4648, section 4, with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// The bytes that [`base64`] writes like this, and no others: the decoder takes neither other padding
/// nor bits that no byte has.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

/// Base64 of RFC 4648, section 5, without padding: for addresses.
#[cfg(any(feature = "sign", test))]
pub(crate) fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// The bytes that [`base64url`] writes like this, and no others.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// A number in decimal digits, without sign and without leading zeros.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let shortest = text == "0" || !text.starts_with('0');
    (digits && shortest).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_has_one_spelling() {
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal("18446744073709551615"), Some(u64::MAX));
        for text in ["", "00", "01", "+1", "-1", " 1", "1 ", "1_0", "0x1", "١", "18446744073709551616"] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn bytes_have_one_spelling() {
        for bytes in [&b""[..], b"a", b"ab", b"abc", &[0xff; 33]] {
            assert_eq!(from_base64(&base64(bytes)).as_deref(), Some(bytes));
        }
        // No padding, too much, bits that no byte has, white space, the other alphabet.
        for text in ["YQ", "YQ=", "YQ===", "YR==", "YWJ=", "YQ==\n", " YQ==", "Y Q==", "_-__", "=", "====", "A==="] {
            assert_eq!(from_base64(text), None, "{text}");
        }
        assert_eq!(from_base64url("_-8").as_deref(), Some(&b"\xff\xef"[..]));
        for text in ["_-8=", "_-9", "/+8", "A"] {
            assert_eq!(from_base64url(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn a_text_is_read_only_as_it_is_written(text in "[AQgw/9zZ_-]{0,9}={0,4}|[A-Za-z0-9+/]{4}[AEIMQUYcgkosw048]?[AQgwBD]?={0,2}") {
            if let Some(bytes) = from_base64(&text) {
                prop_assert_eq!(base64(&bytes), text);
            } else if let Some(bytes) = from_base64url(&text) {
                prop_assert_eq!(base64url(&bytes), text);
            }
        }
    }
}
