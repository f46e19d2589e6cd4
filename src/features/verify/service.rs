//! Looking a digest up, for people and for programs.

use norven_proof::digest::Digest;

use super::model::{Kind, Registered};
use crate::{
    features::reports,
    platform::fault::Fault,
    server::{origin::Origin, state::App},
    time::Moment,
};

/// What the register says of a digest, whoever asks.
///
/// # Errors
/// [`AppError::TooMany`](crate::error::AppError::TooMany).
pub async fn look_up(app: &App, origin: &Origin, digest: Digest) -> Result<Option<Registered>, Fault> {
    app.limits.lookup(origin.ip)?;
    let row = reports::service::look_up(app, digest).await?;
    Ok(row.map(|row| Registered {
        kind: if row.kind == "file" { Kind::File } else { Kind::Content },
        issuer: row.issuer,
        number: row.number,
        revision: row.revision,
        issued: Moment::utc(row.issued_at),
    }))
}
