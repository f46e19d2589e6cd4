//! The status of a report in colour, icon and word.

use leptos::prelude::*;
use norven_words::Locale;

use crate::{
    features::reports::{
        model::{ReportState, ReportStatus},
        query::Which,
    },
    ui::icon::Icon,
};

/// A status in a word.
#[must_use]
pub fn label(locale: Locale, which: Which) -> &'static str {
    let t = &locale.words().reports;
    match which {
        Which::Current => t.status_current,
        Which::Replaced => t.status_replaced,
        Which::Revoked => t.status_revoked,
        Which::Rendering => t.state_rendering,
        Which::Unsealed => t.state_unsealed,
    }
}

/// The status of a report. Only one that is the last word is green.
pub fn status(locale: Locale, state: ReportState, status: ReportStatus) -> impl IntoView {
    let t = &locale.words().reports;
    let (class, icon, words) = match (state, status) {
        (ReportState::Rendering, _) => {
            return view! {
                <span class="status wait">
                    <span class="spinner" aria-hidden="true"></span>
                    {t.state_rendering}
                </span>
            }
            .into_any();
        }
        (ReportState::Unsealed, _) => ("status fail", "warning", t.state_unsealed),
        (ReportState::Issued, ReportStatus::Current) => ("status pass", "seal", t.status_current),
        (ReportState::Issued, ReportStatus::Replaced) => ("status wait", "sync", t.status_replaced),
        (ReportState::Issued, ReportStatus::Revoked) => ("status fail", "cross", t.status_revoked),
    };
    view! {
        <span class=class>
            <Icon name=icon />
            {words}
        </span>
    }
    .into_any()
}
