//! Time stamps (RFC 3161): somebody else's word for when a seal existed.
//!
//! A time-stamping authority signs a digest together with its clock. The digest is that of the
//! seal's signature, so the stamp proves that the signature, and with it everything it covers,
//! existed then. The token is a CMS structure of its own:
//!
//! ```text
//! SignedData v3
//!   content            id-ct-TSTInfo: policy, imprint (SHA-256), serial number, time, …
//!   certificates       those of the path from the authority's certificate up, and no others
//!   SignerInfo v1      issuer and serial number; ECDSA on P-256 or RSA PKCS #1 v1.5, SHA-256
//!     signed           contentType, messageDigest, signingCertificateV2 (RFC 5816) or the older
//!                      signingCertificate (RFC 2634); others may stand beside
//! ```
//!
//! The path ends at a root that the trust document names for time stamps, and was valid at the time
//! that the token states.
//!
//! An authority may send more than this: certificates that the path does not need, revocation
//! lists, unsigned attributes. None of it is signed, so [`accept`] leaves it out before the token
//! goes into a seal, and [`verify`] accepts none: every byte of a token is accounted for.
//!
//! [`request`] and [`accept`] are the two ends of the conversation with an authority; the
//! conversation itself (`application/timestamp-query` by POST) is the caller's.

mod exchange;
mod info;

use cms::cert::CertificateChoices;
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{CertificateSet, SignerIdentifier, SignerInfo};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc3161::ID_CT_TST_INFO;
use const_oid::db::rfc5911::{
    ID_AA_SIGNING_CERTIFICATE, ID_AA_SIGNING_CERTIFICATE_V_2, ID_CONTENT_TYPE, ID_MESSAGE_DIGEST, ID_SIGNED_DATA,
};
use const_oid::db::rfc5912::ID_SHA_256;
use der::asn1::{Any, OctetString};
use der::{Encode, Sequence};
use serde::Serialize;
use sha1::{Digest as _, Sha1};
use spki::AlgorithmIdentifierOwned;
use x509_cert::attr::Attributes;

pub use exchange::{accept, request};

use crate::certificate::{Certificate, CertificateFacts};
use crate::cms::SignedData;
use crate::cms::key::PublicKey;
use crate::cms::path::{Path, PathError, Purpose};
use crate::cms::strict::{DerError, decode};
use crate::digest::Digest;
use crate::record::Instant;
use info::TstInfo;

/// Why a time stamp proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeStampError {
    /// Something in it is not in DER.
    #[error(transparent)]
    Der(DerError),
    /// It is not a time stamp in the form that is known here.
    #[error("the time stamp has another {part} than one that is known here")]
    Profile {
        /// What is different.
        part: &'static str,
    },
    /// It is over something else.
    #[error("the time stamp is over the digest {found}, not {expected}")]
    Imprint {
        /// The digest of the signature.
        expected: Digest,
        /// The digest that was stamped.
        found: Digest,
    },
    /// Its signature does not verify under its certificate.
    #[error("the signature of the time stamp does not verify under its certificate")]
    Signature,
    /// Its certificate is not trusted for time stamps.
    #[error("the time-stamping authority is not trusted: {0}")]
    Path(PathError),
    /// The authority refused.
    #[error("the time-stamping authority refused with status {status}: {text}")]
    Refused {
        /// PKIStatus (RFC 3161, 2.4.2).
        status: u8,
        /// What it says about it.
        text: String,
    },
    /// The answer belongs to another request.
    #[error("the time stamp answers another request")]
    Nonce,
}

impl From<DerError> for TimeStampError {
    fn from(error: DerError) -> Self {
        Self::Der(error)
    }
}

/// What a time stamp says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimeStamp {
    /// When the signature existed, by the authority's clock.
    pub at: Instant,
    /// How far that clock may be wrong, where the authority says so, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy_micros: Option<u64>,
    /// The policy under which the authority stamps, an object identifier.
    pub policy: String,
    /// The authority's certificate.
    pub authority: CertificateFacts,
}

/// Whether a token is the time stamp of a message, and what it says.
///
/// # Errors
/// Where it is not, or was not made by an authority that one of the roots vouches for.
pub fn verify(token: &[u8], message: &[u8], roots: &[Certificate]) -> Result<TimeStamp, TimeStampError> {
    let token = Token::read(token)?;
    let path = token.check(message, roots)?;
    // What is not in the path is not vouched for by anybody.
    if token.others.iter().any(|other| !path.contains(other)) {
        return Err(TimeStampError::Profile { part: "set of certificates" });
    }
    Ok(TimeStamp {
        at: token.info.gen_time.instant(),
        accuracy_micros: token.info.accuracy_micros(),
        policy: token.info.policy.to_string(),
        authority: token.signer_certificate.facts(),
    })
}

/// A token, taken apart.
struct Token {
    signer: SignerInfo,
    signer_certificate: Certificate,
    others: Vec<Certificate>,
    content: Vec<u8>,
    info: TstInfo,
}

/// ESSCertIDv2 (RFC 5035) with SHA-256, which is the default and therefore not written.
#[derive(Sequence)]
struct CertificateId {
    hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

/// SigningCertificate (RFC 2634, 5.4): the older attribute, by SHA-1. What it guards against is that another
/// certificate of the same key stands in for the signer's; the signature itself rests on SHA-256.
#[derive(Sequence)]
struct OldSigningCertificate {
    certificates: Vec<OldCertificateId>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

/// ESSCertID.
#[derive(Sequence)]
struct OldCertificateId {
    hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

/// SigningCertificateV2 (RFC 5035).
#[derive(Sequence)]
struct SigningCertificate {
    certificates: Vec<CertificateId>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

impl Token {
    /// Reads a token, of which every byte that is not signed has only one spelling.
    fn read(token: &[u8]) -> Result<Self, TimeStampError> {
        let profile = |part| TimeStampError::Profile { part };
        let info: ContentInfo = decode("time stamp", token)?;
        let content = info.content.to_der().map_err(|error| DerError::new("time stamp", error))?;
        let data: SignedData = decode("time stamp", &content)?;
        if info.content_type != ID_SIGNED_DATA {
            return Err(profile("content type"));
        }
        let signer = data.signers.0.as_slice();
        let [signer] = signer else {
            return Err(profile("number of signers"));
        };
        let plain =
            data.version == CmsVersion::V3 && signer.version == CmsVersion::V1 && signer.unsigned_attrs.is_none();
        if !plain {
            return Err(profile("version or unsigned part"));
        }
        let digests = data.digest_algorithms.as_slice();
        if digests != [signer.digest_alg.clone()] || !is_sha256(&signer.digest_alg) {
            return Err(profile("digest algorithm"));
        }
        let content = data.content.econtent.as_ref().filter(|_| data.content.econtent_type == ID_CT_TST_INFO);
        let content: OctetString = content
            .ok_or(profile("content"))?
            .decode_as()
            .map_err(|error| DerError::new("content of the time stamp", error))?;
        let info: TstInfo = decode("content of the time stamp", content.as_bytes())?;
        if !info.is_plain() || !is_sha256(&info.imprint.algorithm) {
            return Err(profile("content"));
        }
        let (signer_certificate, others) = certificates(data.certificates.as_ref(), &signer.sid)?;
        Ok(Self { signer: signer.clone(), signer_certificate, others, content: content.as_bytes().to_vec(), info })
    }

    /// Whether it was made over the message by somebody whom one of the roots vouches for.
    fn check<'a>(&'a self, message: &[u8], roots: &'a [Certificate]) -> Result<Path<'a>, TimeStampError> {
        let expected = Digest::of(message);
        let found = self.info.imprint.digest().ok_or(TimeStampError::Profile { part: "imprint" })?;
        if found != expected {
            return Err(TimeStampError::Imprint { expected, found });
        }
        self.check_signature()?;
        let path = Path::find(&self.signer_certificate, &self.others, roots, Purpose::TimeStamp)
            .map_err(TimeStampError::Path)?;
        path.valid_at(self.info.gen_time.seconds()).map_err(TimeStampError::Path)?;
        Ok(path)
    }

    fn check_signature(&self) -> Result<(), TimeStampError> {
        let profile = TimeStampError::Profile { part: "set of signed attributes" };
        let attributes = self.signer.signed_attrs.as_ref().ok_or(profile.clone())?;
        let content_type = one(attributes, ID_CONTENT_TYPE).and_then(|value| value.decode_as().ok());
        let message_digest: Option<OctetString> =
            one(attributes, ID_MESSAGE_DIGEST).and_then(|value| value.decode_as().ok());
        let digested =
            message_digest.is_some_and(|digest| digest.as_bytes() == Digest::of(&self.content).as_bytes().as_slice());
        if content_type != Some(ID_CT_TST_INFO) || !digested || !self.names_its_signer(attributes) {
            return Err(profile);
        }
        let message = attributes.to_der().map_err(|error| DerError::new("signed attributes", error))?;
        let key = PublicKey::read(self.signer_certificate.tbs().subject_public_key_info());
        let signature = self.signer.signature.as_bytes();
        match key {
            Some(key) if key.verifies(&self.signer.signature_algorithm, &message, signature) => Ok(()),
            _ => Err(TimeStampError::Signature),
        }
    }

    /// Whether the signed attributes name the signer's certificate, as the first of those they name.
    fn names_its_signer(&self, attributes: &Attributes) -> bool {
        let signer = &self.signer_certificate;
        match one(attributes, ID_AA_SIGNING_CERTIFICATE_V_2) {
            Some(value) => value.decode_as().is_ok_and(|named: SigningCertificate| {
                let first = named.certificates.first().map(|first| first.hash.as_bytes());
                first == Some(signer.sha256().as_bytes().as_slice())
            }),
            None => one(attributes, ID_AA_SIGNING_CERTIFICATE).is_some_and(|value| {
                value.decode_as().is_ok_and(|named: OldSigningCertificate| {
                    let first = named.certificates.first().map(|first| first.hash.as_bytes());
                    first == Some(Sha1::digest(signer.as_der()).as_slice())
                })
            }),
        }
    }
}

/// The signer's certificate, and the others.
fn certificates(
    set: Option<&CertificateSet>,
    signer: &SignerIdentifier,
) -> Result<(Certificate, Vec<Certificate>), TimeStampError> {
    let profile = TimeStampError::Profile { part: "set of certificates" };
    let SignerIdentifier::IssuerAndSerialNumber(signer) = signer else {
        return Err(TimeStampError::Profile { part: "name of the signer" });
    };
    let mut of_signer = None;
    let mut others = Vec::new();
    for choice in set.iter().flat_map(|set| set.0.iter()) {
        let CertificateChoices::Certificate(certificate) = choice else {
            return Err(profile);
        };
        let der = certificate.to_der().map_err(|error| DerError::new("certificate", error))?;
        let certificate = Certificate::from_der(&der).map_err(|_| profile.clone())?;
        let tbs = certificate.tbs();
        let is_signers = *tbs.issuer() == signer.issuer && *tbs.serial_number() == signer.serial_number;
        if is_signers && of_signer.is_none() {
            of_signer = Some(certificate);
        } else {
            others.push(certificate);
        }
    }
    of_signer.map(|certificate| (certificate, others)).ok_or(profile)
}

/// The value of an attribute that is there once and has one.
fn one(attributes: &Attributes, oid: ObjectIdentifier) -> Option<&Any> {
    let mut found = attributes.iter().filter(|attribute| attribute.oid == oid);
    match (found.next().map(|attribute| attribute.values.as_slice()), found.next()) {
        (Some([value]), None) => Some(value),
        _ => None,
    }
}

/// SHA-256, without parameters or with NULL in their place (RFC 5754, 2).
fn is_sha256(algorithm: &AlgorithmIdentifierOwned) -> bool {
    algorithm.oid == ID_SHA_256 && algorithm.parameters.as_ref().is_none_or(|value| *value == Any::null())
}
