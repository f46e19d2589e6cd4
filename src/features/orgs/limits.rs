//! Limiting members to groups of sites. What a limited member sees is decided in `platform/db/reach.rs`.

use super::{
    model::{Permission, Role},
    store,
};
use crate::{
    error::{AppError, FieldProblem},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        sites,
    },
    ids::{SiteGroupId, UserId},
    platform::{db::Tx, fault::Fault},
    server::actor::Member,
};

/// Most groups that are named at once: as many as are listed to choose from.
const MAX_GROUPS: usize = 1000;

/// Limits a member to the sites of some groups, or lets them see every site again.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners, [`AppError::ProofNeeded`], [`AppError::NotFound`] where there is no
/// such member or group, [`AppError::Field`] `groups` where none is named or the member is an owner.
pub async fn limit(member: &Member, user: UserId, groups: Option<&[SiteGroupId]>) -> Result<(), Fault> {
    member.may_proved(Permission::Administer)?;
    let mut tx = member.write().await?;
    store::lock(&mut tx).await?;
    let role = store::role_of(&mut tx, user).await?.ok_or(AppError::NotFound)?;
    let names = check(&mut tx, role, groups).await?;
    store::limit(&mut tx, user, groups).await?;
    let object = Object::of("user", user.0);
    let event = match groups {
        Some(_) => Event::new("member.limited", object).with("groups", names.join(", ")),
        None => Event::new("member.unlimited", object),
    };
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// Checks groups that somebody with a role is to be limited to, and gives their names.
///
/// # Errors
/// As [`limit`].
pub(super) async fn check(tx: &mut Tx, role: Role, groups: Option<&[SiteGroupId]>) -> Result<Vec<String>, Fault> {
    let Some(groups) = groups else { return Ok(Vec::new()) };
    if role == Role::Owner {
        return Err(AppError::field("groups", FieldProblem::NotAChoice).into());
    }
    if groups.is_empty() {
        return Err(AppError::field("groups", FieldProblem::Missing).into());
    }
    if groups.len() > MAX_GROUPS {
        return Err(AppError::NotFound.into());
    }
    sites::groups::names(tx, groups).await
}
