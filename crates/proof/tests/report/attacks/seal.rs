//! Class E: the seal itself is changed, or another one is put in its place.

use cms::cert::CertificateChoices;
use cms::content_info::CmsVersion;
use cms::revocation::RevocationInfoChoices;
use cms::signed_data::{CertificateSet, SignedData, SignerIdentifier};
use const_oid::db::rfc5911::{ID_CONTENT_TYPE, ID_DATA};
use const_oid::db::rfc5912::{ECDSA_WITH_SHA_384, ID_SHA_384, SHA_256_WITH_RSA_ENCRYPTION};
use der::Decode;
use der::asn1::{Any, OctetString, SetOfVec};
use norven_proof::certificate::Certificate;
use norven_proof::cms::Seal;
use norven_proof::digest::Digest;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, Signature};
use x509_cert::attr::Attribute;
use x509_cert::ext::pkix::SubjectKeyIdentifier;

use crate::support::cms::{seal_of, with_data, with_der, with_seal, with_signer};
use crate::support::{Issuer, Log, pdf, try_all};

#[test]
fn a_seal_of_another_form_is_refused() {
    try_all(&[
        (
            "with the content inside",
            |it| {
                with_data(&it.file, |data| {
                    let content = OctetString::new(b"content".as_slice()).unwrap();
                    data.encap_content_info.econtent = Some(Any::encode_from(&content).unwrap());
                })
            },
            "not ours",
        ),
        ("without signed attributes", |it| with_signer(&it.file, |signer| signer.signed_attrs = None), "not ours"),
        ("without signers", |it| with_data(&it.file, |data| data.signer_infos.0 = SetOfVec::new()), "not ours"),
        ("with two signers", |it| with_data(&it.file, add_signer), "not ours"),
        ("without certificates", |it| with_data(&it.file, |data| data.certificates = None), "not ours"),
        (
            "with a certificate more",
            |it| {
                with_data(&it.file, |data| {
                    add_certificate(data, &Issuer::new(100).root);
                })
            },
            "not ours",
        ),
        (
            "with an attacker's certificate as the authority's",
            |it| {
                with_seal(&it.file, |seal| {
                    seal.authority = Some(Issuer::new(100).issuing);
                })
            },
            "not ours",
        ),
        (
            "with the same certificate twice",
            |it| {
                with_seal(&it.file, |seal| {
                    seal.authority = Some(seal.certificate.clone());
                })
            },
            "not ours",
        ),
        (
            "with revocation lists, even none",
            |it| {
                with_data(&it.file, |data| {
                    data.crls = Some(RevocationInfoChoices(SetOfVec::new()));
                })
            },
            "not ours",
        ),
        ("of another version", |it| with_data(&it.file, |data| data.version = CmsVersion::V3), "not ours"),
        (
            "with a signer of another version",
            |it| {
                with_signer(&it.file, |signer| {
                    signer.version = CmsVersion::V3;
                })
            },
            "not ours",
        ),
        (
            "with a signer named by his key",
            |it| {
                with_signer(&it.file, |signer| {
                    let id = OctetString::new([7; 20]).unwrap();
                    signer.sid = SignerIdentifier::SubjectKeyIdentifier(SubjectKeyIdentifier(id));
                })
            },
            "not ours",
        ),
        (
            "with another digest algorithm",
            |it| {
                with_signer(&it.file, |signer| {
                    signer.digest_alg.oid = ID_SHA_384;
                })
            },
            "not ours",
        ),
        (
            "with no digest algorithm",
            |it| {
                with_data(&it.file, |data| {
                    data.digest_algorithms = SetOfVec::new();
                })
            },
            "not ours",
        ),
        (
            "with parameters for the digest algorithm",
            |it| {
                with_signer(&it.file, |signer| {
                    signer.digest_alg.parameters = Some(Any::null());
                })
            },
            "not ours",
        ),
        (
            "with another signature algorithm",
            |it| {
                with_signer(&it.file, |signer| {
                    signer.signature_algorithm.oid = ECDSA_WITH_SHA_384;
                })
            },
            "not ours",
        ),
        (
            "with an algorithm of another family",
            |it| {
                with_signer(&it.file, |signer| {
                    signer.signature_algorithm.oid = SHA_256_WITH_RSA_ENCRYPTION;
                })
            },
            "not ours",
        ),
        (
            "with a signed attribute more",
            |it| {
                with_signer(&it.file, |signer| {
                    signer.signed_attrs.as_mut().unwrap().insert(content_type()).unwrap();
                })
            },
            "not ours",
        ),
        (
            "with an unsigned attribute more",
            |it| {
                with_signer(&it.file, |signer| {
                    signer.unsigned_attrs.as_mut().unwrap().insert(content_type()).unwrap();
                })
            },
            "not ours",
        ),
        (
            "with an unsigned attribute twice",
            |it| {
                with_signer(&it.file, |signer| {
                    let attributes = signer.unsigned_attrs.as_mut().unwrap();
                    let proof = attributes.get(0).cloned().unwrap();
                    attributes.insert(proof).unwrap();
                })
            },
            "not ours",
        ),
        (
            "with garbage behind it",
            |it| {
                let mut file = it.file.clone();
                let last = pdf::digits(&file).end - 1;
                file[last] = b'1';
                file
            },
            "altered",
        ),
        (
            "with a length in more bytes than it takes",
            |it| {
                let der = seal_of(&it.file);
                let length = u32::try_from(der.len() - 4).unwrap().to_be_bytes();
                with_der(&it.file, &[&[0x30, 0x84], length.as_slice(), &der[4..]].concat())
            },
            "not ours",
        ),
        (
            "with an indefinite length",
            |it| {
                let der = seal_of(&it.file);
                with_der(&it.file, &[&[0x30, 0x80], &der[4..], &[0, 0]].concat())
            },
            "not ours",
        ),
        (
            "cut short",
            |it| {
                let der = seal_of(&it.file);
                with_der(&it.file, &der[..der.len() / 2])
            },
            "not ours",
        ),
    ]);
}

#[test]
fn a_signature_that_is_not_the_one_that_was_logged_is_refused() {
    try_all(&[
        (
            "s in the place of n − s",
            |it| {
                with_seal(&it.file, |seal| {
                    let signature: Signature = DerSignature::from_bytes(&seal.signature).unwrap().try_into().unwrap();
                    let other = Signature::from_scalars(signature.r(), -signature.s()).unwrap();
                    seal.signature = DerSignature::from(other).as_bytes().to_vec();
                })
            },
            "not ours",
        ),
        (
            "r and s of zero",
            |it| {
                with_seal(&it.file, |seal| {
                    seal.signature = vec![0x30, 6, 2, 1, 0, 2, 1, 0];
                })
            },
            "not ours",
        ),
        ("no signature", |it| with_seal(&it.file, |seal| seal.signature = vec![]), "not ours"),
        (
            "a signature by another key",
            |it| {
                with_seal(&it.file, |seal| {
                    let signature: DerSignature = Issuer::new(100).seal_key.sign(&seal.signed_attributes().unwrap());
                    seal.signature = signature.as_bytes().to_vec();
                })
            },
            "not ours",
        ),
        (
            "a new signature by the same key, over a changed report",
            |it| {
                let changed = pdf::spliced(&pdf::unsealed(&pdf::record().to_bytes().unwrap()), 0..0, b"");
                let at = pdf::find(&changed, b"closes");
                let changed = pdf::spliced(&changed, at..at + 6, b"melted");
                let seal = Seal::from_der(&seal_of(&it.file)).unwrap();
                let prepared = it.issuer.prepare_file(changed, seal.record);
                prepared.finish(&seal.log_proof.unwrap(), None, &it.issuer.seal_key).unwrap()
            },
            "issued, unlogged",
        ),
    ]);
}

#[test]
fn signed_values_cannot_be_exchanged() {
    try_all(&[
        (
            "the sealed digest, to that of a changed report",
            |it| {
                let changed = it.with("closes by itself", "closes by hand  ");
                with_seal(&changed, |seal| seal.sealed = Digest::of("a changed report"))
            },
            "not ours",
        ),
        ("the record's digest", |it| with_seal(&it.file, |seal| seal.record = Digest::of("other")), "not ours"),
        (
            "the certificate, to one of the same key",
            |it| {
                with_seal(&it.file, |seal| {
                    seal.certificate = Issuer::valid_from(1, 1_700_000_000).certificate;
                })
            },
            "not ours",
        ),
        (
            "the seal, to that of another report",
            |it| {
                let mut record = pdf::record();
                record.number = "NV-2026-000124".into();
                let other = it.issuer.issue(&record, Log::default());
                with_der(&it.file, &seal_of(&other))
            },
            "altered",
        ),
    ]);
}

fn add_signer(data: &mut SignedData) {
    let mut signers = data.signer_infos.0.clone().into_vec();
    let mut second = signers[0].clone();
    second.version = CmsVersion::V3;
    signers.push(second);
    data.signer_infos = signers.try_into().unwrap();
}

fn add_certificate(data: &mut SignedData, certificate: &Certificate) {
    let mut certificates = data.certificates.clone().unwrap().0.into_vec();
    let parsed = x509_cert::Certificate::from_der(certificate.as_der()).unwrap();
    certificates.push(CertificateChoices::Certificate(parsed));
    data.certificates = Some(CertificateSet::try_from(certificates).unwrap());
}

fn content_type() -> Attribute {
    Attribute { oid: ID_CONTENT_TYPE, values: SetOfVec::try_from([Any::encode_from(&ID_DATA).unwrap()]).unwrap() }
}
