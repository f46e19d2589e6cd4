//! X.509 certificates, read strictly.
//!
//! A certificate is what its bytes say and nothing else: it is decoded and encoded again, and both
//! must be the same bytes.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc4519::{COMMON_NAME, ORGANIZATION_NAME};
use der::asn1::{AnyRef, Ia5StringRef, PrintableStringRef, Utf8StringRef};
use der::pem::LineEnding;
use der::{Tag, Tagged};
use serde::ser::{Serialize, Serializer};
use x509_cert::TbsCertificate;
use x509_cert::name::Name;
use x509_cert::time::Time;

use crate::canonical::{Misshapen, Read, Tree};
use crate::cms::strict::{DerError, decode};
use crate::digest::Digest;
use crate::record::Instant;

/// The longest certificate in bytes of DER.
pub const MAX_CERTIFICATE_BYTES: usize = 16 * 1024;

/// What the block of a certificate in PEM is called.
const PEM_LABEL: &str = "CERTIFICATE";

/// An X.509 certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    parsed: x509_cert::Certificate,
}

/// Why something is not a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// The text is not a certificate in PEM.
    #[error("the text is not a certificate in PEM: {reason}")]
    Pem {
        /// What is wrong with it.
        reason: String,
    },
    /// It is longer than [`MAX_CERTIFICATE_BYTES`].
    #[error("the certificate has {bytes} bytes, more than {MAX_CERTIFICATE_BYTES}")]
    TooLong {
        /// How many it has.
        bytes: usize,
    },
    /// The bytes are not a certificate in DER.
    #[error(transparent)]
    Der(DerError),
}

impl Certificate {
    /// Reads a certificate from DER.
    ///
    /// # Errors
    /// Where the bytes are not exactly one certificate in DER.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        if der.len() > MAX_CERTIFICATE_BYTES {
            return Err(CertificateError::TooLong { bytes: der.len() });
        }
        let parsed = decode("certificate", der).map_err(CertificateError::Der)?;
        Ok(Self { der: der.to_vec(), parsed })
    }

    /// Reads a certificate from PEM.
    ///
    /// # Errors
    /// Where the text is not exactly one certificate in PEM (RFC 7468).
    pub fn from_pem(pem: &str) -> Result<Self, CertificateError> {
        let error = |reason: String| CertificateError::Pem { reason };
        let (label, der) = der::pem::decode_vec(pem.as_bytes()).map_err(|reason| error(reason.to_string()))?;
        if label != PEM_LABEL {
            return Err(error(format!("it holds a block called {label}")));
        }
        Self::from_der(&der)
    }

    /// The certificate in PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        // Fails only for a label that PEM does not allow.
        der::pem::encode_string(PEM_LABEL, LineEnding::LF, &self.der).unwrap_or_default()
    }

    /// The certificate in DER.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 of the certificate in DER.
    #[must_use]
    pub fn sha256(&self) -> Digest {
        Digest::of(&self.der)
    }

    /// What people want to know about it.
    #[must_use]
    pub fn facts(&self) -> CertificateFacts {
        let (not_before, not_after) = self.validity();
        CertificateFacts {
            sha256: self.sha256(),
            subject: Subject::of(self.tbs().subject()),
            issuer: Subject::of(self.tbs().issuer()),
            serial: hex(self.tbs().serial_number().as_bytes()),
            not_before: instant(not_before),
            not_after: instant(not_after),
        }
    }

    /// The first and the last second at which it is valid, since 1970.
    pub(crate) fn validity(&self) -> (i64, i64) {
        let validity = self.tbs().validity();
        (seconds(validity.not_before), seconds(validity.not_after))
    }

    pub(crate) fn tbs(&self) -> &TbsCertificate {
        self.parsed.tbs_certificate()
    }

    pub(crate) fn parsed(&self) -> &x509_cert::Certificate {
        &self.parsed
    }
}

/// As PEM.
impl Serialize for Certificate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_pem())
    }
}

/// From PEM.
impl Read for Certificate {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        Self::from_pem(&String::read(tree)?).map_err(Misshapen::new)
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Certificate").field(&self.sha256()).finish()
    }
}

/// What people want to know about a certificate.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CertificateFacts {
    /// SHA-256 of the certificate in DER.
    pub sha256: Digest,
    /// Whose key it certifies.
    pub subject: Subject,
    /// Who certifies it.
    pub issuer: Subject,
    /// Its serial number in hexadecimal digits.
    pub serial: String,
    /// The first instant at which it is valid.
    pub not_before: Instant,
    /// The last instant at which it is valid.
    pub not_after: Instant,
}

/// A name in a certificate, as far as people read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Subject {
    /// The organisation (`O`), empty where the name has none.
    pub organisation: String,
    /// The common name (`CN`), empty where the name has none.
    pub common_name: String,
}

impl Subject {
    pub(crate) fn of(name: &Name) -> Self {
        Self { organisation: part(name, ORGANIZATION_NAME), common_name: part(name, COMMON_NAME) }
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.organisation.as_str(), self.common_name.as_str()) {
            (organisation, "") => f.write_str(organisation),
            ("", common) => f.write_str(common),
            (organisation, common) => write!(f, "{common} ({organisation})"),
        }
    }
}

/// The first text of this kind in a name.
fn part(name: &Name, kind: ObjectIdentifier) -> String {
    let value = name.iter().find(|part| part.oid == kind).map(|part| AnyRef::from(&part.value));
    value.and_then(text).unwrap_or_default().to_owned()
}

fn text(value: AnyRef<'_>) -> Option<&str> {
    match value.tag() {
        Tag::Utf8String => value.decode_as::<Utf8StringRef<'_>>().ok().map(|text| text.as_str()),
        Tag::PrintableString => value.decode_as::<PrintableStringRef<'_>>().ok().map(|text| text.as_str()),
        Tag::Ia5String => value.decode_as::<Ia5StringRef<'_>>().ok().map(|text| text.as_str()),
        _ => None,
    }
}

fn seconds(time: Time) -> i64 {
    i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
}

/// Seconds since 1970 as an instant.
pub(crate) fn instant(seconds: i64) -> Instant {
    Instant::from_unix_micros(seconds.saturating_mul(1_000_000))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
