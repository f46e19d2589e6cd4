//! The list of actions: a page of what is asked for, the most urgent first.

use jiff::civil::Date;

use super::{
    action_query::{ActionLine, ActionPage, ActionQuery, ActionState},
    service::only_own,
    store::actions::{self as store, ActionLineRow},
};
use crate::{
    error::{AppError, FieldProblem},
    platform::{
        db::{Tx, listing::Search},
        fault::Fault,
    },
    server::actor::Member,
    time::{Timestamp, parse_date},
    ui::listing::{Count, Order, PAGE, Page, Place, cut},
};

/// What the database sorts by where an action is due on no day.
const NO_DAY: i64 = 99_999_999;

/// A page of the actions that a query asks for: an inspector sees those of their own inspections, everybody else all.
///
/// # Errors
/// [`AppError::Field`] for a day that is none.
pub async fn page(member: &Member, query: &ActionQuery) -> Result<ActionPage, Fault> {
    let Some(search) = search(member, query)? else {
        let none = Count::Exactly(0);
        return Ok(ActionPage { page: Page { lines: Vec::new(), next: None, count: none }, open: none, overdue: none });
    };
    let mut tx = member.read().await?;
    let (lines, next) = lines_in(member, &mut tx, &search, (query.after.clone(), PAGE)).await?;
    let count = count_in(&mut tx, &search).await?;
    let (open, overdue) = waiting_in(member, &mut tx, query).await?;
    Ok(ActionPage { page: Page { lines, next, count }, open, overdue })
}

/// How many actions that a query asks for are open, and how many of them should be done by now, whatever state it asks for.
///
/// # Errors
/// As of [`page`].
pub async fn waiting_in(member: &Member, tx: &mut Tx, query: &ActionQuery) -> Result<(Count, Count), Fault> {
    let mut counts = [Count::Exactly(0); 2];
    let queries = [query.in_state(Some(ActionState::Open)), query.only_overdue()];
    for (count, query) in counts.iter_mut().zip(&queries) {
        if let Some(search) = search(member, query)? {
            *count = count_in(tx, &search).await?;
        }
    }
    Ok((counts[0], counts[1]))
}

async fn count_in(tx: &mut Tx, search: &Search<'_>) -> Result<Count, Fault> {
    let along = store::along(tx, search).await?;
    Ok(Count::of(store::count(tx, along, search).await?))
}

/// At most so many of the actions that a query asks for, and where the next ones begin.
///
/// # Errors
/// As of [`page`].
pub async fn lines(
    member: &Member,
    query: &ActionQuery,
    most: usize,
) -> Result<(Vec<ActionLine>, Option<Place>), Fault> {
    let Some(search) = search(member, query)? else { return Ok((Vec::new(), None)) };
    lines_in(member, &mut member.read().await?, &search, (query.after.clone(), most)).await
}

/// The most urgent open actions, within the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub async fn urgent_in(member: &Member, tx: &mut Tx, most: usize) -> Result<Vec<ActionLine>, Fault> {
    let open = ActionQuery { state: Some(ActionState::Open), ..ActionQuery::default() };
    let Some(search) = search(member, &open)? else { return Ok(Vec::new()) };
    Ok(lines_in(member, tx, &search, (None, most)).await?.0)
}

/// What a query asks the database for, days as the numbers that it sorts by; nothing where an inspector asks for what is
/// somebody else's.
fn search(member: &Member, query: &ActionQuery) -> Result<Option<Search<'static>>, Fault> {
    let own = only_own(member);
    if own.is_some() && query.inspector.is_some_and(|asked| own != Some(asked)) {
        return Ok(None);
    }
    let (from, to) = (day("from", query.from.as_deref())?, day("to", query.to.as_deref())?);
    // Whoever asks for days does not mean what is due on none.
    let mut before = to.map_or(if from.is_some() { NO_DAY } else { i64::MAX }, |to| to + 1);
    if query.overdue {
        before = before.min(number(today(member)));
    }
    let state = if query.overdue { Some(ActionState::Open) } else { query.state };
    Ok(Some(Search {
        site: query.site,
        template: query.template,
        inspector: own.or(query.inspector),
        state: state.map(ActionState::as_str),
        from: Timestamp(from.unwrap_or(i64::MIN)),
        to: Timestamp(before),
    }))
}

async fn lines_in(
    member: &Member,
    tx: &mut Tx,
    search: &Search<'_>,
    (after, most): (Option<Place>, usize),
) -> Result<(Vec<ActionLine>, Option<Place>), Fault> {
    let along = store::along(tx, search).await?;
    let limit = i64::try_from(most + 1).map_err(Fault::internal)?;
    // The earliest day is the most urgent.
    let rows = store::page(tx, along, search, (Order::Oldest, after), limit).await?;
    let (rows, next) = cut(rows, most, |row| Place::at(Timestamp(row.due_day), row.id.0));
    let today = today(member);
    Ok((rows.into_iter().map(|row| line(row, today)).collect(), next))
}

fn today(member: &Member) -> Date {
    member.org.moment(member.app.now()).civil().date()
}

/// A day as the database sorts it: `20261129`.
fn number(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

fn day(field: &str, text: Option<&str>) -> Result<Option<i64>, AppError> {
    let read = |text| parse_date(text).map(number).ok_or_else(|| AppError::field(field, FieldProblem::NotADate));
    text.map(read).transpose()
}

fn line(row: ActionLineRow, today: Date) -> ActionLine {
    let due = row.due.as_deref().and_then(parse_date);
    ActionLine {
        id: row.id,
        inspection: row.inspection_id,
        site: row.site,
        text: row.text,
        assignee: row.assignee,
        overdue_days: due.map(|due| (today - due).get_days()).unwrap_or_default(),
        due: row.due,
        state: ActionState::parse(&row.standing).unwrap_or(ActionState::Open),
        can_reopen: row.is_closed,
    }
}
