//! Answers of plain routes: the same error as of server functions, as JSON.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use norven_words::Locale;
use serde::Serialize;

use super::{call::settle, origin::Origin};
use crate::{error::AppError, platform::fault::Fault};

#[derive(Serialize)]
struct Problem<'a> {
    #[serde(flatten)]
    error: &'a AppError,
    sentence: String,
}

/// An error as a JSON answer: its code and facts, and the sentence in the reader's language.
#[must_use]
pub fn problem(error: &AppError, locale: Locale) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(Problem { error, sentence: error.sentence(locale) })).into_response();
    if let AppError::TooMany { seconds } = error {
        response.headers_mut().insert(header::RETRY_AFTER, (*seconds).into());
    }
    response
}

/// The answer of a plain route.
#[must_use]
pub fn or_problem(result: Result<Response, Fault>, origin: &Origin) -> Response {
    result.unwrap_or_else(|fault| problem(&settle(fault, origin.request), origin.locale))
}
