//! Every route and every layer.

use std::{sync::LazyLock, time::Duration};

use axum::{
    Router,
    body::to_bytes,
    extract::{DefaultBodyLimit, Request, State},
    http::{Extensions, HeaderMap, Method, StatusCode, Version, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post, put},
};
use leptos::{nonce::Nonce, prelude::provide_context, server_fn::axum::server_fn_paths};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list_with_exclusions};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer};

use super::{actor, assets, csrf, denied, headers, intake, origin, origin::Origin, reply, state::App};
use crate::{
    app,
    error::AppError,
    features::{audit, evidence, export, identity, orgs, reports, sharing, verify},
    text,
    ui::routes,
};

/// Most bytes in a request that is not a photo, in mebibytes.
pub const MAX_BODY_MB: u32 = 2;
/// The same in bytes.
pub const MAX_BODY: usize = MAX_BODY_MB as usize * 1024 * 1024;
/// Most bytes in what a provider tells of its people: Clerk's messages have some five kB.
pub const MAX_MESSAGE: usize = intake::MAX_STRANGERS_BODY;
/// A request is given up so long after its body came; so is a stranger's body, which is small.
pub const TIMEOUT: Duration = Duration::from_secs(120);

/// Where devices send what was done.
const COMMANDS: &str = "/api/v1/commands";

/// The pages. They are listed once: while leptos does that, no resource of the process loads, and one that begins to
/// load then waits for ever (leptos-rs/leptos#4773), so that no router may be made beside another that serves.
static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| {
    // leptos would give each server function a route of its own, past `server_function`.
    let functions = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    generate_route_list_with_exclusions(app::App, Some(functions))
});

/// The whole application as a service.
pub fn router(app: App) -> Router {
    let context = {
        let app = app.clone();
        move || provide_context(app.clone())
    };
    Router::new()
        .route("/healthz", get(healthz))
        .route("/sign-in", post(identity::http::request_link))
        .route("/sign-in/code", post(identity::http::confirm_code))
        .route("/sign-in/link", post(identity::http::use_link))
        .route("/sign-in/passkey", post(identity::http::use_passkey))
        .route("/sign-in/passkey/ask", post(identity::http::ask_passkey))
        .route("/sign-in/with/{provider}", post(identity::http::go_to_provider))
        .route("/sign-in/with/{provider}/callback", get(identity::http::come_back))
        .route("/sign-out", post(identity::http::sign_out))
        .route("/welcome", post(identity::http::welcome))
        .route("/locale", post(identity::http::set_locale))
        .route("/api/v1/digests/{digest}", get(verify::http::look_up))
        .route("/verify/{sample}", get(verify::http::sample))
        .route("/audit/{format}", get(audit::http::file))
        .route("/lists/{list}/{kind}", get(export::http::file))
        .route("/photos/{photo}/{size}", get(evidence::http::photo))
        .route("/logo", get(orgs::http::logo))
        .route("/reports/{report}/pdf", get(reports::http::pdf))
        .route("/r/{token}", get(sharing::http::page).post(sharing::http::give_code))
        .route("/r/{token}/pdf", get(sharing::http::pdf))
        .route("/r/{token}/record", get(sharing::http::record))
        .route("/r/{token}/photos/{photo}", get(sharing::http::photo))
        .route("/.well-known/norven-trust.json", get(verify::public::trust))
        .route("/verifier.html", get(verify::public::verifier))
        .route("/standing", get(verify::public::standing))
        .route("/log/{year}/{*file}", get(verify::public::log))
        .leptos_routes_with_context(&app, PAGES.clone(), with_nonce(context.clone()), {
            let app = app.clone();
            move || app::shell(app.leptos.clone())
        })
        .route("/api/{*function}", post(server_function).get(server_function))
        .fallback({
            let context = with_nonce(context);
            move |State(app): State<App>, request: Request| file_or_missing_page(app, request, context)
        })
        .layer(CompressionLayer::new().compress_when(is_text))
        .layer(middleware::from_fn_with_state(app.clone(), denied::layer))
        .layer(middleware::from_fn_with_state(app.clone(), require_session))
        .layer(in_time())
        .layer(middleware::from_fn_with_state(app.clone(), intake::layer))
        // Not read before: it takes its body itself, once it knows whose it is and how long it has to be.
        .merge(
            Router::new()
                .route("/api/v1/photos/{photo}", put(evidence::http::receive))
                .layer(middleware::from_fn_with_state(app.clone(), denied::layer)),
        )
        .layer(middleware::from_fn_with_state(app.clone(), csrf::layer))
        // Past the check of cross-site requests: no browser sends these. A signature guards them, and no cookie is read.
        .merge(
            Router::new()
                .route("/webhooks/{provider}", post(identity::http::hear))
                .layer(in_time())
                .layer(middleware::from_fn_with_state(app.clone(), intake::layer)),
        )
        // Bodies are limited where they are read.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(app.clone(), throttle))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), headers::layer))
        .layer(middleware::from_fn_with_state(app.clone(), origin::layer))
        .with_state(app)
}

/// Gives a request up that takes too long once its body is there.
fn in_time() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIMEOUT)
}

/// Whether an answer is worth compressing: pages and JSON. Files of the site lie there compressed, photos and
/// reports are so by nature. No answer holds a secret that is the same the next time, beside which a stranger
/// could have his guesses compressed (BREACH): requests are told apart by their origin, not by a token in the page.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/html") || kind.starts_with("application/json")
}

/// Adds the request's nonce to what pages can reach.
fn with_nonce(context: impl Fn() + Clone + Send + Sync + 'static) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        context();
        let nonce = leptos::prelude::use_context::<axum::http::request::Parts>()
            .and_then(|parts| parts.extensions.get::<Nonce>().cloned());
        if let Some(nonce) = nonce {
            provide_context(nonce);
        }
    }
}

/// A file of the site, or the page that says that there is nothing: a person gets a page, a program a
/// status.
async fn file_or_missing_page(
    app: App,
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    if let Some(file) = assets::find(&app, request.uri().path(), request.headers()).await {
        return file;
    }
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if request.method() != Method::GET || !accept.contains("text/html") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let options = app.leptos.clone();
    leptos_axum::render_app_async_with_context(context, move || app::shell(options.clone()))(request).await
}

/// Calls a server function.
async fn server_function(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let locale = parts.extensions.get::<Origin>().map(|origin| origin.locale).unwrap_or_default();
    // A function is called, and nothing lies there to be looked at.
    if parts.method != Method::POST {
        return reply::problem(&AppError::NotFound, locale);
    }
    // The address of a function holds a hash that changes with its build.
    if !server_fn_paths().any(|(path, _)| path == parts.uri.path()) {
        return reply::problem(&AppError::Outdated, locale);
    }
    let Ok(bytes) = to_bytes(body, MAX_BODY).await else {
        return reply::problem(&AppError::TooLarge { limit_kb: MAX_BODY_MB * 1024 * 1024 / 1000 }, locale);
    };
    // Commands are refused one by one, by those who read them: a device would send the others with it for ever.
    if parts.uri.path() != COMMANDS
        && let Err(error) = text::check_all(&bytes)
    {
        return reply::problem(&error, locale);
    }
    let request = Request::from_parts(parts, bytes.into());
    let response = leptos_axum::handle_server_fns_with_context(move || provide_context(app.clone()), request)
        .await
        .into_response();
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR { with_fitting_status(response).await } else { response }
}

/// Arguments that cannot be read fail before our code runs, and leptos answers 500 for them: the error
/// in the body says which status fits.
async fn with_fitting_status(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, MAX_BODY).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Ok(error) = serde_json::from_slice::<AppError>(&bytes)
        && let Ok(status) = StatusCode::from_u16(error.status())
    {
        parts.status = status;
    }
    Response::from_parts(parts, bytes.into())
}

async fn healthz(State(app): State<App>) -> Response {
    match app.db.ping().await {
        Ok(()) => (StatusCode::OK, "ok\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// Sends people who are not signed in to the sign-in page, and back afterwards; those whose account does not say what they
/// are called to the page that asks; those without an organisation to the page that creates one. Server functions and
/// media authorise for themselves.
async fn require_session(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !routes::is_private_page(path) && path != routes::WELCOME {
        return next.run(request).await;
    }
    let here = request.uri().path_and_query().map_or(path, |here| here.as_str());
    let Some(origin) = request.extensions().get::<Origin>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    match actor::signed_in(&app, request.headers(), origin.clone()).await {
        Ok(_) if path == routes::WELCOME => next.run(request).await,
        Ok(person) if !person.user.named && request.method() == Method::GET => {
            Redirect::to(&routes::welcome_then(here)).into_response()
        }
        Ok(person) => match orgs::service::membership(&app, person.user.id, person.current_org).await {
            // Whoever belongs to no organisation creates one first.
            Ok(None) if path != routes::NEW_ORGANISATION => Redirect::to(routes::NEW_ORGANISATION).into_response(),
            _ => next.run(request).await,
        },
        Err(fault) => match super::call::settle(fault, &origin) {
            AppError::NotSignedIn => Redirect::to(&routes::sign_in_then(here)).into_response(),
            error => reply::plain(&error, origin.locale),
        },
    }
}

/// Slows down whoever asks too much; files are left out.
async fn throttle(State(app): State<App>, request: Request, next: Next) -> Response {
    let limited = ["/api/", "/webhooks/"].iter().any(|root| request.uri().path().starts_with(root));
    if limited
        && let Some(origin) = request.extensions().get::<Origin>()
        && let Err(error) = app.limits.api(origin.ip)
    {
        return reply::problem(&error, origin.locale);
    }
    next.run(request).await
}
