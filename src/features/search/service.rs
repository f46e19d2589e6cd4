//! Searching: inside the organisation and the reader's reach, in what their role sees.

use super::model::{Hit, Kind};
use crate::{
    features::orgs::model::{Permission, Role},
    platform::{
        fault::Fault,
        search::{self, Query},
    },
    server::actor::Member,
};

/// So many things are found at most.
const MOST: i64 = 30;

/// What a text finds, the newest of each kind first.
///
/// # Errors
/// When the database refuses.
pub async fn search(member: &Member, text: &str) -> Result<Vec<Hit>, Fault> {
    let Some(query) = Query::of(text) else { return Ok(Vec::new()) };
    let own = (member.role == Role::Inspector).then_some(member.user.id);
    let kinds = Kind::ALL.into_iter().filter(|kind| sees(member, *kind)).map(Kind::as_str);
    let mut tx = member.read().await?;
    let found = search::find(&mut tx, &query.of_kinds(kinds), own, MOST).await?;
    let mut hits: Vec<Hit> = found
        .into_iter()
        .filter_map(|found| {
            Some(Hit {
                kind: Kind::parse(&found.kind)?,
                id: found.thing_id,
                title: found.title,
                detail: found.detail,
                at: found.at.map(|at| member.org.moment(at)),
            })
        })
        .collect();
    hits.sort_by_key(|hit| Kind::ALL.into_iter().position(|kind| kind == hit.kind));
    Ok(hits)
}

/// Whether a reader sees things of a kind at all.
fn sees(member: &Member, kind: Kind) -> bool {
    match kind {
        Kind::Site | Kind::Inspection | Kind::Report => true,
        Kind::Template => member.role.may(Permission::ManageContent),
        Kind::Member => member.role.may(Permission::Administer),
    }
}
