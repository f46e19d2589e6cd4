//! Mail through an SMTP server.

use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::Mailbox};

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
}

impl Mailer for SmtpMailer {
    fn send<'a>(&'a self, mail: &'a Mail) -> MailFuture<'a> {
        Box::pin(async move {
            let message = Message::builder()
                .from(self.from.clone())
                .to(mail.to.parse()?)
                .subject(mail.subject.as_str())
                .body(mail.body.clone())?;
            self.transport.send(message).await?;
            Ok(())
        })
    }
}
