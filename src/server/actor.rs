//! Who acts: the person of a session, that person as a member of an organisation, or a provider of identities.

use axum::http::HeaderMap;

use super::{
    origin::Origin,
    session::{CookieName, PROOF_SECONDS, Token},
    state::App,
};
use crate::{
    error::AppError,
    features::{
        access,
        identity::{self, means::Assurance, model::User},
        orgs::{
            self,
            model::{Organisation, Permission, Role},
            service::Membership,
        },
    },
    ids::{OrgId, SessionId, UserId},
    platform::{db::Tx, fault::Fault},
    time::Timestamp,
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
    /// When it was last shown to be theirs.
    pub proved_at: Timestamp,
    /// How well it is known to be theirs.
    pub assurance: Assurance,
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
    /// When their session was last shown to be theirs.
    pub proved_at: Timestamp,
    /// Whether they see the sites of their groups only.
    pub limited: bool,
    /// Where the request comes from.
    pub origin: Origin,
}

/// A provider of identities that tells what became of its people, in a message that it signed.
#[derive(Clone)]
pub struct Informant {
    /// The application.
    pub app: App,
    /// How people know the provider.
    pub name: String,
    /// Where the message comes from.
    pub origin: Origin,
}

impl SignedIn {
    /// Checks that the session was shown to be theirs not long ago.
    ///
    /// # Errors
    /// [`AppError::ProofNeeded`].
    pub fn proved(&self) -> Result<(), Fault> {
        proved(&self.app, self.proved_at)
    }
}

fn proved(app: &App, at: Timestamp) -> Result<(), Fault> {
    if app.now().seconds_since(at) < PROOF_SECONDS { Ok(()) } else { Err(AppError::ProofNeeded.into()) }
}

impl Member {
    /// Checks that the role allows something that also needs a fresh proof of who it is.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`], [`AppError::ProofNeeded`].
    pub fn may_proved(&self, permission: Permission) -> Result<(), Fault> {
        self.may(permission)?;
        proved(&self.app, self.proved_at)
    }

    /// Checks that the role allows something.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`].
    pub fn may(&self, permission: Permission) -> Result<(), Fault> {
        if self.role.may(permission) { Ok(()) } else { Err(AppError::NotAllowed.into()) }
    }

    /// Checks that the account says what its person is called: reports print it.
    ///
    /// # Errors
    /// [`AppError::NameNeeded`].
    pub fn named(&self) -> Result<(), AppError> {
        if self.user.named { Ok(()) } else { Err(AppError::NameNeeded) }
    }

    /// Checks that the role allows something, and that no groups of sites limit the member.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`].
    pub fn may_everywhere(&self, permission: Permission) -> Result<(), Fault> {
        if self.limited { Err(AppError::NotAllowed.into()) } else { self.may(permission) }
    }

    /// Begins a transaction that reads what the member sees of the organisation.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn read(&self) -> Result<Tx, Fault> {
        Ok(self.app.db.read_within(self.org.id, self.reach()).await?)
    }

    /// Begins a transaction that may write to what the member sees of the organisation.
    ///
    /// # Errors
    /// When no connection can be had.
    pub async fn write(&self) -> Result<Tx, Fault> {
        Ok(self.app.db.write_within(self.org.id, self.reach()).await?)
    }

    fn reach(&self) -> Option<UserId> {
        self.limited.then_some(self.user.id)
    }
}

/// The person of the session that a request carries.
///
/// # Errors
/// [`AppError::NotSignedIn`].
pub async fn signed_in(app: &App, headers: &HeaderMap, origin: Origin) -> Result<SignedIn, Fault> {
    let token = CookieName::Session.read(app, headers).ok_or(AppError::NotSignedIn)?;
    let session = identity::service::session(app, Token::digest_of(token)).await?.ok_or(AppError::NotSignedIn)?;
    Ok(SignedIn {
        app: app.clone(),
        user: session.user,
        session: session.id,
        proved_at: session.proved_at,
        assurance: session.assurance,
        current_org: session.current_org,
        origin,
    })
}

/// That person as a member of the organisation they work in.
///
/// # Errors
/// [`AppError::NotFound`] where they belong to none; [`AppError::PasskeyNeeded`], [`AppError::ProviderNeeded`] where it
/// asks for more than their session has shown.
pub async fn member(person: SignedIn) -> Result<Member, Fault> {
    let Membership { org, role, limited } =
        orgs::service::membership(&person.app, person.user.id, person.current_org).await?.ok_or(AppError::NotFound)?;
    access::rules::admit(&person, &org, role).await?;
    Ok(Member {
        app: person.app,
        user: person.user,
        org,
        role,
        limited,
        proved_at: person.proved_at,
        origin: person.origin,
    })
}
