//! The two signatures of a seal, checked without the code that makes them: what is signed is taken out of the
//! bytes of the file, and the secret number of each signature is computed here by RFC 6979.

use const_oid::ObjectIdentifier;
use der::Decode;
use norven_proof::cms::Seal;
use norven_proof::digest::Digest;
use norven_proof::pki::SigningKey;
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{DerSignature, Signature, VerifyingKey};

use crate::support::asn1::{Lengths, Value};
use crate::support::cms::{closed_again, seal_of};
use crate::support::{Issuer, Log, pdf};

/// The order of P-256 (SEC 2, 2.4.2).
const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
/// Half of it, rounded down: the largest s that a seal may have.
const HALF_ORDER: &str = "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8";
/// `closingSignature`, as the specification names it.
const CLOSING: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113556.1.8000.2554.8253.36361.3405.16506.42534.10121610.7417380.3");

/// 32 bytes from their hexadecimal digits.
fn bytes(digits: &str) -> [u8; 32] {
    *digits.parse::<Digest>().unwrap().as_bytes()
}

/// HMAC with SHA-256 (RFC 2104), of parts that follow one another.
fn hmac(key: [u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let padded = |with: u8| {
        let mut block = [with; 64];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Digest::of([padded(0x36).as_slice(), &parts.concat()].concat());
    *Digest::of([padded(0x5c).as_slice(), inner.as_bytes()].concat()).as_bytes()
}

/// The secret number of a signature (RFC 6979, 3.2).
fn secret_number(key: [u8; 32], message: &[u8]) -> [u8; 32] {
    let hash = *Digest::of(message).as_bytes();
    assert!(hash < bytes(ORDER), "of one hash in 2³² something would have to be taken away");
    let (mut v, mut k) = ([1; 32], [0; 32]);
    for round in [0, 1] {
        k = hmac(k, &[&v, &[round], &key, &hash]);
        v = hmac(k, &[&v]);
    }
    loop {
        v = hmac(k, &[&v]);
        if v != [0; 32] && v < bytes(ORDER) {
            return v;
        }
        k = hmac(k, &[&v, &[0]]);
        v = hmac(k, &[&v]);
    }
}

/// The r that a secret number gives: where on the curve it leads.
fn r_of(secret: [u8; 32]) -> [u8; 32] {
    let point = SigningKey::from_slice(&secret).unwrap().verifying_key().to_sec1_point(false);
    let r: [u8; 32] = point.as_bytes()[1..33].try_into().unwrap();
    assert!(r < bytes(ORDER), "of one point in 2³² something would have to be taken away");
    r
}

/// r and s.
fn parts(signature: &Signature) -> ([u8; 32], [u8; 32]) {
    let (r, s) = signature.split_bytes();
    (r.into(), s.into())
}

/// Holds that a signature in DER is the one that RFC 6979 makes of a message, with the lower s. Of a given r only two s
/// verify, so nothing is left open.
fn is_the_signature(key: &SigningKey, message: &[u8], der: &[u8]) {
    let signature = DerSignature::from_bytes(der).unwrap();
    key.verifying_key().verify(message, &signature).unwrap();
    let signature: Signature = signature.try_into().unwrap();
    let (r, s) = parts(&signature);
    assert_eq!(r, r_of(secret_number(key.to_bytes().into(), message)));
    assert!(s <= bytes(HALF_ORDER));
}

/// The octets that a seal's closing signature is over, made of the seal's own: the attribute is cut out, and the lengths
/// around it are written again. With them the signature that stood there.
fn taken_apart(der: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let [mut info] = <[Value; 1]>::try_from(Value::read_all(der)).unwrap();
    let signed_data = &mut info.values()[1].values()[0];
    let signers = signed_data.values().last_mut().unwrap().values();
    assert_eq!(signers.len(), 1);
    let signer = signers[0].values();
    let Some(Value::Branch(0xa1, unsigned)) = signer.last_mut() else { panic!("no unsigned attributes") };
    let name = Value::Leaf(0x06, CLOSING.as_bytes().to_vec());
    let is_closing = |attribute: &Value| matches!(attribute, Value::Branch(0x30, parts) if parts[0] == name);
    let at = unsigned.iter().position(is_closing).unwrap();
    let mut attribute = unsigned.remove(at);
    assert!(!unsigned.iter().any(is_closing), "it is there once");
    if unsigned.is_empty() {
        signer.pop();
    }
    let [Value::Leaf(0x04, signature)] = attribute.values()[1].values().as_slice() else { panic!("not one value") };
    (["norven/seal-closing/v1\n".as_bytes(), &info.write(Lengths::Der)].concat(), signature.clone())
}

#[test]
fn the_key_that_seals_signs_as_the_example_of_rfc_6979() {
    // A.2.5, with SHA-256 and the message "sample".
    let secret = bytes("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    let number = bytes("a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60");
    let r = bytes("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716");
    let s = bytes("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    let lower_s = bytes("0834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9");
    assert_eq!(secret_number(secret, b"sample"), number);
    assert_eq!(r_of(number), r);

    let key = SigningKey::from_slice(&secret).unwrap();
    let signature: Signature = key.sign(b"sample");
    assert_eq!(parts(&signature), (r, s));
    assert!(s > bytes(HALF_ORDER));
    assert_eq!(parts(&signature.normalize_s()), (r, lower_s));
    is_the_signature(&key, b"sample", DerSignature::from(signature.normalize_s()).as_bytes());
}

#[test]
fn both_signatures_of_a_seal_are_those_of_rfc_6979_over_what_the_file_holds() {
    let issuer = Issuer::new(1);
    let (plain, stamped) = (issuer.issue(&pdf::record(), Log::default()), issuer.issue_stamped(&pdf::record()));
    let without_authority = closed_again(&stamped, &issuer.seal_key, |seal| seal.authority = None);
    // Nothing but the closing signature is left: the set that it stands in goes with it.
    let alone = closed_again(&plain, &issuer.seal_key, |seal| seal.log_proof = None);
    for file in [plain, stamped, without_authority, alone] {
        let der = seal_of(&file);
        let seal = Seal::from_der(&der).unwrap();
        let (message, closing) = taken_apart(&der);
        assert!(message == seal.closing_message().unwrap(), "the whole message, not only how it begins");
        assert_eq!(seal.closing.as_deref(), Some(closing.as_slice()));
        is_the_signature(&issuer.seal_key, &message, &closing);
        is_the_signature(&issuer.seal_key, &seal.signed_attributes().unwrap(), &seal.signature);

        // By the key that stands in the certificate, as anybody else would check it.
        let leaf = x509_cert::Certificate::from_der(seal.certificate.as_der()).unwrap();
        let key = leaf.tbs_certificate().subject_public_key_info().subject_public_key.as_bytes().unwrap();
        let key = VerifyingKey::from_sec1_bytes(key).unwrap();
        key.verify(&message, &DerSignature::from_bytes(&closing).unwrap()).unwrap();
        let longer = [message.as_slice(), b"\n"].concat();
        assert!(key.verify(&longer, &DerSignature::from_bytes(&closing).unwrap()).is_err());
    }
}
