//! The list of inspections. What is looked for and the place in the list stand in the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{narrow::Narrow, standing::InspectionTable};
use crate::{
    features::{
        inspections::{
            api::{list_choices, list_inspections},
            model::{Choices, State},
            query::{InspectionPage, InspectionQuery},
        },
        orgs::{
            model::{Permission, Viewer},
            pages::use_viewer,
        },
    },
    ui::{
        env::use_words,
        icon::Icon,
        listing::{Day, Foot, OrderChoice, Page, Tab, address, count_words},
        page::{Empty, Loading, PageHead},
        problem::Problem,
        routes,
    },
};

/// The inspections that the address asks for.
#[component]
pub fn InspectionsPage() -> impl IntoView {
    let t = &use_words().desk;
    let viewer = use_viewer();
    let said = use_query_map();
    let query = Memo::new(move |_| said.with(|said| InspectionQuery::of_query(|name| said.get(name))));
    let page = Resource::new_blocking(move || query.get(), |query| list_inspections(Some(query)));
    let choices = Resource::new_blocking(|| (), |()| list_choices());
    view! {
        <Title text=t.inspections />
        <Transition fallback=Loading>
            {move || {
                let query = query.get();
                Suspend::new(async move {
                    match (viewer.await, choices.await, page.await) {
                        (Ok(viewer), Ok(choices), Ok(found)) => {
                            view! { <List viewer choices found query /> }.into_any()
                        }
                        (Ok(_), Ok(choices), Err(error)) => {
                            view! {
                                <Problem error />
                                <Filters choices query />
                            }
                                .into_any()
                        }
                        (Err(error), _, _) | (_, Err(error), _) => view! { <Problem error /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

#[component]
fn List(viewer: Viewer, choices: Choices, found: InspectionPage, query: InspectionQuery) -> impl IntoView {
    let (t, common) = (&use_words().desk, &use_words().common);
    let may = viewer.may(Permission::Inspect);
    let InspectionPage { page: Page { lines, next, count }, open, finished } = found;
    let is_bare = count.is_none() && !query.narrows();
    let sub = if is_bare { t.none_yet.to_owned() } else { count_words(count) };
    let tabs = [
        (None, t.all, None),
        (Some(State::Open), t.open, Some(open)),
        (Some(State::Finished), t.finished, Some(finished)),
        (Some(State::Issued), t.issued_tab, None),
    ];
    view! {
        <PageHead title=t.inspections sub>
            {(may && !is_bare)
                .then(|| {
                    view! {
                        <a class="button primary" href=routes::NEW_INSPECTION>
                            <Icon name="plus" />
                            {t.start_inspection}
                        </a>
                    }
                })}
        </PageHead>
        {if is_bare {
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
                    {tabs
                        .into_iter()
                        .map(|(state, label, count)| {
                            let href = address(routes::INSPECTIONS, &query.in_state(state).query());
                            view! { <Tab href label current=query.state == state count /> }
                        })
                        .collect_view()}
                </nav>
                <Filters choices query=query.clone() />
                {if lines.is_empty() {
                    view! { <Empty icon="search" title=common.nothing_found text=common.nothing_found_text /> }.into_any()
                } else {
                    view! { <InspectionTable inspections=lines /> }.into_any()
                }}
                <Foot page=routes::INSPECTIONS query=query.query() count later=query.after.is_some() next file="inspections" />
            }
                .into_any()
        }}
    }
}

/// The form of what is looked for: it says it in the address, with or without script.
#[component]
fn Filters(choices: Choices, query: InspectionQuery) -> impl IntoView {
    let (t, common) = (&use_words().desk, &use_words().common);
    let bare = InspectionQuery { state: query.state, ..InspectionQuery::default() };
    let narrows = InspectionQuery { state: None, ..query.clone() }.narrows();
    let is_open = narrows || query.order != bare.order;
    view! {
        <details class="fold" open=is_open>
            <summary>{common.filters}</summary>
            <form class="filters" method="get" action=routes::INSPECTIONS role="search" aria-label=t.inspections>
                {query.state.map(|state| view! { <input type="hidden" name="state" value=state.as_str() /> })}
                <div class="field">
                    <label class="label" for="text">
                        {t.filter_text}
                    </label>
                    <input class="input" id="text" name="text" type="search" maxlength="200" value=query.text />
                </div>
                <Narrow choices site=query.site template=query.template inspector=query.inspector />
                <Day name="from" label=common.from_day value=query.from />
                <Day name="to" label=common.to_day value=query.to />
                <OrderChoice order=query.order />
                <button class="button primary" type="submit">
                    <Icon name="filter" />
                    {common.apply}
                </button>
                {is_open
                    .then(|| {
                        view! {
                            <a class="button" href=address(routes::INSPECTIONS, &bare.query())>
                                {common.clear}
                            </a>
                        }
                    })}
            </form>
        </details>
    }
}
