//! SQL of what sessions began with: what is removed ends them, the one in which it is removed too.

use crate::{
    execute,
    ids::{OrgId, PasskeyId, UserId},
    platform::db::{AnyTx, DirectoryTx},
};

/// Ends the sessions of a person that began with a passkey, and says how many. Those that it showed to be theirs later are
/// shown so no longer.
pub async fn end_by_passkey(tx: &mut DirectoryTx, user: UserId, passkey: PasskeyId) -> Result<u64, sqlx::Error> {
    let ended = execute!(tx, "DELETE FROM sessions WHERE user_id = $1 AND passkey_id = $2", user, passkey)?;
    execute!(
        tx,
        "UPDATE sessions SET strong = FALSE, strong_by = NULL WHERE user_id = $1 AND strong_by = $2",
        user,
        passkey
    )?;
    Ok(ended)
}

/// Ends the sessions that began with a provider of an organisation, and says how many.
pub async fn end_by_provider(tx: &mut impl AnyTx, org: OrgId, provider: &str) -> Result<u64, sqlx::Error> {
    execute!(tx, "DELETE FROM sessions WHERE provider_org = $1 AND provider = $2", org, provider)
}

/// Ends the sessions of a domain's people that began with a provider of an organisation, and says how many.
pub async fn end_by_domain(tx: &mut impl AnyTx, org: OrgId, domain: &str) -> Result<u64, sqlx::Error> {
    // No domain holds a wildcard of LIKE: letters, digits, hyphens and full stops are all that one may hold.
    execute!(
        tx,
        "DELETE FROM sessions WHERE provider_org = $1
         AND user_id IN (SELECT id FROM users WHERE email LIKE '%@' || $2)",
        org,
        domain
    )
}
