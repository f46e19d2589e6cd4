//! The revisions of a report: each with its status, its reason and the way to it.

use leptos::prelude::*;
use norven_words::Locale;

use super::status::status;
use crate::{
    features::reports::model::{ReportState, Revision},
    ids::ReportId,
    ui::{
        env::{use_locale, use_words},
        routes,
    },
};

/// Lists the revisions where there is more than one.
#[component]
pub fn Revisions(
    /// The revisions, the latest first.
    revisions: Vec<Revision>,
    /// The one that the page shows.
    here: ReportId,
) -> impl IntoView {
    let (t, locale) = (&use_words().reports, use_locale());
    if revisions.len() < 2 {
        return ().into_any();
    }
    let lines = revisions.into_iter().map(|revision| line(locale, revision, here)).collect_view();
    view! {
        <section class="panel" aria-labelledby="revisions">
            <h2 id="revisions">{t.revisions}</h2>
            <div class="sheet">
                <ul class="rows">{lines}</ul>
            </div>
        </section>
    }
    .into_any()
}

fn line(locale: Locale, revision: Revision, here: ReportId) -> impl IntoView {
    let t = &locale.words().reports;
    let when = (revision.state != ReportState::Unsealed).then(|| revision.issued.date_time(locale));
    let facts = when.into_iter().chain((!revision.correction.is_empty()).then_some(revision.correction));
    view! {
        <li>
            <a
                class="row-link"
                href=routes::report(revision.id)
                aria-current=(revision.id == here).then_some("page")
            >
                <span>
                    <b>{t.revision_n(revision.revision)}</b>
                    <small>{facts.collect::<Vec<_>>().join(" · ")}</small>
                </span>
                {status(locale, revision.state, revision.status)}
            </a>
        </li>
    }
}
