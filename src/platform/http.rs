//! Asking other servers: one client, which waits for nobody long, follows no redirect and reads no more
//! than was agreed.

mod public;

use std::{sync::Arc, time::Duration};

use reqwest::{Client, ClientBuilder, Request, Url, dns::Resolve, header::CONTENT_TYPE, redirect::Policy};

pub use public::{NotPublic, SystemResolver};

/// How long another server has for its answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why another server gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// It is out of reach, slow, or speaks no HTTP.
    #[error("{0}")]
    Reach(#[from] reqwest::Error),
    /// It is not on the public internet, where it has to be.
    #[error(transparent)]
    NotPublic(#[from] NotPublic),
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
pub struct Http {
    client: Client,
    only_public: bool,
}

impl Http {
    /// The client. It speaks TLS by certificates that public authorities issued, and plain HTTP where an
    /// address says so.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, HttpError> {
        Ok(Self { client: builder().build()?, only_public: false })
    }

    /// A client that reaches the public internet only, by TLS only: for addresses that somebody else names. What a
    /// name resolves to is checked where the connection is made, so that it cannot change in between; for the same
    /// reason no proxy is asked.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn only_public(resolver: Arc<dyn Resolve>) -> Result<Self, HttpError> {
        let resolver = Arc::new(public::OnlyPublic(resolver));
        Ok(Self { client: builder().no_proxy().https_only(true).dns_resolver(resolver).build()?, only_public: true })
    }

    /// Sends a body, and reads an answer of at most so many bytes.
    ///
    /// # Errors
    /// [`HttpError`] says why there is none.
    pub async fn post(&self, url: Url, kind: &str, body: Vec<u8>, most: usize) -> Result<Answer, HttpError> {
        let request = self.client.post(url).header(CONTENT_TYPE, kind).body(body).build()?;
        let answer = self.send(request, most).await?;
        Ok(Answer { status: answer.status().as_u16(), body: answer.into_body() })
    }

    /// Whether an address is one that this client may lead to.
    ///
    /// # Errors
    /// [`NotPublic`].
    pub fn permits(&self, url: &Url) -> Result<(), NotPublic> {
        if self.only_public { public::check(url) } else { public::check_web(url) }
    }

    /// Sends a request, and reads an answer of at most so many bytes.
    ///
    /// # Errors
    /// [`HttpError`] says why there is none.
    pub async fn send(&self, request: Request, most: usize) -> Result<http::Response<Vec<u8>>, HttpError> {
        self.permits(request.url())?;
        let mut response = self.client.execute(request).await?;
        let mut answer = http::Response::new(Vec::new());
        *answer.status_mut() = response.status();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        let body = answer.body_mut();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > most {
                return Err(HttpError::TooLong { most });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(answer)
    }
}

fn builder() -> ClientBuilder {
    let agent = concat!("Norven/", env!("CARGO_PKG_VERSION"));
    Client::builder().timeout(PATIENCE).redirect(Policy::none()).user_agent(agent)
}
