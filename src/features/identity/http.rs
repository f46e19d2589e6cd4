//! Signing in as plain form posts: works without script, on any phone.

use axum::{
    body::Bytes,
    extract::{Extension, Path, Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use norven_words::Locale;
use serde::Deserialize;

use super::{
    leaving,
    model::{Ceremony, Email, LINK_SECONDS},
    passkeys,
    providers::{self, Return},
    service::{self, Asked},
    sessions,
    webhooks::{self, Heard, Unheard},
};
use crate::{
    error::AppError,
    platform::{fault::Fault, webhook::Unverified},
    server::{
        actor,
        call::settle,
        form::Form,
        origin::Origin,
        reply,
        session::{ABSOLUTE_SECONDS, CookieName, Token},
        state::App,
    },
    ui::routes,
};

/// The form of the sign-in page.
#[derive(Deserialize)]
pub struct AskForm {
    email: String,
    #[serde(default)]
    then: String,
}

/// Mails a link and a code.
pub async fn request_link(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    Form(form): Form<AskForm>,
) -> Response {
    let asked = async {
        let email = Email::parse(&form.email)?;
        let earlier = CookieName::Asking.read(&app, &headers);
        let asked = service::request_link(&app, &email, earlier, &origin).await?;
        Ok::<_, Fault>((email, asked))
    };
    match asked.await {
        Ok((email, Asked::Mailed { browser, has_provider })) => {
            let asking = CookieName::Asking.set(&app, &browser.text, LINK_SECONDS);
            let domain = if has_provider { email.domain() } else { "" };
            ([(header::SET_COOKIE, asking)], Redirect::to(&routes::sign_in_code(&form.then, domain))).into_response()
        }
        Ok((email, Asked::AtProvider)) => {
            Redirect::to(&routes::sign_in_company(&form.then, email.domain())).into_response()
        }
        Err(fault) => back(&routes::sign_in_then(&form.then), fault, &origin),
    }
}

/// The form of the code page.
#[derive(Deserialize)]
pub struct CodeForm {
    code: String,
    #[serde(default)]
    then: String,
}

/// Signs in with a code.
pub async fn confirm_code(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    Form(form): Form<CodeForm>,
) -> Response {
    let browser = CookieName::Asking.read(&app, &headers).unwrap_or_default();
    match service::confirm_code(&app, &form.code, browser, &origin).await {
        Ok(session) => enter(&app, &headers, &origin, &session, &form.then).await,
        Err(fault) => back(&routes::sign_in_code(&form.then, ""), fault, &origin),
    }
}

/// The form behind a mailed link: a person presses the button, mail scanners do not.
#[derive(Deserialize)]
pub struct LinkForm {
    token: String,
}

/// Signs in with a link.
pub async fn use_link(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    Form(form): Form<LinkForm>,
) -> Response {
    match service::use_link(&app, &form.token, CookieName::Asking.read(&app, &headers), &origin).await {
        Ok(session) => enter(&app, &headers, &origin, &session, "").await,
        // The page for the code names the mail that counts.
        Err(fault @ Fault::App(AppError::LinkSuperseded)) => back(&routes::sign_in_code("", ""), fault, &origin),
        Err(fault) => back(routes::SIGN_IN, fault, &origin),
    }
}

/// The form of the page that asks for a name.
#[derive(Deserialize)]
pub struct NameForm {
    name: String,
    #[serde(default)]
    then: String,
}

/// Keeps what somebody is called, and leads on.
pub async fn welcome(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    Form(form): Form<NameForm>,
) -> Response {
    let named = async {
        let person = actor::signed_in(&app, &headers, origin.clone()).await?;
        service::update_profile(&person, &form.name, person.user.locale, None).await
    };
    match named.await {
        Ok(()) => Redirect::to(routes::local(&form.then).unwrap_or(routes::OVERVIEW)).into_response(),
        Err(fault) => back(&routes::welcome_then(&form.then), fault, &origin),
    }
}

/// Asks whichever passkey the device offers.
pub async fn ask_passkey(State(app): State<App>, Extension(origin): Extension<Origin>) -> Response {
    match passkeys::ask_anybody(&app, &origin).await {
        Ok((Ceremony(options), browser)) => {
            let asking = CookieName::Ceremony.set(&app, &browser.text, passkeys::CEREMONY_SECONDS);
            let json = HeaderValue::from_static("application/json");
            ([(header::SET_COOKIE, asking), (header::CONTENT_TYPE, json)], options).into_response()
        }
        Err(fault) => reply::problem(&settle(fault, &origin), origin.locale),
    }
}

/// The form that a script fills in with a passkey's answer.
#[derive(Deserialize)]
pub struct PasskeyForm {
    credential: String,
    #[serde(default)]
    then: String,
}

/// Signs in with a passkey.
pub async fn use_passkey(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    Form(form): Form<PasskeyForm>,
) -> Response {
    let browser = CookieName::Ceremony.read(&app, &headers).unwrap_or_default();
    match passkeys::sign_in_by(&app, browser, &form.credential, &origin).await {
        Ok(session) => enter(&app, &headers, &origin, &session, &form.then).await,
        Err(fault) => back(&routes::sign_in_then(&form.then), fault, &origin),
    }
}

/// The form behind a provider's button.
#[derive(Deserialize)]
pub struct ProviderForm {
    #[serde(default)]
    then: String,
}

/// Sends a person to a provider.
pub async fn go_to_provider(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path(provider): Path<String>,
    Form(form): Form<ProviderForm>,
) -> Response {
    match providers::send(&app, &provider, &form.then, &origin).await {
        Ok(journey) => {
            let away = CookieName::Provider.set(&app, &journey.browser.text, providers::ASKED_SECONDS);
            ([(header::SET_COOKIE, away)], Html(leaving::page(&journey, origin.locale))).into_response()
        }
        Err(fault) => back(&routes::sign_in_then(&form.then), fault, &origin),
    }
}

/// Receives a person from a provider. The protocol has them come by a link from there: what guards it is the secret
/// in their browser and the one that the answer brings back, not the page that they come from.
pub async fn come_back(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    Path(provider): Path<String>,
    Query(answer): Query<providers::Answer>,
) -> Response {
    let browser = CookieName::Provider.read(&app, &headers).unwrap_or_default();
    match providers::receive(&app, &provider, browser, answer, &origin).await {
        Ok(Return::SignedIn(session, then)) => enter(&app, &headers, &origin, &session, &then).await,
        Ok(Return::Mailed(browser, then)) => {
            let asking = CookieName::Asking.set(&app, &browser.text, LINK_SECONDS);
            ([(header::SET_COOKIE, asking)], Redirect::to(&routes::sign_in_code(&then, ""))).into_response()
        }
        Err(fault) => back(routes::SIGN_IN, fault, &origin),
    }
}

/// Hears a message of a provider. Whoever operates the provider reads the answer, in English.
pub async fn hear(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let why = match webhooks::hear(&app, &provider, &headers, &body, &origin).await {
        Ok(Heard::Done) => return StatusCode::OK.into_response(),
        Ok(Heard::LastOwnerStays) => {
            return "Heard. The last owner stays what they are until there is another.\n".into_response();
        }
        Err(Unheard::Fault(fault)) => return reply::problem(&settle(fault, &origin), origin.locale),
        Err(why) => why,
    };
    let status = match why {
        Unheard::Nobody => StatusCode::NOT_FOUND,
        Unheard::Unverified(Unverified::Signature | Unverified::Time) => StatusCode::UNAUTHORIZED,
        _ => StatusCode::BAD_REQUEST,
    };
    tracing::warn!(request = %origin.request, provider, %why, "a provider's message was not heard");
    (status, format!("{why}\n")).into_response()
}

/// What the browser forgets of us when somebody signs out (W3C Clear Site Data). Not "cookies": that would take the cookies
/// of the whole registrable domain, other applications' below it too; of ours, the session's is taken by name.
const FORGET: &str = "\"cache\", \"storage\"";

/// Signs out, and has the browser forget what it kept, where its page says that nothing waits on the device: "storage"
/// takes the answers and photos along that have not been sent. A page without script says nothing.
pub async fn sign_out(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    headers: HeaderMap,
    form: Bytes,
) -> Response {
    let nothing_waits = url::form_urlencoded::parse(&form).any(|(name, value)| name == "outbox" && value == "empty");
    let left = async {
        let person = actor::signed_in(&app, &headers, origin.clone()).await?;
        sessions::end(&person, person.session).await
    };
    match left.await {
        // A session that ended meanwhile has ended.
        Ok(()) | Err(Fault::App(AppError::NotSignedIn | AppError::NotFound)) => {
            let gone = CookieName::Session.set(&app, "", 0);
            let mut response = ([(header::SET_COOKIE, gone)], Redirect::to(routes::HOME)).into_response();
            if nothing_waits {
                response
                    .headers_mut()
                    .insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static(FORGET));
            }
            response
        }
        Err(fault) => back(routes::OVERVIEW, fault, &origin),
    }
}

/// The form of the language switch.
#[derive(Deserialize)]
pub struct LocaleForm {
    locale: String,
    #[serde(default)]
    then: String,
}

/// A browser keeps its reader's language for a year.
const LOCALE_SECONDS: i64 = 365 * 24 * 3600;

/// Remembers a reader's language.
pub async fn set_locale(State(app): State<App>, Form(form): Form<LocaleForm>) -> Response {
    let locale = Locale::from_tag(&form.locale).unwrap_or_default();
    let cookie = CookieName::Locale.set(&app, locale.tag(), LOCALE_SECONDS);
    let to = Redirect::to(routes::local(&form.then).unwrap_or(routes::HOME));
    ([(header::SET_COOKIE, cookie)], to).into_response()
}

/// Hands a session to a browser, in place of the one it had.
async fn enter(app: &App, headers: &HeaderMap, origin: &Origin, session: &Token, then: &str) -> Response {
    if let Some(earlier) = CookieName::Session.read(app, headers)
        && let Err(fault) = sessions::end_replaced(app, earlier, origin).await
    {
        return back(routes::SIGN_IN, fault, origin);
    }
    let to = Redirect::to(routes::local(then).unwrap_or(routes::OVERVIEW));
    let mut response = to.into_response();
    for cookie in [
        CookieName::Session.set(app, &session.text, ABSOLUTE_SECONDS),
        CookieName::Asking.set(app, "", 0),
        CookieName::Ceremony.set(app, "", 0),
        CookieName::Provider.set(app, "", 0),
    ] {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Back to the form, with the error in the address: the page words it.
fn back(page: &str, fault: Fault, origin: &Origin) -> Response {
    let error = settle(fault, origin);
    Redirect::to(&routes::with_problem(page, &error)).into_response()
}
