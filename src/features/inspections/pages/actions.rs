//! Open actions of every inspection.

use leptos::prelude::*;
use leptos_meta::Title;
use norven_words::Locale;

use super::findings::day;
use crate::{
    features::{
        inspections::{
            api::{complete_action, list_open_actions, reopen_action},
            model::OpenAction,
        },
        orgs::{model::Permission, pages::use_viewer},
    },
    ids::ActionId,
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        page::{Empty, Loading, PageHead},
        problem::Problem,
        routes,
        table::Sheet,
        work::Work,
    },
};

/// Shows what is to be done, the most urgent first.
#[component]
pub fn ActionsPage() -> impl IntoView {
    let t = &use_words().desk;
    let viewer = use_viewer();
    let actions = Resource::new_blocking(|| (), |()| list_open_actions());
    // They outlive the list, which is made anew when an action is done.
    let work = Work::new();
    let closed = RwSignal::new(None::<(ActionId, String)>);
    let done = Callback::new(move |(action, text): (ActionId, String)| {
        work.run(complete_action(action), move |()| {
            closed.set(Some((action, text)));
            actions.refetch();
        });
    });
    let undo = move |action: ActionId| {
        work.run(reopen_action(action), move |()| {
            closed.set(None);
            actions.refetch();
        });
    };
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
                                    <button class="button small" type="button" on:click=move |_| undo(action)>
                                        {t.undo}
                                    </button>
                                </div>
                            </div>
                        }
                    })
            }}
        </div>
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match (viewer.await, actions.await) {
                    (Ok(viewer), Ok(actions)) => {
                        view! { <List may=viewer.may(Permission::Inspect) actions work done /> }.into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Class, icon and words for how urgent an action is.
fn urgency(action: &OpenAction, locale: Locale) -> (&'static str, &'static str, String) {
    let t = &locale.words().desk;
    match (&action.due, action.overdue_days) {
        (Some(_), days @ 1..) => ("status fail", "clock", t.overdue_days(usize::try_from(days).unwrap_or_default())),
        (Some(_), 0) => ("status warn", "clock", t.due_today.to_owned()),
        _ => ("status wait", "flag", t.action_open.to_owned()),
    }
}

#[component]
fn List(may: bool, actions: Vec<OpenAction>, work: Work, done: Callback<(ActionId, String)>) -> impl IntoView {
    let t = &use_words().desk;
    if actions.is_empty() {
        return view! {
            <PageHead title=t.actions />
            <Empty icon="flag" title=t.actions_none text=t.actions_none_text />
        }
        .into_any();
    }
    let overdue = actions.iter().filter(|action| action.overdue_days > 0).count();
    let mut sub = t.open_count(actions.len());
    if overdue > 0 {
        sub = format!("{sub} · {}", t.overdue_count(overdue));
    }
    view! {
        <PageHead title=t.actions sub />
        {move || work.problem().get().map(|error| view! { <Problem error /> })}
        <Sheet
            columns=vec![t.column_action, t.column_site, t.column_who, t.column_due, t.column_state]
            tools=may
        >
            {actions.into_iter().map(|action| view! { <Line action may work done /> }).collect_view()}
        </Sheet>
    }
    .into_any()
}

#[component]
fn Line(action: OpenAction, may: bool, work: Work, done: Callback<(ActionId, String)>) -> impl IntoView {
    let t = &use_words().desk;
    let locale = use_locale();
    let (class, icon, words) = urgency(&action, locale);
    let assignee = if action.assignee.is_empty() { t.nobody.to_owned() } else { action.assignee };
    let (name, closing) = (action.text.clone(), action.text.clone());
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
            {may
                .then(|| {
                    view! {
                        <td class="actions">
                            <button
                                class="button small"
                                type="button"
                                disabled=move || work.aria_busy().is_some()
                                on:click=move |_| done.run((action.id, closing.clone()))
                            >
                                <Icon name="check" class="s" />
                                {t.mark_done}
                                <span class="sr">": " {name}</span>
                            </button>
                        </td>
                    }
                })}
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::InspectionId;

    #[test]
    fn an_action_is_as_urgent_as_its_due_date_says() {
        let action = |due: Option<&str>, overdue_days| OpenAction {
            id: ActionId(uuid::Uuid::nil()),
            inspection: InspectionId(uuid::Uuid::nil()),
            site: String::new(),
            text: String::new(),
            assignee: String::new(),
            due: due.map(ToOwned::to_owned),
            overdue_days,
        };
        assert_eq!(urgency(&action(Some("2026-11-14"), 8), Locale::En).2, "8 days overdue");
        assert_eq!(urgency(&action(Some("2026-11-22"), 0), Locale::Es).2, "Vence hoy");
        assert_eq!(urgency(&action(Some("2026-11-29"), -7), Locale::En).2, "Open");
        assert_eq!(urgency(&action(None, 0), Locale::En).2, "Open");
    }
}
