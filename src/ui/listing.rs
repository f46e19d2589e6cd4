//! Lists that hold years: what a page of one carries, its place in the list, and what stands below it.
//!
//! A page of a list is read at the server from where the page before it ended, by the values that the list is sorted by, so
//! that the thousandth page costs what the first does. Filter, order and place stand in the address.

use std::{fmt, str::FromStr};

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    env::{use_locale, use_words},
    icon::Icon,
    routes::escape,
};
use crate::time::Timestamp;

/// Lines on a page.
pub const PAGE: usize = 50;
/// Up to here lines are counted.
pub const COUNTED: u32 = 1000;

/// How many lines a filter finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// So many.
    Exactly(u32),
    /// More than so many; counting them all would take as long as there are lines.
    MoreThan(u32),
}

impl Count {
    /// From a count that stopped one line after [`COUNTED`].
    #[must_use]
    pub fn of(counted: i64) -> Self {
        match u32::try_from(counted) {
            Ok(counted) if counted <= COUNTED => Self::Exactly(counted),
            _ => Self::MoreThan(COUNTED),
        }
    }

    /// In words, where so many can be said; else that there are more.
    #[must_use]
    pub fn words(self, say: impl FnOnce(usize) -> String) -> String {
        match self {
            Self::Exactly(count) => say(usize::try_from(count).unwrap_or_default()),
            Self::MoreThan(_) => count_words(self),
        }
    }

    /// Whether nothing is found.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::Exactly(0)
    }
}

/// In figures: `12`, `1000+`.
impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(count) => count.fmt(f),
            Self::MoreThan(count) => write!(f, "{count}+"),
        }
    }
}

/// What the lines of a list are sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// An instant, or what stands for one.
    At(Timestamp),
    /// A name, folded.
    Name(String),
}

/// A place in a list: the line that a page ended with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What the line is sorted by.
    pub key: Key,
    /// Its id, where several lines have one key.
    pub id: Uuid,
}

impl Place {
    /// A place by an instant.
    #[must_use]
    pub fn at(at: Timestamp, id: Uuid) -> Self {
        Self { key: Key::At(at), id }
    }

    /// A place by a name.
    #[must_use]
    pub fn named(name: impl Into<String>, id: Uuid) -> Self {
        Self { key: Key::Name(name.into()), id }
    }

    /// The instant; nothing in a list by name.
    #[must_use]
    pub fn instant(&self) -> Option<Timestamp> {
        match self.key {
            Key::At(at) => Some(at),
            Key::Name(_) => None,
        }
    }

    /// The name; nothing in a list by instant.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &self.key {
            Key::At(_) => None,
            Key::Name(name) => Some(name),
        }
    }
}

/// Before the key of a place that is a name.
const NAME: char = '~';

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id.simple();
        match &self.key {
            Key::At(at) => write!(f, "{}.{id}", at.0),
            Key::Name(name) => write!(f, "{NAME}{name}.{id}"),
        }
    }
}

/// A place that an address says and that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (key, id) = text.rsplit_once('.').ok_or(NoPlace)?;
        let id = id.parse().map_err(|_| NoPlace)?;
        match key.strip_prefix(NAME) {
            Some(name) => Ok(Self::named(name, id)),
            None => Ok(Self::at(Timestamp(key.parse().map_err(|_| NoPlace)?), id)),
        }
    }
}

/// In which order a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// Its lines.
    pub lines: Vec<T>,
    /// Where the next page begins; nothing where this is the last.
    pub next: Option<Place>,
    /// How many lines there are in all.
    pub count: Count,
}

impl<T> Page<T> {
    /// A page from rows of which one more was read than it holds, and where each of them is.
    #[must_use]
    pub fn of<R>(rows: Vec<R>, count: Count, place: impl Fn(&R) -> Place, line: impl FnMut(R) -> T) -> Self {
        let (rows, next) = cut(rows, PAGE, place);
        Self { lines: rows.into_iter().map(line).collect(), next, count }
    }
}

/// The first rows, of which one more was read than there may be, and where the next begin.
#[must_use]
pub fn cut<R>(mut rows: Vec<R>, most: usize, place: impl Fn(&R) -> Place) -> (Vec<R>, Option<Place>) {
    let more = rows.len() > most;
    rows.truncate(most);
    let next = rows.last().filter(|_| more).map(place);
    (rows, next)
}

/// The query of an address, from its parts: what is not said is left out.
#[must_use]
pub fn query(parts: &[(&str, Option<String>)]) -> String {
    let said = parts.iter().filter_map(|(name, value)| Some(format!("{name}={}", escape(value.as_ref()?))));
    said.collect::<Vec<_>>().join("&")
}

/// A page's address with a query.
#[must_use]
pub fn address(page: &str, query: &str) -> String {
    if query.is_empty() { page.to_owned() } else { format!("{page}?{query}") }
}

/// How many lines there are, in words.
#[must_use]
pub fn count_words(count: Count) -> String {
    let t = &use_words().common;
    match count {
        Count::Exactly(count) => t.lines(usize::try_from(count).unwrap_or_default()),
        Count::MoreThan(count) => t.more_lines(count),
    }
}

/// What stands below a page of a list: how many lines there are, and the ways to the first and the next page.
#[component]
pub fn Foot(
    /// The list's page.
    page: &'static str,
    /// The query of filter and order, without the place.
    query: String,
    /// How many lines there are.
    count: Count,
    /// Whether this is a later page than the first.
    later: bool,
    /// Where the next page begins.
    next: Option<Place>,
    /// The list's name where it can be taken out as a file.
    #[prop(optional)]
    file: Option<&'static str>,
) -> impl IntoView {
    let t = &use_words().common;
    let files = file.filter(|_| !count.is_none()).map(|list| {
        [("csv", t.as_csv), ("xlsx", t.as_xlsx)].map(|(kind, words)| {
            let href = address(&format!("/lists/{list}/{kind}"), &query);
            view! {
                <a class="button quiet" href=href rel="external" download="">
                    <Icon name="download" />
                    {words}
                </a>
            }
        })
    });
    let first = address(page, &query);
    let on = next.map(|next| {
        let place = self::query(&[("after", Some(next.to_string()))]);
        address(page, &if query.is_empty() { place } else { format!("{query}&{place}") })
    });
    view! {
        <nav class="load-more" aria-label=t.pages>
            <p class="num">{count_words(count)}</p>
            <div class="button-row">
                {later
                    .then(|| {
                        view! {
                            <a class="button" href=first>
                                {t.first_page}
                            </a>
                        }
                    })}
                {on
                    .map(|on| {
                        view! {
                            <a class="button" href=on rel="next">
                                {t.next_page}
                            </a>
                        }
                    })}
                {files.map(|files| files.into_iter().collect_view())}
            </div>
        </nav>
    }
}

/// The way to the lines of a state, which keeps what else is asked.
#[component]
pub fn Tab(
    /// Where it leads.
    href: String,
    /// What it shows.
    label: &'static str,
    /// Whether it is what is shown.
    current: bool,
    /// How many lines it shows, where that is told.
    count: Option<Count>,
) -> impl IntoView {
    let badge = count.filter(|count| !count.is_none()).map(|count| count.to_string());
    view! {
        <a href=href aria-current=current.then_some("page")>
            {label}
            {badge.map(|badge| view! { <span class="badge">{badge}</span> })}
        </a>
    }
}

/// A choice of a filter: an entry for everything, then the values; one that is not among them is kept.
#[component]
pub fn Choice(
    /// The name in the address, which is the id too.
    name: &'static str,
    /// What it is about.
    label: &'static str,
    /// The entry for everything.
    all: &'static str,
    /// The values with their words.
    values: Vec<(String, String)>,
    /// The value that is chosen.
    chosen: Option<String>,
) -> impl IntoView {
    let gone = chosen.clone().filter(|chosen| values.iter().all(|(value, _)| value != chosen));
    let option = |(value, words): (String, String)| {
        let selected = chosen.as_ref() == Some(&value);
        view! {
            <option value=value selected=selected>
                {words}
            </option>
        }
    };
    view! {
        <div class="field">
            <label class="label" for=name>
                {label}
            </label>
            <select class="input" id=name name=name>
                <option value="">{all}</option>
                {values.into_iter().map(option).collect_view()}
                {gone
                    .map(|gone| {
                        view! {
                            <option value=gone selected=true>
                                {use_words().common.no_longer_there}
                            </option>
                        }
                    })}
            </select>
        </div>
    }
}

/// A day of a filter.
#[component]
pub fn Day(
    /// The name in the address, which is the id too.
    name: &'static str,
    /// What it is about.
    label: &'static str,
    /// The day, `2026-11-22`.
    value: Option<String>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="label" for=name>
                {label}
            </label>
            <input class="input" id=name name=name type="date" value=value />
        </div>
    }
}

/// The order of a list, as a choice.
#[component]
pub fn OrderChoice(
    /// The order.
    order: Order,
) -> impl IntoView {
    let t = &use_words().common;
    let oldest = order == Order::Oldest;
    let _ = use_locale();
    view! {
        <div class="field">
            <label class="label" for="order">
                {t.order}
            </label>
            <select class="input" id="order" name="order">
                <option value="" selected=!oldest>
                    {t.newest_first}
                </option>
                <option value="oldest" selected=oldest>
                    {t.oldest_first}
                </option>
            </select>
        </div>
    }
}

impl Order {
    /// As an address says it; the usual one is not said.
    #[must_use]
    pub fn said(self) -> Option<String> {
        (self == Self::Oldest).then(|| "oldest".to_owned())
    }

    /// Reads it back.
    #[must_use]
    pub fn read(said: Option<&str>) -> Self {
        if said == Some("oldest") { Self::Oldest } else { Self::Newest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(n: i64) -> Place {
        Place::at(Timestamp(n), Uuid::from_u128(u128::try_from(n).unwrap_or_default()))
    }

    #[test]
    fn a_place_survives_its_journey_through_an_address_and_what_is_none_is_not_taken() {
        for n in [0, 1, 1_795_424_400_123_000] {
            assert_eq!(place(n).to_string().parse(), Ok(place(n)));
        }
        for name in ["", "hotel miramar", "~", "a.b", "_6771_"] {
            let place = Place::named(name, Uuid::from_u128(7));
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for text in ["", ".", "1", "1.", "x.00000000000000000000000000000001", "1.2.3", "1.0'--"] {
            assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text}");
        }
    }

    #[test]
    fn lines_are_counted_up_to_a_thousand() {
        assert_eq!(Count::of(0), Count::Exactly(0));
        assert_eq!(Count::of(1000), Count::Exactly(1000));
        assert_eq!(Count::of(1001), Count::MoreThan(1000));
    }

    #[test]
    fn a_page_tells_of_a_next_one_only_where_there_is_more() {
        let page = |rows: usize| {
            let rows: Vec<i64> = (0..i64::try_from(rows).expect("few")).collect();
            Page::of(rows, Count::Exactly(0), |row| place(*row), |row| row)
        };
        assert_eq!(page(PAGE).next, None);
        let full = page(PAGE + 1);
        assert_eq!((full.lines.len(), full.next), (PAGE, Some(place(49))));
        assert_eq!(page(0).lines, Vec::<i64>::new());
    }
}
