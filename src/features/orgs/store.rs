//! SQL of organisations, memberships and keys.

pub mod approvals;
pub mod people;
pub mod provided;

use norven_proof::digest::Digest;
use norven_words::Locale;
use sqlx::FromRow;

use super::{
    model::{Approval, Company, OrgSettings, Organisation, Role},
    quotas::Taken,
    service::Membership,
};
use crate::{
    execute,
    features::access::model::Asks,
    features::identity::model::Email,
    fetch_all, fetch_one, fetch_optional,
    ids::{OrgId, SiteGroupId, UserId},
    platform::{
        db::{AnyTx, DirectoryTx, Tx},
        search::fold,
    },
    time::Timestamp,
};

#[derive(FromRow)]
struct OrgRow {
    id: OrgId,
    name: String,
    languages: String,
    locale: String,
    time_zone: String,
    colour: String,
    photos_per_row: i32,
    keep_originals: bool,
    photo_side: i32,
    photo_quality: i32,
    report_months: Option<i32>,
    audit_months: i32,
    print_origins: bool,
    address: String,
    tax_number: String,
    phone: String,
    email: String,
    web: String,
    demo: bool,
    logo_sha256: Option<Vec<u8>>,
    asks_passkey: bool,
    asks_provider: bool,
    approval: String,
    refusal: Option<String>,
    role: String,
    limited: bool,
}

impl From<OrgRow> for Membership {
    fn from(row: OrgRow) -> Self {
        let settings = OrgSettings {
            languages: row.languages.split(',').filter_map(Locale::from_tag).collect(),
            locale: Locale::from_tag(&row.locale).unwrap_or_default(),
            time_zone: row.time_zone,
            colour: row.colour,
            photos_per_row: u8::try_from(row.photos_per_row).unwrap_or(3),
            keep_originals: row.keep_originals,
            photo_side: u32::try_from(row.photo_side).unwrap_or(2048),
            photo_quality: u8::try_from(row.photo_quality).unwrap_or(82),
            report_months: row.report_months.and_then(|months| u32::try_from(months).ok()),
            audit_months: u32::try_from(row.audit_months).unwrap_or(24),
            print_origins: row.print_origins,
        };
        // A role that is not known may do the least.
        let role = Role::parse(&row.role).unwrap_or(Role::Viewer);
        let logo = row.logo_sha256.and_then(|digest| digest.try_into().ok()).map(Digest::from_bytes);
        let asks = Asks { passkey: row.asks_passkey, provider: row.asks_provider };
        let approval = Approval::stored(&row.approval, row.refusal);
        let company = Company {
            address: row.address,
            tax_number: row.tax_number,
            phone: row.phone,
            email: row.email,
            web: row.web,
        };
        let org = Organisation { id: row.id, name: row.name, demo: row.demo, settings, company, logo, asks, approval };
        Self { org, role, limited: row.limited && role != Role::Owner }
    }
}

fn languages(settings: &OrgSettings) -> String {
    settings.languages.iter().map(|language| language.tag()).collect::<Vec<_>>().join(",")
}

fn months(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Adds an organisation.
pub async fn add(
    tx: &mut Tx,
    name: &str,
    settings: &OrgSettings,
    demo: bool,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "INSERT INTO organisations
           (id, name, locale, time_zone, colour, photos_per_row, keep_originals, print_origins, languages, photo_side,
            photo_quality, report_months, audit_months, demo, next_report, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15)",
        org,
        name,
        settings.locale.tag(),
        &settings.time_zone,
        &settings.colour,
        i32::from(settings.photos_per_row),
        settings.keep_originals,
        settings.print_origins,
        languages(settings),
        i32::try_from(settings.photo_side).unwrap_or(i32::MAX),
        i32::from(settings.photo_quality),
        settings.report_months.map(months),
        months(settings.audit_months),
        demo,
        now
    )
    .map(drop)
}

/// When the organisation was created.
pub async fn created_at(tx: &mut Tx) -> Result<Timestamp, sqlx::Error> {
    let org = tx.org();
    let (at,): (Timestamp,) = fetch_one!(tx, (Timestamp,), "SELECT created_at FROM organisations WHERE id = $1", org)?;
    Ok(at)
}

/// Changes name and settings.
pub async fn update(tx: &mut Tx, name: &str, settings: &OrgSettings) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "UPDATE organisations SET name = $2, locale = $3, time_zone = $4, colour = $5, photos_per_row = $6,
           keep_originals = $7, print_origins = $8, languages = $9, photo_side = $10, photo_quality = $11,
           report_months = $12, audit_months = $13 WHERE id = $1",
        org,
        name,
        settings.locale.tag(),
        &settings.time_zone,
        &settings.colour,
        i32::from(settings.photos_per_row),
        settings.keep_originals,
        settings.print_origins,
        languages(settings),
        i32::try_from(settings.photo_side).unwrap_or(i32::MAX),
        i32::from(settings.photo_quality),
        settings.report_months.map(months),
        months(settings.audit_months)
    )
    .map(drop)
}

/// Changes what the organisation says of itself.
pub async fn set_company(tx: &mut Tx, company: &Company) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "UPDATE organisations SET address = $2, tax_number = $3, phone = $4, email = $5, web = $6 WHERE id = $1",
        org,
        &company.address,
        &company.tax_number,
        &company.phone,
        &company.email,
        &company.web
    )
    .map(drop)
}

/// Changes the logo, or takes it away.
pub async fn set_logo(tx: &mut Tx, logo: Option<Digest>) -> Result<(), sqlx::Error> {
    let org = tx.org();
    let logo = logo.map(|logo| logo.as_bytes().to_vec());
    execute!(tx, "UPDATE organisations SET logo_sha256 = $2 WHERE id = $1", org, logo).map(drop)
}

/// The organisations a person belongs to, with their role in each, the oldest membership first.
pub async fn of_user(tx: &mut DirectoryTx, user: UserId) -> Result<Vec<Membership>, sqlx::Error> {
    let rows = fetch_all!(
        tx,
        OrgRow,
        "SELECT o.id, o.name, o.locale, o.time_zone, o.colour, o.photos_per_row, o.keep_originals, o.print_origins,
                o.languages, o.photo_side, o.photo_quality, o.report_months, o.audit_months, o.address, o.tax_number,
                o.phone, o.email, o.web, o.demo, o.logo_sha256,
                o.asks_passkey, o.asks_provider, o.approval, o.refusal, m.role, m.limited
         FROM memberships m JOIN organisations o ON o.id = m.org_id
         WHERE m.user_id = $1 ORDER BY m.created_at, o.id LIMIT 1000",
        user
    )?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What the foundings of a person are counted under, beside other counts that are forgotten once nobody needs them.
fn foundings_of(user: UserId) -> String {
    format!("organisations/founded/{user}")
}

/// How often a person founded an organisation of late.
pub async fn foundings(tx: &mut DirectoryTx, user: UserId) -> Result<i32, sqlx::Error> {
    let row = fetch_optional!(tx, (i32,), "SELECT used FROM quotas WHERE name = $1", foundings_of(user))?;
    Ok(row.map_or(0, |(used,)| used))
}

/// Counts one more, where they are still as many as before.
pub async fn note_founding(tx: &mut Tx, user: UserId, before: i32, now: Timestamp) -> Result<bool, sqlx::Error> {
    let noted = execute!(
        tx,
        "INSERT INTO quotas (name, since, used) VALUES ($1, $2, 1)
         ON CONFLICT (name) DO UPDATE SET since = $2, used = quotas.used + 1 WHERE quotas.used = $3",
        foundings_of(user),
        now,
        before
    )?;
    Ok(noted == 1)
}

/// An invitation as it is kept.
#[derive(FromRow)]
pub struct InvitationRow {
    pub email: String,
    pub role: String,
    pub groups: Option<String>,
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
}

/// An invitation with the name of the organisation that asks.
#[derive(FromRow)]
pub struct InvitedRow {
    pub org_id: OrgId,
    pub name: String,
    pub role: String,
}

/// Keeps an invitation; one to the same address is replaced.
pub async fn put_invitation(
    tx: &mut Tx,
    email: &Email,
    role: Role,
    groups: Option<&str>,
    sent_at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "INSERT INTO invitations (org_id, email, role, groups, sent_at, expires_at, words)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org_id, email)
         DO UPDATE SET role = excluded.role, groups = excluded.groups, sent_at = excluded.sent_at,
           expires_at = excluded.expires_at, managed_sha256 = NULL",
        org,
        email.as_str(),
        role.as_str(),
        groups,
        sent_at,
        expires_at,
        fold::line([email.as_str()])
    )
    .map(drop)
}

/// The invitation to an address, answered by nobody yet.
pub async fn invitation(tx: &mut Tx, email: &Email) -> Result<Option<InvitationRow>, sqlx::Error> {
    let org = tx.org();
    fetch_optional!(
        tx,
        InvitationRow,
        "SELECT email, role, groups, sent_at, expires_at FROM invitations WHERE org_id = $1 AND email = $2",
        org,
        email.as_str()
    )
}

/// The invitations to an address that can still be accepted.
pub async fn invitations_to(
    tx: &mut DirectoryTx,
    email: &Email,
    now: Timestamp,
) -> Result<Vec<InvitedRow>, sqlx::Error> {
    fetch_all!(
        tx,
        InvitedRow,
        "SELECT i.org_id, o.name, i.role FROM invitations i JOIN organisations o ON o.id = i.org_id
         WHERE i.email = $1 AND i.expires_at > $2 ORDER BY i.sent_at DESC, i.org_id LIMIT 100",
        email.as_str(),
        now
    )
}

/// Takes the invitation to an address away; nothing where there is none.
pub async fn take_invitation(tx: &mut Tx, email: &Email) -> Result<Option<InvitationRow>, sqlx::Error> {
    let org = tx.org();
    fetch_optional!(
        tx,
        InvitationRow,
        "DELETE FROM invitations WHERE org_id = $1 AND email = $2 RETURNING email, role, groups, sent_at, expires_at",
        org,
        email.as_str()
    )
}

/// Whether a member has an address.
pub async fn has_address(tx: &mut Tx, email: &Email) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let (has,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (
           SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.org_id = $1 AND u.email = $2)",
        org,
        email.as_str()
    )?;
    Ok(has)
}

/// Adds a member; one who is a member already keeps their role. Tells whether they were added.
pub async fn add_member(tx: &mut Tx, user: UserId, role: Role, now: Timestamp) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let added = execute!(
        tx,
        "INSERT INTO memberships (org_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (org_id, user_id) DO NOTHING",
        org,
        user,
        role.as_str(),
        now
    )?;
    Ok(added == 1)
}

/// Whether a person is a member.
pub async fn is_member(tx: &mut Tx, user: UserId) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let (is,): (bool,) = fetch_one!(
        tx,
        (bool,),
        "SELECT EXISTS (SELECT 1 FROM memberships WHERE org_id = $1 AND user_id = $2)",
        org,
        user
    )?;
    Ok(is)
}

/// A member's role; nothing where they are no member.
pub async fn role_of(tx: &mut Tx, user: UserId) -> Result<Option<Role>, sqlx::Error> {
    let org = tx.org();
    let row: Option<(String,)> =
        fetch_optional!(tx, (String,), "SELECT role FROM memberships WHERE org_id = $1 AND user_id = $2", org, user)?;
    Ok(row.and_then(|(role,)| Role::parse(&role)))
}

/// Sets a member's role; false where they are no member. An owner is limited no longer.
pub async fn set_role(tx: &mut Tx, user: UserId, role: Role) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let set = execute!(
        tx,
        "UPDATE memberships SET role = $3, limited = (limited AND $4) WHERE org_id = $1 AND user_id = $2",
        org,
        user,
        role.as_str(),
        role != Role::Owner
    )?;
    Ok(set == 1)
}

/// Limits a member to the sites of groups, or lets them see every site. Groups that are no more are passed over.
pub async fn limit(tx: &mut Tx, user: UserId, groups: Option<&[SiteGroupId]>) -> Result<(), sqlx::Error> {
    let org = tx.org();
    let limited = groups.is_some();
    execute!(tx, "UPDATE memberships SET limited = $3 WHERE org_id = $1 AND user_id = $2", org, user, limited)?;
    execute!(tx, "DELETE FROM member_groups WHERE org_id = $1 AND user_id = $2", org, user)?;
    for group in groups.unwrap_or_default() {
        execute!(
            tx,
            "INSERT INTO member_groups (org_id, user_id, group_id)
             SELECT org_id, $2, id FROM site_groups WHERE org_id = $1 AND id = $3
             ON CONFLICT (org_id, user_id, group_id) DO NOTHING",
            org,
            user,
            *group
        )?;
    }
    Ok(())
}

/// Removes a member; false where they are none.
pub async fn remove_member(tx: &mut Tx, user: UserId) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let gone = execute!(tx, "DELETE FROM memberships WHERE org_id = $1 AND user_id = $2", org, user)?;
    Ok(gone == 1)
}

/// Has whoever else changes the organisation or its members wait until the transaction ends.
pub async fn lock(tx: &mut Tx) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(tx, "UPDATE organisations SET id = id WHERE id = $1", org).map(drop)
}

/// Takes more of what is counted, unless a ceiling would be passed; false where nothing was taken.
pub async fn take(tx: &mut Tx, taken: Taken, ceilings: Taken) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let done = execute!(
        tx,
        "UPDATE organisations SET made_inspections = made_inspections + $2, made_actions = made_actions + $3,
           kept_photos = kept_photos + $4, kept_bytes = kept_bytes + $5
         WHERE id = $1 AND ($2 <= 0 OR made_inspections + $2 <= $6) AND ($3 <= 0 OR made_actions + $3 <= $7)
           AND ($4 <= 0 OR kept_photos + $4 <= $8) AND ($5 <= 0 OR kept_bytes + $5 <= $9)",
        org,
        taken.inspections,
        taken.actions,
        taken.photos,
        taken.bytes,
        ceilings.inspections,
        ceilings.actions,
        ceilings.photos,
        ceilings.bytes
    )?;
    Ok(done == 1)
}

/// What the organisation has of what is counted.
pub async fn taken(tx: &mut Tx) -> Result<Taken, sqlx::Error> {
    let org = tx.org();
    let (inspections, actions, photos, bytes): (i64, i64, i64, i64) = fetch_one!(
        tx,
        (i64, i64, i64, i64),
        "SELECT made_inspections, made_actions, kept_photos, kept_bytes FROM organisations WHERE id = $1",
        org
    )?;
    Ok(Taken { inspections, actions, photos, bytes })
}

/// How many members and invitations there are.
pub async fn count_people(tx: &mut Tx) -> Result<i64, sqlx::Error> {
    let org = tx.org();
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT (SELECT COUNT(*) FROM memberships WHERE org_id = $1) + (SELECT COUNT(*) FROM invitations WHERE org_id = $1)",
        org
    )?;
    Ok(count)
}

/// How many owners there are besides one person.
pub async fn other_owners(tx: &mut Tx, user: UserId) -> Result<i64, sqlx::Error> {
    let org = tx.org();
    let (count,): (i64,) = fetch_one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM memberships WHERE org_id = $1 AND role = 'owner' AND user_id <> $2",
        org,
        user
    )?;
    Ok(count)
}

/// The first members who may inspect, by name.
pub async fn inspectors(tx: &mut Tx, limit: i64) -> Result<Vec<(UserId, String)>, sqlx::Error> {
    let org = tx.org();
    fetch_all!(
        tx,
        (UserId, String),
        "SELECT u.id, u.name FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.org_id = $1 AND m.role <> 'viewer' ORDER BY u.sort_name, u.id LIMIT $2",
        org,
        limit
    )
}

/// The organisations after one, by id; from the first on where none is named.
pub async fn ids_after(tx: &mut DirectoryTx, after: Option<OrgId>, limit: i64) -> Result<Vec<OrgId>, sqlx::Error> {
    let rows: Vec<(OrgId,)> = fetch_all!(
        tx,
        (OrgId,),
        "SELECT id FROM organisations WHERE $1 IS NULL OR id > $1 ORDER BY id LIMIT $2",
        after,
        limit
    )?;
    Ok(rows.into_iter().map(|(org,)| org).collect())
}

/// The owners of an organisation.
pub async fn owners(tx: &mut impl AnyTx, org: OrgId) -> Result<Vec<UserId>, sqlx::Error> {
    let rows: Vec<(UserId,)> = fetch_all!(
        tx,
        (UserId,),
        "SELECT user_id FROM memberships WHERE org_id = $1 AND role = 'owner'
         ORDER BY created_at, user_id LIMIT 1000",
        org
    )?;
    Ok(rows.into_iter().map(|(user,)| user).collect())
}

/// The next report number, which nobody takes by reading it.
pub async fn coming_report(tx: &mut Tx) -> Result<i32, sqlx::Error> {
    let org = tx.org();
    let (number,): (i32,) = fetch_one!(tx, (i32,), "SELECT next_report FROM organisations WHERE id = $1", org)?;
    Ok(number)
}

/// Takes the next report number.
pub async fn next_report(tx: &mut Tx) -> Result<i32, sqlx::Error> {
    let org = tx.org();
    let (number,): (i32,) = fetch_one!(
        tx,
        (i32,),
        "UPDATE organisations SET next_report = next_report + 1 WHERE id = $1 RETURNING next_report - 1",
        org
    )?;
    Ok(number)
}

/// Keeps the wrapped key of the organisation.
pub async fn add_key(tx: &mut Tx, version: i32, wrapped: &[u8], now: Timestamp) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(
        tx,
        "INSERT INTO org_keys (org_id, version, wrapped, created_at) VALUES ($1, $2, $3, $4)",
        org,
        version,
        wrapped,
        now
    )
    .map(drop)
}

/// The wrapped key of the organisation, the latest version.
pub async fn key(tx: &mut Tx) -> Result<Option<(i32, Vec<u8>)>, sqlx::Error> {
    let org = tx.org();
    fetch_optional!(
        tx,
        (i32, Vec<u8>),
        "SELECT version, wrapped FROM org_keys WHERE org_id = $1 ORDER BY version DESC LIMIT 1",
        org
    )
}

/// The organisation, whoever asks.
pub async fn organisation(tx: &mut impl AnyTx, org: OrgId) -> Result<Option<Organisation>, sqlx::Error> {
    let row = fetch_optional!(
        tx,
        OrgRow,
        "SELECT id, name, locale, time_zone, colour, photos_per_row, keep_originals, print_origins, languages, photo_side,
                photo_quality, report_months, audit_months, address, tax_number, phone, email, web, demo, logo_sha256,
                asks_passkey, asks_provider, approval, refusal,
                'viewer' AS role, FALSE AS limited
         FROM organisations WHERE id = $1",
        org
    )?;
    Ok(row.map(|row| Membership::from(row).org))
}
