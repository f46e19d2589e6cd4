//! TSTInfo: what a time-stamping authority signs (RFC 3161, section 2.4.2).

use const_oid::ObjectIdentifier;
use der::asn1::{Any, Int, OctetString};
use der::{DecodeValue, EncodeValue, FixedTag, Header, Length, Reader, Sequence, Tag, Writer};
use spki::AlgorithmIdentifierOwned;
use x509_cert::ext::Extensions;

use crate::certificate::instant;
use crate::digest::Digest;
use crate::record::Instant;

/// What was stamped, when, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(super) struct TstInfo {
    pub(super) version: u8,
    pub(super) policy: ObjectIdentifier,
    pub(super) imprint: MessageImprint,
    pub(super) serial: Int,
    pub(super) gen_time: GenTime,
    #[asn1(optional = "true")]
    pub(super) accuracy: Option<Accuracy>,
    #[asn1(default = "Default::default")]
    pub(super) ordering: bool,
    #[asn1(optional = "true")]
    pub(super) nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) tsa: Option<Any>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub(super) extensions: Option<Extensions>,
}

/// The digest that was stamped.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(super) struct MessageImprint {
    pub(super) algorithm: AlgorithmIdentifierOwned,
    pub(super) digest: OctetString,
}

/// How far the authority's clock may be wrong.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(super) struct Accuracy {
    #[asn1(optional = "true")]
    seconds: Option<u32>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    millis: Option<u16>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    micros: Option<u16>,
}

impl TstInfo {
    /// Whether it has the one version there is, and demands nothing more.
    pub(super) fn is_plain(&self) -> bool {
        let demands = self.extensions.iter().flatten().any(|extension| extension.critical);
        self.version == 1 && !demands
    }

    pub(super) fn accuracy_micros(&self) -> Option<u64> {
        self.accuracy.as_ref().map(|accuracy| {
            let seconds = u64::from(accuracy.seconds.unwrap_or(0));
            let millis = u64::from(accuracy.millis.unwrap_or(0));
            seconds * 1_000_000 + millis * 1_000 + u64::from(accuracy.micros.unwrap_or(0))
        })
    }
}

impl MessageImprint {
    pub(super) fn digest(&self) -> Option<Digest> {
        self.digest.as_bytes().try_into().ok().map(Digest::from_bytes)
    }
}

/// A GeneralizedTime, which in time stamps may have fractions of a second; `der`'s own may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GenTime {
    text: Vec<u8>,
    micros: i64,
}

impl GenTime {
    pub(super) fn instant(&self) -> Instant {
        Instant::from_unix_micros(self.micros)
    }

    /// Whole seconds since 1970.
    pub(super) fn seconds(&self) -> i64 {
        self.micros.div_euclid(1_000_000)
    }

    /// Reads `YYYYMMDDhhmmss[.f…]Z`; fractions do not end in zero.
    fn read(text: &[u8]) -> Option<Self> {
        let ascii = std::str::from_utf8(text).ok().filter(|text| text.is_ascii())?;
        let (whole, fraction) = match ascii.strip_suffix('Z')?.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (ascii.strip_suffix('Z')?, None),
        };
        if fraction.is_some_and(|fraction| fraction.is_empty() || fraction.len() > 12 || fraction.ends_with('0')) {
            return None;
        }
        let part = |range: std::ops::Range<usize>| whole.get(range);
        // An instant has six digits of seconds: the rest is cut off.
        let digits: String = fraction.unwrap_or_default().chars().chain("000000".chars()).take(6).collect();
        let written = format!(
            "{}-{}-{}T{}:{}:{}.{digits}Z",
            part(0..4)?,
            part(4..6)?,
            part(6..8)?,
            part(8..10)?,
            part(10..12)?,
            part(12..14)?,
        );
        let all_digits = fraction.unwrap_or_default().bytes().all(|byte| byte.is_ascii_digit());
        let micros = Instant(written).unix_micros().filter(|_| whole.len() == 14 && all_digits)?;
        // Certificates, against which it is held, cannot say what lies before 1970.
        (micros >= 0 && instant(0).unix_micros().is_some()).then(|| Self { text: text.to_vec(), micros })
    }
}

impl FixedTag for GenTime {
    const TAG: Tag = Tag::GeneralizedTime;
}

impl<'a> DecodeValue<'a> for GenTime {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, header: Header) -> der::Result<Self> {
        let text = reader.read_vec(header.length())?;
        Self::read(&text).ok_or_else(|| Tag::GeneralizedTime.value_error().into())
    }
}

impl EncodeValue for GenTime {
    fn value_len(&self) -> der::Result<Length> {
        Length::try_from(self.text.len())
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        writer.write(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        GenTime::read(text.as_bytes()).map(|time| time.instant().0)
    }

    #[test]
    fn times_are_read_with_and_without_fractions() {
        for (text, instant) in [
            ("20261122105312Z", "2026-11-22T10:53:12.000000Z"),
            ("20261122105312.5Z", "2026-11-22T10:53:12.500000Z"),
            ("20261122105312.123456789Z", "2026-11-22T10:53:12.123456Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(instant));
        }
    }

    #[test]
    fn a_time_has_one_spelling() {
        for text in [
            "20261122105312",
            "20261122105312.Z",
            "20261122105312.50Z",
            "20261122105312,5Z",
            "2026112210531Z",
            "202611221053120Z",
            "20261322105312Z",
            "20261122105312+0100Z",
            "20261122105312.5+Z",
            "",
            "Z",
            ".5Z",
            "19691231235959Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
