//! The audit log for owners: whether it is intact, and what a filter asks for, newest first. The filter and the place in
//! the log stand in the address, so that a page can be kept, sent and gone back to.

use leptos::{ev::MouseEvent, prelude::*};
use leptos_router::hooks::use_query_map;

use super::{check::Check, filters::Filters, lines::Line};
use crate::{
    error::AppError,
    features::{
        audit::{
            api::{load_audit_check, load_audit_page, may_export_audit},
            model::{EventPage, Filter},
        },
        orgs::{
            api::list_member_choices,
            model::MemberChoice,
            pages::{Settings, use_viewer},
        },
    },
    ids::EventId,
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        page::{Empty, Loading},
        problem::Problem,
        routes,
        table::Sheet,
        work::Work,
    },
};

/// Shows the log.
#[component]
pub fn AuditPage() -> impl IntoView {
    let t = &use_words().audit;
    let viewer = use_viewer();
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| Filter::of_query(|name| query.get(name))));
    let before = Memo::new(move |_| query.with(|query| query.get("before")?.parse::<EventId>().ok()));
    let page = Resource::new_blocking(
        move || (filter.get(), before.get()),
        |(filter, before)| load_audit_page(Some(filter), before),
    );
    let members = Resource::new_blocking(|| (), |()| list_member_choices());
    let check = Resource::new_blocking(|| (), |()| load_audit_check());
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match viewer.await {
                    Ok(viewer) => {
                        view! {
                            <Settings viewer title=t.title>
                                <div class="stack-l">
                                    <Transition fallback=Loading>
                                        {move || Suspend::new(async move {
                                            match check.await {
                                                Ok(state) => view! { <Check state /> }.into_any(),
                                                Err(error) => view! { <Problem error /> }.into_any(),
                                            }
                                        })}
                                    </Transition>
                                    <Transition fallback=Loading>
                                        {move || {
                                            let (filter, before) = (filter.get(), before.get());
                                            Suspend::new(async move {
                                                match (members.await, page.await) {
                                                    (Ok(members), page) => {
                                                        view! { <Log page members filter before /> }.into_any()
                                                    }
                                                    (Err(error), _) => view! { <Problem error /> }.into_any(),
                                                }
                                            })
                                        }}
                                    </Transition>
                                </div>
                            </Settings>
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Log(
    page: Result<EventPage, AppError>,
    members: Vec<MemberChoice>,
    filter: Filter,
    before: Option<EventId>,
) -> impl IntoView {
    let t = &use_words().audit;
    let query = filter.query();
    let export = Work::new();
    view! {
        <section class="panel" aria-labelledby="audit">
            <div class="panel-head">
                <h2 id="audit">{t.title}</h2>
                <div class="button-row">
                    {["csv", "json"]
                        .map(|format| {
                            let file = routes::audit_export(format, &query);
                            let href = file.clone();
                            let take = move |event: MouseEvent| {
                                event.prevent_default();
                                let file = file.clone();
                                export.run_proved(may_export_audit, move |()| drop(window().location().set_href(&file)));
                            };
                            view! {
                                <a class="button small" href=href rel="external" download="" on:click=take>
                                    <Icon name="download" />
                                    {format.to_uppercase()}
                                </a>
                            }
                        })
                        .collect_view()}
                </div>
            </div>
            <p class="small quiet">{t.lead}</p>
            {move || export.problem().get().map(|error| view! { <Problem error /> })}
            <Filters filter=filter.clone() members />
            {match page {
                Ok(page) => view! { <Page page filter before /> }.into_any(),
                Err(error) => view! { <Problem error /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Page(page: EventPage, filter: Filter, before: Option<EventId>) -> impl IntoView {
    let (t, locale) = (&use_words().audit, use_locale());
    let EventPage { events, older, searched_to } = page;
    let query = filter.query();
    let at = |before: EventId| {
        let mark = if query.is_empty() { "" } else { "&" };
        routes::audit(&format!("{query}{mark}before={before}"))
    };
    let count = events.len();
    let rest = searched_to.map(|to| t.searched_to(to.date_time(locale)));
    view! {
        {if events.is_empty() && older.is_none() {
            let (title, text) =
                if filter.is_empty() { (t.nothing, t.nothing_text) } else { (t.nothing_found, t.nothing_found_text) };
            view! { <Empty icon="search" title text /> }.into_any()
        } else {
            view! {
                <Sheet columns=vec![t.column_event, t.column_who, t.column_when, t.column_ip, t.column_more] tools=false>
                    {events.into_iter().map(|event| view! { <Line event /> }).collect_view()}
                </Sheet>
            }
            .into_any()
        }}
        <div class="load-more">
            {(count > 0 || rest.is_some())
                .then(|| view! { <p class="num">{t.shown(count)} {rest.map(|rest| format!(" · {rest}"))}</p> })}
            <div class="button-row">
                {before
                    .map(|_| {
                        view! {
                            <a class="button" href=routes::audit(&query)>
                                {t.newest}
                            </a>
                        }
                    })}
                {older
                    .map(|older| {
                        view! {
                            <a class="button" href=at(older)>
                                {if searched_to.is_some() { t.search_on } else { t.older }}
                            </a>
                        }
                    })}
            </div>
        </div>
    }
}
