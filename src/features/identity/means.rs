//! How people show who they are, and what that is worth.

use crate::ids::{OrgId, PasskeyId};

/// How somebody showed who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Means {
    /// By the code or the link of a mail.
    Mail,
    /// By this passkey, which their device unlocked.
    Passkey(PasskeyId),
    /// By a provider of identities: the operator's, or that of an organisation.
    Provider {
        /// How addresses name it.
        id: String,
        /// Whose it is, where it is not the operator's.
        of: Option<OrgId>,
    },
    /// By a link that whoever stands at the server was given.
    Console,
}

impl Means {
    /// A mail, as the audit log keeps it.
    pub const MAIL: &str = "mail";
    /// A passkey, as the audit log keeps it.
    pub const PASSKEY: &str = "passkey";
    /// A provider, as the audit log keeps it.
    pub const PROVIDER: &str = "sso";

    /// As the audit log keeps it.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Mail => Self::MAIL,
            Self::Passkey(_) => Self::PASSKEY,
            Self::Provider { .. } => Self::PROVIDER,
            Self::Console => "console",
        }
    }

    /// What it is worth.
    #[must_use]
    pub fn assurance(&self) -> Assurance {
        Assurance {
            strong: matches!(self, Self::Passkey(_) | Self::Console),
            provider_of: if let Self::Provider { of, .. } = self { *of } else { None },
        }
    }

    /// The passkey, where it was one.
    #[must_use]
    pub fn passkey(&self) -> Option<PasskeyId> {
        if let Self::Passkey(id) = self { Some(*id) } else { None }
    }

    /// How addresses name the provider, where it was one.
    #[must_use]
    pub fn provider(&self) -> Option<&str> {
        if let Self::Provider { id, .. } = self { Some(id) } else { None }
    }
}

/// How well a session is known to be its person's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assurance {
    /// By a passkey, at sign-in or since; or by whoever stands at the server.
    pub strong: bool,
    /// By the provider of this organisation.
    pub provider_of: Option<OrgId>,
}
