//! Opening a report by a link: who has the link, and the code where one is asked for, reads what the record says.

use norven_proof::{
    digest::Digest,
    record::{File, Record},
};
use subtle::ConstantTimeEq;

use super::store::{self, LinkRow};
use crate::{
    error::AppError,
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        evidence, identity, orgs, reports,
    },
    ids::PhotoId,
    platform::{db::Tx, fault::Fault},
    server::{origin::Origin, session::Token, state::App},
};

/// Views within a minute count as one: a page that is loaded again is not read twice.
const ONE_VIEW_SECONDS: i64 = 60;
/// A token is so many letters: 32 bytes in Base64 (RFC 4648, 5) without padding.
const TOKEN_LENGTH: usize = 43;

/// What a link leads to.
pub enum Opening {
    /// The report, whose link this is.
    Report(Box<Opened>),
    /// The code is asked for.
    Code,
    /// Its time is over, or somebody ended it.
    Over,
}

/// A report that was opened.
pub struct Opened {
    app: App,
    link: LinkRow,
    handed: reports::service::Handed,
}

/// Opens a report by a link. A browser that gave the code before shows what it got for it.
///
/// # Errors
/// [`AppError::NotFound`] where nobody ever got such a link.
pub async fn open(app: &App, token: &str, pass: Option<&str>) -> Result<Opening, Fault> {
    let link = find(app, token).await?;
    if link.revoked_at.is_some() || link.expires_at <= app.now() {
        return Ok(Opening::Over);
    }
    if let Some(expected) = &link.pass {
        let shown = pass.and_then(|pass| hex::decode(pass).ok()).unwrap_or_default();
        if !bool::from(shown.as_slice().ct_eq(expected)) {
            return Ok(Opening::Code);
        }
    }
    let mut tx = app.db.read(link.org_id).await?;
    let handed = reports::service::handed(&mut tx, link.report_id).await?.ok_or(AppError::NotFound)?;
    Ok(Opening::Report(Box::new(Opened { app: app.clone(), link, handed })))
}

/// What a browser gets for the code of a link; nothing where it is another code.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::TooMany`].
pub async fn give_code(app: &App, token: &str, typed: &str, origin: &Origin) -> Result<Option<String>, Fault> {
    // Before anything is compared: a code is short.
    app.limits.sign_in(origin.ip)?;
    let link = find(app, token).await?;
    let given = app.master.digest_of_code(&identity::code::read(typed), Token::digest_of(token));
    let right = link.code_sha256.is_some_and(|kept| bool::from(kept.as_slice().ct_eq(given.as_bytes().as_slice())));
    Ok(link.pass.filter(|_| right).map(hex::encode))
}

async fn find(app: &App, token: &str) -> Result<LinkRow, Fault> {
    if token.len() != TOKEN_LENGTH {
        return Err(AppError::NotFound.into());
    }
    let mut tx = app.db.directory_read().await?;
    Ok(store::by_token(&mut tx, Token::digest_of(token)).await?.ok_or(AppError::NotFound)?)
}

impl Opened {
    /// What is known of the report beside its record.
    pub fn handed(&self) -> &reports::service::Handed {
        &self.handed
    }

    /// The record, and its bytes.
    ///
    /// # Errors
    /// When it is out of reach.
    pub async fn record(&self) -> Result<(Record, Vec<u8>), Fault> {
        let bytes = self.object(&self.handed.record_key).await?;
        Ok((Record::parse(&bytes)?, bytes))
    }

    /// The PDF: its name and bytes.
    ///
    /// # Errors
    /// When it is out of reach.
    pub async fn pdf(&self, origin: &Origin) -> Result<(String, Vec<u8>), Fault> {
        let object = self.handed.pdf_key.as_deref().ok_or(AppError::NotFound)?;
        let bytes = self.object(object).await?;
        let mut tx = self.app.db.write(self.link.org_id).await?;
        self.record_in(&mut tx, "report.downloaded", origin).await?;
        tx.commit().await?;
        Ok((self.handed.file_name.clone(), bytes))
    }

    /// A photo of the record, as the report shows it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where the record has no such photo, or it is no more.
    pub async fn photo(&self, id: PhotoId) -> Result<Vec<u8>, Fault> {
        let (record, _) = self.record().await?;
        let name = id.to_string();
        let file: &File = record.core.files.iter().find(|file| file.id == name).ok_or(AppError::NotFound)?;
        let mut tx = self.app.db.read(self.link.org_id).await?;
        let shown = evidence::service::shown_key(&mut tx, self.handed.inspection, id).await?;
        drop(tx);
        let bytes = self.object(&shown.ok_or(AppError::NotFound)?).await?;
        // What is shown is what the record names, or nothing.
        if Digest::of(&bytes) == file.shown.sha256 { Ok(bytes) } else { Err(AppError::NotFound.into()) }
    }

    /// Counts that the report was opened, and puts it on record.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_view(&self, origin: &Origin) -> Result<(), Fault> {
        let now = self.app.now();
        let before = now.plus_seconds(-ONE_VIEW_SECONDS);
        // Most of the time somebody loads the page again: nobody waits for the writer for that.
        if self.link.viewed_at.is_some_and(|viewed| viewed >= before) {
            return Ok(());
        }
        let mut tx = self.app.db.write(self.link.org_id).await?;
        if store::note_view(&mut tx, self.link.id, now, before).await? {
            self.record_in(&mut tx, "report_link.viewed", origin).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn record_in(&self, tx: &mut Tx, action: &'static str, origin: &Origin) -> Result<(), Fault> {
        let event = Event::new(action, Object::of("report", self.link.report_id.0))
            .with("number", self.handed.number.as_str())
            .with("link", self.link.id.to_string());
        audit::service::record(&self.app, tx, None, origin, event).await
    }

    async fn object(&self, key: &str) -> Result<Vec<u8>, Fault> {
        let mut tx = self.app.db.read(self.link.org_id).await?;
        let owner = orgs::service::key(&self.app, &mut tx).await?;
        drop(tx);
        Ok(self.app.vault.get(&owner, key).await?)
    }
}
