//! How people show who they are, and what that is worth.

use crate::ids::OrgId;

/// How somebody showed who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// By the code or the link of a mail.
    Mail,
    /// By a passkey, which their device unlocked.
    Passkey,
    /// By a provider of identities: the operator's, or that of an organisation.
    Provider(Option<OrgId>),
    /// By a link that whoever stands at the server was given.
    Console,
}

impl Means {
    /// As the audit log keeps it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Passkey => "passkey",
            Self::Provider(_) => "sso",
            Self::Console => "console",
        }
    }

    /// What it is worth.
    #[must_use]
    pub fn assurance(self) -> Assurance {
        Assurance {
            strong: matches!(self, Self::Passkey | Self::Console),
            provider_of: if let Self::Provider(org) = self { org } else { None },
        }
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
