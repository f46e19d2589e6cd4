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
    ui::listing::{Count, Order, PAGE, Page, Place, cut},
};

/// A page of the inspections that a query asks for: an inspector sees their own, everybody else all.
///
/// # Errors
/// [`crate::error::AppError::Field`] for a day that is none.
pub async fn page(member: &Member, query: &InspectionQuery) -> Result<InspectionPage, Fault> {
    let Some(search) = search(member, query)? else {
        let count = Count::Exactly(0);
        return Ok(InspectionPage {
            page: Page { lines: Vec::new(), next: None, count },
            open: count,
            finished: count,
        });
    };
    let mut tx = member.read().await?;
    let (lines, next) = lines_in(member, &mut tx, query, &search, PAGE).await?;
    let count = match query.text.as_deref().and_then(Query::of) {
        Some(words) => listing::count_searched(&mut tx, &marked(words, &search), &search).await?,
        None => {
            let along = listing::along(&mut tx, &search).await?;
            listing::count(&mut tx, along, &search).await?
        }
    };
    Ok(InspectionPage {
        page: Page { lines, next, count: Count::of(count) },
        open: count_in(&mut tx, &search, State::Open).await?,
        finished: count_in(&mut tx, &search, State::Finished).await?,
    })
}

/// At most so many of the inspections that a query asks for, and where the next ones begin.
///
/// # Errors
/// As of [`page`].
pub async fn lines(
    member: &Member,
    query: &InspectionQuery,
    most: usize,
) -> Result<(Vec<InspectionSummary>, Option<Place>), Fault> {
    let Some(search) = search(member, query)? else { return Ok((Vec::new(), None)) };
    lines_in(member, &mut member.read().await?, query, &search, most).await
}

/// What a query asks the database for; nothing where an inspector asks for what is somebody else's.
fn search<'a>(member: &Member, query: &'a InspectionQuery) -> Result<Option<Search<'a>>, Fault> {
    let own = only_own(member);
    if own.is_some() && query.inspector.is_some_and(|asked| own != Some(asked)) {
        return Ok(None);
    }
    Ok(Some(Search {
        site: query.site,
        template: query.template,
        inspector: own.or(query.inspector),
        state: query.state.map(State::as_str),
        from: member.org.day_begins("from", query.from.as_deref())?.unwrap_or(Timestamp(i64::MIN)),
        to: member.org.day_ends("to", query.to.as_deref())?.unwrap_or(Timestamp(i64::MAX)),
    }))
}

async fn lines_in(
    member: &Member,
    tx: &mut Tx,
    query: &InspectionQuery,
    search: &Search<'_>,
    most: usize,
) -> Result<(Vec<InspectionSummary>, Option<Place>), Fault> {
    let limit = i64::try_from(most + 1).map_err(Fault::internal)?;
    let (rows, next): (Vec<SummaryRow>, _) = match query.text.as_deref().and_then(Query::of) {
        Some(words) => {
            let before = query.after.as_ref().and_then(Place::instant).map(|at| at.0);
            let rows = listing::searched(tx, &marked(words, search), search, before, limit).await?;
            let place = |found: &SearchedRow| Place::at(Timestamp(found.doc), found.row.id.0);
            let (rows, next) = cut(rows, most, place);
            (rows.into_iter().map(|found| found.row).collect(), next)
        }
        None => {
            let along = listing::along(tx, search).await?;
            let rows = listing::page(tx, along, search, (query.order, query.after.clone()), limit).await?;
            cut(rows, most, |row| Place::at(row.updated_at, row.id.0))
        }
    };
    Ok((rows.into_iter().map(|row| summary(member, row)).collect(), next))
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
