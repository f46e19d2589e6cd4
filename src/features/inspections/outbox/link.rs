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
    /// The session has ended, or is another person's or in another organisation now.
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

/// The header in which the server says which photo it has taken in.
pub const RECEIVED: &str = "norven-received";

/// What the answer to the bytes of a photo says. They are forgotten on the device once they have arrived, so only the
/// server's own word counts: a page that a proxy sends, or that a redirection leads to, says nothing about them.
///
/// # Errors
/// What the server says, or [`AppError::Offline`] where somebody else answers.
pub fn photo_answer(
    asked: &str,
    answered: &str,
    (status, received): (u16, Option<&str>),
    text: &str,
) -> Result<(), AppError> {
    if answered != asked {
        return Err(AppError::Offline);
    }
    // A proxy may say that there is nothing to say; which photo was taken in, the server alone does.
    if status == 204 && received.is_some_and(|photo| asked.rsplit('/').next() == Some(photo)) {
        return Ok(());
    }
    let said = serde_json::from_str(text).ok().filter(|error: &AppError| error.status() == status);
    Err(said.unwrap_or(AppError::Offline))
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

    #[test]
    fn a_photo_has_arrived_only_when_the_server_itself_says_so() {
        let asked = "https://norven.example/api/v1/photos/1";
        assert_eq!(photo_answer(asked, asked, (204, Some("1")), ""), Ok(()));
        for received in [None, Some(""), Some("2"), Some("photos/1")] {
            assert_eq!(photo_answer(asked, asked, (204, received), ""), Err(AppError::Offline), "{received:?}");
        }
        // What a proxy or a hotel's network answers instead, and where either leads.
        for (answered, status, text) in [
            (asked, 200, "<!doctype html><title>Welcome</title>"),
            (asked, 200, ""),
            (asked, 201, ""),
            (asked, 401, "<html>Sign in</html>"),
            (asked, 403, "Forbidden"),
            (asked, 502, "Bad gateway"),
            (asked, 200, r#"{"code":"not_found"}"#),
            ("https://norven.example/sign-in", 200, "<!doctype html>"),
            ("https://norven.example/welcome", 204, ""),
            (asked, 200, r#"{"received":"1"}"#),
            ("https://norven.example/welcome", 404, r#"{"code":"not_found"}"#),
            ("", 204, ""),
        ] {
            let said = photo_answer(asked, answered, (status, Some("1")), text);
            assert_eq!(said, Err(AppError::Offline), "{answered} {status} {text}");
        }
        let refused = r#"{"code":"digest_mismatch","sentence":"The photo was damaged on its way."}"#;
        assert_eq!(photo_answer(asked, asked, (422, None), refused), Err(AppError::DigestMismatch));
        assert_eq!(photo_answer(asked, asked, (401, None), r#"{"code":"not_signed_in"}"#), Err(AppError::NotSignedIn));
    }
}
