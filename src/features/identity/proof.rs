//! Showing once more who one is, before what a stranger at an open session must not do.

use super::{
    asker::Asker,
    ceremony::session_asks,
    means::{Assurance, Means},
    model::{Ceremony, LINK_SECONDS, ProofGiven},
    passkeys, service, store,
};
use crate::{
    features::{
        access,
        audit::{
            self,
            model::{Event, Object},
        },
    },
    platform::fault::Fault,
    server::actor::SignedIn,
    ui::routes,
};

/// Mails a code that only the present session can use.
///
/// # Errors
/// [`AppError::TooMany`].
pub async fn request_code(person: &SignedIn) -> Result<(), Fault> {
    let app = &person.app;
    app.limits.prove(person.origin.ip)?;
    let mut tx = app.db.directory().await?;
    let asker = Asker::session(person.session);
    service::mail_code(app, &mut tx, &person.user.email, asker.name, asker, |code, _| {
        let t = &person.origin.locale.words().identity;
        let body = t.mail_proof_body(code, LINK_SECONDS / 60, app.origin.url(routes::PROFILE));
        Some((t.mail_proof_subject.into(), body))
    })
    .await?;
    tx.commit().await?;
    app.bell.notify_one();
    Ok(())
}

/// What one of the person's passkeys is asked; nothing where they have none.
///
/// # Errors
/// When the database refuses.
pub async fn ask_passkey(person: &SignedIn) -> Result<Option<Ceremony>, Fault> {
    passkeys::ask_of(person).await
}

/// Takes a proof: the session counts as shown to be the person's from now on.
///
/// # Errors
/// [`AppError::LinkInvalid`], [`AppError::CodeWrong`], [`AppError::Passkey`], [`AppError::TooMany`].
pub async fn give(person: &SignedIn, proof: &ProofGiven) -> Result<(), Fault> {
    let app = &person.app;
    app.limits.prove(person.origin.ip)?;
    let (mut tx, means) = match proof {
        ProofGiven::Code(code) => {
            let (mut tx, link) = service::open_by_code(app, code, session_asks(person.session), &person.origin).await?;
            service::use_up(app, &mut tx, &link).await?;
            (tx, Means::Mail)
        }
        ProofGiven::Passkey(credential) => passkeys::answer_of(person, credential).await?,
    };
    store::prove_session(&mut tx, person.session, &means, app.now()).await?;
    let event = Event::new("session.proved", Object::of("session", person.session.0)).with("by", means.as_str());
    audit::service::record_for_person(person, &mut tx, event).await?;
    let Assurance { strong, provider_of } = person.assurance;
    if !strong {
        access::company::note_broken_glass(app, &mut tx, &person.user, &means, provider_of, &person.origin).await?;
    }
    tx.commit().await?;
    app.bell.notify_one();
    Ok(())
}
