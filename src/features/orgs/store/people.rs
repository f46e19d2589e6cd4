//! SQL of the lists of members and of those who are invited.

use sqlx::FromRow;

use super::InvitationRow;
use crate::{
    fetch_all, fetch_one,
    ids::{SiteGroupId, UserId},
    platform::db::{AnyTx, Engine, Tx},
    time::Timestamp,
};

/// A member as the list shows them, and what they are sorted by.
#[derive(FromRow)]
pub struct MemberRow {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub role: String,
    pub limited: bool,
    pub sort_name: String,
    pub created_at: Timestamp,
}

crate::named_listing! {
    MemberRow, "u.id, u.name, u.email, m.role, m.limited, u.sort_name, m.created_at",
    "memberships m JOIN users u ON u.id = m.user_id",
    org: "m.org_id", name: "u.sort_name", words: "u.words", at: "m.created_at", id: "u.id",
    conditions: "($2 IS NULL OR m.role = $2) AND ($3 IS NULL OR EXISTS (SELECT 1 FROM member_groups g
        WHERE g.org_id = m.org_id AND g.user_id = m.user_id AND g.group_id = $3)) AND $8 IS NULL"
}

/// The first members by name, to choose from.
pub async fn names(tx: &mut Tx, limit: i64) -> Result<Vec<(UserId, String, String)>, sqlx::Error> {
    let org = tx.org();
    fetch_all!(
        tx,
        (UserId, String, String),
        "SELECT u.id, u.name, u.email FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.org_id = $1 ORDER BY u.sort_name, u.id LIMIT $2",
        org,
        limit
    )
}

/// Who of some members is in which groups, by the groups' names.
pub async fn groups_of(tx: &mut Tx, members: &[UserId]) -> Result<Vec<(UserId, SiteGroupId)>, sqlx::Error> {
    let org = tx.org();
    let ids = serde_json::json!(members.iter().map(|id| id.0.simple().to_string()).collect::<Vec<_>>()).to_string();
    match tx.engine() {
        Engine::Sqlite => fetch_all!(
            tx,
            (UserId, SiteGroupId),
            "SELECT m.user_id, m.group_id FROM member_groups m
             JOIN site_groups g ON g.org_id = m.org_id AND g.id = m.group_id
             WHERE m.org_id = $1 AND m.user_id IN (SELECT unhex(value) FROM json_each($2))
             ORDER BY g.name, g.id LIMIT 100000",
            org,
            &ids
        ),
        Engine::Postgres => fetch_all!(
            tx,
            (UserId, SiteGroupId),
            "SELECT m.user_id, m.group_id FROM member_groups m
             JOIN site_groups g ON g.org_id = m.org_id AND g.id = m.group_id
             WHERE m.org_id = $1 AND m.user_id IN (SELECT value::uuid FROM json_array_elements_text($2::json))
             ORDER BY g.name, g.id LIMIT 100000",
            org,
            &ids
        ),
    }
}

/// The invitations whose addresses have some words, by address, after one.
pub async fn invitations(
    tx: &mut Tx,
    named: &Named,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<InvitationRow>, sqlx::Error> {
    let (org, [first, second, third, fourth]) = (tx.org(), &named.words);
    fetch_all!(
        tx,
        InvitationRow,
        "SELECT email, role, groups, sent_at, expires_at FROM invitations WHERE org_id = $1
         AND words LIKE $2 ESCAPE '\\' AND words LIKE $3 ESCAPE '\\' AND words LIKE $4 ESCAPE '\\'
         AND words LIKE $5 ESCAPE '\\' AND email > $6 ORDER BY email LIMIT $7",
        org,
        first,
        second,
        third,
        fourth,
        after.unwrap_or_default(),
        limit
    )
}

/// How many invitations there are whose addresses have some words, counted to one more than [`COUNTED`].
pub async fn count_invitations(tx: &mut Tx, named: &Named) -> Result<i64, sqlx::Error> {
    let (org, [first, second, third, fourth]) = (tx.org(), &named.words);
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM (SELECT 1 FROM invitations WHERE org_id = $1
         AND words LIKE $2 ESCAPE '\\' AND words LIKE $3 ESCAPE '\\' AND words LIKE $4 ESCAPE '\\'
         AND words LIKE $5 ESCAPE '\\' LIMIT $6) AS found",
        org,
        first,
        second,
        third,
        fourth,
        i64::from(COUNTED) + 1
    )?;
    Ok(count)
}
