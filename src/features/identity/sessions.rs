//! The sessions of a person: where they are signed in, and how to end that.

use super::{
    device::{device, recognised_by},
    mails,
    model::{SessionLine, User},
    store::{self, begun},
};
use crate::{
    error::AppError,
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        orgs,
    },
    ids::{OrgId, ProviderId, SessionId, UserId},
    platform::{
        db::{AnyTx, DirectoryTx},
        fault::Fault,
        mail::Mail,
    },
    server::{
        actor::SignedIn,
        origin::Origin,
        session::{IDLE_SECONDS, Token},
        state::App,
    },
    time::Moment,
    ui::routes,
};

/// Where a person is signed in, last used first. Instants are told for where their organisation is.
///
/// # Errors
/// When the database refuses.
pub async fn list(person: &SignedIn) -> Result<Vec<SessionLine>, Fault> {
    let app = &person.app;
    let moment = orgs::service::moments(person).await?;
    let now = app.now();
    let mut tx = app.db.directory_read().await?;
    let rows = store::sessions_of(&mut tx, person.user.id, now, now.plus_seconds(-IDLE_SECONDS)).await?;
    let line = |row: store::OpenSessionRow| SessionLine {
        id: row.id,
        device: device(&row.user_agent),
        ip: row.ip,
        last_used: moment(row.last_seen_at),
        is_this: row.id == person.session,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Ends a session of one's own.
///
/// # Errors
/// [`AppError::NotFound`] where it is not theirs, or has ended.
pub async fn end(person: &SignedIn, session: SessionId) -> Result<(), Fault> {
    let mut tx = person.app.db.directory().await?;
    if !store::end_session_of(&mut tx, person.user.id, session).await? {
        return Err(AppError::NotFound.into());
    }
    let event = Event::new("session.ended", Object::of("session", session.0));
    audit::service::record_for_person(person, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// Ends the session that a browser had before another began in it: whoever uses a browser has one session there.
///
/// # Errors
/// When the database refuses.
pub async fn end_replaced(app: &App, token: &str, origin: &Origin) -> Result<(), Fault> {
    let mut tx = app.db.directory().await?;
    let Some((session, user)) = store::take_session(&mut tx, Token::digest_of(token)).await? else { return Ok(()) };
    if let Some(user) = super::service::user(&mut tx, user).await? {
        let event = Event::new("session.ended", Object::of("session", session.0)).with("by", "sign-in");
        audit::service::record_of_person(app, &mut tx, &user, origin, &event).await?;
    }
    Ok(tx.commit().await?)
}

/// Ends every session of one's own but the present one.
///
/// # Errors
/// When the database refuses.
pub async fn end_others(person: &SignedIn) -> Result<(), Fault> {
    let mut tx = person.app.db.directory().await?;
    let ended = store::end_sessions_of(&mut tx, person.user.id, Some(person.session)).await?;
    let event = Event::new("session.others_ended", Object::of("user", person.user.id.0)).with("count", ended);
    audit::service::record_for_person(person, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// Ends every session of a person, within the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub async fn end_all_of(tx: &mut impl AnyTx, user: UserId) -> Result<u64, Fault> {
    Ok(store::end_sessions_of(tx, user, None).await?)
}

/// Ends the sessions that began with a provider of an organisation, which is removed, maybe in one of them.
///
/// # Errors
/// When the database refuses.
pub async fn end_by_provider(tx: &mut impl AnyTx, org: OrgId, provider: ProviderId) -> Result<u64, Fault> {
    Ok(begun::end_by_provider(tx, org, &provider.to_string()).await?)
}

/// The same of the sessions of a domain's people, whom a provider of the organisation may name no longer.
///
/// # Errors
/// When the database refuses.
pub async fn end_by_domain(tx: &mut impl AnyTx, org: OrgId, domain: &str) -> Result<u64, Fault> {
    Ok(begun::end_by_domain(tx, org, domain).await?)
}

/// Has the sessions of a person forget the organisation that they leave, within the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub async fn leave_org(tx: &mut impl AnyTx, user: UserId, org: OrgId) -> Result<(), Fault> {
    Ok(store::leave_org(tx, user, org).await?)
}

/// Tells a person by mail that they signed in where they never did before. The first device of all is no news.
///
/// # Errors
/// When the database refuses.
pub async fn note_device(app: &App, tx: &mut DirectoryTx, user: &User, origin: &Origin) -> Result<(), Fault> {
    let now = app.now();
    let is_first = !store::has_devices(tx, user.id).await?;
    let is_known = store::note_device(tx, user.id, recognised_by(origin), now).await?;
    if is_first || is_known {
        return Ok(());
    }
    let t = &user.locale.words().identity;
    let name = device(&origin.user_agent);
    let name = if name.is_empty() { t.device_unknown.to_owned() } else { name };
    let time = Moment::utc(now).date_time(user.locale);
    let mail = Mail {
        to: user.email.as_str().to_owned(),
        subject: t.mail_device_subject.into(),
        body: t.mail_device_body(name, origin.ip.in_words(user.locale), time, app.origin.url(routes::PROFILE)),
    };
    mails::send(app, tx, &mail).await
}
