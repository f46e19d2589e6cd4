//! Lanes: queues that do not wait for each other.

/// The queue that a job waits in. Each has workers of its own, so that what takes long in one holds up nothing in another;
/// within one, turns go round the organisations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Mails without which nobody gets in: links and codes.
    SignIn,
    /// What somebody waits for: reports, and mails about one's own account.
    Interactive,
    /// What comes in numbers: invitations, checks of a whole log.
    Bulk,
}

impl Lane {
    /// Every lane, the most urgent first.
    pub const ALL: [Self; 3] = [Self::SignIn, Self::Interactive, Self::Bulk];

    /// As the database keeps it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Interactive => "interactive",
            Self::Bulk => "bulk",
        }
    }

    /// How many of its jobs are done at once in one process.
    #[must_use]
    pub fn workers(self) -> usize {
        match self {
            // A mail server takes a third of a second for each: twenty codes in three seconds.
            Self::SignIn => 3,
            // A report may take a processor for a while, and holds its photos in memory.
            Self::Interactive | Self::Bulk => 2,
        }
    }
}
