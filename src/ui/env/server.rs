//! On the server: from the request.

use norven_words::Locale;
use uuid::Uuid;

use crate::{
    server::{
        assets, call,
        session::{CookieName, Token},
        state::App,
    },
    time::Timestamp,
};

/// The language of the request.
#[must_use]
pub fn page_locale() -> Locale {
    call::origin().locale
}

/// A new id. Pages make ids when a person acts, which happens in the browser.
#[must_use]
pub fn new_id<T: From<Uuid>>() -> T {
    call::app().id()
}

/// The clock. Pages read it when a person acts, which happens in the browser.
#[must_use]
pub fn now() -> Timestamp {
    call::app().now()
}

/// The server is set to no zone that a reader means.
#[must_use]
pub fn local_zone() -> Option<String> {
    None
}

/// The server has no clipboard.
pub fn copy(_text: &str, _done: impl FnOnce() + 'static) {}

/// The server remembers nothing for a device.
#[must_use]
pub fn remembered(_key: &str) -> Option<String> {
    None
}

/// The server remembers nothing for a device.
pub fn remember(_key: &str, _value: &str) {}

/// The server remembers nothing for a device.
pub fn forget(_key: &str) {}

/// The address of a file of the site, of this edition of it.
#[must_use]
pub fn site_file(path: &str) -> String {
    leptos::prelude::use_context::<App>().map_or_else(|| path.to_owned(), |app| assets::address(&app, path))
}

/// The path of the page that is asked for.
#[must_use]
pub fn request_path() -> String {
    leptos::prelude::use_context::<axum::http::request::Parts>()
        .map(|parts| parts.uri.path().to_owned())
        .unwrap_or_default()
}

/// The server is given no file.
pub fn read_base64(_event: &leptos::ev::Event, _then: impl FnOnce(String) + 'static) {}

/// The server goes nowhere.
pub fn visit(_path: &str) {}

/// The server goes nowhere.
pub fn reload() {}

/// Answers with 404.
pub fn note_missing() {
    if let Some(options) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() {
        options.set_status(axum::http::StatusCode::NOT_FOUND);
    }
}

/// Whom people can sign in with: how addresses name them, and how people do.
#[must_use]
pub fn providers() -> Vec<(String, String)> {
    call::app().providers.iter().map(|provider| (provider.id.clone(), provider.name.clone())).collect()
}

/// Whether new people get in by an invitation or a provider only.
#[must_use]
pub fn by_invitation_only() -> bool {
    call::app().admission.registration == crate::server::admission::Registration::Closed
}

/// The mark of the mail that the reader's browser asked for last.
#[must_use]
pub fn asked_mail() -> Option<String> {
    let parts = leptos::prelude::use_context::<axum::http::request::Parts>()?;
    let asking = CookieName::Asking.read(&call::app(), &parts.headers).filter(|asking| !asking.is_empty())?;
    Some(Token::mark(Token::digest_of(asking)))
}

/// Whether mail goes to the local outbox.
#[must_use]
pub fn mail_is_local() -> bool {
    let app = call::app();
    crate::server::local::check(&app).is_ok()
}
