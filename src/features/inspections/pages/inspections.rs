//! The list of inspections.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::standing::InspectionTable;
use crate::{
    features::{
        inspections::{
            api::list_inspections,
            model::{InspectionSummary, State},
        },
        orgs::{
            model::{Permission, Viewer},
            pages::use_viewer,
        },
    },
    ui::{
        env::use_words,
        icon::Icon,
        page::{Empty, Loading, PageHead},
        problem::Problem,
        routes,
    },
};

/// As many as the server lists.
const LISTED: usize = 200;

/// Shows the latest inspections, by standing and by words.
#[component]
pub fn InspectionsPage() -> impl IntoView {
    let t = &use_words().desk;
    let viewer = use_viewer();
    let inspections = Resource::new_blocking(|| (), |()| list_inspections());
    view! {
        <Title text=t.inspections />
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match (viewer.await, inspections.await) {
                    (Ok(viewer), Ok(inspections)) => view! { <List viewer inspections /> }.into_any(),
                    (Err(error), _) | (_, Err(error)) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Whether every word that is looked for stands in the line.
#[must_use]
pub fn matches(line: &InspectionSummary, search: &str) -> bool {
    let text = format!("{} {} {}", line.site, line.template, line.inspector).to_lowercase();
    search.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

#[component]
fn List(viewer: Viewer, inspections: Vec<InspectionSummary>) -> impl IntoView {
    let t = &use_words().desk;
    let may = viewer.may(Permission::Inspect);
    let query = use_query_map();
    let state = Memo::new(move |_| query.with(|query| query.get("state")).as_deref().and_then(State::parse));
    let search = RwSignal::new(String::new());
    let count = |state: State| inspections.iter().filter(|line| line.state == state).count();
    let (all, open, finished) = (inspections.len(), count(State::Open), count(State::Finished));
    let sub = match all {
        0 => t.none_yet.to_owned(),
        LISTED => t.latest_only(LISTED),
        _ => format!("{} · {}", t.inspections_sub(all), t.in_progress_sub(open)),
    };
    let lines = StoredValue::new(inspections);
    let shown = move || {
        let (state, search) = (state.get(), search.get());
        lines.with_value(|lines| {
            lines
                .iter()
                .filter(|line| state.is_none_or(|state| line.state == state) && matches(line, &search))
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let tab = move |which: Option<State>, label: &'static str, count: usize| {
        let href = which.map_or_else(|| routes::INSPECTIONS.to_owned(), |state| routes::inspections_in(state.as_str()));
        view! {
            <a href=href aria-current=move || (state.get() == which).then_some("page")>
                {label}
                {(count > 0).then(|| view! { <span class="badge">{count}</span> })}
            </a>
        }
    };
    view! {
        <PageHead title=t.inspections sub>
            {(may && all > 0)
                .then(|| {
                    view! {
                        <a class="button primary" href=routes::NEW_INSPECTION>
                            <Icon name="plus" />
                            {t.start_inspection}
                        </a>
                    }
                })}
        </PageHead>
        {if all == 0 {
            view! {
                <Empty icon="clipboard" title=t.no_inspections text=t.no_inspections_text>
                    {may
                        .then(|| {
                            view! {
                                <a class="button primary" href=routes::NEW_INSPECTION>
                                    {t.start_inspection}
                                </a>
                            }
                        })}
                </Empty>
            }
                .into_any()
        } else {
            view! {
                <nav class="tabs" aria-label=t.which>
                    {tab(None, t.all, 0)}
                    {tab(Some(State::Open), t.open, open)}
                    {tab(Some(State::Finished), t.finished, finished)}
                    {tab(Some(State::Issued), t.issued_tab, 0)}
                </nav>
                <div class="filters" role="search">
                    <div class="search">
                        <label class="sr" for="search">
                            {t.search_inspections}
                        </label>
                        <Icon name="search" />
                        <input
                            class="input"
                            id="search"
                            type="search"
                            placeholder=t.search_inspections
                            on:input=move |event| search.set(event_target_value(&event))
                        />
                    </div>
                </div>
                {move || {
                    let shown = shown();
                    if shown.is_empty() {
                        view! { <Empty icon="search" title=t.nothing_matches text=t.nothing_matches_text /> }.into_any()
                    } else {
                        view! { <InspectionTable inspections=shown /> }.into_any()
                    }
                }}
            }
                .into_any()
        }}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        features::inspections::model::Tally,
        ids::InspectionId,
        time::{Moment, Timestamp},
    };

    #[test]
    fn an_inspection_is_found_by_words_of_site_template_or_inspector() {
        let line = InspectionSummary {
            id: InspectionId(uuid::Uuid::nil()),
            site: "Calle de Alcalá 48".into(),
            template: "Fire safety".into(),
            inspector: "Lucía Fernández".into(),
            state: State::Open,
            tally: Tally::default(),
            open_actions: 0,
            updated: Moment::utc(Timestamp(0)),
            report: None,
        };
        assert!(matches(&line, "ALCALÁ fire"));
        assert!(matches(&line, ""));
        assert!(!matches(&line, "alcalá lift"));
    }
}
