//! The local outbox: mail is kept and shown at `/dev/outbox` instead of being sent.

use std::sync::Arc;

use sqlx::FromRow;

use super::{Mail, MailFuture, Mailer};
use crate::{
    execute, fetch_all,
    ids::MailId,
    platform::{clock::Clock, db::Db, rng::Rng},
    time::Timestamp,
};

/// Keeps mail in a table.
pub struct OutboxMailer {
    /// Where.
    pub db: Db,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Makes ids.
    pub rng: Arc<dyn Rng>,
}

/// A kept mail.
#[derive(Clone, Debug, FromRow)]
pub struct OutboxMail {
    /// Its id.
    pub id: MailId,
    /// To whom.
    pub recipient: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// When it was written.
    pub created_at: Timestamp,
}

impl OutboxMailer {
    /// The latest mails, newest first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn latest(db: &Db) -> Result<Vec<OutboxMail>, sqlx::Error> {
        let mut tx = db.directory_read().await?;
        fetch_all!(
            &mut tx,
            OutboxMail,
            "SELECT id, recipient, subject, body, created_at FROM outbox_mails ORDER BY created_at DESC, id DESC LIMIT 100"
        )
    }
}

impl Mailer for OutboxMailer {
    fn send<'a>(&'a self, mail: &'a Mail) -> MailFuture<'a> {
        Box::pin(async move {
            let now = self.clock.now();
            let id: MailId = self.rng.id(now);
            let mut tx = self.db.directory().await?;
            execute!(
                &mut tx,
                "INSERT INTO outbox_mails (id, recipient, subject, body, created_at) VALUES ($1, $2, $3, $4, $5)",
                id,
                &mail.to,
                mail.subject.as_str(),
                &mail.body,
                now
            )?;
            Ok(tx.commit().await?)
        })
    }
}
