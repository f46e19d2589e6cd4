//! The audit log for owners: newest first, older pages below.

use leptos::prelude::*;
use norven_words::Locale;

use super::sentences::sentence;
use crate::{
    features::{
        audit::{
            api::load_audit_page,
            model::{EventLine, EventPage},
        },
        orgs::{
            model::Role,
            pages::{Settings, use_viewer},
        },
    },
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        page::Loading,
        problem::Problem,
        work::Work,
    },
};

/// Shows the log.
#[component]
pub fn AuditPage() -> impl IntoView {
    let t = &use_words().audit;
    let viewer = use_viewer();
    let first = Resource::new_blocking(|| (), |()| load_audit_page(None));
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match (viewer.await, first.await) {
                    (Ok(viewer), Ok(page)) => {
                        view! {
                            <Settings viewer title=t.title>
                                <Log page />
                            </Settings>
                        }
                            .into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Log(page: EventPage) -> impl IntoView {
    let t = &use_words().audit;
    let events = RwSignal::new(page.events);
    let older = RwSignal::new(page.older);
    let work = Work::new();
    let load = move || {
        work.run(load_audit_page(older.get_untracked()), move |mut page| {
            older.set(page.older);
            events.update(|events| events.append(&mut page.events));
        });
    };
    view! {
        <section class="panel" aria-labelledby="audit">
            <h2 id="audit">{t.title}</h2>
            <p class="small quiet">{t.lead}</p>
            <div class="sheet table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t.column_event}</th>
                            <th scope="col">{t.column_who}</th>
                            <th scope="col">{t.column_when}</th>
                            <th scope="col">{t.column_ip}</th>
                            <th scope="col">{t.column_more}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || events.get() key=|event| event.id let(event)>
                            <Line event />
                        </For>
                    </tbody>
                </table>
            </div>
            {move || work.problem().get().map(|error| view! { <Problem error /> })}
            <div class="load-more">
                <p class="num">{move || t.shown(events.with(Vec::len))}</p>
                <Show when=move || older.get().is_some()>
                    <button class="button" type="button" aria-busy=move || work.aria_busy() on:click=move |_| load()>
                        {t.older}
                    </button>
                </Show>
            </div>
        </section>
    }
}

/// The fact that tells people which thing it was.
fn subject(event: &EventLine, locale: Locale) -> Option<String> {
    let fact = |key: &str| event.detail.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    match fact("role").and_then(Role::parse) {
        Some(role) => Some(role.label(locale).to_owned()),
        None => ["number", "name", "title", "template", "email", "address"]
            .into_iter()
            .find_map(fact)
            .map(ToOwned::to_owned),
    }
}

/// Name and address, of `Lucía Fernández <lucia@example.com>`.
fn who(actor: &str) -> (&str, &str) {
    actor.split_once(" <").map_or((actor, ""), |(name, address)| (name, address.trim_end_matches('>')))
}

#[component]
fn Line(event: EventLine) -> impl IntoView {
    let t = &use_words().audit;
    let locale = use_locale();
    let what = sentence(&event.action, locale).map_or_else(|| event.action.clone(), ToOwned::to_owned);
    let subject = subject(&event, locale);
    let (name, address) = who(&event.actor);
    let name = if name.is_empty() { t.machine.to_owned() } else { name.to_owned() };
    let address = address.to_owned();
    let object = event.object_id.map_or_else(|| event.object_kind.clone(), |id| format!("{} {id}", event.object_kind));
    view! {
        <tr>
            <td class="lead">
                {what} {subject.map(|subject| view! { <small>{subject}</small> })}
                {event
                    .denied
                    .then(|| {
                        view! {
                            <span class="status fail">
                                <Icon name="cross" />
                                {t.denied}
                            </span>
                        }
                    })}
            </td>
            <td>{name}</td>
            <td class="num">
                <time datetime=event.at.datetime_attribute()>{event.at.date_time(locale)}</time>
            </td>
            <td class="num">{event.ip}</td>
            <td class="wide">
                <details class="fold">
                    <summary>{t.details}</summary>
                    <dl class="facts">
                        {(!address.is_empty()).then(|| view! { <dt>{t.column_who}</dt> <dd>{address}</dd> })}
                        <dt>{t.object}</dt>
                        <dd>{object}</dd>
                        {event
                            .detail
                            .into_iter()
                            .map(|(key, value)| view! { <dt>{key}</dt> <dd>{value}</dd> })
                            .collect_view()}
                        {(!event.user_agent.is_empty())
                            .then(|| view! { <dt>{t.device}</dt> <dd>{event.user_agent}</dd> })}
                        <dt>{t.request}</dt>
                        <dd>{event.request}</dd>
                    </dl>
                </details>
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_is_shown_by_name_and_the_address_is_kept_for_the_details() {
        assert_eq!(who("Lucía Fernández <lucia@example.com>"), ("Lucía Fernández", "lucia@example.com"));
        assert_eq!(who(""), ("", ""));
    }
}
