//! The organisation's logo over a plain route: a picture of the settings page.

use axum::{
    extract::{Extension, State},
    http::HeaderMap,
    response::Response,
};

use super::{logo, service};
use crate::{
    error::AppError,
    server::{actor, origin::Origin, reply, state::App},
};

/// Shows the logo.
pub async fn logo(State(app): State<App>, Extension(origin): Extension<Origin>, headers: HeaderMap) -> Response {
    let found = async {
        let member = actor::member(actor::signed_in(&app, &headers, origin.clone()).await?).await?;
        let mut tx = app.db.read(member.org.id).await?;
        let key = service::key(&app, &mut tx).await?;
        drop(tx);
        Ok(reply::picture(logo::load(&app, &key, &member.org).await?.ok_or(AppError::NotFound)?))
    };
    reply::or_problem(found.await, &origin)
}
