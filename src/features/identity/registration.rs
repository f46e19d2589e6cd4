//! Who gets an account where the operator closed registration.

use super::{
    model::Email,
    store::{self, registration},
};
use crate::{
    features::orgs,
    platform::{db::DirectoryTx, fault::Fault, quota},
    server::{admission::Registration, state::App},
};

/// Whether a mail may sign in the person of an address: they have an account, are invited, or are the first of all. Whom a
/// provider sends does not ask here.
///
/// # Errors
/// When the database refuses.
pub async fn admits(app: &App, tx: &mut DirectoryTx, email: &Email) -> Result<bool, Fault> {
    if app.admission.registration != Registration::Closed
        || store::user_by_email(tx, email).await?.is_some()
        || orgs::invitations::is_asked(app, tx, email).await?
    {
        return Ok(true);
    }
    quota::lock(tx, orgs::approval::FIRST).await?;
    Ok(registration::is_empty(tx).await?)
}
