//! What a member tried and was refused is on record too: one place, behind every page, server function and file.
//! The first refusal of a kind, that is, and then how many there were.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::{MatchedPath, Request, State},
    http::Uri,
    middleware::Next,
    response::Response,
};

use super::{
    actor::{self, Member, SignedIn},
    call::settle,
    origin::Origin,
    refusals::{self, Place, Refusal},
    state::App,
};
use crate::{
    error::AppError,
    features::audit::model::{Event, Object},
    platform::fault::Fault,
};

/// What a request was refused for, once it was: whoever answers it notes so.
#[derive(Clone, Debug, Default)]
pub struct Refused(Arc<OnceLock<AppError>>);

impl Refused {
    /// Notes a refusal. The first one counts.
    pub fn note(&self, error: &AppError) {
        drop(self.0.set(error.clone()));
    }
}

/// Records a request that was refused as an attempt of whoever made it.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let (headers, method, uri) = (request.headers().clone(), request.method().clone(), request.uri().clone());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let origin = request.extensions().get::<Origin>().cloned();
    let response = next.run(request).await;
    if let Some(origin) = origin
        && let Some(error) = origin.refused.0.get()
        && !is_on_record(error)
    {
        let recorded = async {
            let person = actor::signed_in(&app, &headers, origin.clone()).await?;
            record(person, format!("{method} {}", address(route.as_ref(), &uri)), error).await
        };
        match recorded.await {
            // Strangers, and people of no organisation, have no log of their own.
            Ok(()) | Err(Fault::App(AppError::NotSignedIn | AppError::NotFound)) => {}
            // The answer stays what it is; why it is not on record stands in the log.
            Err(fault) => drop(settle(fault, &origin)),
        }
    }
    response
}

/// Whether identity has recorded it, in the name of whoever it would have been.
fn is_on_record(error: &AppError) -> bool {
    matches!(
        error,
        AppError::LinkInvalid
            | AppError::LinkElsewhere
            | AppError::LinkSuperseded
            | AppError::LinkUnknown
            | AppError::CodeWrong { .. }
            | AppError::Passkey { .. }
    )
}

/// The route, since what stands for an id in it is somebody's; of a server function the name, without the build's hash.
fn address<'a>(route: Option<&'a MatchedPath>, uri: &'a Uri) -> &'a str {
    let route = route.map(MatchedPath::as_str).filter(|route| !route.contains("{*"));
    route.unwrap_or(uri.path()).trim_end_matches(|c: char| c.is_ascii_digit())
}

async fn record(person: SignedIn, address: String, error: &AppError) -> Result<(), Fault> {
    let Member { app, org, user, origin, .. } = actor::member(person).await?;
    let object = Object { kind: "address", id: None };
    let event = match error {
        AppError::NotAllowed => Event::new("access.denied", object).with("address", address),
        error => Event::new("access.refused", object).with("address", address).with("why", error.code()),
    };
    let event = if let AppError::Field { field, .. } = error { event.with("field", field.as_str()) } else { event };
    let refusal = Refusal { place: Place::In(org.id), who: user, origin, event: event.denied() };
    refusals::record(&app, app.db.directory().await?, &refusal).await
}
