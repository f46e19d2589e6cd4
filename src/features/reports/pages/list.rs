//! The list of reports. What is looked for and the place in the list stand in the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use norven_words::Locale;

use super::status::{label, status};
use crate::{
    features::{
        inspections::{api::list_choices, model::Choices, pages::Narrow},
        reports::{
            api::list_reports,
            model::{ReportState, ReportSummary},
            query::{ReportQuery, Which},
        },
    },
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        listing::{Choice, Day, Foot, Order, OrderChoice, Page, count_words},
        page::{Empty, Loading},
        problem::Problem,
        routes,
        table::Sheet,
    },
};

/// The reports that the address asks for.
#[component]
pub fn ReportsPage() -> impl IntoView {
    let t = &use_words().reports;
    let address = use_query_map();
    let query = Memo::new(move |_| address.with(|address| ReportQuery::of_query(|name| address.get(name))));
    let page = Resource::new_blocking(move || query.get(), |query| list_reports(Some(query)));
    let choices = Resource::new_blocking(|| (), |()| list_choices());
    view! {
        <Title text=t.title />
        <Transition fallback=Loading>
            {move || {
                let query = query.get();
                Suspend::new(async move {
                    match (choices.await, page.await) {
                        (Ok(choices), Ok(page)) => view! { <List page choices query /> }.into_any(),
                        (Ok(choices), Err(error)) => {
                            view! {
                                <Problem error />
                                <Filters choices query />
                            }
                                .into_any()
                        }
                        (Err(error), _) => view! { <Problem error /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

#[component]
fn List(page: Page<ReportSummary>, choices: Choices, query: ReportQuery) -> impl IntoView {
    let locale = use_locale();
    let (t, common) = (&use_words().reports, &use_words().common);
    let Page { lines, next, count } = page;
    let is_bare = count.is_none() && !query.narrows();
    view! {
        <header class="page-head">
            <div class="page-title">
                <h1>{t.title}</h1>
                {(!is_bare).then(|| view! { <p class="page-sub">{count_words(count)}</p> })}
            </div>
            <div class="page-actions">
                <a class="button" href=routes::VERIFY rel="external">
                    <Icon name="seal" />
                    {t.verify}
                </a>
            </div>
        </header>
        {if is_bare {
            view! {
                <section class="empty">
                    <Icon name="seal" />
                    <h2>{t.empty_title}</h2>
                    <p>{t.empty_text}</p>
                    <p class="button-row">
                        <a class="button primary" href=routes::INSPECTIONS>
                            {t.empty_link}
                        </a>
                    </p>
                </section>
            }
                .into_any()
        } else {
            view! {
                <Filters choices query=query.clone() />
                {if lines.is_empty() {
                    view! { <Empty icon="search" title=common.nothing_found text=common.nothing_found_text /> }.into_any()
                } else {
                    view! {
                        <Sheet columns=vec![t.number, t.site, t.template, t.issued, t.score, t.standing] tools=false>
                            {lines.into_iter().map(|report| row(locale, report)).collect_view()}
                        </Sheet>
                    }
                        .into_any()
                }}
                <Foot page=routes::REPORTS query=query.query() count later=query.after.is_some() next file="reports" />
            }
                .into_any()
        }}
    }
}

/// The form of what is looked for: it says it in the address, with or without script.
#[component]
fn Filters(choices: Choices, query: ReportQuery) -> impl IntoView {
    let locale = use_locale();
    let (t, common) = (&use_words().reports, &use_words().common);
    let narrows = query.narrows();
    let statuses = Which::ALL
        .into_iter()
        .map(|which| (which.as_str().to_owned(), label(locale, which).to_owned()))
        .collect::<Vec<_>>();
    let is_open = narrows || query.order != Order::default();
    view! {
        <details class="fold" open=is_open>
        <summary>{common.filters}</summary>
        <form class="filters" method="get" action=routes::REPORTS role="search" aria-label=t.title>
            <Narrow choices site=query.site template=query.template inspector=query.inspector />
            <Choice
                name="status"
                label=t.standing
                all=common.all
                values=statuses
                chosen=query.status.map(|status| status.as_str().to_owned())
            />
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
                        <a class="button" href=routes::REPORTS>
                            {common.clear}
                        </a>
                    }
                })}
        </form>
        </details>
    }
}

fn row(locale: Locale, report: ReportSummary) -> impl IntoView {
    let t = &locale.words().reports;
    view! {
        <tr>
            <td class="lead num">
                <a href=routes::report(report.id)>{report.number}</a>
                {(report.revision > 1)
                    .then(|| view! { <span class="quiet">" · " {t.revision_n(report.revision)}</span> })}
            </td>
            <td>{report.site}</td>
            <td>{report.template}</td>
            <td class="num">
                {(report.state != ReportState::Unsealed)
                    .then(|| {
                        view! { <time datetime=report.issued.datetime_attribute()>{report.issued.date(locale)}</time> }
                    })}
            </td>
            <td class="num" data-label=t.score>
                {super::score(locale, report.tally)}
            </td>
            <td class="aside">{status(locale, report.state, report.status)}</td>
        </tr>
    }
}
