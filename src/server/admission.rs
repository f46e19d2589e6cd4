//! Who gets in, and how much is sent in the operator's name for people who are not known yet.

use clap::{Args, ValueEnum};

/// Who may come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Registration {
    /// Anybody.
    #[default]
    Open,
    /// Anybody; a new organisation neither issues nor invites before the operator approved it.
    Approval,
    /// Whoever is invited or comes from a provider, and the first of an empty installation. Organisations as above.
    Closed,
}

/// What the operator lets people do before more is known of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Args)]
pub struct Admission {
    /// Whether anybody may sign in and found an organisation; whether the operator approves each organisation; or whether
    /// only people who are invited or come from a provider get in.
    #[arg(long, env = "NORVEN_REGISTRATION", value_enum, default_value_t)]
    pub registration: Registration,
    /// How many people an organisation may invite a day in its first week, while it has no verified domain.
    #[arg(long, env = "NORVEN_INVITATIONS_NEW", default_value_t = 20)]
    pub invitations_new: u32,
    /// How many people an organisation without a verified domain may invite a day after that.
    #[arg(long, env = "NORVEN_INVITATIONS", default_value_t = 100)]
    pub invitations: u32,
    /// How many people an organisation with a verified domain may invite a day.
    #[arg(long, env = "NORVEN_INVITATIONS_VERIFIED", default_value_t = 500)]
    pub invitations_verified: u32,
    /// How many mails people who are strangers to their addresses may have sent an hour, all of them together.
    #[arg(long, env = "NORVEN_STRANGER_MAILS", default_value_t = 1000)]
    pub stranger_mails: u32,
}

impl Default for Admission {
    fn default() -> Self {
        Self {
            registration: Registration::Open,
            invitations_new: 20,
            invitations: 100,
            invitations_verified: 500,
            stranger_mails: 1000,
        }
    }
}
