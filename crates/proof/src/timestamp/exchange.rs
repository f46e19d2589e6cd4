//! The conversation with a time-stamping authority.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{CertificateSet, SignedData};
use const_oid::db::rfc5912::ID_SHA_256;
use der::asn1::{Any, BitString, Int, OctetString, Uint};
use der::{Decode, Encode, Sequence};
use spki::AlgorithmIdentifierOwned;

use super::info::MessageImprint;
use super::{TimeStampError, Token, certificates, verify};
use crate::certificate::Certificate;
use crate::cms::DerError;
use crate::digest::Digest;

/// TimeStampReq (RFC 3161, section 2.4.1).
#[derive(Sequence)]
struct Request {
    version: u8,
    imprint: MessageImprint,
    nonce: Uint,
    certificates_wanted: bool,
}

/// TimeStampResp (RFC 3161, section 2.4.2).
#[derive(Sequence)]
struct Response {
    status: Status,
    #[asn1(optional = "true")]
    token: Option<Any>,
}

/// PKIStatusInfo.
#[derive(Sequence)]
struct Status {
    status: u8,
    #[asn1(optional = "true")]
    text: Option<Vec<String>>,
    #[asn1(optional = "true")]
    failure: Option<BitString>,
}

/// The longest answer that is read. One with a long path of certificates has about 8 kB.
const MAX_RESPONSE: usize = 65_536;
/// granted, and granted with modifications.
const GRANTED: [u8; 2] = [0, 1];

/// The request for a time stamp of a message, to be sent as `application/timestamp-query`. The
/// nonce is eight random bytes.
///
/// # Errors
/// Never in practice: a request has a fixed size.
pub fn request(message: &[u8], nonce: [u8; 8]) -> Result<Vec<u8>, TimeStampError> {
    encode_request(message, nonce).map_err(|error| DerError::new("request for a time stamp", error).into())
}

fn encode_request(message: &[u8], nonce: [u8; 8]) -> der::Result<Vec<u8>> {
    let imprint = MessageImprint {
        algorithm: AlgorithmIdentifierOwned { oid: ID_SHA_256, parameters: None },
        digest: OctetString::new(Digest::of(message).as_bytes().as_slice())?,
    };
    Request { version: 1, imprint, nonce: Uint::new(&nonce)?, certificates_wanted: true }.to_der()
}

/// The time stamp in an authority's answer to the [`request`] for this message with this nonce,
/// without what nobody signed: ready for a seal.
///
/// # Errors
/// Where the authority refused, answered something else, or is not trusted by any of the roots.
pub fn accept(
    response: &[u8],
    message: &[u8],
    nonce: [u8; 8],
    roots: &[Certificate],
) -> Result<Vec<u8>, TimeStampError> {
    let what = "answer of the time-stamping authority";
    if response.len() > MAX_RESPONSE {
        return Err(DerError::new(what, format!("it has {} bytes", response.len())).into());
    }
    let Response { status, token } = Response::from_der(response).map_err(|error| DerError::new(what, error))?;
    let token = token.filter(|_| GRANTED.contains(&status.status)).ok_or_else(|| TimeStampError::Refused {
        status: status.status,
        text: status.text.unwrap_or_default().join(" "),
    })?;
    let token = trimmed(&token, message, roots)?;
    let asked = Uint::new(&nonce).map(Int::from).map_err(|error| DerError::new(what, error))?;
    if Token::read(&token)?.info.nonce != Some(asked) {
        return Err(TimeStampError::Nonce);
    }
    verify(&token, message, roots)?;
    Ok(token)
}

/// The token without the certificates that its path does not need, and without unsigned parts.
fn trimmed(token: &Any, message: &[u8], roots: &[Certificate]) -> Result<Vec<u8>, TimeStampError> {
    let error = |error| DerError::new("time stamp", error);
    let mut info: ContentInfo = token.decode_as().map_err(error)?;
    let mut data: SignedData = info.content.decode_as().map_err(error)?;
    data.crls = None;
    let mut signers = data.signer_infos.0.into_vec();
    for signer in &mut signers {
        signer.unsigned_attrs = None;
    }
    data.signer_infos = signers.try_into().map_err(error)?;
    info.content = Any::encode_from(&data).map_err(error)?;

    let whole = Token::read(&info.to_der().map_err(error)?)?;
    let path = whole.check(message, roots)?;
    let (signer, others) = certificates(data.certificates.as_ref(), &whole.signer.sid)?;
    let kept = others.into_iter().filter(|other| path.contains(other) && !roots.contains(other));
    let kept = std::iter::once(signer).chain(kept);
    let kept: Vec<_> = kept.map(|kept| CertificateChoices::Certificate(kept.parsed().clone())).collect();
    data.certificates = Some(CertificateSet::try_from(kept).map_err(error)?);
    info.content = Any::encode_from(&data).map_err(error)?;
    Ok(info.to_der().map_err(error)?)
}
