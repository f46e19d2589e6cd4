//! SQL of users, links and sessions: directory tables, read before an organisation is known.

pub mod begun;
pub mod ceremonies;
pub mod identities;
pub mod passkeys;
pub mod registration;
pub mod webhooks;

use norven_proof::digest::Digest;
use norven_words::Locale;
use sqlx::FromRow;

use super::{
    asker::Asker,
    means::Means,
    model::{Email, Qualification, User},
};
use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    ids::{LinkId, OrgId, SessionId, UserId},
    platform::{
        db::{AnyTx, DirectoryTx},
        search::fold,
    },
    server::origin::Origin,
    time::Timestamp,
};

#[derive(FromRow)]
struct UserRow {
    id: UserId,
    email: String,
    name: String,
    locale: String,
    named_at: Option<Timestamp>,
    qualification: String,
    licence_number: String,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.id,
            email: Email::stored(row.email),
            name: row.name,
            named: row.named_at.is_some(),
            locale: Locale::from_tag(&row.locale).unwrap_or_default(),
            qualification: Qualification { title: row.qualification, licence_number: row.licence_number },
        }
    }
}

/// The user with an address.
pub async fn user_by_email(tx: &mut impl AnyTx, email: &Email) -> Result<Option<User>, sqlx::Error> {
    let row = fetch_optional!(
        tx,
        UserRow,
        "SELECT id, email, name, locale, named_at, qualification, licence_number FROM users WHERE email = $1",
        email.as_str()
    )?;
    Ok(row.map(User::from))
}

/// The user with an id.
pub async fn user(tx: &mut impl AnyTx, id: UserId) -> Result<Option<User>, sqlx::Error> {
    let row = fetch_optional!(
        tx,
        UserRow,
        "SELECT id, email, name, locale, named_at, qualification, licence_number FROM users WHERE id = $1",
        id
    )?;
    Ok(row.map(User::from))
}

/// Adds a user; an address that is taken keeps its user.
pub async fn add_user(tx: &mut impl AnyTx, user: &User, now: Timestamp) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO users (id, email, name, locale, created_at, sort_name, words) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (email) DO NOTHING",
        user.id,
        user.email.as_str(),
        &user.name,
        user.locale.tag(),
        now,
        fold::sort_key(&user.name),
        words(user)
    )
    .map(drop)
}

/// Sets a person's name and language.
pub async fn update_user(tx: &mut impl AnyTx, user: &User, now: Timestamp) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE users SET name = $2, locale = $3, named_at = $4, sort_name = $5, words = $6 WHERE id = $1",
        user.id,
        &user.name,
        user.locale.tag(),
        now,
        fold::sort_key(&user.name),
        words(user)
    )
    .map(drop)
}

/// Sets what qualifies a person.
pub async fn set_qualification(tx: &mut DirectoryTx, id: UserId, said: &Qualification) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE users SET qualification = $2, licence_number = $3 WHERE id = $1",
        id,
        &said.title,
        &said.licence_number
    )
    .map(drop)
}

/// What a person is found by in a list.
fn words(user: &User) -> String {
    fold::line([user.name.as_str(), user.email.as_str()])
}

/// A link to sign in, as it is kept: digests only.
pub struct NewLink<'a> {
    pub id: LinkId,
    pub token: Digest,
    pub code: Option<Digest>,
    pub browser: Option<Digest>,
    pub email: &'a Email,
    /// Who asked; nobody but the operator does without.
    pub asker: Option<Asker>,
    pub expires_at: Timestamp,
}

/// Keeps a link.
pub async fn add_link(tx: &mut DirectoryTx, link: &NewLink<'_>, now: Timestamp) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO login_links
           (id, token_sha256, code_sha256, browser_sha256, email, created_at, expires_at, tries, asker_sha256, stranger)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9)",
        link.id,
        link.token.as_bytes().as_slice(),
        link.code.map(|digest| digest.as_bytes().to_vec()),
        link.browser.map(|digest| digest.as_bytes().to_vec()),
        link.email.as_str(),
        now,
        link.expires_at,
        link.asker.map(|asker| asker.name.as_bytes().to_vec()),
        link.asker.is_some_and(|asker| asker.is_stranger)
    )
    .map(drop)
}

/// How many links were sent to an address since an instant: for one who asked, and for all strangers.
pub async fn links_since(
    tx: &mut DirectoryTx,
    email: &Email,
    asker: Digest,
    since: Timestamp,
) -> Result<(i64, i64), sqlx::Error> {
    fetch_one!(
        tx,
        (i64, i64),
        "SELECT COUNT(CASE WHEN asker_sha256 = $3 THEN 1 END), COUNT(CASE WHEN stranger THEN 1 END)
         FROM login_links WHERE email = $1 AND created_at > $2",
        email.as_str(),
        since,
        asker.as_bytes().as_slice()
    )
}

/// Whether the person of an address, if there is one, signed in from a device before.
pub async fn knows_device(tx: &mut DirectoryTx, email: &Email, device: Digest) -> Result<bool, sqlx::Error> {
    let (known,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (
           SELECT 1 FROM known_devices d JOIN users u ON u.id = d.user_id WHERE u.email = $1 AND d.device_sha256 = $2)",
        email.as_str(),
        device.as_bytes().as_slice()
    )?;
    Ok(known)
}

/// A link that may still be used.
#[derive(FromRow)]
pub struct LinkRow {
    pub id: LinkId,
    pub email: String,
    pub code_sha256: Option<Vec<u8>>,
    pub browser_sha256: Option<Vec<u8>>,
    pub tries: i32,
}

/// The open link with a token.
pub async fn open_link(tx: &mut DirectoryTx, token: Digest, now: Timestamp) -> Result<Option<LinkRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        LinkRow,
        "SELECT id, email, code_sha256, browser_sha256, tries FROM login_links
         WHERE token_sha256 = $1 AND consumed_at IS NULL AND expires_at > $2",
        token.as_bytes().as_slice(),
        now
    )
}

/// Has the open links of a browser follow it to the secret that it gets for its next one. Their codes do not, which were made
/// with the secret before: a link of a browser without a code is an older one.
pub async fn follow_browser(tx: &mut DirectoryTx, from: Digest, to: Digest, now: Timestamp) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE login_links SET browser_sha256 = $2, code_sha256 = NULL
         WHERE browser_sha256 = $1 AND consumed_at IS NULL AND expires_at > $3",
        from.as_bytes().as_slice(),
        to.as_bytes().as_slice(),
        now
    )
    .map(drop)
}

/// The latest open link that a browser asked for, with one more try counted; nothing once `max_tries`
/// are used up. Counting comes first, so that guesses sent all at once are counted one by one.
pub async fn try_link_of_browser(
    tx: &mut DirectoryTx,
    browser: Digest,
    max_tries: i32,
    now: Timestamp,
) -> Result<Option<LinkRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        LinkRow,
        "UPDATE login_links SET tries = tries + 1
         WHERE id = (
           SELECT id FROM login_links
           WHERE browser_sha256 = $1 AND code_sha256 IS NOT NULL AND consumed_at IS NULL AND expires_at > $2
           ORDER BY created_at DESC, id DESC LIMIT 1)
         AND tries < $3
         RETURNING id, email, code_sha256, browser_sha256, tries",
        browser.as_bytes().as_slice(),
        now,
        max_tries
    )
}

/// The address of a link, used or not, by its token or by the browser that asked for it last.
pub async fn address_of_link(tx: &mut DirectoryTx, digest: Digest) -> Result<Option<Email>, sqlx::Error> {
    let row: Option<(String,)> = fetch_optional!(
        tx,
        (String,),
        "SELECT email FROM login_links WHERE token_sha256 = $1 OR browser_sha256 = $1
         ORDER BY created_at DESC, id DESC LIMIT 1",
        digest.as_bytes().as_slice()
    )?;
    Ok(row.map(|(email,)| Email::stored(email)))
}

/// Uses a link up; false where somebody else was faster.
pub async fn consume_link(tx: &mut DirectoryTx, id: LinkId, now: Timestamp) -> Result<bool, sqlx::Error> {
    let used = execute!(tx, "UPDATE login_links SET consumed_at = $2 WHERE id = $1 AND consumed_at IS NULL", id, now)?;
    Ok(used == 1)
}

/// A session as it is kept: the token's digest only.
pub struct NewSession<'a> {
    pub id: SessionId,
    pub token: Digest,
    pub user: UserId,
    pub means: &'a Means,
    pub origin: &'a Origin,
    pub expires_at: Timestamp,
}

/// Keeps a new session. Of more than a thousand, the one that was unused for longest ends: nobody is signed in at more
/// places than a list of them shows.
pub async fn add_session(tx: &mut DirectoryTx, new: &NewSession<'_>, now: Timestamp) -> Result<(), sqlx::Error> {
    let assurance = new.means.assurance();
    execute!(
        tx,
        "INSERT INTO sessions
           (id, token_sha256, user_id, created_at, last_seen_at, proved_at, expires_at, ip, user_agent, strong, provider_org,
            provider, passkey_id, current_org)
         VALUES ($1, $2, $3, $4, $4, $4, $5, $6, $7, $8, $9, $10, $11, (SELECT last_org FROM users WHERE id = $3))",
        new.id,
        new.token.as_bytes().as_slice(),
        new.user,
        now,
        new.expires_at,
        new.origin.ip.to_string(),
        &new.origin.user_agent,
        assurance.strong,
        assurance.provider_of,
        new.means.provider(),
        new.means.passkey()
    )?;
    execute!(
        tx,
        "DELETE FROM sessions WHERE user_id = $1 AND id NOT IN (
           SELECT id FROM sessions WHERE user_id = $1 ORDER BY last_seen_at DESC, id DESC LIMIT 1000)",
        new.user
    )
    .map(drop)
}

#[derive(FromRow)]
pub struct SessionRow {
    pub id: SessionId,
    pub user_id: UserId,
    pub current_org: Option<OrgId>,
    pub last_seen_at: Timestamp,
    pub proved_at: Timestamp,
    pub strong: bool,
    pub provider_org: Option<OrgId>,
    pub provider: Option<String>,
}

/// The session with a token that is neither too old nor too long unused.
pub async fn session(
    tx: &mut DirectoryTx,
    token: Digest,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Option<SessionRow>, sqlx::Error> {
    fetch_optional!(
        tx,
        SessionRow,
        "SELECT id, user_id, current_org, last_seen_at, proved_at, strong, provider_org, provider FROM sessions
         WHERE token_sha256 = $1 AND expires_at > $2 AND last_seen_at > $3",
        token.as_bytes().as_slice(),
        now,
        idle_since
    )
}

/// Notes that a session was used.
pub async fn touch_session(tx: &mut DirectoryTx, id: SessionId, now: Timestamp) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE sessions SET last_seen_at = $2 WHERE id = $1", id, now).map(drop)
}

/// Notes that a session was shown to be its person's, as well as it was shown before or better.
pub async fn prove_session(
    tx: &mut DirectoryTx,
    id: SessionId,
    means: &Means,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE sessions
         SET proved_at = $2, strong = (strong OR $3), strong_by = CASE WHEN strong THEN strong_by ELSE $4 END
         WHERE id = $1",
        id,
        now,
        means.assurance().strong,
        means.passkey()
    )
    .map(drop)
}

/// Ends the session of a token, and says whose it was.
pub async fn take_session(tx: &mut DirectoryTx, token: Digest) -> Result<Option<(SessionId, UserId)>, sqlx::Error> {
    fetch_optional!(
        tx,
        (SessionId, UserId),
        "DELETE FROM sessions WHERE token_sha256 = $1 RETURNING id, user_id",
        token.as_bytes().as_slice()
    )
}

/// Chooses the organisation that a session works in, and those that its person begins later.
pub async fn choose_org(tx: &mut DirectoryTx, id: SessionId, org: OrgId) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE sessions SET current_org = $2 WHERE id = $1", id, org)?;
    let person = "UPDATE users SET last_org = $2 WHERE id = (SELECT user_id FROM sessions WHERE id = $1)";
    execute!(tx, person, id, org).map(drop)
}

/// Has the sessions of a person that work in an organisation work in none.
pub async fn leave_org(tx: &mut impl AnyTx, user: UserId, org: OrgId) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE sessions SET current_org = NULL WHERE user_id = $1 AND current_org = $2", user, org)?;
    execute!(tx, "UPDATE users SET last_org = NULL WHERE id = $1 AND last_org = $2", user, org).map(drop)
}

/// A session that is open.
#[derive(FromRow)]
pub struct OpenSessionRow {
    pub id: SessionId,
    pub last_seen_at: Timestamp,
    pub ip: String,
    pub user_agent: String,
}

/// The open sessions of a person, last used first.
pub async fn sessions_of(
    tx: &mut DirectoryTx,
    user: UserId,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Vec<OpenSessionRow>, sqlx::Error> {
    fetch_all!(
        tx,
        OpenSessionRow,
        "SELECT id, last_seen_at, ip, user_agent FROM sessions
         WHERE user_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY last_seen_at DESC, id DESC LIMIT 1000",
        user,
        now,
        idle_since
    )
}

/// Ends a session of a person; false where they have none of that id.
pub async fn end_session_of(tx: &mut DirectoryTx, user: UserId, id: SessionId) -> Result<bool, sqlx::Error> {
    Ok(execute!(tx, "DELETE FROM sessions WHERE id = $2 AND user_id = $1", user, id)? == 1)
}

/// Ends the sessions of a person, all or all but one, and says how many.
pub async fn end_sessions_of(tx: &mut impl AnyTx, user: UserId, except: Option<SessionId>) -> Result<u64, sqlx::Error> {
    // No session has the nil id.
    let except = except.unwrap_or(SessionId(uuid::Uuid::nil()));
    execute!(tx, "DELETE FROM sessions WHERE user_id = $1 AND id <> $2", user, except)
}

/// Whether a person ever signed in from a device.
pub async fn has_devices(tx: &mut DirectoryTx, user: UserId) -> Result<bool, sqlx::Error> {
    let (some,): (bool,) =
        fetch_one!(tx, (bool,), "SELECT EXISTS (SELECT 1 FROM known_devices WHERE user_id = $1)", user)?;
    Ok(some)
}

/// Notes that a person signed in from a device; says whether they did before.
pub async fn note_device(
    tx: &mut DirectoryTx,
    user: UserId,
    device: Digest,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let device = device.as_bytes().as_slice();
    let seen = execute!(
        tx,
        "UPDATE known_devices SET last_at = $3 WHERE user_id = $1 AND device_sha256 = $2",
        user,
        device,
        now
    )?;
    if seen == 0 {
        execute!(
            tx,
            "INSERT INTO known_devices (user_id, device_sha256, last_at) VALUES ($1, $2, $3)
             ON CONFLICT (user_id, device_sha256) DO NOTHING",
            user,
            device,
            now
        )?;
    }
    Ok(seen > 0)
}
