//! One report: where it stands, its digests, its file, and how its recipient checks it.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use norven_proof::digest::Digest;
use norven_words::Locale;

use super::{Making, revisions::Revisions, standing::Standing, unsealed::Unsealed};
use crate::{
    error::AppError,
    features::{
        audit::pages::History,
        inspections::model::Tally,
        reports::{
            api::load_report,
            model::{ReportState, ReportView},
        },
        sharing::pages::HandOver,
    },
    ids::ReportId,
    ui::{
        bar::Bar,
        copy::CopyButton,
        env::{use_locale, use_words},
        icon::Icon,
        page::PageProblem,
        routes,
    },
};

/// How anybody checks a report without this site.
const COMMANDS: &str = "sha256sum report.pdf
pdfdetach -save 1 -o record.json report.pdf
sha256sum record.json";

/// Shows a report.
#[component]
pub fn ReportPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).and_then(|id| id.parse::<ReportId>().ok());
    let report = Resource::new_blocking(id, |id| async move {
        match id {
            Some(id) => load_report(id).await,
            None => Err(AppError::NotFound),
        }
    });
    let made = Callback::new(move |()| report.refetch());
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match report.await {
                    Ok(report) => view! { <Loaded report made /> }.into_any(),
                    Err(error) => view! { <PageProblem title=use_words().reports.title error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Loaded(report: ReportView, made: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let t = &use_words().reports;
    let summary = report.summary.clone();
    let is_issued = summary.state == ReportState::Issued;
    view! {
        <Title text=summary.number.clone() />
        <nav class="crumbs" aria-label=t.crumbs>
            <ol>
                <li>
                    <a href=routes::REPORTS>{t.title}</a>
                </li>
                <li aria-current="page">{summary.number.clone()}</li>
            </ol>
        </nav>
        <header class="page-head">
            <div class="page-title">
                <h1>{summary.template}</h1>
                <p class="page-sub">
                    {summary.site} " · "
                    <span class="num nowrap">{summary.number} " · " {t.revision_n(summary.revision)}</span>
                </p>
                <History thing=summary.id.0 />
            </div>
            {is_issued
                .then(|| {
                    view! {
                        <div class="page-actions">
                            <a class="button primary" href=routes::report_pdf(summary.id) rel="external" download="">
                                <Icon name="download" />
                                {t.download}
                            </a>
                        </div>
                    }
                })}
        </header>
        {match summary.state {
            ReportState::Issued => view! { <Standing report=report.clone() changed=made /> }.into_any(),
            ReportState::Rendering => view! { <Making report=summary.id made /> }.into_any(),
            ReportState::Unsealed => view! { <Unsealed inspection=report.inspection changed=made /> }.into_any(),
        }}
        <div class="split">
            <div class="stack-l">
                {result(locale, summary.tally)}
                {(is_issued && report.may_share).then(|| view! { <HandOver report=summary.id /> })}
                <Revisions revisions=report.revisions.clone() here=summary.id />
                {(summary.state != ReportState::Unsealed)
                    .then(|| digests(locale, report.content_sha256, report.file_sha256))}
                {facts(locale, &report)}
            </div>
            // There is no file to check.
            {(summary.state != ReportState::Unsealed).then(|| recipient(locale))}
        </div>
    }
}

fn result(locale: Locale, tally: Tally) -> impl IntoView {
    let t = &locale.words().reports;
    let failed = usize::try_from(tally.failed).unwrap_or_default();
    let words = match failed {
        0 => locale.words().desk.nothing_failed.to_owned(),
        _ => t.result_failed(failed, tally.items),
    };
    view! {
        <div class="result">
            <b>{super::score(locale, tally)}</b>
            <div>
                <p class="result-words">
                    <b>{words}</b>
                    <span class="quiet num">{t.result_counts(tally.failed, tally.not_applicable, tally.passed)}</span>
                </p>
                <Bar
                    whole=tally.items
                    passed=tally.passed
                    failed=tally.failed
                    label=t.result_bar(tally.failed, tally.items, tally.not_applicable, tally.passed)
                />
            </div>
        </div>
    }
}

fn digests(locale: Locale, content: Digest, file: Option<Digest>) -> impl IntoView {
    let t = &locale.words().reports;
    view! {
        <section class="panel" aria-labelledby="digests">
            <h2 id="digests">{t.digests}</h2>
            <div class="sheet pad stack">
                <DigestRow label=t.content hint=t.content_hint digest=content copy_label=t.copy_content />
                {file
                    .map(|digest| {
                        view! {
                            <hr />
                            <DigestRow label=t.file hint=t.file_digest_hint digest copy_label=t.copy_file />
                        }
                    })}
            </div>
        </section>
    }
}

#[component]
fn DigestRow(label: &'static str, hint: &'static str, digest: Digest, copy_label: &'static str) -> impl IntoView {
    view! {
        <div class="stack-s">
            <p class="label">{label} " " <span class="quiet">{hint}</span></p>
            <div class="digest-row">
                <p class="digest">{digest.to_string()}</p>
                <CopyButton text=digest.to_string() label=copy_label />
            </div>
        </div>
    }
}

fn facts(locale: Locale, report: &ReportView) -> impl IntoView + use<> {
    let t = &locale.words().reports;
    let summary = &report.summary;
    let size = report.file_bytes.map_or_else(|| t.file_pending.to_owned(), |bytes| super::size(locale, bytes));
    view! {
        <section class="panel" aria-labelledby="facts">
            <h2 id="facts">{t.facts}</h2>
            <dl class="facts">
                <dt>{t.inspector}</dt>
                <dd>{summary.inspector.clone()}</dd>
                <dt>{t.number}</dt>
                <dd class="num">{summary.number.clone()}</dd>
                <dt>{t.revision}</dt>
                <dd class="num">{summary.revision}</dd>
                {(summary.state != ReportState::Unsealed)
                    .then(|| {
                        view! {
                            <dt>{t.issued}</dt>
                            <dd class="num">{summary.issued.date_time(locale)}</dd>
                            <dt>{t.issued_by}</dt>
                            <dd>{report.issued_by.clone()}</dd>
                        }
                    })}
                <dt>{t.file}</dt>
                <dd class="num">{size}</dd>
                <dt>{t.inspection}</dt>
                <dd>
                    <a href=routes::inspection(report.inspection)>{t.inspection_open}</a>
                </dd>
            </dl>
        </section>
    }
}

fn recipient(locale: Locale) -> impl IntoView {
    let t = &locale.words().reports;
    view! {
        <aside class="panel" aria-labelledby="recipient">
            <h2 id="recipient">{t.recipient}</h2>
            <ol class="flow">
                <li>{t.recipient_1}</li>
                <li>{t.recipient_2}</li>
                <li>{t.recipient_3}</li>
            </ol>
            <pre class="commands" tabindex="0" aria-label=t.recipient_commands>
                {COMMANDS}
            </pre>
        </aside>
    }
}
