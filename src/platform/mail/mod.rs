//! Mail: written in the transaction that wants it (as a job), sent by a [`Mailer`].

mod name;
mod outbox;
mod smtp;

use std::{future::Future, pin::Pin};

use serde::{Deserialize, Serialize};

pub use name::{NameInMail, Subject, leads_somewhere};
pub use outbox::{OutboxMail, OutboxMailer};
pub use smtp::SmtpMailer;

/// A mail, plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// The subject.
    pub subject: Subject,
    /// The text.
    pub body: String,
}

/// Why a mail cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The address is not one.
    #[error("not a mail address: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// The mail cannot be built.
    #[error("mail: {0}")]
    Build(#[from] lettre::error::Error),
    /// The server refused or is out of reach.
    #[error("mail server: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// The outbox cannot be written.
    #[error("outbox: {0}")]
    Outbox(#[from] sqlx::Error),
}

impl MailError {
    /// Whether the same mail may be taken later: the server is out of reach, or said "not now" (RFC 5321, 4.2.1).
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Smtp(error) if !error.is_permanent() && !error.is_client())
    }
}

/// A future that a trait object can return.
pub type MailFuture<'a> = Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + 'a>>;

/// Sends mail.
pub trait Mailer: Send + Sync {
    /// Sends one mail. Sending it twice after a crash is possible; losing it is not.
    fn send<'a>(&'a self, mail: &'a Mail) -> MailFuture<'a>;
}
