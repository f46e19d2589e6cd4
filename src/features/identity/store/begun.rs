//! SQL of what sessions began with: what is removed ends them. The one in which it is removed stays, and counts as begun by
//! mail.

use crate::{
    execute,
    ids::{OrgId, PasskeyId, SessionId, UserId},
    platform::db::{AnyTx, DirectoryTx},
};

/// Ends the sessions of a person that began with a passkey, all but one, and says how many. Those that it showed to be
/// theirs later are shown so no longer.
pub async fn end_by_passkey(
    tx: &mut DirectoryTx,
    user: UserId,
    passkey: PasskeyId,
    except: SessionId,
) -> Result<u64, sqlx::Error> {
    let ended = execute!(
        tx,
        "DELETE FROM sessions WHERE user_id = $1 AND passkey_id = $2 AND id <> $3",
        user,
        passkey,
        except
    )?;
    execute!(
        tx,
        "UPDATE sessions SET strong = FALSE, passkey_id = NULL, strong_by = NULL
         WHERE user_id = $1 AND (passkey_id = $2 OR strong_by = $2)",
        user,
        passkey
    )?;
    Ok(ended)
}

/// Ends the sessions that began with a provider of an organisation, all but one, and says how many.
pub async fn end_by_provider(
    tx: &mut impl AnyTx,
    org: OrgId,
    provider: &str,
    except: SessionId,
) -> Result<u64, sqlx::Error> {
    let ended = execute!(
        tx,
        "DELETE FROM sessions WHERE provider_org = $1 AND provider = $2 AND id <> $3",
        org,
        provider,
        except
    )?;
    execute!(
        tx,
        "UPDATE sessions SET provider = NULL, provider_org = NULL WHERE provider_org = $1 AND provider = $2",
        org,
        provider
    )?;
    Ok(ended)
}

/// Ends the sessions of a domain's people that began with a provider of an organisation, all but one, and says how many.
pub async fn end_by_domain(
    tx: &mut impl AnyTx,
    org: OrgId,
    domain: &str,
    except: SessionId,
) -> Result<u64, sqlx::Error> {
    // No domain holds a wildcard of LIKE: letters, digits, hyphens and full stops are all that one may hold.
    let ended = execute!(
        tx,
        "DELETE FROM sessions WHERE provider_org = $1 AND id <> $3
         AND user_id IN (SELECT id FROM users WHERE email LIKE '%@' || $2)",
        org,
        domain,
        except
    )?;
    execute!(
        tx,
        "UPDATE sessions SET provider = NULL, provider_org = NULL WHERE provider_org = $1 AND id = $3
         AND user_id IN (SELECT id FROM users WHERE email LIKE '%@' || $2)",
        org,
        domain,
        except
    )?;
    Ok(ended)
}
