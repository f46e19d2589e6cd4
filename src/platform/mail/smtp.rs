//! Mail through an SMTP server.

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, SinglePart},
};

use super::{Mail, MailError, MailFuture, Mailer};

/// Sends mail through an SMTP server.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl SmtpMailer {
    /// A mailer for an SMTP URL: `smtps://user:password@host`, `smtp://host:25` or
    /// `smtp://host:587?tls=required`.
    ///
    /// # Errors
    /// When URL or sender make no sense.
    pub fn new(url: &str, from: &str) -> Result<Self, MailError> {
        Ok(Self { transport: AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build(), from: from.parse()? })
    }

    /// A mail as it goes out (RFC 5322): text in UTF-8, said so by MIME headers (RFC 2045), without which strict programs
    /// show its bytes as they travel.
    ///
    /// # Errors
    /// When the address is not one.
    pub fn message(&self, mail: &Mail) -> Result<Message, MailError> {
        let head = Message::builder().from(self.from.clone()).to(mail.to.parse()?).subject(mail.subject.as_str());
        Ok(head.singlepart(SinglePart::plain(mail.body.clone()))?)
    }
}

impl Mailer for SmtpMailer {
    fn send<'a>(&'a self, mail: &'a Mail) -> MailFuture<'a> {
        Box::pin(async move {
            self.transport.send(self.message(mail)?).await?;
            Ok(())
        })
    }
}
