//! The forms that browsers post to plain routes.

use axum::{
    extract::{FromRequest, Request, rejection::FormRejection},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;

use super::{origin::Origin, reply};
use crate::error::AppError;

/// A form. One that cannot be read, since a field is missing or stands there twice, is refused by a sentence of ours in the
/// reader's language.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let locale = request.extensions().get::<Origin>().map(|origin| origin.locale).unwrap_or_default();
        match axum::Form::from_request(request, state).await {
            Ok(axum::Form(form)) => Ok(Self(form)),
            // Of a body that did not come whole, what reads bodies has said so.
            Err(FormRejection::BytesRejection(body)) => Err(body.into_response()),
            Err(_) => Err(reply::plain(&AppError::Malformed, locale)),
        }
    }
}
