//! How much is sent in the operator's name for people who are not known yet.

use clap::Args;

/// What the operator lets people do before more is known of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Args)]
pub struct Admission {
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
        Self { invitations_new: 20, invitations: 100, invitations_verified: 500, stranger_mails: 1000 }
    }
}
