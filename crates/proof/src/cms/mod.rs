//! The seal: a CMS signature (RFC 5652, ETSI EN 319 122) in the one form that a report has.
//!
//! ```text
//! SignedData v1
//!   digest algorithm   SHA-256
//!   content            id-data, detached
//!   certificates       the seal's certificate, and that of the CA that issued it
//!   SignerInfo v1      issuer and serial number; ecdsa-with-SHA256 on P-256
//!     signed           contentType           id-data
//!                      messageDigest         the sealed digest: every byte outside the seal
//!                      signingCertificateV2  SHA-256 of the seal's certificate
//!                      recordDigest          the content digest: record.json
//!     unsigned         timeStampToken        RFC 3161, over the signature (where there is one)
//!                      tlogProof             C2SP tlog-proof of the log entry, as text
//! ```
//!
//! [`Seal`] holds what differs from seal to seal. To read one, its values are taken out and the
//! seal is built again from them; only if that gives the same bytes is it one. So every byte of a
//! seal is accounted for: versions, algorithms, parameters and orders have no other spelling, and
//! nothing can be added that nobody looks at.
//!
//! `recordDigest` and `tlogProof` are `1.3.6.1.4.1.99999.7.1` and `.2`; both are octet strings.

pub(crate) mod key;
pub(crate) mod path;
mod profile;
mod rsa;
pub(crate) mod strict;

pub use path::PathError;
pub use profile::{CmsError, Seal};
pub use strict::DerError;

use cms::content_info::CmsVersion;
use cms::signed_data::{CertificateSet, EncapsulatedContentInfo, SignerInfos};
use const_oid::ObjectIdentifier;
use der::Sequence;
use der::asn1::SetOfVec;
use spki::AlgorithmIdentifierOwned;

/// SignedData (RFC 5652, 5.1) without revocation lists: neither a seal nor its time stamp has any, and
/// what reads them would be a good part of a small verifier.
#[derive(Sequence)]
pub(crate) struct SignedData {
    pub(crate) version: CmsVersion,
    pub(crate) digest_algorithms: SetOfVec<AlgorithmIdentifierOwned>,
    pub(crate) content: EncapsulatedContentInfo,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    pub(crate) certificates: Option<CertificateSet>,
    pub(crate) signers: SignerInfos,
}

/// The arc for what this format adds to CMS, under the private enterprise number 99999.
const ARC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.99999.7");
/// Signed attribute: the content digest.
pub(crate) const RECORD_DIGEST: ObjectIdentifier = beneath(ARC, 1);
/// Unsigned attribute: the proof that the seal is in the log.
pub(crate) const LOG_PROOF: ObjectIdentifier = beneath(ARC, 2);

const fn beneath(arc: ObjectIdentifier, number: u32) -> ObjectIdentifier {
    match arc.push_arc(number) {
        Ok(identifier) => identifier,
        // Evaluated by the compiler: an arc too long for its type would not build.
        Err(_) => arc,
    }
}
