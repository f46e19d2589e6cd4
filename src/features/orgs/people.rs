//! The lists of members and of those who are invited.

use super::{
    invitations::groups,
    model::{InvitationLine, MemberChoice, MemberLine, Permission, Role},
    store::{self, people::MemberRow},
};
use crate::{
    features::identity::address,
    ids::UserId,
    platform::{
        db::{Tx, names::Named},
        fault::Fault,
    },
    server::actor::Member,
    ui::{
        listing::{Count, PAGE, Page, Place, cut},
        names::{NameQuery, Sorted},
    },
};

/// A page of the members that a query asks for.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners.
pub async fn members(member: &Member, query: &NameQuery) -> Result<Page<MemberLine>, Fault> {
    let named = named(member, query)?;
    let mut tx = member.read().await?;
    let (lines, next) = members_in(member, &mut tx, query, &named, PAGE).await?;
    let count = Count::of(store::people::count_named(&mut tx, &named).await?);
    Ok(Page { lines, next, count })
}

/// At most so many of the members that a query asks for, and where the next ones begin.
///
/// # Errors
/// As of [`members`].
pub async fn member_lines(
    member: &Member,
    query: &NameQuery,
    most: usize,
) -> Result<(Vec<MemberLine>, Option<Place>), Fault> {
    let named = named(member, query)?;
    members_in(member, &mut member.read().await?, query, &named, most).await
}

fn named(member: &Member, query: &NameQuery) -> Result<Named, Fault> {
    query.check()?;
    member.may(Permission::Administer)?;
    Ok(Named::new(query.text.as_deref(), query.which.as_deref(), query.group))
}

async fn members_in(
    member: &Member,
    tx: &mut Tx,
    query: &NameQuery,
    named: &Named,
    most: usize,
) -> Result<(Vec<MemberLine>, Option<Place>), Fault> {
    let limit = i64::try_from(most + 1).map_err(Fault::internal)?;
    let rows = store::people::page(tx, named, (query.sorted, query.after.as_ref()), limit).await?;
    let (rows, next) = cut(rows, most, |row| match query.sorted {
        Sorted::Name => Place::named(&row.sort_name, row.id.0),
        Sorted::Latest => Place::at(row.created_at, row.id.0),
    });
    let limited = rows.iter().filter(|row| row.limited).map(|row| row.id).collect::<Vec<_>>();
    let groups = store::people::groups_of(tx, &limited).await?;
    let of = |user| groups.iter().filter(move |(member, _)| *member == user).map(|(_, group)| *group).collect();
    let line = |row: MemberRow| MemberLine {
        is_reader: row.id == member.user.id,
        groups: row.limited.then(|| of(row.id)),
        id: row.id,
        name: row.name,
        email: address::shown(&row.email),
        role: Role::parse(&row.role).unwrap_or(Role::Viewer),
    };
    Ok((rows.into_iter().map(line).collect(), next))
}

/// Every member by name, to choose from.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners.
pub async fn member_choices(member: &Member) -> Result<Vec<MemberChoice>, Fault> {
    member.may(Permission::Administer)?;
    let most = i64::try_from(member.app.quotas.members).unwrap_or(i64::MAX);
    let rows = store::people::names(&mut member.read().await?, most).await?;
    let choice = |(id, name, email): (UserId, String, String)| MemberChoice { id, name, email: address::shown(&email) };
    Ok(rows.into_iter().map(choice).collect())
}

/// A page of those who were asked and have not answered, by address, those whose time is over included.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners.
pub async fn invitations(member: &Member, query: &NameQuery) -> Result<Page<InvitationLine>, Fault> {
    let named = named(member, query)?;
    let now = member.app.now();
    let mut tx = member.read().await?;
    let after = query.after.as_ref().and_then(Place::name);
    let limit = i64::try_from(PAGE + 1).map_err(Fault::internal)?;
    let rows = store::people::invitations(&mut tx, &named, after, limit).await?;
    let (rows, next) = cut(rows, PAGE, |row| Place::named(&row.email, uuid::Uuid::nil()));
    let lines = rows.into_iter().map(|row| {
        Ok(InvitationLine {
            groups: groups(&row)?,
            email: address::shown(&row.email),
            role: Role::parse(&row.role).unwrap_or(Role::Viewer),
            expires: member.org.moment(row.expires_at),
            is_over: row.expires_at <= now,
        })
    });
    let lines = lines.collect::<Result<_, Fault>>()?;
    let count = Count::of(store::people::count_invitations(&mut tx, &named).await?);
    Ok(Page { lines, next, count })
}
