//! Recording events.

use super::{
    chain::SALTS,
    model::{Event, Topic},
    store::{self, Values},
};
use crate::{
    features::{identity::model::User, orgs},
    ids::{OrgId, UserId},
    platform::{
        account::account,
        db::{AnyTx, Db, DirectoryTx, Tx},
        fault::Fault,
        rng::Rng,
    },
    server::{
        actor::{Informant, Member, SignedIn},
        origin::Origin,
        state::App,
    },
    time::Timestamp,
};

/// Records an event in the transaction of what it records: both commit, or neither does.
///
/// # Errors
/// When the database refuses.
pub async fn record(
    app: &App,
    tx: &mut impl AnyTx,
    who: Option<&User>,
    origin: &Origin,
    event: Event,
) -> Result<(), Fault> {
    let org = tx.bound_to();
    add(made(app), tx, org, &Actor::of(who), origin, &event).await
}

/// Who did something, as the log keeps it.
struct Actor {
    user: Option<UserId>,
    name: String,
}

impl Actor {
    fn of(who: Option<&User>) -> Self {
        let name = who.map_or_else(String::new, |user| format!("{} <{}>", user.name, user.email.as_str()));
        Self { user: who.map(|user| user.id), name }
    }

    fn provider(informant: &Informant) -> Self {
        Self { user: None, name: format!("provider ({})", informant.name) }
    }
}

/// Adds an event.
async fn add(
    made: (Timestamp, &dyn Rng),
    tx: &mut impl AnyTx,
    org: Option<OrgId>,
    actor: &Actor,
    origin: &Origin,
    event: &Event,
) -> Result<(), Fault> {
    Ok(store::add(tx, &kept(made, org, actor, origin, event), Topic::of(event.action).as_str()).await?)
}

/// What is kept of something that a member did.
pub(super) fn values(member: &Member, event: &Event) -> Values {
    kept(made(&member.app), Some(member.org.id), &Actor::of(Some(&member.user)), &member.origin, event)
}

/// What is kept of an event, with fresh salts. Its id is of the instant at which it happened: pages go by ids.
fn kept((at, rng): (Timestamp, &dyn Rng), org: Option<OrgId>, actor: &Actor, origin: &Origin, event: &Event) -> Values {
    let mut salts = vec![0; SALTS];
    rng.fill(&mut salts);
    Values {
        id: rng.id(at),
        org_id: org,
        at,
        user_id: actor.user,
        actor: actor.name.clone(),
        ip: origin.ip.to_string(),
        user_agent: origin.user_agent.clone(),
        request_id: origin.request,
        action: event.action.to_owned(),
        object_kind: event.object.kind.to_owned(),
        object_id: event.object.id,
        outcome: event.outcome.as_str().to_owned(),
        detail: event.detail.to_string(),
        salts,
    }
}

/// Records what the operator did on the command line, in the name of their account on the machine.
///
/// # Errors
/// When the database refuses.
pub async fn record_of_operator(app: &App, event: Event) -> Result<(), Fault> {
    record_of_command(&app.db, made(app), event).await
}

/// The same for one organisation, in the transaction of what it records.
///
/// # Errors
/// When the database refuses.
pub async fn record_of_operator_in(app: &App, tx: &mut Tx, event: Event) -> Result<(), Fault> {
    let org = tx.org();
    let actor = Actor { user: None, name: format!("command line ({})", account()) };
    add(made(app), tx, Some(org), &actor, &Origin::command_line(app.id()), &event).await
}

/// The same, where a command opens no more than the database.
///
/// # Errors
/// When the database refuses.
pub async fn record_of_command(db: &Db, made: (Timestamp, &dyn Rng), event: Event) -> Result<(), Fault> {
    let (at, rng) = made;
    let origin = Origin::command_line(rng.id(at));
    let actor = Actor { user: None, name: format!("command line ({})", account()) };
    let mut tx = db.directory().await?;
    add(made, &mut tx, None, &actor, &origin, &event).await?;
    Ok(tx.commit().await?)
}

/// When an event happens, and what its salts are drawn from.
fn made(app: &App) -> (Timestamp, &dyn Rng) {
    (app.now(), &*app.rng)
}

/// Records what a person did that concerns each organisation they belong to, as signing in does; of one
/// who belongs to none, it is recorded without an organisation.
///
/// # Errors
/// When the database refuses.
pub async fn record_of_person(
    app: &App,
    tx: &mut DirectoryTx,
    who: &User,
    origin: &Origin,
    event: &Event,
) -> Result<(), Fault> {
    record_in_each(app, tx, who.id, &Actor::of(Some(who)), origin, event).await
}

/// Records an event with each organisation that a person belongs to, or with none.
async fn record_in_each(
    app: &App,
    tx: &mut DirectoryTx,
    person: UserId,
    actor: &Actor,
    origin: &Origin,
    event: &Event,
) -> Result<(), Fault> {
    let orgs = orgs::service::of_user(tx, person).await?;
    let each = if orgs.is_empty() { vec![None] } else { orgs.into_iter().map(Some).collect() };
    for org in each {
        add(made(app), tx, org, actor, origin, event).await?;
    }
    Ok(())
}

/// Records what a person did that concerns one organisation, before they work in it.
///
/// # Errors
/// When the database refuses.
pub async fn record_in(
    app: &App,
    tx: &mut DirectoryTx,
    org: OrgId,
    who: &User,
    origin: &Origin,
    event: &Event,
) -> Result<(), Fault> {
    add(made(app), tx, Some(org), &Actor::of(Some(who)), origin, event).await
}

/// Records what a provider told and what was done for it, in the provider's name.
///
/// # Errors
/// When the database refuses.
pub async fn record_of_provider(informant: &Informant, tx: &mut impl AnyTx, event: Event) -> Result<(), Fault> {
    let org = tx.bound_to();
    add(made(&informant.app), tx, org, &Actor::provider(informant), &informant.origin, &event).await
}

/// Records what a provider told of a person, where that person belongs to.
///
/// # Errors
/// When the database refuses.
pub async fn record_about_person(
    informant: &Informant,
    tx: &mut DirectoryTx,
    person: UserId,
    event: &Event,
) -> Result<(), Fault> {
    record_in_each(&informant.app, tx, person, &Actor::provider(informant), &informant.origin, event).await
}

/// Records what whoever is signed in did for themselves.
///
/// # Errors
/// When the database refuses.
pub async fn record_for_person(person: &SignedIn, tx: &mut DirectoryTx, event: Event) -> Result<(), Fault> {
    record_of_person(&person.app, tx, &person.user, &person.origin, &event).await
}

/// Records what a member did.
///
/// # Errors
/// When the database refuses.
pub async fn record_for(member: &Member, tx: &mut impl AnyTx, event: Event) -> Result<(), Fault> {
    record(&member.app, tx, Some(&member.user), &member.origin, event).await
}

/// How many events wait to be entered into the chain.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(app: &App) -> Result<i64, Fault> {
    Ok(store::queue_length(&mut app.db.directory_read().await?).await?)
}
