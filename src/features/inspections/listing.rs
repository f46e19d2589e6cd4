//! The list of inspections: a page of what is asked for.

use super::{
    model::{InspectionSummary, State, Tally},
    query::{InspectionPage, InspectionQuery},
    service::only_own,
    spoken::MARKS,
    store::{
        SummaryRow,
        listing::{self, SearchedRow},
    },
};
use crate::{
    platform::{
        db::{
            Tx,
            listing::{Along, Search},
        },
        fault::Fault,
        search::{Query, id_mark, mark},
    },
    server::actor::Member,
    time::Timestamp,
    ui::listing::{Count, Order, PAGE, Page, Place},
};

/// A page of the inspections that a query asks for: an inspector sees their own, everybody else all.
///
/// # Errors
/// [`crate::error::AppError::Field`] for a day that is none.
pub async fn page(member: &Member, query: &InspectionQuery) -> Result<InspectionPage, Fault> {
    let own = only_own(member);
    if own.is_some() && query.inspector.is_some_and(|asked| own != Some(asked)) {
        let none = Count::Exactly(0);
        return Ok(InspectionPage {
            page: Page { lines: Vec::new(), next: None, count: none },
            open: none,
            finished: none,
        });
    }
    let search = Search {
        site: query.site,
        template: query.template,
        inspector: own.or(query.inspector),
        state: query.state.map(State::as_str),
        from: member.org.day_begins("from", query.from.as_deref())?.unwrap_or(Timestamp(i64::MIN)),
        to: member.org.day_ends("to", query.to.as_deref())?.unwrap_or(Timestamp(i64::MAX)),
    };
    let mut tx = member.read().await?;
    let limit = i64::try_from(PAGE + 1).map_err(Fault::internal)?;
    let page = match query.text.as_deref().and_then(Query::of) {
        Some(words) => {
            let words = marked(words, &search);
            let before = query.after.map(|place| place.at.0);
            let rows = listing::searched(&mut tx, &words, &search, before, limit).await?;
            let count = Count::of(listing::count_searched(&mut tx, &words, &search).await?);
            let place = |found: &SearchedRow| Place { at: Timestamp(found.doc), id: found.row.id.0 };
            Page::of(rows, count, place, |found| summary(member, found.row))
        }
        None => {
            let along = listing::along(&mut tx, &search).await?;
            let rows = listing::page(&mut tx, along, &search, (query.order, query.after), limit).await?;
            let count = Count::of(listing::count(&mut tx, along, &search).await?);
            let place = |row: &SummaryRow| Place { at: row.updated_at, id: row.id.0 };
            Page::of(rows, count, place, |row| summary(member, row))
        }
    };
    Ok(InspectionPage {
        page,
        open: count_in(&mut tx, &search, State::Open).await?,
        finished: count_in(&mut tx, &search, State::Finished).await?,
    })
}

/// Words narrowed as the search is: the index answers all of it.
fn marked(words: Query, search: &Search<'_>) -> Query {
    let [of_site, of_template, of_inspector, of_state] = MARKS;
    words
        .of_kinds(["inspection"])
        .marked(search.site.map(|id| id_mark(of_site, id.0)))
        .marked(search.template.map(|id| id_mark(of_template, id.0)))
        .marked(search.inspector.map(|id| id_mark(of_inspector, id.0)))
        .marked(search.state.map(|state| mark(of_state, state)))
}

/// How many there are in a state, whatever state was asked for.
async fn count_in(tx: &mut Tx, search: &Search<'_>, state: State) -> Result<Count, Fault> {
    let search = Search { state: Some(state.as_str()), ..*search };
    let along = listing::along(tx, &search).await?;
    Ok(Count::of(listing::count(tx, along, &search).await?))
}

/// The inspections that were changed last, within the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub async fn latest_in(member: &Member, tx: &mut Tx, limit: i64) -> Result<Vec<InspectionSummary>, Fault> {
    let search = Search {
        site: None,
        template: None,
        inspector: only_own(member),
        state: None,
        from: Timestamp(i64::MIN),
        to: Timestamp(i64::MAX),
    };
    let along = if search.inspector.is_some() { Along::Inspector } else { Along::All };
    let rows = listing::page(tx, along, &search, (Order::Newest, None), limit).await?;
    Ok(rows.into_iter().map(|row| summary(member, row)).collect())
}

fn summary(member: &Member, row: SummaryRow) -> InspectionSummary {
    let count = |n: i32| u32::try_from(n).unwrap_or_default();
    InspectionSummary {
        id: row.id,
        site: row.site,
        template: row.template,
        inspector: row.inspector,
        state: State::parse(&row.state).unwrap_or(State::Issued),
        tally: Tally {
            items: count(row.items),
            answered: count(row.answered),
            passed: count(row.passed),
            failed: count(row.failed),
            not_applicable: count(row.not_applicable),
        },
        open_actions: u32::try_from(row.open_actions).unwrap_or_default(),
        started: member.org.moment(row.started_at),
        updated: member.org.moment(row.updated_at),
        report: row.report_id,
    }
}
