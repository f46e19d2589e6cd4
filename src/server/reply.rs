//! Answers of plain routes: the same error as of server functions, as JSON.

use axum::{
    Json,
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use norven_words::Locale;
use serde::Serialize;

use super::{call::settle, headers::NO_STORE, origin::Origin};
use crate::{error::AppError, platform::fault::Fault, ui::routes};

#[derive(Serialize)]
struct Problem<'a> {
    #[serde(flatten)]
    error: &'a AppError,
    sentence: String,
}

/// An error as a JSON answer: its code and facts, and the sentence in the reader's language.
#[must_use]
pub fn problem(error: &AppError, locale: Locale) -> Response {
    with_status(error, Json(Problem { error, sentence: error.sentence(locale) }).into_response())
}

/// An error as its sentence in the reader's language, where no page of ours reads the answer.
#[must_use]
pub fn plain(error: &AppError, locale: Locale) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    with_status(error, (kind, error.sentence(locale)).into_response())
}

fn with_status(error: &AppError, mut response: Response) -> Response {
    *response.status_mut() = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let AppError::TooMany { seconds } | AppError::Busy { seconds } = error {
        response.headers_mut().insert(header::RETRY_AFTER, (*seconds).into());
    }
    response
}

/// A picture of the organisation's. In a browser it may do nothing but be looked at.
#[must_use]
pub fn picture(jpeg: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        (header::CACHE_CONTROL, NO_STORE),
    ];
    (headers, jpeg).into_response()
}

/// A file to be saved under a name (RFC 6266), which has no quotation marks.
#[must_use]
pub fn attachment(media_type: &'static str, name: &str, body: impl Into<Body>) -> Response {
    let plain: String = name.chars().map(|character| if character.is_ascii() { character } else { '_' }).collect();
    let own = if name.is_ascii() { String::new() } else { format!("; filename*=UTF-8''{}", routes::escape(name)) };
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"{own}"))
        .unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, NO_STORE),
    ];
    (headers, body.into()).into_response()
}

/// The answer of a plain route.
#[must_use]
pub fn or_problem(result: Result<Response, Fault>, origin: &Origin) -> Response {
    result.unwrap_or_else(|fault| problem(&settle(fault, origin), origin.locale))
}
