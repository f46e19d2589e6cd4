//! A time-stamping authority. Its certificates were made by OpenSSL.

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc3161::ID_CT_TST_INFO;
use const_oid::db::rfc5911::{ID_AA_SIGNING_CERTIFICATE_V_2, ID_CONTENT_TYPE, ID_MESSAGE_DIGEST, ID_SIGNED_DATA};
use const_oid::db::rfc5912::{ECDSA_WITH_SHA_256, ID_SHA_256};
use der::asn1::{Any, GeneralizedTime, OctetString, SetOfVec};
use der::{Decode, Encode, Sequence};
use norven_proof::certificate::Certificate;
use norven_proof::digest::Digest;
use norven_proof::pki::SigningKey;
use p256::ecdsa::DerSignature;
use p256::ecdsa::signature::Signer;
use spki::AlgorithmIdentifierOwned;
use x509_cert::attr::Attribute;

const KEY: [u8; 32] = [
    0x0b, 0xc8, 0x33, 0x51, 0x43, 0xd9, 0xe8, 0x2c, 0x47, 0x4c, 0x21, 0x85, 0xb6, 0x15, 0x96, 0x97, 0x9b, 0xf4, 0xd6,
    0xf2, 0x24, 0x42, 0x03, 0x04, 0xc3, 0x93, 0x24, 0xef, 0xb6, 0x0e, 0x13, 0x40,
];

pub fn root() -> Certificate {
    Certificate::from_pem(include_str!("../../fixtures/tsa/ec-root.pem")).unwrap()
}

fn intermediate() -> Certificate {
    Certificate::from_pem(include_str!("../../fixtures/tsa/ec-ca.pem")).unwrap()
}

fn own() -> Certificate {
    Certificate::from_pem(include_str!("../../fixtures/tsa/ec-tsa.pem")).unwrap()
}

#[derive(Sequence)]
struct Imprint {
    algorithm: AlgorithmIdentifierOwned,
    digest: OctetString,
}

#[derive(Sequence)]
struct Info {
    version: u8,
    policy: ObjectIdentifier,
    imprint: Imprint,
    serial: u32,
    gen_time: GeneralizedTime,
}

/// The time stamp of a message at a second since 1970.
pub fn stamp(message: &[u8], second: i64) -> Vec<u8> {
    let seconds = std::time::Duration::from_secs(u64::try_from(second).unwrap());
    let info = Info {
        version: 1,
        policy: ObjectIdentifier::new_unwrap(
            "1.2.840.113556.1.8000.2554.8253.36361.3405.16506.42534.10121610.7417380.99",
        ),
        imprint: Imprint { algorithm: algorithm(ID_SHA_256), digest: octets(Digest::of(message)) },
        serial: 4711,
        gen_time: GeneralizedTime::from_unix_duration(seconds).unwrap(),
    };
    let content = info.to_der().unwrap();
    let certificate_id = Any::encode_from(&vec![vec![vec![octets(own().sha256())]]]).unwrap();
    let attributes = SetOfVec::try_from([
        attribute(ID_CONTENT_TYPE, Any::encode_from(&ID_CT_TST_INFO).unwrap()),
        attribute(ID_MESSAGE_DIGEST, Any::encode_from(&octets(Digest::of(&content))).unwrap()),
        attribute(ID_AA_SIGNING_CERTIFICATE_V_2, certificate_id),
    ])
    .unwrap();
    let key = SigningKey::from_slice(&KEY).unwrap();
    let signature: DerSignature = key.sign(&attributes.to_der().unwrap());
    let certificate = x509_cert::Certificate::from_der(own().as_der()).unwrap();
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: certificate.tbs_certificate().issuer().clone(),
            serial_number: certificate.tbs_certificate().serial_number().clone(),
        }),
        digest_alg: algorithm(ID_SHA_256),
        signed_attrs: Some(attributes),
        signature_algorithm: algorithm(ECDSA_WITH_SHA_256),
        signature: OctetString::new(signature.as_bytes()).unwrap(),
        unsigned_attrs: None,
    };
    let certificates = [own(), intermediate()]
        .map(|it| CertificateChoices::Certificate(x509_cert::Certificate::from_der(it.as_der()).unwrap()));
    let data = SignedData {
        version: CmsVersion::V3,
        digest_algorithms: SetOfVec::try_from([algorithm(ID_SHA_256)]).unwrap(),
        encap_content_info: EncapsulatedContentInfo {
            econtent_type: ID_CT_TST_INFO,
            econtent: Some(Any::encode_from(&OctetString::new(content).unwrap()).unwrap()),
        },
        certificates: Some(CertificateSet::try_from(certificates.to_vec()).unwrap()),
        crls: None,
        signer_infos: SignerInfos(SetOfVec::try_from([signer]).unwrap()),
    };
    let info = ContentInfo { content_type: ID_SIGNED_DATA, content: Any::encode_from(&data).unwrap() };
    info.to_der().unwrap()
}

fn algorithm(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters: None }
}

fn octets(digest: Digest) -> OctetString {
    OctetString::new(digest.as_bytes().as_slice()).unwrap()
}

fn attribute(oid: ObjectIdentifier, value: Any) -> Attribute {
    Attribute { oid, values: SetOfVec::try_from([value]).unwrap() }
}
