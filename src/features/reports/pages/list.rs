//! The list of reports.

use leptos::prelude::*;
use leptos_meta::Title;
use norven_words::Locale;

use crate::{
    features::reports::{
        api::list_reports,
        model::{ReportState, ReportSummary},
    },
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        problem::Problem,
        routes,
        table::Sheet,
    },
};

/// The latest reports.
#[component]
pub fn ReportsPage() -> impl IntoView {
    let t = &use_words().reports;
    let reports = Resource::new_blocking(|| (), |()| list_reports());
    view! {
        <Title text=t.title />
        <Suspense>
            {move || Suspend::new(async move {
                match reports.await {
                    Ok(reports) => view! { <List reports /> }.into_any(),
                    Err(error) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn List(reports: Vec<ReportSummary>) -> impl IntoView {
    let locale = use_locale();
    let t = &use_words().reports;
    let count = reports.len();
    view! {
        <header class="page-head">
            <div class="page-title">
                <h1>{t.title}</h1>
                {(count > 0).then(|| view! { <p class="page-sub">{t.sub(count)}</p> })}
            </div>
            <div class="page-actions">
                <a class="button" href=routes::VERIFY rel="external">
                    <Icon name="seal" />
                    {t.verify}
                </a>
            </div>
        </header>
        {if count == 0 {
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
                <Sheet columns=vec![t.number, t.site, t.template, t.issued, t.score, t.standing] tools=false>
                    {reports.into_iter().map(|report| row(locale, report)).collect_view()}
                </Sheet>
            }
            .into_any()
        }}
    }
}

fn row(locale: Locale, report: ReportSummary) -> impl IntoView {
    let t = &locale.words().reports;
    view! {
        <tr>
            <td class="lead num">
                <a href=routes::report(report.id)>{report.number}</a>
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
            <td class="aside">
                {match report.state {
                    ReportState::Issued => {
                        view! {
                            <span class="status pass">
                                <Icon name="seal" />
                                {t.state_issued}
                            </span>
                        }
                        .into_any()
                    }
                    ReportState::Unsealed => {
                        view! {
                            <span class="status fail">
                                <Icon name="warning" />
                                {t.state_unsealed}
                            </span>
                        }
                        .into_any()
                    }
                    ReportState::Rendering => {
                        view! {
                            <span class="status wait">
                                <span class="spinner" aria-hidden="true"></span>
                                {t.state_rendering}
                            </span>
                        }
                        .into_any()
                    }
                }}
            </td>
        </tr>
    }
}
