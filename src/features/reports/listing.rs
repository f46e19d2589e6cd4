//! The list of reports: a page of what is asked for.

use super::{
    model::ReportSummary,
    query::{ReportQuery, Which},
    service::summary,
    store::{ReportRow, listing},
};
use crate::{
    features::orgs::model::Role,
    platform::{db::listing::Search, fault::Fault},
    server::actor::Member,
    time::Timestamp,
    ui::listing::{Count, PAGE, Page, Place},
};

/// A page of the reports that a query asks for: an inspector sees those of their own inspections, everybody else all.
///
/// # Errors
/// [`crate::error::AppError::Field`] for a day that is none.
pub async fn page(member: &Member, query: &ReportQuery) -> Result<Page<ReportSummary>, Fault> {
    let own = (member.role == Role::Inspector).then_some(member.user.id);
    if own.is_some() && query.inspector.is_some_and(|asked| own != Some(asked)) {
        return Ok(Page { lines: Vec::new(), next: None, count: Count::Exactly(0) });
    }
    let search = Search {
        site: query.site,
        template: query.template,
        inspector: own.or(query.inspector),
        state: query.status.map(Which::as_str),
        from: member.org.day_begins("from", query.from.as_deref())?.unwrap_or(Timestamp(i64::MIN)),
        to: member.org.day_ends("to", query.to.as_deref())?.unwrap_or(Timestamp(i64::MAX)),
    };
    let mut tx = member.read().await?;
    let along = listing::along(&mut tx, &search).await?;
    let limit = i64::try_from(PAGE + 1).map_err(Fault::internal)?;
    let rows = listing::page(&mut tx, along, &search, (query.order, query.after), limit).await?;
    let count = Count::of(listing::count(&mut tx, along, &search).await?);
    let place = |row: &ReportRow| Place { at: row.issued_at, id: row.id.0 };
    Ok(Page::of(rows, count, place, |row| summary(member, &row)))
}
