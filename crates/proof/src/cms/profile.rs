//! The one form of a seal.

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedAttributes, SignerIdentifier, SignerInfo, SignerInfos,
};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc3161::ID_AA_TIME_STAMP_TOKEN;
use const_oid::db::rfc5911::{
    ID_AA_SIGNING_CERTIFICATE_V_2, ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST, ID_SIGNED_DATA,
};
use const_oid::db::rfc5912::{ECDSA_WITH_SHA_256, ID_SHA_256};
use der::asn1::{Any, OctetString, OctetStringRef, SetOfVec};
use der::{Decode, Encode};
use spki::AlgorithmIdentifierOwned;
use x509_cert::attr::{Attribute, Attributes};

use super::key::PublicKey;
use super::strict::{DerError, decode};
use super::{CLOSING, LOG_PROOF, RECORD_DIGEST, SignedData};
use crate::certificate::{Certificate, CertificateError};
use crate::digest::Digest;
use crate::log::leaf::ReportSeal;

/// Why something is not the seal of a report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CmsError {
    /// It is not a CMS structure in DER.
    #[error(transparent)]
    Der(DerError),
    /// It lacks something, or has it twice.
    #[error("the seal has not exactly one {what}")]
    NotOne {
        /// What it should have one of.
        what: &'static str,
    },
    /// It is a signature, but says something otherwise than a report's seal does, from this byte on.
    #[error("the seal differs from the one form that seals have, from byte {offset} on")]
    Profile {
        /// The first byte that differs, counted from 0.
        offset: usize,
    },
    /// One of its certificates cannot be read.
    #[error("the seal holds something that is not a certificate: {0}")]
    Certificate(CertificateError),
    /// Its signature was not made with the key of its certificate, or over other attributes.
    #[error("the seal's signature does not verify under its certificate")]
    Signature,
    /// Its closing signature is missing, or was made over another seal: something was added to it,
    /// taken from it or exchanged.
    #[error("the seal is not as its issuer closed it")]
    Closing,
}

impl From<DerError> for CmsError {
    fn from(error: DerError) -> Self {
        Self::Der(error)
    }
}

/// What differs from seal to seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The certificate of the key that made the seal.
    pub certificate: Certificate,
    /// The certificate of the authority that issued that one; verifiers do not need it.
    pub authority: Option<Certificate>,
    /// The sealed digest: SHA-256 of every byte outside the seal.
    pub sealed: Digest,
    /// The content digest: SHA-256 of `record.json`.
    pub record: Digest,
    /// The signature over [`Seal::signed_attributes`]: ECDSA on P-256 in DER.
    pub signature: Vec<u8>,
    /// The time stamp over the signature, in DER.
    pub time_stamp: Option<Vec<u8>>,
    /// The proof that the seal is in the log.
    pub log_proof: Option<String>,
    /// The signature over [`Seal::closing_message`]: ECDSA on P-256 in DER.
    pub closing: Option<Vec<u8>>,
}

/// What the message of a closing signature begins with, so that it is never one of another use.
const CLOSING_CONTEXT: &[u8] = b"norven/seal-closing/v1\n";

impl Seal {
    /// Reads a seal.
    ///
    /// This says that it has the form of one. Whether its signature verifies is
    /// [`Seal::check_signature`], and whose it is, the path of its certificate.
    ///
    /// # Errors
    /// Where the bytes are anything but the one encoding of a seal.
    pub fn from_der(der: &[u8]) -> Result<Self, CmsError> {
        let info: ContentInfo = decode("seal", der)?;
        let content = info.content.to_der().map_err(|error| DerError::new("seal", error))?;
        let data: SignedData = decode("seal", &content)?;
        let signer = one("signer", data.signers.0.as_slice())?;
        let signed = signer.signed_attrs.as_ref().ok_or(CmsError::NotOne { what: "set of signed attributes" })?;
        let (certificate, authority) = certificates(&data, &signer.sid)?;
        let seal = Self {
            certificate,
            authority,
            sealed: digest("message digest", required("message digest", signed, ID_MESSAGE_DIGEST)?)?,
            record: digest("record digest", required("record digest", signed, RECORD_DIGEST)?)?,
            signature: signer.signature.as_bytes().to_vec(),
            time_stamp: match optional("time stamp", signer.unsigned_attrs.as_ref(), ID_AA_TIME_STAMP_TOKEN)? {
                Some(token) => Some(token.to_der().map_err(|error| DerError::new("time stamp", error))?),
                None => None,
            },
            log_proof: match optional("log proof", signer.unsigned_attrs.as_ref(), LOG_PROOF)? {
                Some(proof) => Some(text("log proof", proof)?),
                None => None,
            },
            closing: match optional("closing signature", signer.unsigned_attrs.as_ref(), CLOSING)? {
                Some(closing) => Some(octets_of("closing signature", closing)?),
                None => None,
            },
        };
        let again = seal.to_der()?;
        if again == der {
            return Ok(seal);
        }
        let offset = der.iter().zip(&again).position(|(found, expected)| found != expected);
        Err(CmsError::Profile { offset: offset.unwrap_or_else(|| again.len().min(der.len())) })
    }

    /// The seal in DER.
    ///
    /// # Errors
    /// Where a value is too large, or the time stamp is not DER.
    pub fn to_der(&self) -> Result<Vec<u8>, DerError> {
        self.encode(self.closing.as_deref()).map_err(|error| DerError::new("seal", error))
    }

    /// What the signature is over: the signed attributes in DER.
    ///
    /// # Errors
    /// Never in practice: the attributes have fixed sizes.
    pub fn signed_attributes(&self) -> Result<Vec<u8>, DerError> {
        signed_attributes(&self.certificate, self.sealed, self.record)
            .and_then(|attributes| attributes.to_der())
            .map_err(|error| DerError::new("signed attributes", error))
    }

    /// Whether the key of the seal's certificate made its signature.
    ///
    /// # Errors
    /// Where it did not.
    pub fn check_signature(&self) -> Result<(), CmsError> {
        if self.key_verifies(&self.signed_attributes()?, &self.signature) { Ok(()) } else { Err(CmsError::Signature) }
    }

    /// What the closing signature is over: a word for its use, then the seal without it.
    ///
    /// # Errors
    /// As [`Seal::to_der`].
    pub fn closing_message(&self) -> Result<Vec<u8>, DerError> {
        let seal = self.encode(None).map_err(|error| DerError::new("seal", error))?;
        Ok([CLOSING_CONTEXT, &seal].concat())
    }

    /// Whether the key of the seal's certificate closed it as it is: with this proof, this time stamp
    /// and these certificates.
    ///
    /// # Errors
    /// [`CmsError::Closing`] where it did not.
    pub fn check_closing(&self) -> Result<(), CmsError> {
        let closing = self.closing.as_deref().ok_or(CmsError::Closing)?;
        if self.key_verifies(&self.closing_message()?, closing) { Ok(()) } else { Err(CmsError::Closing) }
    }

    fn key_verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = PublicKey::read(self.certificate.tbs().subject_public_key_info());
        key.is_some_and(|key| key.verifies_strictly(message, signature))
    }

    /// What the log's entry of this seal says.
    #[must_use]
    pub fn entry(&self) -> ReportSeal {
        ReportSeal {
            document: self.sealed,
            record: self.record,
            signature: Digest::of(&self.signature),
            certificate: self.certificate.sha256(),
        }
    }

    fn encode(&self, closing: Option<&[u8]>) -> der::Result<Vec<u8>> {
        let tbs = self.certificate.tbs();
        let certificates = [Some(&self.certificate), self.authority.as_ref()].into_iter().flatten();
        let certificates: Vec<_> =
            certificates.map(|certificate| CertificateChoices::Certificate(certificate.parsed().clone())).collect();
        let signer = SignerInfo {
            version: CmsVersion::V1,
            sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
                issuer: tbs.issuer().clone(),
                serial_number: tbs.serial_number().clone(),
            }),
            digest_alg: algorithm(ID_SHA_256),
            signed_attrs: Some(signed_attributes(&self.certificate, self.sealed, self.record)?),
            signature_algorithm: algorithm(ECDSA_WITH_SHA_256),
            signature: OctetString::new(self.signature.as_slice())?,
            unsigned_attrs: self.unsigned_attributes(closing)?,
        };
        let data = SignedData {
            version: CmsVersion::V1,
            digest_algorithms: SetOfVec::try_from([algorithm(ID_SHA_256)])?,
            content: EncapsulatedContentInfo { econtent_type: ID_DATA, econtent: None },
            certificates: Some(CertificateSet::try_from(certificates)?),
            signers: SignerInfos(SetOfVec::try_from([signer])?),
        };
        ContentInfo { content_type: ID_SIGNED_DATA, content: Any::encode_from(&data)? }.to_der()
    }

    fn unsigned_attributes(&self, closing: Option<&[u8]>) -> der::Result<Option<Attributes>> {
        let mut attributes = Vec::new();
        if let Some(token) = &self.time_stamp {
            attributes.push(attribute(ID_AA_TIME_STAMP_TOKEN, Any::from_der(token)?)?);
        }
        if let Some(proof) = &self.log_proof {
            attributes.push(attribute(LOG_PROOF, octets(proof.as_bytes())?)?);
        }
        if let Some(signature) = closing {
            attributes.push(attribute(CLOSING, octets(signature)?)?);
        }
        if attributes.is_empty() { Ok(None) } else { Attributes::try_from(attributes).map(Some) }
    }
}

fn signed_attributes(certificate: &Certificate, sealed: Digest, record: Digest) -> der::Result<SignedAttributes> {
    SetOfVec::try_from([
        attribute(ID_CONTENT_TYPE, Any::encode_from(&ID_DATA)?)?,
        attribute(ID_MESSAGE_DIGEST, octets(sealed.as_bytes())?)?,
        attribute(ID_AA_SIGNING_CERTIFICATE_V_2, signing_certificate(certificate)?)?,
        attribute(RECORD_DIGEST, octets(record.as_bytes())?)?,
    ])
}

/// SigningCertificateV2 (RFC 5035): one certificate, by SHA-256, which is the default.
fn signing_certificate(certificate: &Certificate) -> der::Result<Any> {
    let id = vec![OctetString::new(certificate.sha256().as_bytes().as_slice())?];
    Any::encode_from(&vec![vec![id]])
}

fn attribute(oid: ObjectIdentifier, value: Any) -> der::Result<Attribute> {
    Ok(Attribute { oid, values: SetOfVec::try_from([value])? })
}

fn octets(bytes: &[u8]) -> der::Result<Any> {
    Any::encode_from(&OctetStringRef::new(bytes)?)
}

fn algorithm(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters: None }
}

/// The certificate that the signer names, and the other one, if there is any.
fn certificates(data: &SignedData, signer: &SignerIdentifier) -> Result<(Certificate, Option<Certificate>), CmsError> {
    let what = "certificate of the signer";
    let SignerIdentifier::IssuerAndSerialNumber(signer) = signer else {
        return Err(CmsError::NotOne { what });
    };
    let mut of_signer = Vec::new();
    let mut others = Vec::new();
    for choice in data.certificates.iter().flat_map(|set| set.0.iter()) {
        let der = choice.to_der().map_err(|error| DerError::new("certificate", error))?;
        let certificate = Certificate::from_der(&der).map_err(CmsError::Certificate)?;
        let tbs = certificate.tbs();
        let is_signers = *tbs.issuer() == signer.issuer && *tbs.serial_number() == signer.serial_number;
        if is_signers { &mut of_signer } else { &mut others }.push(certificate);
    }
    match (of_signer.pop(), of_signer.is_empty(), others.len()) {
        (Some(certificate), true, 0 | 1) => Ok((certificate, others.pop())),
        (Some(_), true, _) => Err(CmsError::NotOne { what: "further certificate" }),
        _ => Err(CmsError::NotOne { what }),
    }
}

fn required<'a>(what: &'static str, attributes: &'a Attributes, oid: ObjectIdentifier) -> Result<&'a Any, CmsError> {
    optional(what, Some(attributes), oid)?.ok_or(CmsError::NotOne { what })
}

fn optional<'a>(
    what: &'static str,
    attributes: Option<&'a Attributes>,
    oid: ObjectIdentifier,
) -> Result<Option<&'a Any>, CmsError> {
    let found: Vec<_> = attributes.iter().flat_map(|set| set.iter()).filter(|attribute| attribute.oid == oid).collect();
    match found.as_slice() {
        [] => Ok(None),
        [attribute] => one(what, attribute.values.as_slice()).map(Some),
        _ => Err(CmsError::NotOne { what }),
    }
}

fn one<'a, T>(what: &'static str, values: &'a [T]) -> Result<&'a T, CmsError> {
    match values {
        [value] => Ok(value),
        _ => Err(CmsError::NotOne { what }),
    }
}

fn octets_of(what: &'static str, value: &Any) -> Result<Vec<u8>, CmsError> {
    let octets: OctetString = value.decode_as().map_err(|error| DerError::new(what, error))?;
    Ok(octets.into_bytes().to_vec())
}

fn digest(what: &'static str, value: &Any) -> Result<Digest, CmsError> {
    let bytes = octets_of(what, value)?.try_into().map_err(|_| DerError::new(what, "it has not 32 bytes"))?;
    Ok(Digest::from_bytes(bytes))
}

fn text(what: &'static str, value: &Any) -> Result<String, CmsError> {
    String::from_utf8(octets_of(what, value)?).map_err(|error| DerError::new(what, error).into())
}
