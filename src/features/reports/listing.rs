//! The list of reports: a page of what is asked for.

use super::{
    model::ReportSummary,
    query::{ReportQuery, Which},
    service::summary,
    store::{ReportRow, listing},
};
use crate::{
    features::orgs::model::Role,
    platform::{
        db::{
            Tx,
            listing::{Along, Search},
        },
        fault::Fault,
    },
    server::actor::Member,
    time::Timestamp,
    ui::listing::{Count, PAGE, Page, Place, cut},
};

/// A page of the reports that a query asks for: an inspector sees those of their own inspections, everybody else all.
///
/// # Errors
/// [`crate::error::AppError::Field`] for a day that is none.
pub async fn page(member: &Member, query: &ReportQuery) -> Result<Page<ReportSummary>, Fault> {
    let Some(search) = search(member, query)? else {
        return Ok(Page { lines: Vec::new(), next: None, count: Count::Exactly(0) });
    };
    let mut tx = member.read().await?;
    let along = listing::along(&mut tx, &search).await?;
    let (lines, next) = lines_in(member, &mut tx, query, (along, &search), PAGE).await?;
    let count = Count::of(listing::count(&mut tx, along, &search).await?);
    Ok(Page { lines, next, count })
}

/// At most so many of the reports that a query asks for, and where the next ones begin.
///
/// # Errors
/// As of [`page`].
pub async fn lines(
    member: &Member,
    query: &ReportQuery,
    most: usize,
) -> Result<(Vec<ReportSummary>, Option<Place>), Fault> {
    let Some(search) = search(member, query)? else { return Ok((Vec::new(), None)) };
    let mut tx = member.read().await?;
    let along = listing::along(&mut tx, &search).await?;
    lines_in(member, &mut tx, query, (along, &search), most).await
}

/// What a query asks the database for; nothing where an inspector asks for what is somebody else's.
fn search<'a>(member: &Member, query: &'a ReportQuery) -> Result<Option<Search<'a>>, Fault> {
    let own = (member.role == Role::Inspector).then_some(member.user.id);
    if own.is_some() && query.inspector.is_some_and(|asked| own != Some(asked)) {
        return Ok(None);
    }
    Ok(Some(Search {
        site: query.site,
        template: query.template,
        inspector: own.or(query.inspector),
        state: query.status.map(Which::as_str),
        from: member.org.day_begins("from", query.from.as_deref())?.unwrap_or(Timestamp(i64::MIN)),
        to: member.org.day_ends("to", query.to.as_deref())?.unwrap_or(Timestamp(i64::MAX)),
    }))
}

async fn lines_in(
    member: &Member,
    tx: &mut Tx,
    query: &ReportQuery,
    (along, search): (Along, &Search<'_>),
    most: usize,
) -> Result<(Vec<ReportSummary>, Option<Place>), Fault> {
    let limit = i64::try_from(most + 1).map_err(Fault::internal)?;
    let rows = listing::page(tx, along, search, (query.order, query.after.clone()), limit).await?;
    let (rows, next) = cut(rows, most, |row: &ReportRow| Place::at(row.issued_at, row.id.0));
    Ok((rows.iter().map(|row| summary(member, row)).collect(), next))
}
