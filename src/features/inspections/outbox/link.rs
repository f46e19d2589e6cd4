//! How the device gets along with the server.

use crate::error::AppError;

/// How the device gets along with the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// Nothing is being sent.
    Ready,
    /// Something is being sent.
    Sending,
    /// There is no connection.
    Offline,
    /// The server cannot take anything just now; it is asked again.
    Trouble(AppError),
    /// The session has ended.
    SignedOut,
    /// The server will not take this, now or later.
    Stopped(AppError),
}

impl Link {
    /// What an error means for what waits.
    #[must_use]
    pub fn after(error: AppError) -> Self {
        match error {
            AppError::NotSignedIn => Self::SignedOut,
            AppError::Offline => Self::Offline,
            error if error.is_passing() => Self::Trouble(error),
            error => Self::Stopped(error),
        }
    }
}

/// How much of a batch an error refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// None of it: sent again, later or by a newer page, it may be taken.
    Nothing,
    /// Something in it, which has to be found.
    Some,
    /// The one command that it is.
    This,
    /// This and whatever else waits.
    All,
}

impl Rejected {
    /// What an error says of a batch of this many commands.
    #[must_use]
    pub fn of(error: &AppError, commands: usize) -> Self {
        match error {
            error if error.is_passing() => Self::Nothing,
            AppError::Outdated => Self::Nothing,
            AppError::NotFound | AppError::NotAllowed | AppError::AlreadyFinished | AppError::AlreadyIssued => {
                Self::All
            }
            _ if commands > 1 => Self::Some,
            _ => Self::This,
        }
    }
}

/// Where the bytes of a photo are that the server does not have yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upload {
    /// On this device, waiting.
    Waiting,
    /// On their way: this many per cent.
    Sending(u8),
    /// Refused; the person may try again.
    Failed(AppError),
    /// On another device.
    Elsewhere,
    /// On this device, and the inspection has no such photo: it was removed elsewhere.
    Unclaimed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_given_up_only_when_the_server_will_never_take_it() {
        assert_eq!(Link::after(AppError::NotSignedIn), Link::SignedOut);
        assert_eq!(Link::after(AppError::Offline), Link::Offline);
        let full = AppError::StorageFull { incident: String::new() };
        assert_eq!(Link::after(full.clone()), Link::Trouble(full));
        assert_eq!(Link::after(AppError::Outdated), Link::Stopped(AppError::Outdated));
    }

    #[test]
    fn an_error_that_may_pass_refuses_nothing_and_one_command_does_not_spoil_the_others() {
        for error in [AppError::Offline, AppError::NotSignedIn, AppError::TooMany { seconds: 1 }, AppError::Outdated] {
            assert_eq!(Rejected::of(&error, 3), Rejected::Nothing, "{error}");
        }
        assert_eq!(Rejected::of(&AppError::Malformed, 3), Rejected::Some);
        assert_eq!(Rejected::of(&AppError::Malformed, 1), Rejected::This);
        assert_eq!(Rejected::of(&AppError::AlreadyFinished, 3), Rejected::All);
    }
}
