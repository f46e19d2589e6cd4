//! Sessions: a 256-bit token in a cookie, its SHA-256 in the database.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use norven_proof::digest::Digest;

use super::state::App;

/// A session ends when it was not used for so long.
pub const IDLE_SECONDS: i64 = 14 * 24 * 3600;
/// A session ends so long after sign-in, used or not.
pub const ABSOLUTE_SECONDS: i64 = 30 * 24 * 3600;

/// What needs a proof that it is still the same person asks for it again after so long.
pub const PROOF_SECONDS: i64 = 15 * 60;

/// The value of a cookie.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// What marks are made of: nothing that looks like something else.
const MARKS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A secret handed to a browser or a person; the database keeps only its digest.
pub struct Token {
    /// What is handed out.
    pub text: String,
    /// What is kept.
    pub digest: Digest,
}

impl Token {
    /// A new random token.
    #[must_use]
    pub fn new(app: &App) -> Self {
        let text = BASE64_URL_SAFE_NO_PAD.encode(app.rng.bytes::<32>());
        let digest = Self::digest_of(&text);
        Self { text, digest }
    }

    /// By what a person tells the mail of a browser from others of its kind: two letters or digits, which say nothing of
    /// the token that would help to guess it.
    #[must_use]
    pub fn mark(digest: Digest) -> String {
        digest.as_bytes().iter().take(2).map(|byte| char::from(MARKS[usize::from(byte % 32)])).collect()
    }

    /// The digest under which a handed-in token is looked for.
    #[must_use]
    pub fn digest_of(text: &str) -> Digest {
        Digest::of(text.as_bytes())
    }
}

/// The names of cookies: with TLS they carry the `__Host-` prefix, which browsers hold to this host,
/// `Secure` and `Path=/`.
#[derive(Clone, Copy, Debug)]
pub enum CookieName {
    /// The session.
    Session,
    /// Binds a mailed link to the browser that asked for it.
    Asking,
    /// Binds what a passkey is asked to the browser that was asked.
    Ceremony,
    /// Binds what a provider answers to the browser that was sent to it.
    Provider,
    /// Keeps a reader's language.
    Locale,
    /// Shows that the code of a report's link was given.
    SharedReport,
}

impl CookieName {
    /// The name as it is set for an application.
    #[must_use]
    pub fn name(self, app: &App) -> &'static str {
        match (self, app.origin.is_tls()) {
            (Self::Session, true) => "__Host-session",
            (Self::Session, false) => "session",
            (Self::Asking, true) => "__Host-asking",
            (Self::Asking, false) => "asking",
            (Self::Ceremony, true) => "__Host-ceremony",
            (Self::Ceremony, false) => "ceremony",
            (Self::Provider, true) => "__Host-provider",
            (Self::Provider, false) => "provider",
            (Self::Locale, true) => "__Host-locale",
            (Self::Locale, false) => "locale",
            (Self::SharedReport, true) => "__Host-shared-report",
            (Self::SharedReport, false) => "shared-report",
        }
    }

    /// The value that a request carries.
    #[must_use]
    pub fn read<'a>(self, app: &App, headers: &'a HeaderMap) -> Option<&'a str> {
        cookie(headers, self.name(app))
    }

    /// A `Set-Cookie` value; zero seconds takes the cookie away.
    #[must_use]
    pub fn set(self, app: &App, value: &str, seconds: i64) -> HeaderValue {
        let secure = if app.origin.is_tls() { "; Secure" } else { "" };
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", self.name(app));
        HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
    }
}
