//! Asking other servers: one client, which waits for nobody long, follows no redirect and reads no more
//! than was agreed.

use std::time::Duration;

use reqwest::{Client, Url, header::CONTENT_TYPE, redirect::Policy};

/// How long another server has for its answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why another server gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// It is out of reach, slow, or speaks no HTTP.
    #[error("{0}")]
    Reach(#[from] reqwest::Error),
    /// It answers at length.
    #[error("the answer has more than {most} bytes")]
    TooLong {
        /// What would have been read.
        most: usize,
    },
}

/// What another server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code (RFC 9110, 15).
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// The client.
#[derive(Clone, Debug)]
pub struct Http(Client);

impl Http {
    /// The client. It speaks TLS by certificates that public authorities issued, and plain HTTP where an
    /// address says so.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, HttpError> {
        let agent = concat!("Norven/", env!("CARGO_PKG_VERSION"));
        Ok(Self(Client::builder().timeout(PATIENCE).redirect(Policy::none()).user_agent(agent).build()?))
    }

    /// Sends a body, and reads an answer of at most so many bytes.
    ///
    /// # Errors
    /// [`HttpError`] says why there is none.
    pub async fn post(&self, url: Url, kind: &str, body: Vec<u8>, most: usize) -> Result<Answer, HttpError> {
        let mut response = self.0.post(url).header(CONTENT_TYPE, kind).body(body).send().await?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > most {
                return Err(HttpError::TooLong { most });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, body })
    }
}
