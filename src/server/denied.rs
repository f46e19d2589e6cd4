//! What a member tried and may not do is on record too: one place, behind every page, server function and file.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{StatusCode, Uri},
    middleware::Next,
    response::Response,
};

use super::{
    actor::{self, SignedIn},
    call::settle,
    origin::Origin,
    state::App,
};
use crate::{
    features::audit::{
        self,
        model::{Event, Object},
    },
    platform::fault::Fault,
};

/// Records a request that was answered with 403 as an attempt of whoever made it.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let (headers, method, uri) = (request.headers().clone(), request.method().clone(), request.uri().clone());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let origin = request.extensions().get::<Origin>().cloned();
    let response = next.run(request).await;
    if response.status() == StatusCode::FORBIDDEN
        && let Some(origin) = origin
    {
        let request = origin.request;
        let recorded = async {
            let person = actor::signed_in(&app, &headers, origin).await?;
            record(person, format!("{method} {}", address(route.as_ref(), &uri))).await
        };
        if let Err(fault) = recorded.await {
            // The answer stays what it is; why it is not on record stands in the log.
            drop(settle(fault, request));
        }
    }
    response
}

/// The route, since what stands for an id in it is somebody's; of a server function the name, without the build's hash.
fn address<'a>(route: Option<&'a MatchedPath>, uri: &'a Uri) -> &'a str {
    let route = route.map(MatchedPath::as_str).filter(|route| !route.contains("{*"));
    route.unwrap_or(uri.path()).trim_end_matches(|c: char| c.is_ascii_digit())
}

async fn record(person: SignedIn, address: String) -> Result<(), Fault> {
    let member = actor::member(person).await?;
    let mut tx = member.app.db.write(member.org.id).await?;
    let event = Event::new("access.denied", Object { kind: "address", id: None }).with("address", address).denied();
    audit::service::record_for(&member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}
