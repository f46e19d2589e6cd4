//! Making the certificates that seals chain to.
//!
//! | certificate | valid for | may |
//! |---|---|---|
//! | root | 20 years | certify authorities; its key stays offline |
//! | issuing authority | 5 years | certify seals and nothing beneath them (path length 0) |
//! | seal | 1 year | sign documents: `digitalSignature`, `nonRepudiation`, `emailProtection`, `documentSigning` |
//!
//! All keys are on P-256, all signatures ECDSA with SHA-256. Readers of PDF know `emailProtection`
//! better than `documentSigning` (RFC 9336), so the seal's certificate has both.
//!
//! Keys, serial numbers, names and instants come from the caller: the same ones make the same
//! certificate.
//!
//! ```
//! use norven_proof::certificate::Subject;
//! use norven_proof::pki::{self, Authority, SigningKey};
//! use norven_proof::record::Instant;
//!
//! let key = |seed| SigningKey::from_slice(&[seed; 32]); // 32 random bytes in a real one
//! let name = |name: &str| Subject { organisation: "Door Safety Ltd".into(), common_name: name.into() };
//! let now = Instant::from_unix_micros(1_795_341_600_000_000);
//!
//! let (root_key, issuing_key, seal_key) = (key(1)?, key(2)?, key(3)?);
//! let root = pki::root(&root_key, &name("Root"), [1; 16], &now)?;
//! let issuing = Authority { certificate: &root, key: &root_key }.certify_authority(
//!     issuing_key.verifying_key(), &name("Issuing CA"), [2; 16], &now)?;
//! let seal = Authority { certificate: &issuing, key: &issuing_key }.certify_seal(
//!     seal_key.verifying_key(), &name("Reports 2026"), [3; 16], &now)?;
//! assert_eq!(seal.facts().issuer, name("Issuing CA"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use const_oid::db::rfc4519::{COMMON_NAME, ORGANIZATION_NAME};
use const_oid::db::rfc5280::ID_KP_EMAIL_PROTECTION;
use const_oid::db::rfc5912::{ECDSA_WITH_SHA_256, ID_EC_PUBLIC_KEY, SECP_256_R_1};
use const_oid::{AssociatedOid, ObjectIdentifier};
use der::asn1::{Any, BitString, OctetString, SetOfVec, Utf8StringRef};
use der::{DateTime, Decode, Encode, Sequence};
use p256::ecdsa::DerSignature;
use p256::ecdsa::signature::Signer;
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::certificate::Version;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, Extensions};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::{Time, Validity};

pub use p256::ecdsa::{SigningKey, VerifyingKey};

use crate::certificate::{Certificate, CertificateError, Subject};
use crate::cms::DerError;
use crate::cms::path::DOCUMENT_SIGNING;
use crate::digest::Digest;
use crate::record::Instant;

/// How long a root is valid: twenty years.
pub const ROOT_DAYS: u32 = 20 * 365 + 5;
/// How long an issuing authority is valid: five years.
pub const AUTHORITY_DAYS: u32 = 5 * 365 + 1;
/// How long a seal's certificate is valid: a year.
pub const SEAL_DAYS: u32 = 365;

/// Why a certificate could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PkiError {
    /// A certificate cannot say this instant: it lies before 1970 or after 9999, or is none.
    #[error("no certificate can be valid from or to {instant}")]
    Instant {
        /// The instant from which it should be valid.
        instant: String,
    },
    /// Something does not fit into DER.
    #[error(transparent)]
    Der(DerError),
    /// What was made could not be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The key did not sign.
    #[error("the key did not sign")]
    Key,
}

impl From<der::Error> for PkiError {
    fn from(error: der::Error) -> Self {
        Self::Der(DerError::new("certificate", error))
    }
}

/// A root, certified by itself.
///
/// # Errors
/// Where a name is too long, or an instant is none that a certificate can say.
pub fn root(key: &SigningKey, name: &Subject, serial: [u8; 16], from: &Instant) -> Result<Certificate, PkiError> {
    let name = named(name)?;
    let identifier = key_identifier(key.verifying_key())?;
    let mut extensions = authority_extensions(None)?;
    extensions.push(extension(false, &SubjectKeyIdentifier(identifier))?);
    let issuer = (key, name.clone());
    certify(issuer, key.verifying_key(), name, serial, (from, ROOT_DAYS), extensions)
}

/// An authority that certifies others: its certificate and the key that belongs to it.
#[derive(Clone, Copy)]
pub struct Authority<'a> {
    /// Its certificate.
    pub certificate: &'a Certificate,
    /// Its key.
    pub key: &'a SigningKey,
}

impl Authority<'_> {
    /// Certifies an authority that may certify seals.
    ///
    /// # Errors
    /// Where a name is too long, or an instant is none that a certificate can say.
    pub fn certify_authority(
        self,
        key: &VerifyingKey,
        name: &Subject,
        serial: [u8; 16],
        from: &Instant,
    ) -> Result<Certificate, PkiError> {
        self.certify(key, name, serial, (from, AUTHORITY_DAYS), authority_extensions(Some(0))?)
    }

    /// Certifies a key that seals reports.
    ///
    /// # Errors
    /// Where a name is too long, or an instant is none that a certificate can say.
    pub fn certify_seal(
        self,
        key: &VerifyingKey,
        name: &Subject,
        serial: [u8; 16],
        from: &Instant,
    ) -> Result<Certificate, PkiError> {
        let usage = KeyUsage(KeyUsages::DigitalSignature | KeyUsages::NonRepudiation);
        let purposes = ExtendedKeyUsage(vec![ID_KP_EMAIL_PROTECTION, DOCUMENT_SIGNING]);
        let extensions = vec![extension(true, &usage)?, extension(false, &purposes)?];
        self.certify(key, name, serial, (from, SEAL_DAYS), extensions)
    }

    fn certify(
        self,
        key: &VerifyingKey,
        name: &Subject,
        serial: [u8; 16],
        validity: (&Instant, u32),
        mut extensions: Extensions,
    ) -> Result<Certificate, PkiError> {
        let issuer = AuthorityKeyIdentifier {
            key_identifier: Some(key_identifier(self.key.verifying_key())?),
            ..AuthorityKeyIdentifier::default()
        };
        extensions.push(extension(false, &SubjectKeyIdentifier(key_identifier(key)?))?);
        extensions.push(extension(false, &issuer)?);
        let issuer = (self.key, self.certificate.tbs().subject().clone());
        certify(issuer, key, named(name)?, serial, validity, extensions)
    }
}

/// RFC 5280, 4.1.2: the fields in the version that has extensions.
#[derive(Sequence)]
struct ToBeSigned {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: Version,
    serial: SerialNumber,
    signature: AlgorithmIdentifierOwned,
    issuer: Name,
    validity: Validity,
    subject: Name,
    key: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Extensions,
}

#[derive(Sequence)]
struct Signed {
    certificate: ToBeSigned,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

fn certify(
    (issuing_key, issuer): (&SigningKey, Name),
    key: &VerifyingKey,
    subject: Name,
    serial: [u8; 16],
    (from, days): (&Instant, u32),
    extensions: Extensions,
) -> Result<Certificate, PkiError> {
    let algorithm = AlgorithmIdentifierOwned { oid: ECDSA_WITH_SHA_256, parameters: None };
    let certificate = ToBeSigned {
        version: Version::V3,
        serial: SerialNumber::new(&positive(serial))?,
        signature: algorithm.clone(),
        issuer,
        validity: Validity::new(time(from, 0)?, time(from, days)?),
        subject,
        key: SubjectPublicKeyInfoOwned {
            algorithm: AlgorithmIdentifierOwned {
                oid: ID_EC_PUBLIC_KEY,
                parameters: Some(Any::encode_from(&SECP_256_R_1)?),
            },
            subject_public_key: BitString::from_bytes(key.to_sec1_point(false).as_bytes())?,
        },
        extensions,
    };
    let signature: DerSignature = issuing_key.try_sign(&certificate.to_der()?).map_err(|_| PkiError::Key)?;
    let signature = BitString::from_bytes(signature.as_bytes())?;
    Ok(Certificate::from_der(&Signed { certificate, algorithm, signature }.to_der()?)?)
}

/// A serial number is positive and has one length, so that none can be told from its size.
fn positive(mut serial: [u8; 16]) -> [u8; 16] {
    if let Some(first) = serial.first_mut() {
        *first = *first & 0x7f | 0x40;
    }
    serial
}

/// What an authority is and may do.
fn authority_extensions(path_len_constraint: Option<u8>) -> Result<Extensions, PkiError> {
    let constraints = BasicConstraints { ca: true, path_len_constraint };
    let usage = KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign);
    Ok(vec![extension(true, &constraints)?, extension(true, &usage)?])
}

fn extension<T: Encode + AssociatedOid>(critical: bool, value: &T) -> der::Result<Extension> {
    Ok(Extension { extn_id: T::OID, critical, extn_value: OctetString::new(value.to_der()?)? })
}

/// RFC 7093, method 1: the first 160 bits of the SHA-256 of the key.
fn key_identifier(key: &VerifyingKey) -> der::Result<OctetString> {
    let digest = Digest::of(key.to_sec1_point(false).as_bytes());
    OctetString::new(digest.as_bytes().iter().copied().take(20).collect::<Vec<_>>())
}

/// `O` and `CN`, each in a set of its own; a part that is empty is left out.
fn named(name: &Subject) -> der::Result<Name> {
    let part = |oid: ObjectIdentifier, text: &str| {
        let value = Any::encode_from(&Utf8StringRef::new(text)?)?;
        SetOfVec::try_from([AttributeTypeAndValue { oid, value }])
    };
    let parts = [(ORGANIZATION_NAME, &name.organisation), (COMMON_NAME, &name.common_name)];
    let present = parts.into_iter().filter(|(_, text)| !text.is_empty());
    let sets = present.map(|(oid, text)| part(oid, text)).collect::<der::Result<Vec<_>>>()?;
    Name::from_der(&sets.to_der()?)
}

/// So many days after an instant.
fn time(from: &Instant, days: u32) -> Result<Time, PkiError> {
    let error = || PkiError::Instant { instant: from.0.clone() };
    let seconds = from.unix_micros().ok_or_else(error)?.div_euclid(1_000_000);
    let seconds = u64::try_from(seconds).map_err(|_| error())?.saturating_add(u64::from(days) * 86_400);
    let date = DateTime::from_unix_duration(std::time::Duration::from_secs(seconds)).map_err(|_| error())?;
    Ok(Time::from(date))
}
