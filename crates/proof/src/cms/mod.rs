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
//!                      closingSignature      over everything above, certificates included
//! ```
//!
//! # The closing signature
//!
//! Nobody signs the unsigned attributes and the certificates of a CMS structure, and yet they lie in
//! the file. So the issuer makes one signature more when they are complete: `closingSignature` has
//! exactly one value, an OCTET STRING with an ECDSA signature in DER by the key that made the seal, over
//! the octets
//!
//! ```text
//! norven/seal-closing/v1⏎ ‖ ContentInfo without this attribute
//! ```
//!
//! hashed once with SHA-256. The ContentInfo is the seal itself in DER with the attribute cut out and
//! the lengths around it written accordingly; where no other unsigned attribute is left, their set is
//! left out too. The time stamp token goes in with the octets that it has. The attribute stands in the
//! SET of unsigned attributes where DER sorts it.
//!
//! Both signatures are made deterministically (RFC 6979) and with the lower of the two values of s
//! (s ≤ n/2), which a verifier demands. So no byte of a report is anybody's but the issuer's.
//!
//! # Reading
//!
//! [`Seal`] holds what differs from seal to seal. To read one, its values are taken out and the
//! seal is built again from them; only if that gives the same bytes is it one. So every byte of a
//! seal is accounted for: versions, algorithms, parameters and orders have no other spelling, and
//! nothing can be added that nobody looks at.
//!
//! # Object identifiers
//!
//! The arc is `1.2.840.113556.1.8000.2554`, under which anybody may use what follows from a UUID of
//! their own, cut into seven numbers: five of 16 bits and two of 24. Ours is of version 4 and was made
//! once, `203d8e09-0d4d-407a-a626-9a718a712e24`:
//!
//! | attribute | object identifier | value |
//! |---|---|---|
//! | `recordDigest` | `1.2.840.113556.1.8000.2554.8253.36361.3405.16506.42534.10121610.7417380.1` | OCTET STRING, 32 bytes |
//! | `tlogProof` | the same with `.2` | OCTET STRING, text |
//! | `closingSignature` | the same with `.3` | OCTET STRING, ECDSA signature in DER |

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

/// The arc for what this format adds to CMS: a UUID under an arc that is everybody's.
const ARC: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113556.1.8000.2554.8253.36361.3405.16506.42534.10121610.7417380");
/// Signed attribute: the content digest.
pub(crate) const RECORD_DIGEST: ObjectIdentifier = beneath(ARC, 1);
/// Unsigned attribute: the proof that the seal is in the log.
pub(crate) const LOG_PROOF: ObjectIdentifier = beneath(ARC, 2);
/// Unsigned attribute: the signature over the whole seal but itself.
pub(crate) const CLOSING: ObjectIdentifier = beneath(ARC, 3);

const fn beneath(arc: ObjectIdentifier, number: u32) -> ObjectIdentifier {
    match arc.push_arc(number) {
        Ok(identifier) => identifier,
        // Evaluated by the compiler: an arc too long for its type would not build.
        Err(_) => arc,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arc_is_a_uuid_cut_into_numbers_and_has_room_for_two_more() {
        let uuid: u128 = 0x203d8e09_0d4d_407a_a626_9a718a712e24;
        let cut = |shift: u32, bits: u32| (uuid >> shift) & ((1 << bits) - 1);
        let numbers = [(112, 16), (96, 16), (80, 16), (64, 16), (48, 16), (24, 24), (0, 24)];
        let numbers = numbers.map(|(shift, bits)| cut(shift, bits).to_string()).join(".");
        assert_eq!(ARC.to_string(), format!("1.2.840.113556.1.8000.2554.{numbers}"));
        assert_eq!((cut(76, 4), cut(62, 2)), (4, 0b10), "a UUID of version 4 (RFC 9562)");
        for (number, identifier) in [(1, RECORD_DIGEST), (2, LOG_PROOF), (3, CLOSING)] {
            assert_eq!(identifier.to_string(), format!("{ARC}.{number}"));
            assert!(identifier.push_arc(u32::from(u16::MAX)).is_ok(), "room for a number more");
        }
    }
}
