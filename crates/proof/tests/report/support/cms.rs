//! Seals, taken out of reports, changed, and put back.

use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerInfo};
use der::asn1::Any;
use der::{Decode, Encode};
use norven_proof::cms::Seal;
use norven_proof::envelope::{Envelope, SEAL_DIGITS};
use norven_proof::pki::SigningKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, Signature};

use super::pdf::{digits, spliced};

/// The seal of a report in DER.
pub fn seal_of(file: &[u8]) -> Vec<u8> {
    Envelope::open(file).unwrap().seal
}

/// The report with other bytes in the place of its seal.
pub fn with_der(file: &[u8], der: &[u8]) -> Vec<u8> {
    let text: String = der.iter().map(|byte| format!("{byte:02X}")).collect();
    spliced(file, digits(file), format!("{text:0<SEAL_DIGITS$}").as_bytes())
}

/// The report with values of its seal changed and closed again, as only the issuer can.
pub fn closed_again(file: &[u8], key: &SigningKey, change: impl FnOnce(&mut Seal)) -> Vec<u8> {
    with_seal(file, |seal| {
        change(seal);
        if let Ok(message) = seal.closing_message() {
            let signature: Signature = key.sign(&message);
            seal.closing = Some(DerSignature::from(signature.normalize_s()).as_bytes().to_vec());
        }
    })
}

/// The report with values of its seal changed.
pub fn with_seal(file: &[u8], change: impl FnOnce(&mut Seal)) -> Vec<u8> {
    let mut seal = Seal::from_der(&seal_of(file)).unwrap();
    change(&mut seal);
    with_der(file, &seal.to_der().unwrap())
}

/// The report with the structure of its seal changed.
pub fn with_data(file: &[u8], change: impl FnOnce(&mut SignedData)) -> Vec<u8> {
    let mut info = ContentInfo::from_der(&seal_of(file)).unwrap();
    let mut data: SignedData = info.content.decode_as().unwrap();
    change(&mut data);
    info.content = Any::encode_from(&data).unwrap();
    with_der(file, &info.to_der().unwrap())
}

/// The report with its one SignerInfo changed.
pub fn with_signer(file: &[u8], change: impl FnOnce(&mut SignerInfo)) -> Vec<u8> {
    with_data(file, |data| {
        let mut signers = data.signer_infos.0.clone().into_vec();
        change(&mut signers[0]);
        data.signer_infos = signers.try_into().unwrap();
    })
}
