//! The owner's view: pages of what a filter asks for, newest first.
//!
//! A filter with one condition goes along the index of that condition. With several it goes along that of the one that is
//! rarest as a rule and looks at each row; so that nobody waits for what is rare, it looks at [`FAR`] rows at most and
//! says how far back that was.

use serde_json::Value;
use uuid::Uuid;

use super::{
    model::{EventLine, EventOutcome, EventPage, Filter, Topic},
    store::{self, Along, EventRow, Search},
};
use crate::{
    features::orgs::model::{Organisation, Permission},
    ids::EventId,
    platform::fault::Fault,
    server::actor::Member,
    time::Timestamp,
};

/// Events in a page.
const PAGE: usize = 50;
/// Rows that are looked at for a page.
const FAR: i64 = 2000;

/// A page of the organisation's log.
///
/// # Errors
/// [`crate::error::AppError::NotAllowed`] for all but owners; [`crate::error::AppError::Field`] for a day that is none.
pub async fn page(member: &Member, filter: &Filter, before: Option<EventId>) -> Result<EventPage, Fault> {
    let rows = rows(member, filter, before, PAGE).await?;
    Ok(EventPage {
        events: rows.found.into_iter().map(|row| line(&member.org, row)).collect(),
        older: rows.older,
        searched_to: rows.searched_to.map(|at| member.org.moment(at)),
    })
}

/// Some events, and where those before them begin.
pub struct Rows {
    /// The events, newest first.
    pub found: Vec<EventRow>,
    /// The next are below this one.
    pub older: Option<EventId>,
    /// How far back was looked, where that ended the search.
    pub searched_to: Option<Timestamp>,
}

/// Events that a filter asks for, below an id.
///
/// # Errors
/// As [`page`].
pub async fn rows(member: &Member, filter: &Filter, before: Option<EventId>, count: usize) -> Result<Rows, Fault> {
    member.may(Permission::ReadAudit)?;
    let search = search(&member.org, filter, before)?;
    let limit = i64::try_from(count).map_err(Fault::internal)?.saturating_add(1);
    if filter.what == Some(Topic::Operator) {
        // Nobody of the organisation did it, and it was done to nothing of theirs.
        let asked = filter.who.is_none() && filter.object.is_none() && !filter.denied;
        let mut tx = member.app.db.directory_read().await?;
        let found = if asked { store::operator_page(&mut tx, &search, limit).await? } else { Vec::new() };
        return Ok(cut(found, count));
    }
    let mut tx = member.app.db.read(member.org.id).await?;
    let (along, alone) = along(filter);
    let floor = if alone { None } else { store::floor(&mut tx, along, &search, FAR).await? };
    let search = Search { low: floor.unwrap_or(search.low), ..search };
    let mut rows = cut(store::page(&mut tx, along, &search, limit).await?, count);
    if rows.older.is_none() {
        rows.older = floor;
        rows.searched_to = floor.map(instant);
    }
    Ok(rows)
}

fn cut(mut found: Vec<EventRow>, count: usize) -> Rows {
    let more = found.len() > count;
    found.truncate(count);
    let older = found.last().filter(|_| more).map(|row| row.id);
    Rows { found, older, searched_to: None }
}

/// The index to go along, and whether it answers the filter alone.
fn along(filter: &Filter) -> (Along, bool) {
    let conditions = [
        (filter.object.is_some(), Along::Object),
        (filter.denied, Along::Denied),
        (filter.who.is_some(), Along::User),
        (filter.what.is_some(), Along::Topic),
    ];
    let mut asked = conditions.into_iter().filter(|(asked, _)| *asked).map(|(_, along)| along);
    let first = asked.next().unwrap_or(Along::All);
    (first, asked.next().is_none())
}

/// The filter as the database compares it.
fn search<'f>(org: &Organisation, filter: &'f Filter, before: Option<EventId>) -> Result<Search<'f>, Fault> {
    let low = org.day_begins("from", filter.from.as_deref())?;
    let high = org.day_ends("to", filter.to.as_deref())?;
    let high = high.map_or(EventId(Uuid::max()), first_of);
    Ok(Search {
        user: filter.who,
        topic: filter.what.map(Topic::as_str),
        object: filter.object,
        denied: filter.denied,
        low: low.map_or(EventId(Uuid::nil()), first_of),
        high: before.map_or(high, |before| before.min(high)),
    })
}

/// The smallest id of an instant: ids begin with their milliseconds (RFC 9562, 5.7).
#[must_use]
pub fn first_of(at: Timestamp) -> EventId {
    let millis = u128::try_from(at.0.div_euclid(1000)).unwrap_or_default();
    EventId(Uuid::from_u128(millis << 80))
}

/// The instant of an id.
fn instant(id: EventId) -> Timestamp {
    let millis = i64::try_from(id.0.as_u128() >> 80).unwrap_or_default();
    Timestamp(millis.saturating_mul(1000))
}

fn line(org: &Organisation, row: EventRow) -> EventLine {
    EventLine {
        id: row.id,
        at: org.moment(row.at),
        user: row.user_id,
        actor: row.actor,
        ip: row.ip,
        user_agent: row.user_agent,
        request: row.request_id.to_string(),
        action: row.action,
        object_kind: row.object_kind,
        object_id: row.object_id,
        denied: row.outcome == EventOutcome::Denied.as_str(),
        detail: facts(&row.detail),
    }
}

fn facts(detail: &str) -> Vec<(String, String)> {
    let Ok(Value::Object(map)) = serde_json::from_str(detail) else { return Vec::new() };
    map.into_iter()
        .map(|(key, value)| (key, value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_not_below_the_first_of_its_instant_and_tells_it() {
        let at = Timestamp(1_795_424_400_123_000);
        let rng = crate::platform::rng::SeededRng::new(1);
        let rng: &dyn crate::platform::rng::Rng = &rng;
        let id: EventId = rng.id(at);
        assert!(id >= first_of(at) && id < first_of(at.plus_seconds(1)));
        assert_eq!(instant(id), at);
    }

    #[test]
    fn a_filter_goes_along_the_index_of_its_rarest_condition() {
        let filter = Filter { what: Some(Topic::Views), ..Filter::default() };
        assert_eq!(along(&Filter::default()), (Along::All, true));
        assert_eq!(along(&filter), (Along::Topic, true));
        let filter = Filter { denied: true, ..filter };
        assert_eq!(along(&filter), (Along::Denied, false));
        let filter = Filter { object: Some(Uuid::nil()), ..filter };
        assert_eq!(along(&filter), (Along::Object, false));
    }
}
