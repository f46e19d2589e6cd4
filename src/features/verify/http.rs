//! Looking a digest up. The file itself never reaches the server.

use axum::{
    Json,
    extract::{Extension, Path, State},
    response::{IntoResponse, Response},
};
use norven_proof::digest::Digest;
use serde::Serialize;

use super::{model::Kind, sample, service};
use crate::{
    error::AppError,
    server::{origin::Origin, reply, state::App},
};

/// What the public register says of a digest.
#[derive(Serialize)]
struct Answer {
    known: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<Entry>,
}

#[derive(Serialize)]
struct Entry {
    /// `file` where it is the digest of a whole PDF, `content` where it is that of a record.
    kind: Kind,
    issuer: String,
    number: String,
    revision: i32,
    /// RFC 3339, UTC.
    issued_at: String,
}

/// Tells whether a digest belongs to a report that was issued here.
pub async fn look_up(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path(digest): Path<String>,
) -> Response {
    let found = async {
        let digest = Digest::copied(&digest).map_err(|_| AppError::Malformed)?;
        let entry = service::look_up(&app, &origin, digest).await?.map(|found| Entry {
            kind: found.kind,
            issuer: found.issuer,
            number: found.number,
            revision: found.revision,
            issued_at: found.issued.datetime_attribute(),
        });
        Ok(Json(Answer { known: entry.is_some(), entry }).into_response())
    };
    reply::or_problem(found.await, &origin)
}

/// The sample report of this deployment, or its tampered copy.
pub async fn sample(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path(name): Path<String>,
) -> Response {
    let found = async {
        let bytes = match name.as_str() {
            "sample.pdf" => sample::genuine(&app).await?,
            "sample-tampered.pdf" => sample::tampered(&app).await?,
            _ => return Err(AppError::NotFound.into()),
        };
        Ok(reply::attachment("application/pdf", &name, bytes))
    };
    reply::or_problem(found.await, &origin)
}
