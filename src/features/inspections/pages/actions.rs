//! The list of actions. What is looked for and the place in the list stand in the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use norven_words::Locale;

use super::{findings::day, narrow::Narrow};
use crate::{
    features::{
        inspections::{
            action_query::{ActionLine, ActionPage, ActionQuery, ActionState},
            api::{complete_action, list_actions, list_choices, reopen_action},
            model::Choices,
        },
        orgs::{model::Permission, pages::use_viewer},
    },
    ids::ActionId,
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        listing::{Day, Foot, Page, Tab, address, count_words},
        page::{Empty, Loading, PageHead},
        problem::Problem,
        routes,
        table::Sheet,
        work::Work,
    },
};

/// The actions that the address asks for, the most urgent first.
#[component]
pub fn ActionsPage() -> impl IntoView {
    let t = &use_words().desk;
    let viewer = use_viewer();
    let said = use_query_map();
    let query = Memo::new(move |_| said.with(|said| ActionQuery::of_query(|name| said.get(name))));
    let page = Resource::new_blocking(move || query.get(), |query| list_actions(Some(query)));
    let choices = Resource::new_blocking(|| (), |()| list_choices());
    // They outlive the list, which is made anew when an action is done.
    let work = Work::new();
    let closed = RwSignal::new(None::<(ActionId, String)>);
    let done = Callback::new(move |(action, text): (ActionId, String)| {
        work.run(complete_action(action), move |()| {
            closed.set(Some((action, text)));
            page.refetch();
        });
    });
    let undo = Callback::new(move |action: ActionId| {
        work.run(reopen_action(action), move |()| {
            closed.set(None);
            page.refetch();
        });
    });
    let deeds = Deeds { work, done, undo };
    view! {
        <Title text=t.actions />
        <div role="status">
            {move || {
                closed
                    .get()
                    .map(|(action, text)| {
                        view! {
                            <div class="banner info">
                                <Icon name="check" />
                                <p class="banner-text">{t.marked_done(text)}</p>
                                <div class="banner-actions">
                                    <button class="button small" type="button" on:click=move |_| undo.run(action)>
                                        {t.undo}
                                    </button>
                                </div>
                            </div>
                        }
                    })
            }}
        </div>
        <Transition fallback=Loading>
            {move || {
                let query = query.get();
                Suspend::new(async move {
                    match (viewer.await, choices.await, page.await) {
                        (Ok(viewer), Ok(choices), Ok(found)) => {
                            let may = viewer.may(Permission::Inspect);
                            view! { <List may choices found query deeds /> }.into_any()
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

/// What can be done with an action of the list.
#[derive(Clone, Copy)]
struct Deeds {
    work: Work,
    done: Callback<(ActionId, String)>,
    undo: Callback<ActionId>,
}

/// Class, icon and words for how urgent an action is.
#[must_use]
pub fn urgency(action: &ActionLine, locale: Locale) -> (&'static str, &'static str, String) {
    let t = &locale.words().desk;
    match (action.state, &action.due, action.overdue_days) {
        (ActionState::Done, ..) => ("status pass", "check", t.action_done.to_owned()),
        (_, Some(_), days @ 1..) => ("status fail", "clock", t.overdue_days(usize::try_from(days).unwrap_or_default())),
        (_, Some(_), 0) => ("status warn", "clock", t.due_today.to_owned()),
        _ => ("status wait", "flag", t.action_open.to_owned()),
    }
}

#[component]
fn List(may: bool, choices: Choices, found: ActionPage, query: ActionQuery, deeds: Deeds) -> impl IntoView {
    let (t, common) = (&use_words().desk, &use_words().common);
    let ActionPage { page: Page { lines, next, count }, open, overdue } = found;
    let nothing_open = query.state == Some(ActionState::Open) && count.is_none() && !query.narrows();
    let tab = |other: &ActionQuery| (address(routes::ACTIONS, &other.query()), other.query() == query.query());
    let tabs = [
        (tab(&query.in_state(Some(ActionState::Open))), t.actions_open, Some(open)),
        (tab(&query.only_overdue()), t.actions_overdue, Some(overdue)),
        (tab(&query.in_state(Some(ActionState::Done))), t.actions_done, None),
        (tab(&query.in_state(None)), t.all, None),
    ];
    view! {
        <PageHead title=t.actions sub=count_words(count) />
        {move || deeds.work.problem().get().map(|error| view! { <Problem error /> })}
        <nav class="tabs" aria-label=t.which_actions>
            {tabs
                .into_iter()
                .map(|((href, current), label, count)| view! { <Tab href label current count /> })
                .collect_view()}
        </nav>
        {if nothing_open {
            view! { <Empty icon="flag" title=t.actions_none text=t.actions_none_text /> }.into_any()
        } else {
            view! {
                <Filters choices query=query.clone() />
                {if lines.is_empty() {
                    view! { <Empty icon="search" title=common.nothing_found text=common.nothing_found_text /> }.into_any()
                } else {
                    view! {
                        <Sheet
                            columns=vec![t.column_action, t.column_site, t.column_who, t.column_due, t.column_state]
                            tools=may
                        >
                            {lines.into_iter().map(|action| view! { <Line action may deeds /> }).collect_view()}
                        </Sheet>
                    }
                        .into_any()
                }}
                <Foot
                    page=routes::ACTIONS
                    query=query.query()
                    count
                    later=query.after.is_some()
                    next
                    file="actions"
                />
            }
                .into_any()
        }}
    }
}

/// The form of what is looked for: it says it in the address, with or without script.
#[component]
fn Filters(choices: Choices, query: ActionQuery) -> impl IntoView {
    let (t, common) = (&use_words().desk, &use_words().common);
    let bare = ActionQuery { state: query.state, overdue: query.overdue, ..ActionQuery::default() };
    let is_open = query.narrows();
    view! {
        <details class="fold" open=is_open>
            <summary>{common.filter}</summary>
            <form class="filters" method="get" action=routes::ACTIONS role="search" aria-label=t.actions>
                {query.said_state().map(|state| view! { <input type="hidden" name="state" value=state /> })}
                <Narrow choices site=query.site template=query.template inspector=query.inspector />
                <Day name="from" label=t.due_from value=query.from />
                <Day name="to" label=t.due_to value=query.to />
                <button class="button primary" type="submit">
                    <Icon name="filter" />
                    {common.apply}
                </button>
                {is_open
                    .then(|| {
                        view! {
                            <a class="button" href=address(routes::ACTIONS, &bare.query())>
                                {common.clear}
                            </a>
                        }
                    })}
            </form>
        </details>
    }
}

#[component]
fn Line(action: ActionLine, may: bool, deeds: Deeds) -> impl IntoView {
    let t = &use_words().desk;
    let locale = use_locale();
    let (class, icon, words) = urgency(&action, locale);
    let assignee = if action.assignee.is_empty() { t.nobody.to_owned() } else { action.assignee };
    let (id, name, closing) = (action.id, action.text.clone(), action.text.clone());
    let busy = move || deeds.work.aria_busy().is_some();
    let tool = match action.state {
        ActionState::Open => view! {
            <button
                class="button small"
                type="button"
                disabled=busy
                on:click=move |_| deeds.done.run((id, closing.clone()))
            >
                <Icon name="check" class="s" />
                {t.mark_done}
                <span class="sr">": " {name}</span>
            </button>
        }
        .into_any(),
        ActionState::Done if action.can_reopen => view! {
            <button class="button small quiet" type="button" disabled=busy on:click=move |_| deeds.undo.run(id)>
                <Icon name="undo" class="s" />
                {t.action_reopen}
                <span class="sr">": " {name}</span>
            </button>
        }
        .into_any(),
        ActionState::Done => ().into_any(),
    };
    view! {
        <tr>
            <td class="lead">
                <a href=routes::inspection(action.inspection)>{action.text}</a>
            </td>
            <td class="wide">{action.site}</td>
            <td>{assignee}</td>
            <td class="num">{action.due.as_deref().map(|due| day(due, locale))}</td>
            <td class="aside">
                <span class=class>
                    <Icon name=icon />
                    {words}
                </span>
            </td>
            {may.then(|| view! { <td class="actions">{tool}</td> })}
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::InspectionId;

    #[test]
    fn an_action_is_as_urgent_as_its_due_date_says() {
        let action = |due: Option<&str>, overdue_days| ActionLine {
            id: ActionId(uuid::Uuid::nil()),
            inspection: InspectionId(uuid::Uuid::nil()),
            site: String::new(),
            text: String::new(),
            assignee: String::new(),
            due: due.map(ToOwned::to_owned),
            overdue_days,
            state: ActionState::Open,
            can_reopen: false,
        };
        assert_eq!(urgency(&action(Some("2026-11-14"), 8), Locale::En).2, "8 days overdue");
        assert_eq!(urgency(&action(Some("2026-11-22"), 0), Locale::Es).2, "Vence hoy");
        assert_eq!(urgency(&action(Some("2026-11-29"), -7), Locale::En).2, "Open");
        assert_eq!(urgency(&action(None, 0), Locale::En).2, "Open");
        let done = ActionLine { state: ActionState::Done, ..action(Some("2026-11-14"), 8) };
        assert_eq!(urgency(&done, Locale::En).2, "Done");
    }
}
