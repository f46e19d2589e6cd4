//! Public keys and the signatures that they verify.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ID_EC_PUBLIC_KEY, RSA_ENCRYPTION, SECP_256_R_1, SHA_256_WITH_RSA_ENCRYPTION,
};
use der::asn1::{AnyRef, UintRef};
use der::{Decode, Sequence};
use p256::ecdsa::signature::Verifier;
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::rsa;
use crate::digest::Digest;

/// A key that verifies signatures.
pub(crate) enum PublicKey {
    /// ECDSA on P-256: everything that an issuer of reports signs.
    P256(p256::ecdsa::VerifyingKey),
    /// RSA with PKCS #1 v1.5 padding: what many time-stamping authorities sign with.
    Rsa(rsa::PublicKey),
}

/// RFC 8017, A.1.1.
#[derive(Sequence)]
struct RsaKey<'a> {
    modulus: UintRef<'a>,
    public_exponent: UintRef<'a>,
}

impl PublicKey {
    /// Reads a key, if it is of a kind that is used here.
    pub(crate) fn read(info: &SubjectPublicKeyInfoOwned) -> Option<Self> {
        let bits = info.subject_public_key.as_bytes()?;
        match info.algorithm.oid {
            ID_EC_PUBLIC_KEY => {
                let curve = info.algorithm.parameters.as_ref()?.decode_as::<ObjectIdentifier>().ok()?;
                let key = (curve == SECP_256_R_1).then(|| p256::ecdsa::VerifyingKey::from_sec1_bytes(bits))?;
                key.ok().map(Self::P256)
            }
            RSA_ENCRYPTION => {
                let RsaKey { modulus, public_exponent } = RsaKey::from_der(bits).ok()?;
                rsa::PublicKey::new(modulus.as_bytes(), public_exponent.as_bytes()).map(Self::Rsa)
            }
            _ => None,
        }
    }

    /// Whether it verifies an ECDSA signature in the one spelling that an issuer's signatures have: of
    /// the two values of s that a curve allows, the lower one.
    pub(crate) fn verifies_strictly(&self, message: &[u8], signature: &[u8]) -> bool {
        let Self::P256(key) = self else { return false };
        let signature = p256::ecdsa::DerSignature::from_bytes(signature).and_then(p256::ecdsa::Signature::try_from);
        signature.is_ok_and(|it| it.normalize_s() == it && key.verify(message, &it).is_ok())
    }

    /// Whether it verifies the signature that this algorithm made over the message.
    pub(crate) fn verifies(&self, algorithm: &AlgorithmIdentifierOwned, message: &[u8], signature: &[u8]) -> bool {
        let parameters = algorithm.parameters.as_ref().map(AnyRef::from);
        match (self, algorithm.oid) {
            (Self::P256(key), ECDSA_WITH_SHA_256) if parameters.is_none() => {
                p256::ecdsa::DerSignature::from_bytes(signature)
                    .is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
            // In a SignerInfo the algorithm may be the key's own (RFC 3370, 3.2).
            (Self::Rsa(key), SHA_256_WITH_RSA_ENCRYPTION | RSA_ENCRYPTION) if parameters == Some(AnyRef::NULL) => {
                key.verifies(&Digest::of(message), signature)
            }
            _ => false,
        }
    }
}
