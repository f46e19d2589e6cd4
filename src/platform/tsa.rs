//! Time stamps by an independent authority (RFC 3161), asked for over HTTP.

use norven_proof::{
    certificate::{Certificate, CertificateError},
    timestamp::{self, TimeStampError},
};
use reqwest::Url;

use super::{
    http::{Http, HttpError},
    rng::Rng,
};

/// The longest answer that is read: a token with its certificates has about 8 kB.
const MOST: usize = 64 * 1024;

/// What a PEM block of a certificate ends with.
const PEM_END: &str = "-----END CERTIFICATE-----";

/// Why there is no time stamp.
#[derive(Debug, thiserror::Error)]
pub enum TsaError {
    /// The authority is out of reach.
    #[error("the time-stamping authority is out of reach: {0}")]
    Http(#[from] HttpError),
    /// It answers something else than 200.
    #[error("the time-stamping authority answers with status {0}")]
    Status(u16),
    /// Its answer is no time stamp of what was asked, or nobody's who is trusted.
    #[error(transparent)]
    TimeStamp(#[from] TimeStampError),
}

/// A time-stamping authority.
#[derive(Clone, Debug)]
pub struct Authority {
    http: Http,
    url: Url,
    roots: Vec<Certificate>,
}

impl Authority {
    /// The authority at an address, whose certificate leads to one of these roots.
    #[must_use]
    pub const fn new(http: Http, url: Url, roots: Vec<Certificate>) -> Self {
        Self { http, url, roots }
    }

    /// A time stamp of a message.
    ///
    /// # Errors
    /// [`TsaError`] says why there is none.
    pub async fn stamp(&self, message: &[u8], rng: &dyn Rng) -> Result<Vec<u8>, TsaError> {
        let nonce = rng.bytes();
        let request = timestamp::request(message, nonce)?;
        let answer = self.http.post(self.url.clone(), "application/timestamp-query", request, MOST).await?;
        if answer.status != 200 {
            return Err(TsaError::Status(answer.status));
        }
        Ok(timestamp::accept(&answer.body, message, nonce, &self.roots)?)
    }
}

/// Reads the certificates of a PEM file.
///
/// # Errors
/// Where a block is no certificate, or there is none.
pub fn certificates(pem: &str) -> Result<Vec<Certificate>, CertificateError> {
    let mut certificates = Vec::new();
    let mut rest = pem.trim();
    while !rest.is_empty() || certificates.is_empty() {
        let end = rest.find(PEM_END).map_or(rest.len(), |at| at + PEM_END.len());
        let (block, others) = rest.split_at(end);
        certificates.push(Certificate::from_pem(&format!("{}\n", block.trim()))?);
        rest = others.trim();
    }
    Ok(certificates)
}
