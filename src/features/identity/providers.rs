//! Signing in with a provider (OpenID Connect).
//!
//! A person is known by the provider's own name for them, never by their address: the first time, a mailed code shows
//! that an address which somebody has here already, or which the provider does not vouch for, is theirs.

use std::sync::Arc;

use norven_proof::digest::Digest;
use serde::{Deserialize, Serialize};

use super::{
    asker::Asker,
    ceremony,
    means::Means,
    model::{Email, LINK_SECONDS, User},
    service::{ensure_user, mail_code, refuse, sign_in, user},
    store::{self, identities},
};
use crate::{
    error::{AppError, ProviderProblem},
    features::{
        access,
        audit::{
            self,
            model::{Event, Object},
        },
    },
    ids::OrgId,
    platform::{
        db::DirectoryTx,
        fault::Fault,
        mail::{NameInMail, Subject},
        oidc::{Asked, Claims, OidcError, Provider},
    },
    server::{origin::Origin, session::Token, state::App},
    ui::routes,
};

/// A person has ten minutes to sign in at a provider.
pub const ASKED_SECONDS: i64 = 10 * 60;
/// Most characters in a provider's name for a person (OpenID Connect Core 1.0, 2).
const MAX_SUBJECT: usize = 255;

/// Most characters that are kept of where somebody wanted to be.
const MAX_THEN: usize = 2000;

/// The kinds of ceremony.
const SIGN_IN: &str = "provider";
const JOIN: &str = "identity";

/// A provider that somebody chose: the operator's, or that of an organisation.
struct Chosen {
    provider: Arc<Provider>,
    of: Option<OrgId>,
}

impl Chosen {
    async fn find(app: &App, id: &str) -> Result<Option<Self>, Fault> {
        if let Some(provider) = app.providers.get(id) {
            return Ok(Some(Self { provider, of: None }));
        }
        let Ok(id) = id.parse() else { return Ok(None) };
        let found = access::company::provider(app, id).await?;
        Ok(found.map(|found| Self { provider: Arc::new(found.provider), of: Some(found.org) }))
    }

    fn means(&self) -> Means {
        Means::Provider { id: self.provider.id.clone(), of: self.of }
    }

    /// Whether it may say whose an address is.
    async fn may_vouch_for(&self, tx: &mut DirectoryTx, email: &Email) -> Result<bool, Fault> {
        may_vouch_for(tx, &self.means(), email).await
    }
}

/// Whether a provider may say whose an address is: the operator's may of any, the provider of an organisation of its own
/// domains only, while the organisation has both.
async fn may_vouch_for(tx: &mut DirectoryTx, means: &Means, email: &Email) -> Result<bool, Fault> {
    match means {
        Means::Provider { id, of: Some(org) } => access::company::answers_for(tx, *org, id, email.domain()).await,
        _ => Ok(true),
    }
}

/// What waits while a person is at a provider.
#[derive(Serialize, Deserialize)]
struct Away {
    provider: String,
    then: String,
    asked: Asked,
}

/// What a provider said of somebody who has yet to show that an address is theirs.
#[derive(Serialize, Deserialize)]
struct Joining {
    issuer: String,
    subject: String,
    email: Email,
    /// The provider.
    provider: String,
    /// Whose it is, where it is no operator's.
    of: Option<OrgId>,
}

/// Where a person is sent to.
pub struct Journey {
    /// The provider's name.
    pub name: String,
    /// The address.
    pub url: String,
    /// Binds the answer to their browser.
    pub browser: Token,
}

/// Who came back from a provider.
pub enum Return {
    /// Somebody who is signed in, and where they wanted to be.
    SignedIn(Token, String),
    /// Somebody who got a mail with a code, which they have to show in this browser, and where they wanted to be.
    Mailed(Token, String),
}

/// What a provider answers (RFC 6749, 4.1.2; RFC 9207).
#[derive(Default, Deserialize)]
pub struct Answer {
    #[serde(default)]
    state: String,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// Sends a person to a provider.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Provider`], [`AppError::TooMany`].
pub async fn send(app: &App, provider: &str, then: &str, origin: &Origin) -> Result<Journey, Fault> {
    app.limits.sign_in(origin.ip)?;
    let Chosen { provider, .. } = Chosen::find(app, provider).await?.ok_or(AppError::NotFound)?;
    let (asked, browser) = (Asked::new(&*app.rng), Token::new(app));
    let sent = provider.address(&asked, back(app, &provider), app.now()).await;
    let url = sent.map_err(|why| refused(&provider, &why, origin))?;
    let asker = asker(&browser.text, &asked.state);
    let away = Away { provider: provider.id.clone(), then: then.chars().take(MAX_THEN).collect(), asked };
    let mut tx = app.db.directory().await?;
    ceremony::put(app, &mut tx, asker, SIGN_IN, &away, ASKED_SECONDS).await?;
    tx.commit().await?;
    Ok(Journey { name: provider.name.clone(), url: url.into(), browser })
}

/// Receives a person who comes back from a provider.
///
/// # Errors
/// [`AppError::Provider`], [`AppError::TooMany`].
pub async fn receive(
    app: &App,
    provider: &str,
    browser: &str,
    answer: Answer,
    origin: &Origin,
) -> Result<Return, Fault> {
    app.limits.sign_in(origin.ip)?;
    // Used up before the provider is asked: whatever comes of it, the answer counts once.
    let mut tx = app.db.directory().await?;
    let waiting: Option<Away> = ceremony::take(app, &mut tx, asker(browser, &answer.state), SIGN_IN).await?;
    tx.commit().await?;
    let away = waiting.ok_or_else(|| problem(ProviderProblem::TooLate))?;
    let chosen = Chosen::find(app, provider).await?.filter(|chosen| chosen.provider.id == away.provider);
    let chosen = chosen.ok_or_else(|| problem(ProviderProblem::TooLate))?;
    let provider = &*chosen.provider;
    let code = match answer {
        Answer { iss: Some(iss), .. } if iss != provider.issuer() => {
            return Err(refused(provider, &OidcError::Provider(format!("the answer is of {iss:?}")), origin));
        }
        Answer { error: None, code: Some(code), .. } => code,
        Answer { error, .. } => {
            return Err(refused(provider, &OidcError::Provider(format!("it answers with error {error:?}")), origin));
        }
    };
    let redeemed = provider.redeem(code, away.asked, back(app, provider), app.now()).await;
    let claims = redeemed.map_err(|why| refused(provider, &why, origin))?;
    if claims.subject.is_empty() || claims.subject.len() > MAX_SUBJECT {
        return Err(refused(provider, &OidcError::Provider("a subject of no sensible length".to_owned()), origin));
    }
    enter(app, &chosen, claims, away.then, origin).await
}

/// Lets in whom a provider means: known already, or somebody new.
async fn enter(app: &App, chosen: &Chosen, claims: Claims, then: String, origin: &Origin) -> Result<Return, Fault> {
    let means = chosen.means();
    let mut tx = app.db.directory().await?;
    if let Some(id) = identities::whom(&mut tx, &claims.issuer, &claims.subject).await? {
        let known = user(&mut tx, id).await?.ok_or_else(|| Fault::internal("an identity of nobody"))?;
        // Whom it named once it may name no longer: the domain may be somebody else's now.
        if !chosen.may_vouch_for(&mut tx, &known.email).await? {
            let error = AppError::Provider { problem: ProviderProblem::OtherDomain };
            return Err(refuse(app, tx, Some(&known), Means::PROVIDER, origin, error).await);
        }
        identities::note_use(&mut tx, &claims.issuer, &claims.subject, app.now()).await?;
        return Ok(Return::SignedIn(sign_in(app, tx, &known, &means, origin).await?, then));
    }
    let email = claims.email.as_deref().and_then(|email| Email::parse(email).ok());
    let email = email.ok_or_else(|| problem(ProviderProblem::NoAddress))?;
    if !chosen.may_vouch_for(&mut tx, &email).await? {
        return Err(problem(ProviderProblem::OtherDomain));
    }
    let known = store::user_by_email(&mut tx, &email).await?;
    match (claims.email_verified, known) {
        (Some(false), known) => {
            let error = AppError::Provider { problem: ProviderProblem::NoAddress };
            Err(refuse(app, tx, known.as_ref(), Means::PROVIDER, origin, error).await)
        }
        (Some(true), None) => {
            let new = ensure_user(app, &mut tx, &email, origin.locale).await?;
            if !add(app, &mut tx, &new, &claims.issuer, &claims.subject, origin).await? {
                return Err(AppError::Conflict.into());
            }
            Ok(Return::SignedIn(sign_in(app, tx, &new, &means, origin).await?, then))
        }
        (Some(true) | None, _) => {
            let browser = Token::new(app);
            let (issuer, subject, provider) = (claims.issuer, claims.subject, chosen.provider.id.clone());
            let joining = Joining { issuer, subject, email, provider, of: chosen.of };
            ceremony::put(app, &mut tx, browser.digest, JOIN, &joining, LINK_SECONDS).await?;
            let asker = Asker::somewhere(&mut tx, &joining.email, origin).await?;
            mail_code(app, &mut tx, &joining.email, browser.digest, asker, |code, link| {
                let t = &origin.locale.words().identity;
                let url = app.origin.url(&routes::sign_in_link(link));
                let name = NameInMail::new(&chosen.provider.name, origin.locale.words().common.name_withheld);
                let body = t.mail_provider_body(code, LINK_SECONDS / 60, &name, url);
                let subject = Subject::naming(&name, |name| t.mail_provider_subject(Token::mark(browser.digest), name));
                Some((subject, body))
            })
            .await?;
            tx.commit().await?;
            app.bell.notify_one();
            Ok(Return::Mailed(browser, then))
        }
    }
}

/// Adds the identity that waited in a browser for its person to show, by the code or the link of a mail, that an
/// address is theirs. They have then signed in by their provider.
///
/// # Errors
/// When the database refuses.
pub async fn join(
    app: &App,
    tx: &mut DirectoryTx,
    person: &User,
    browser: Digest,
    origin: &Origin,
) -> Result<Option<Means>, Fault> {
    let Some(joining) = ceremony::take::<Joining>(app, tx, browser, JOIN).await? else { return Ok(None) };
    let means = Means::Provider { id: joining.provider, of: joining.of };
    // Where it was added meanwhile, it stays as it is; the mail signs in by itself.
    let joined = joining.email == person.email
        && may_vouch_for(tx, &means, &person.email).await?
        && add(app, tx, person, &joining.issuer, &joining.subject, origin).await?;
    Ok(joined.then_some(means))
}

/// Whether an identity waits in a browser for its person to show that an address is theirs: a provider sent them.
///
/// # Errors
/// When the database refuses.
pub async fn sent(app: &App, tx: &mut DirectoryTx, browser: Option<Digest>, email: &Email) -> Result<bool, Fault> {
    let Some(browser) = browser else { return Ok(false) };
    let waiting = ceremony::waiting::<Joining>(app, tx, browser, JOIN).await?;
    Ok(waiting.is_some_and(|joining| joining.email == *email))
}

/// Adds an identity; false where somebody has it already.
async fn add(
    app: &App,
    tx: &mut DirectoryTx,
    person: &User,
    issuer: &str,
    subject: &str,
    origin: &Origin,
) -> Result<bool, Fault> {
    let added = identities::add(tx, issuer, subject, person.id, app.now()).await?;
    if added {
        let event = Event::new("identity.added", Object::of("user", person.id.0)).with("issuer", issuer);
        audit::service::record_of_person(app, tx, person, origin, &event).await?;
    }
    Ok(added)
}

/// Where a provider sends people back to. Each has an address of its own, so that none can pass on what another
/// answered (RFC 9700, 4.4.2.2).
fn back(app: &App, provider: &Provider) -> String {
    app.origin.url(&routes::sign_in_back(&provider.id))
}

/// What was asked is found by both the browser's secret and what the answer has to bring back.
fn asker(browser: &str, state: &str) -> Digest {
    Digest::of(format!("{browser}\n{state}"))
}

/// The reason is for the operator's log.
fn refused(provider: &Provider, why: &OidcError, origin: &Origin) -> Fault {
    tracing::warn!(request = %origin.request, provider = provider.id, %why, "a provider signed nobody in");
    problem(ProviderProblem::Refused)
}

fn problem(problem: ProviderProblem) -> Fault {
    AppError::Provider { problem }.into()
}
