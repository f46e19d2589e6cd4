//! Bodies of requests. Who sends one, how long it is and whether there is room for it are asked before the first byte is
//! read; a body that stands still or trickles is given up, and one that is only slow is not.

mod pace;
mod room;
mod tries;

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
use tokio::time::{Instant, timeout};

pub use self::{
    pace::Pace,
    room::{Held, Rooms},
};
use super::{
    actor::{self, Member},
    call::settle,
    limits::Network,
    origin::Origin,
    reply,
    router::{MAX_BODY, TIMEOUT},
    state::App,
};
use crate::{error::AppError, ids::PhotoId};

/// Most bytes in a body of somebody who is not signed in: forms, and what providers tell of their people.
pub const MAX_STRANGERS_BODY: usize = 64 * 1024;
/// A body is given up when nothing of it came for so long.
pub const STANDS_STILL: Duration = Duration::from_secs(30);
/// Somebody who was refused may go on sending for so long, so that they hear why.
const LETTING_GO: Duration = Duration::from_secs(30);
/// How long somebody waits who came when there was no room.
const COME_BACK_SECONDS: u32 = 10;
/// When to come back with a photo that another try is sending; the same as where another try takes it in.
const OTHER_TRY_SECONDS: u32 = 5;

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
        && let Some(held) = rooms.strangers.take(network, None, length)
    {
        let bytes = timeout(TIMEOUT, sent.read(length, app.limits.patience.body, None)).await;
        return Ok((bytes.map_err(|_| AppError::Offline)??, held));
    }
    let signed_in = actor::signed_in(app, &parts.headers, origin.clone()).await;
    let person = signed_in.map_err(|fault| settle(fault, origin)).map_err(|error| match error {
        AppError::NotSignedIn if length <= MAX_STRANGERS_BODY => busy(),
        error => error,
    })?;
    let held = rooms.members.take(network, Some(person.user.id), length).ok_or_else(busy)?;
    Ok((sent.read(length, app.limits.patience.body, Some(app.limits.pace)).await?, held))
}

/// Reads a photo of exactly this many bytes, whose sender was found to be somebody who may send it.
///
/// # Errors
/// [`AppError::DigestMismatch`] where it has another length, [`AppError::TooMany`] while another try sends the same photo,
/// [`AppError::Busy`] where there is no room.
pub async fn exactly(member: &Member, photo: PhotoId, sent: Sent, bytes: usize) -> Result<(Vec<u8>, Held), AppError> {
    if sent.length().is_some_and(|length| length != bytes) {
        return Err(AppError::DigestMismatch);
    }
    let app = &member.app;
    let (rooms, seconds) = (&app.limits.rooms, OTHER_TRY_SECONDS);
    // Until its bytes are there. From then on one try at a time takes it in, and the others wait for that.
    let _trying = rooms.photos.begin(member.org.id, photo).ok_or(AppError::TooMany { seconds })?;
    let held = rooms.members.take(Network::of(member.origin.ip), Some(member.user.id), bytes).ok_or_else(busy)?;
    match sent.read(bytes, app.limits.patience.body, Some(app.limits.pace)).await {
        Ok(read) if read.len() == bytes => Ok((read, held)),
        Ok(_) | Err(AppError::TooLarge { .. }) => Err(AppError::DigestMismatch),
        Err(error) => Err(error),
    }
}

fn too_large(most: usize) -> AppError {
    AppError::TooLarge { limit_kb: u32::try_from(most / 1000).unwrap_or(u32::MAX) }
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
    /// Whether its sender sends nothing unless it is read.
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

    /// Reads it. A pace is not asked of a body that has to be there in a given time.
    async fn read(self, most: usize, patience: Duration, pace: Option<Pace>) -> Result<Vec<u8>, AppError> {
        let mut read = Vec::with_capacity(self.length().unwrap_or_default().min(most));
        self.each(most, patience, pace, |frame| read.extend_from_slice(frame)).await?;
        Ok(read)
    }

    /// Reads past it, where what it holds is here already. Its sender would not hear so if they were cut off, and begin anew.
    ///
    /// # Errors
    /// [`AppError::Offline`] where it does not come to its end, [`AppError::TooLarge`] where it has more than so many bytes.
    pub async fn pass(self, app: &App, most: usize) -> Result<(), AppError> {
        if self.waits_to_be_asked {
            return Ok(());
        }
        self.each(most, app.limits.patience.body, Some(app.limits.pace), |_| {}).await
    }

    async fn each(
        mut self,
        most: usize,
        patience: Duration,
        pace: Option<Pace>,
        mut take: impl FnMut(&[u8]),
    ) -> Result<(), AppError> {
        let Some(body) = self.body.take() else { return Ok(()) };
        let mut frames = body.into_data_stream();
        let (begun, mut came) = (Instant::now(), 0);
        loop {
            let behind = pace.map(|pace| pace.time_for(came).saturating_sub(begun.elapsed()));
            let wait = behind.map_or(patience, |behind| behind.min(patience));
            // A connection that breaks off, stands still or trickles is one that there is not.
            let Some(frame) = timeout(wait, frames.next()).await.map_err(|_| AppError::Offline)? else {
                return Ok(());
            };
            let frame = frame.map_err(|_| AppError::Offline)?;
            came += frame.len();
            if came > most {
                self.body = Some(Body::from_stream(frames));
                return Err(too_large(most));
            }
            take(&frame);
        }
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
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

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;

    use super::*;

    /// A body of this many bytes, before each of which its sender pauses.
    fn trickling(bytes: usize, pause: Duration) -> Sent {
        let frames = stream::unfold(0, move |sent: usize| async move {
            tokio::time::sleep(pause).await;
            (sent < bytes).then(|| (Ok::<_, Infallible>(vec![0_u8]), sent + 1))
        });
        let (parts, ()) = axum::http::Request::new(()).into_parts();
        Sent::new(&parts, Body::from_stream(frames))
    }

    #[tokio::test]
    async fn a_body_that_trickles_is_given_up_and_one_that_keeps_the_pace_is_read() {
        let (after, pause, patience) = (Duration::from_millis(500), Duration::from_millis(10), Duration::from_secs(20));
        let begun = Instant::now();
        let pace = Pace { after, bytes_a_second: 1_000 };
        let read = trickling(4_000, pause).read(4_000, patience, Some(pace)).await;
        assert_eq!(read, Err(AppError::Offline), "it stood still at no time");
        assert!(begun.elapsed() >= after && begun.elapsed() < patience);

        let begun = Instant::now();
        let pace = Pace { after, bytes_a_second: 5 };
        let read = trickling(100, pause).read(100, patience, Some(pace)).await;
        assert_eq!(read, Ok(vec![0; 100]));
        assert!(begun.elapsed() > after, "slowly, and beyond the time that each has");
    }

    #[tokio::test]
    async fn a_body_that_stands_still_is_given_up_before_it_falls_behind() {
        let pace = Pace { after: Duration::from_secs(60), bytes_a_second: 1_000 };
        let begun = Instant::now();
        let read = trickling(2, Duration::from_secs(30)).read(2, Duration::from_millis(100), Some(pace)).await;
        assert_eq!(read, Err(AppError::Offline));
        assert!(begun.elapsed() < Duration::from_secs(20));
    }
}
