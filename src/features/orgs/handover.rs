//! Leaving an organisation, and handing it over: nobody leaves one without an owner.

use super::{
    model::{Permission, Role},
    service, store,
};
use crate::{
    error::{AppError, FieldProblem},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        identity::{self, model::User},
    },
    ids::UserId,
    platform::{
        db::Tx,
        fault::Fault,
        mail::{Mail, NameInMail, Subject},
    },
    server::actor::Member,
    ui::routes,
};

/// Leaves the organisation. The person's sessions go on, elsewhere; their work stays.
///
/// # Errors
/// [`AppError::LastOwner`].
pub async fn leave(member: &Member) -> Result<(), Fault> {
    let user = member.user.id;
    let mut tx = member.app.db.write(member.org.id).await?;
    service::take_out(&mut tx, user).await?;
    identity::sessions::leave_org(&mut tx, user, member.org.id).await?;
    audit::service::record_for(member, &mut tx, Event::new("member.left", Object::of("user", user.0))).await?;
    Ok(tx.commit().await?)
}

/// Makes another member the owner in one's own place; oneself becomes a manager. Both are told by mail.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners, also for one who ceased to be an owner meanwhile,
/// [`AppError::ProofNeeded`], [`AppError::NotFound`] where there is no such member, [`AppError::Field`] `successor` for
/// oneself.
pub async fn hand_over(member: &Member, successor: UserId) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    if successor == member.user.id {
        return Err(AppError::field("successor", FieldProblem::NotAChoice).into());
    }
    let mut tx = member.app.db.write(member.org.id).await?;
    store::lock(&mut tx).await?;
    // Of two who act at once, the second may be an owner no more.
    if store::role_of(&mut tx, member.user.id).await? != Some(Role::Owner) {
        return Err(AppError::NotAllowed.into());
    }
    if !store::set_role(&mut tx, successor, Role::Owner).await? {
        return Err(AppError::NotFound.into());
    }
    store::set_role(&mut tx, member.user.id, Role::Manager).await?;
    let successor = identity::service::user(&mut tx, successor).await?.ok_or(AppError::NotFound)?;
    for person in [&member.user, &successor] {
        tell(member, &mut tx, person, &successor).await?;
    }
    let event = Event::new("organisation.handed_over", Object::of("user", successor.id.0));
    audit::service::record_for(member, &mut tx, event).await?;
    tx.commit().await?;
    member.app.bell.notify_one();
    Ok(())
}

async fn tell(member: &Member, tx: &mut Tx, person: &User, successor: &User) -> Result<(), Fault> {
    let t = &person.locale.words().orgs;
    let named = |name: &str| NameInMail::new(name, person.locale.words().common.name_withheld);
    let org = named(&member.org.name);
    let mail = Mail {
        to: person.email.as_str().to_owned(),
        subject: Subject::naming(&org, |org| t.mail_handed_over_subject(org)),
        body: t.mail_handed_over_body(
            named(&member.user.name),
            named(&successor.name),
            &org,
            member.app.origin.url(routes::MEMBERS),
        ),
    };
    identity::mails::send(&member.app, tx, &mail).await
}
