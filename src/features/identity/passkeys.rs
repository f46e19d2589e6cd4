//! Passkeys (W3C Web Authentication, level 3): adding, naming and removing them, and what they answer.
//!
//! A device confirms who uses it, by finger, face or PIN, before it answers. What it was asked waits in the database:
//! for five minutes, for one answer, from the browser that was asked.

use std::sync::Arc;

use norven_proof::digest::Digest;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{
        AuthenticationResult, DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration,
        PublicKeyCredential, RegisterPublicKeyCredential, WebauthnError,
    },
};

use super::{
    ceremony::{self, session_asks},
    device::device,
    mails,
    means::Means,
    model::{Ceremony, PasskeyLine, User, check_name},
    service::{self, sign_in, user},
    store::{
        begun,
        passkeys::{self as store, NewPasskey, PasskeyRow},
        prove_session,
    },
};
use crate::{
    error::{AppError, PasskeyProblem},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        orgs,
    },
    ids::{PasskeyId, UserId},
    platform::{db::DirectoryTx, fault::Fault, mail::Mail, quota},
    server::{actor::SignedIn, config::PublicOrigin, origin::Origin, session::Token, state::App},
    time::Moment,
    ui::routes,
};

/// What a passkey was asked can be answered for five minutes.
pub const CEREMONY_SECONDS: i64 = 5 * 60;
/// So many passkeys a person has at most.
const MAX_PASSKEYS: usize = 20;
/// Most bytes in what a device answers; the longest that are known are a tenth of it.
const MAX_ANSWER: usize = 32 * 1024;

/// The kinds of ceremony.
const ADD: &str = "add";
const SIGN_IN: &str = "sign-in";
const PROVE: &str = "prove";

/// Who asks passkeys at this address; nobody where it is no domain, since passkeys belong to domains.
#[must_use]
pub fn relying_party(origin: &PublicOrigin) -> Option<Arc<Webauthn>> {
    let url = Url::parse(origin.as_str()).ok()?;
    let domain = url.domain()?.to_owned();
    WebauthnBuilder::new(&domain, &url).ok()?.rp_name("Norven").build().ok().map(Arc::new)
}

/// The passkeys of a person. Instants are told for where their organisation is.
///
/// # Errors
/// When the database refuses.
pub async fn list(person: &SignedIn) -> Result<Vec<PasskeyLine>, Fault> {
    let moment = orgs::service::moments(person).await?;
    let mut tx = person.app.db.directory_read().await?;
    let line = |row: PasskeyRow| PasskeyLine {
        id: row.id,
        name: row.name,
        created: moment(row.created_at),
        last_used: row.last_used_at.map(&moment),
    };
    Ok(store::of_user(&mut tx, person.user.id).await?.into_iter().map(line).collect())
}

/// Whether a person has no passkey, where there can be any.
///
/// # Errors
/// When the database refuses.
pub async fn lacks(app: &App, tx: &mut DirectoryTx, user: UserId) -> Result<bool, Fault> {
    Ok(app.passkeys.is_some() && store::of_user(tx, user).await?.is_empty())
}

/// What the device is asked for a new passkey.
///
/// # Errors
/// [`AppError::ProofNeeded`], [`AppError::Passkey`].
pub async fn ask_for_new(person: &SignedIn) -> Result<Ceremony, Fault> {
    person.proved()?;
    let app = &person.app;
    let mut tx = app.db.directory().await?;
    let known = credentials(&mut tx, person.user.id).await?;
    if known.len() >= MAX_PASSKEYS {
        return Err(refused(PasskeyProblem::TooMany));
    }
    let known = known.iter().map(|passkey| passkey.cred_id().clone()).collect();
    let User { id, email, name, .. } = &person.user;
    let (asked, state) =
        party(app)?.start_passkey_registration(id.0, email.as_str(), name, Some(known)).map_err(Fault::internal)?;
    let mut options = serde_json::to_value(asked.public_key)?;
    // Found by the device itself: nobody has to say first who they are.
    if let Some(Value::Object(wanted)) = options.get_mut("authenticatorSelection") {
        wanted.insert("residentKey".to_owned(), "required".into());
        wanted.insert("requireResidentKey".to_owned(), true.into());
    }
    ceremony::put(app, &mut tx, session_asks(person.session), ADD, &state, CEREMONY_SECONDS).await?;
    tx.commit().await?;
    Ok(Ceremony(options.to_string()))
}

/// Keeps the passkey that a device made. It has the device's name until it gets another.
///
/// # Errors
/// [`AppError::ProofNeeded`], [`AppError::Passkey`], [`AppError::Malformed`].
pub async fn add(person: &SignedIn, credential: &str) -> Result<(), Fault> {
    person.proved()?;
    let app = &person.app;
    let party = party(app)?;
    let answer: RegisterPublicKeyCredential = read(credential)?;
    let mut tx = app.db.directory().await?;
    let state: Option<PasskeyRegistration> = ceremony::take(app, &mut tx, session_asks(person.session), ADD).await?;
    let asked = state.ok_or(WebauthnError::ChallengeNotFound);
    let passkey = match asked.and_then(|state| party.finish_passkey_registration(&answer, &state)) {
        Ok(passkey) => passkey,
        Err(why) => return Err(refuse(app, tx, Some(&person.user), &person.origin, &why).await),
    };
    let locale = person.user.locale;
    let name = Some(device(&person.origin.user_agent)).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| locale.words().identity.device_unknown.to_owned());
    let id: PasskeyId = app.id();
    let credential_id = Digest::of(passkey.cred_id());
    let credential = serde_json::to_string(&passkey)?;
    let kept = NewPasskey { id, user: person.user.id, credential_id, credential: &credential, name: &name };
    // Of two that are added at once, the second is counted with the first.
    quota::lock(&mut tx, &format!("passkeys/{}", person.user.id)).await?;
    if store::of_user(&mut tx, person.user.id).await?.len() >= MAX_PASSKEYS {
        return Err(refused(PasskeyProblem::TooMany));
    }
    if !store::add(&mut tx, &kept, app.now()).await? {
        return Err(refused(PasskeyProblem::Known));
    }
    let t = &locale.words().identity;
    let time = Moment::utc(app.now()).date_time(locale);
    let mail = Mail {
        to: person.user.email.as_str().to_owned(),
        subject: t.mail_passkey_subject.into(),
        body: t.mail_passkey_body(person.origin.ip.in_words(locale), &name, time, app.origin.url(routes::PROFILE)),
    };
    mails::send(app, &mut tx, &mail).await?;
    // Whoever added it has just unlocked it.
    prove_session(&mut tx, person.session, &Means::Passkey(id), app.now()).await?;
    audit::service::record_for_person(person, &mut tx, Event::new("passkey.added", Object::of("passkey", id.0)))
        .await?;
    tx.commit().await?;
    app.bell.notify_one();
    Ok(())
}

/// Names a passkey.
///
/// # Errors
/// [`AppError::Field`] `passkey_name`, [`AppError::NotFound`].
pub async fn rename(person: &SignedIn, passkey: PasskeyId, name: &str) -> Result<(), Fault> {
    let name = check_name("passkey_name", name)?;
    let mut tx = person.app.db.directory().await?;
    if !store::rename(&mut tx, person.user.id, passkey, &name).await? {
        return Err(AppError::NotFound.into());
    }
    audit::service::record_for_person(person, &mut tx, Event::new("passkey.renamed", Object::of("passkey", passkey.0)))
        .await?;
    Ok(tx.commit().await?)
}

/// Removes a passkey, and ends the sessions that began with it, maybe the one in which it is removed.
///
/// # Errors
/// [`AppError::ProofNeeded`], [`AppError::NotFound`].
pub async fn remove(person: &SignedIn, passkey: PasskeyId) -> Result<(), Fault> {
    person.proved()?;
    let mut tx = person.app.db.directory().await?;
    if !store::remove(&mut tx, person.user.id, passkey).await? {
        return Err(AppError::NotFound.into());
    }
    let ended = begun::end_by_passkey(&mut tx, person.user.id, passkey).await?;
    let event = Event::new("passkey.removed", Object::of("passkey", passkey.0)).with("sessions", ended);
    audit::service::record_for_person(person, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// What any passkey of this address is asked, and the secret that binds the answer to the browser.
///
/// # Errors
/// [`AppError::Passkey`], [`AppError::TooMany`].
pub async fn ask_anybody(app: &App, origin: &Origin) -> Result<(Ceremony, Token), Fault> {
    app.limits.sign_in(origin.ip)?;
    let (asked, state) = party(app)?.start_discoverable_authentication().map_err(Fault::internal)?;
    let browser = Token::new(app);
    let mut tx = app.db.directory().await?;
    ceremony::put(app, &mut tx, browser.digest, SIGN_IN, &state, CEREMONY_SECONDS).await?;
    tx.commit().await?;
    Ok((Ceremony(serde_json::to_string(&asked.public_key)?), browser))
}

/// Signs in whose passkey answered.
///
/// # Errors
/// [`AppError::Passkey`], [`AppError::Malformed`], [`AppError::TooMany`].
pub async fn sign_in_by(app: &App, browser: &str, credential: &str, origin: &Origin) -> Result<Token, Fault> {
    app.limits.sign_in(origin.ip)?;
    let party = party(app)?;
    let answer: PublicKeyCredential = read(credential)?;
    let mut tx = app.db.directory().await?;
    let state: Option<DiscoverableAuthentication> =
        ceremony::take(app, &mut tx, Token::digest_of(browser), SIGN_IN).await?;
    let Ok((id, _)) = party.identify_discoverable_authentication(&answer) else {
        tx.commit().await?;
        return Err(refused(PasskeyProblem::Unknown));
    };
    let person = user(&mut tx, UserId(id)).await?;
    let row = store::with_credential(&mut tx, UserId(id), Digest::of(&answer.raw_id)).await?;
    let (Some(person), Some(row)) = (person.as_ref(), row) else {
        return Err(refuse(app, tx, person.as_ref(), origin, &WebauthnError::CredentialNotFound).await);
    };
    let passkey: Passkey = serde_json::from_str(&row.credential)?;
    let asked = state.ok_or(WebauthnError::ChallengeNotFound);
    match asked.and_then(|state| party.finish_discoverable_authentication_v2(&answer, state, &passkey)) {
        Ok(result) => note_use(app, &mut tx, row.id, passkey, &result).await?,
        Err(why) => return Err(refuse(app, tx, Some(person), origin, &why).await),
    }
    sign_in(app, tx, person, &Means::Passkey(row.id), origin).await
}

/// What one of a person's passkeys is asked; nothing where they have none.
///
/// # Errors
/// When the database refuses.
pub async fn ask_of(person: &SignedIn) -> Result<Option<Ceremony>, Fault> {
    let app = &person.app;
    let Some(party) = &app.passkeys else { return Ok(None) };
    let mut tx = app.db.directory().await?;
    let known = credentials(&mut tx, person.user.id).await?;
    if known.is_empty() {
        return Ok(None);
    }
    let (asked, state) = party.start_passkey_authentication(&known).map_err(Fault::internal)?;
    ceremony::put(app, &mut tx, session_asks(person.session), PROVE, &state, CEREMONY_SECONDS).await?;
    tx.commit().await?;
    Ok(Some(Ceremony(serde_json::to_string(&asked.public_key)?)))
}

/// Checks that one of a person's passkeys answered, and says which. What follows from it belongs to the same transaction.
///
/// # Errors
/// [`AppError::Passkey`], [`AppError::Malformed`].
pub async fn answer_of(person: &SignedIn, credential: &str) -> Result<(DirectoryTx, Means), Fault> {
    let app = &person.app;
    let party = party(app)?;
    let answer: PublicKeyCredential = read(credential)?;
    let mut tx = app.db.directory().await?;
    let state: Option<PasskeyAuthentication> =
        ceremony::take(app, &mut tx, session_asks(person.session), PROVE).await?;
    let row = store::with_credential(&mut tx, person.user.id, Digest::of(&answer.raw_id)).await?;
    let asked = state.ok_or(WebauthnError::ChallengeNotFound);
    let checked = asked.and_then(|state| {
        let row = row.ok_or(WebauthnError::CredentialNotFound)?;
        Ok((party.finish_passkey_authentication(&answer, &state)?, row))
    });
    match checked {
        Ok((result, row)) => {
            let passkey = serde_json::from_str(&row.credential)?;
            note_use(app, &mut tx, row.id, passkey, &result).await?;
            Ok((tx, Means::Passkey(row.id)))
        }
        Err(why) => Err(refuse(app, tx, Some(&person.user), &person.origin, &why).await),
    }
}

fn party(app: &App) -> Result<&Webauthn, Fault> {
    app.passkeys.as_deref().ok_or_else(|| refused(PasskeyProblem::Unsupported))
}

async fn credentials(tx: &mut DirectoryTx, user: UserId) -> Result<Vec<Passkey>, Fault> {
    let rows = store::of_user(tx, user).await?;
    rows.iter().map(|row| Ok(serde_json::from_str(&row.credential)?)).collect()
}

fn read<T: DeserializeOwned>(credential: &str) -> Result<T, Fault> {
    if credential.len() > MAX_ANSWER {
        return Err(AppError::Malformed.into());
    }
    serde_json::from_str(credential).map_err(|_| AppError::Malformed.into())
}

async fn note_use(
    app: &App,
    tx: &mut DirectoryTx,
    id: PasskeyId,
    mut passkey: Passkey,
    result: &AuthenticationResult,
) -> Result<(), Fault> {
    passkey.update_credential(result);
    Ok(store::note_use(tx, id, &serde_json::to_string(&passkey)?, app.now()).await?)
}

/// Uses up what was asked, and records who was not let in; the reason is for the operator's log.
async fn refuse(app: &App, tx: DirectoryTx, who: Option<&User>, origin: &Origin, why: &WebauthnError) -> Fault {
    tracing::info!(request = %origin.request, %why, "a passkey's answer was refused");
    let problem = match why {
        WebauthnError::CredentialNotFound => PasskeyProblem::Unknown,
        _ => PasskeyProblem::NotConfirmed,
    };
    service::refuse(app, tx, who, Means::PASSKEY, origin, AppError::Passkey { problem }).await
}

fn refused(problem: PasskeyProblem) -> Fault {
    AppError::Passkey { problem }.into()
}
