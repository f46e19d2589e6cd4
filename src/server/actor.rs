//! Who acts: the person of a session, and that person as a member of an organisation.

use axum::http::HeaderMap;

use super::{
    origin::Origin,
    session::{CookieName, Token},
    state::App,
};
use crate::{
    error::AppError,
    features::{
        identity::{self, model::User},
        orgs::{
            self,
            model::{Organisation, Permission, Role},
        },
    },
    ids::{OrgId, SessionId},
    platform::fault::Fault,
};

/// A person who is signed in.
#[derive(Clone)]
pub struct SignedIn {
    /// The application.
    pub app: App,
    /// The person.
    pub user: User,
    /// Their session.
    pub session: SessionId,
    /// The organisation they chose to work in.
    pub current_org: Option<OrgId>,
    /// Where the request comes from.
    pub origin: Origin,
}

/// A person who is signed in, as a member of the organisation they work in.
#[derive(Clone)]
pub struct Member {
    /// The application.
    pub app: App,
    /// The person.
    pub user: User,
    /// The organisation.
    pub org: Organisation,
    /// Their role in it.
    pub role: Role,
    /// Where the request comes from.
    pub origin: Origin,
}

impl Member {
    /// Checks that the role allows something.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`].
    pub fn may(&self, permission: Permission) -> Result<(), Fault> {
        if self.role.may(permission) { Ok(()) } else { Err(AppError::NotAllowed.into()) }
    }
}

/// The person of the session that a request carries.
///
/// # Errors
/// [`AppError::NotSignedIn`].
pub async fn signed_in(app: &App, headers: &HeaderMap, origin: Origin) -> Result<SignedIn, Fault> {
    let token = CookieName::Session.read(app, headers).ok_or(AppError::NotSignedIn)?;
    let session = identity::service::session(app, Token::digest_of(token)).await?.ok_or(AppError::NotSignedIn)?;
    Ok(SignedIn { app: app.clone(), user: session.user, session: session.id, current_org: session.current_org, origin })
}

/// That person as a member of the organisation they work in.
///
/// # Errors
/// [`AppError::NotFound`] where they belong to none.
pub async fn member(person: SignedIn) -> Result<Member, Fault> {
    let (org, role) =
        orgs::service::membership(&person.app, person.user.id, person.current_org).await?.ok_or(AppError::NotFound)?;
    Ok(Member { app: person.app, user: person.user, org, role, origin: person.origin })
}
