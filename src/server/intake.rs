//! Bodies of requests. Who sends one, how long it is and whether there is room for it are asked before the first byte is
//! read; a body that stands still is given up, and one that is slow is not.

mod room;

use std::time::Duration;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use http_body::Body as _;
use tokio::time::timeout;

pub use self::room::{Held, Rooms};
use super::{
    actor,
    call::settle,
    limits::Network,
    origin::Origin,
    reply,
    router::{MAX_BODY, TIMEOUT},
    state::App,
};
use crate::error::AppError;

/// Most bytes in a body of somebody who is not signed in: forms, and what providers tell of their people.
pub const MAX_STRANGERS_BODY: usize = 64 * 1024;
/// A body is given up when nothing of it came for so long.
pub const STANDS_STILL: Duration = Duration::from_secs(30);
/// Somebody who was refused may go on sending for so long, so that they hear why.
const LETTING_GO: Duration = Duration::from_secs(30);
/// How long somebody waits who came when there was no room.
const COME_BACK_SECONDS: u32 = 10;

/// Has a request wait for its body: routes behind this layer find it in memory.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Some(origin) = parts.extensions.get::<Origin>().cloned() else {
        return axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    match small(&app, &origin, &parts, Sent::new(&parts, body)).await {
        Ok((bytes, _held)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(error) if is_function(&parts) => reply::problem(&error, origin.locale),
        Err(error) => reply::plain(&error, origin.locale),
    }
}

/// Server functions take more than forms do, of people who are signed in.
fn is_function(parts: &Parts) -> bool {
    parts.uri.path().starts_with("/api/")
}

/// Reads a body of any route but the photos'.
async fn small(app: &App, origin: &Origin, parts: &Parts, sent: Sent) -> Result<(Vec<u8>, Held), AppError> {
    let most = if is_function(parts) { MAX_BODY } else { MAX_STRANGERS_BODY };
    let length = sent.length().unwrap_or(most);
    if length > most {
        return Err(too_large(most));
    }
    let (network, rooms) = (Network::of(origin.ip), &app.limits.rooms);
    // A stranger's room first: to ask for it costs no look at the database. It is small, and a body of it has to come soon.
    if length <= MAX_STRANGERS_BODY
        && let Some(held) = rooms.strangers.take(network, length)
    {
        let bytes = timeout(TIMEOUT, sent.read(length, app.limits.patience.body)).await;
        return Ok((bytes.map_err(|_| AppError::Offline)??, held));
    }
    let signed_in = actor::signed_in(app, &parts.headers, origin.clone()).await;
    signed_in.map_err(|fault| settle(fault, origin)).map_err(|error| match error {
        AppError::NotSignedIn if length <= MAX_STRANGERS_BODY => busy(),
        error => error,
    })?;
    let held = rooms.members.take(network, length).ok_or_else(busy)?;
    Ok((sent.read(length, app.limits.patience.body).await?, held))
}

/// Reads a body of exactly this many bytes, whose sender was found to be somebody who may send it.
///
/// # Errors
/// [`AppError::DigestMismatch`] where it has another length, [`AppError::Busy`] where there is no room.
pub async fn exactly(app: &App, origin: &Origin, sent: Sent, bytes: usize) -> Result<(Vec<u8>, Held), AppError> {
    if sent.length().is_some_and(|length| length != bytes) {
        return Err(AppError::DigestMismatch);
    }
    let held = app.limits.rooms.members.take(Network::of(origin.ip), bytes).ok_or_else(busy)?;
    match sent.read(bytes, app.limits.patience.body).await {
        Ok(read) if read.len() == bytes => Ok((read, held)),
        Ok(_) | Err(AppError::TooLarge { .. }) => Err(AppError::DigestMismatch),
        Err(error) => Err(error),
    }
}

fn too_large(most: usize) -> AppError {
    AppError::TooLarge { limit_mb: u32::try_from(most.div_ceil(1024 * 1024)).unwrap_or(u32::MAX) }
}

/// There is no room now, and there will be.
#[must_use]
pub fn busy() -> AppError {
    tracing::warn!("somebody was asked to come back: there is no room");
    AppError::Busy { seconds: COME_BACK_SECONDS }
}

/// A body that somebody sends. Where it is not read, its sender is let go: a browser that is cut off while it sends does
/// not hear why.
pub struct Sent {
    body: Option<Body>,
    waits_to_be_asked: bool,
}

impl Sent {
    /// The body of a request.
    #[must_use]
    pub fn new(parts: &Parts, body: Body) -> Self {
        Self { body: Some(body), waits_to_be_asked: parts.headers.contains_key(header::EXPECT) }
    }

    /// How long it says it is.
    fn length(&self) -> Option<usize> {
        let exact = self.body.as_ref().and_then(|body| body.size_hint().exact());
        exact.map(|length| usize::try_from(length).unwrap_or(usize::MAX))
    }

    async fn read(mut self, most: usize, patience: Duration) -> Result<Vec<u8>, AppError> {
        let mut read = Vec::with_capacity(self.length().unwrap_or_default().min(most));
        let Some(body) = self.body.take() else { return Ok(read) };
        let mut frames = body.into_data_stream();
        // A connection that breaks off or stands still is one that there is not.
        while let Some(frame) = timeout(patience, frames.next()).await.map_err(|_| AppError::Offline)? {
            let frame = frame.map_err(|_| AppError::Offline)?;
            if read.len() + frame.len() > most {
                return Err(too_large(most));
            }
            read.extend_from_slice(&frame);
        }
        Ok(read)
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        // Who asks first sends nothing unless the body is read.
        let Some(body) = self.body.take().filter(|body| !self.waits_to_be_asked && !body.is_end_stream()) else {
            return;
        };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(timeout(LETTING_GO, async move {
            let mut frames = body.into_data_stream();
            while let Some(Ok(_)) = frames.next().await {}
        }));
    }
}
