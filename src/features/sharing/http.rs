//! The addresses of a report that was handed over. None needs an account, and each is of the link.

use axum::{
    extract::{Extension, Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    opening::{self, Opened, Opening},
    web,
};
use crate::{
    error::AppError,
    platform::fault::Fault,
    server::{call::settle, form::Form, headers::NO_STORE, origin::Origin, reply, session::CookieName, state::App},
    ui::routes,
};

/// A browser that gave the code opens the report for a day.
const PASS_SECONDS: i64 = 24 * 3600;

/// The report as a page.
pub async fn page(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let shown = async {
        app.limits.lookup(origin.ip)?;
        Ok(match open(&app, &token, &headers).await? {
            Opening::Report(opened) => {
                let (record, bytes) = opened.record().await?;
                let html = web::report(&app, &token, &opened, &record, &bytes)?;
                opened.note_view(&origin).await?;
                html_page(StatusCode::OK, html)
            }
            Opening::Code => html_page(StatusCode::OK, web::ask_code(&app, &token, None, origin.locale)),
            Opening::Over => html_page(StatusCode::GONE, web::over(&app, origin.locale)),
        })
    };
    or_page(&app, shown.await, &origin)
}

/// The code, as a form sends it.
#[derive(Deserialize)]
pub struct CodeForm {
    code: String,
}

/// Takes the code of a link.
pub async fn give_code(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path(token): Path<String>,
    Form(form): Form<CodeForm>,
) -> Response {
    let given = async {
        Ok(match opening::give_code(&app, &token, &form.code, &origin).await? {
            Some(pass) => {
                let cookie = CookieName::SharedReport.set(&app, &pass, PASS_SECONDS);
                ([(header::SET_COOKIE, cookie)], Redirect::to(&routes::shared(&token))).into_response()
            }
            None => {
                let wrong = Some(origin.locale.words().sharing.code_wrong);
                html_page(StatusCode::UNPROCESSABLE_ENTITY, web::ask_code(&app, &token, wrong, origin.locale))
            }
        })
    };
    or_page(&app, given.await, &origin)
}

/// The PDF.
pub async fn pdf(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        app.limits.lookup(origin.ip)?;
        let opened = opened(&app, &token, &headers).await?;
        let (name, bytes) = opened.pdf(&origin).await?;
        Ok(reply::attachment("application/pdf", &name, bytes))
    };
    or_page(&app, found.await, &origin)
}

/// The record, as the PDF carries it.
pub async fn record(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        app.limits.lookup(origin.ip)?;
        let (_, bytes) = opened(&app, &token, &headers).await?.record().await?;
        Ok(reply::attachment("application/json", "record.json", bytes))
    };
    or_page(&app, found.await, &origin)
}

/// A photo of the record.
pub async fn photo(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path((token, photo)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let opened = opened(&app, &token, &headers).await?;
        Ok(reply::picture(opened.photo(photo.parse().map_err(|_| AppError::NotFound)?).await?))
    };
    reply::or_problem(found.await, &origin)
}

async fn open(app: &App, token: &str, headers: &HeaderMap) -> Result<Opening, Fault> {
    opening::open(app, token, CookieName::SharedReport.read(app, headers)).await
}

async fn opened(app: &App, token: &str, headers: &HeaderMap) -> Result<Opened, Fault> {
    match open(app, token, headers).await? {
        Opening::Report(opened) => Ok(*opened),
        Opening::Code | Opening::Over => Err(AppError::NotFound.into()),
    }
}

/// A page that is kept nowhere, found by no search engine, and tells no other site where it was.
fn html_page(status: StatusCode, html: String) -> Response {
    let headers = [
        (header::CACHE_CONTROL, NO_STORE),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    ];
    (status, headers, Html(html)).into_response()
}

/// What went wrong, as a page for a person.
fn or_page(app: &App, result: Result<Response, Fault>, origin: &Origin) -> Response {
    result.unwrap_or_else(|fault| {
        let error = settle(fault, origin);
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        html_page(status, web::problem(app, &error, origin.locale))
    })
}
