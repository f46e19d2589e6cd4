//! Where an inspection stands, in colour, icon and word.

use leptos::prelude::*;
use norven_words::{Locale, decimal};

use crate::{
    features::inspections::model::{InspectionSummary, State, Tally},
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        routes,
        table::Sheet,
    },
};

/// A score as people read it: `86.2 %`, `86,2 %`, `100 %`; a dash where nothing counts.
#[must_use]
pub fn score(tally: Tally, locale: Locale) -> String {
    tally.permille().map_or_else(|| "—".to_owned(), |permille| percent(permille, locale))
}

/// A share in tenths of a per cent as people read it.
#[must_use]
pub fn percent(permille: u32, locale: Locale) -> String {
    format!("{}\u{a0}%", tenths(permille, locale))
}

/// Tenths as a decimal, without a digit that says nothing.
#[must_use]
pub fn tenths(tenths: u32, locale: Locale) -> String {
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, tenth) => decimal(locale, &format!("{whole}.{tenth}")),
    }
}

/// Where an inspection stands, in words.
#[must_use]
pub fn standing_words(state: State, open_actions: u32, locale: Locale) -> String {
    let t = &locale.words().desk;
    match state {
        State::Open => t.open.to_owned(),
        State::Finished => t.finished.to_owned(),
        State::Issued if open_actions > 0 => t.issued_with_actions(usize::try_from(open_actions).unwrap_or(usize::MAX)),
        State::Issued => t.issued.to_owned(),
    }
}

/// Where an inspection of a list stands.
#[component]
pub fn Standing(
    /// Where.
    state: State,
    /// Its open actions.
    open_actions: u32,
) -> impl IntoView {
    let (class, icon) = match state {
        State::Open => ("status wait", "clock"),
        State::Finished => ("status warn", "pen"),
        State::Issued if open_actions > 0 => ("status fail", "flag"),
        State::Issued => ("status pass", "seal"),
    };
    view! {
        <span class=class>
            <Icon name=icon />
            {standing_words(state, open_actions, use_locale())}
        </span>
    }
}

/// Inspections in a table.
#[component]
pub fn InspectionTable(
    /// The inspections.
    inspections: Vec<InspectionSummary>,
) -> impl IntoView {
    let t = &use_words().desk;
    let locale = use_locale();
    let rows = inspections
        .into_iter()
        .map(|line| {
            view! {
                <tr>
                    <td class="lead">
                        <a href=routes::inspection(line.id)>{line.site}</a>
                    </td>
                    <td class="wide">{line.template}</td>
                    <td>{line.inspector}</td>
                    <td class="num" data-label=t.column_started>
                        <time datetime=line.started.datetime_attribute()>{line.started.date_time(locale)}</time>
                    </td>
                    <td class="num" data-label=t.column_score>
                        {match line.state {
                            State::Open => t.answered_of(line.tally.answered, line.tally.items),
                            _ => score(line.tally, locale),
                        }}
                    </td>
                    <td class="aside">
                        <Standing state=line.state open_actions=line.open_actions />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Sheet columns=vec![
            t.column_site,
            t.column_template,
            t.column_inspector,
            t.column_started,
            t.column_score,
            t.column_standing,
        ] tools=false>
            {rows}
        </Sheet>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_written_as_the_language_writes_it_and_never_rounded_up_to_all() {
        let tally = |passed, failed| Tally { passed, failed, ..Tally::default() };
        assert_eq!(score(tally(25, 4), Locale::En), "86.2\u{a0}%");
        assert_eq!(score(tally(25, 4), Locale::Es), "86,2\u{a0}%");
        assert_eq!(score(tally(7, 0), Locale::Es), "100\u{a0}%");
        assert_eq!(score(tally(299, 1), Locale::En), "99.7\u{a0}%");
        assert_eq!(score(tally(0, 0), Locale::En), "—");
    }
}
