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

/// The status of a report, in a word.
#[must_use]
pub fn status_words(locale: Locale, state: ReportState, status: ReportStatus) -> &'static str {
    label(
        locale,
        match (state, status) {
            (ReportState::Rendering, _) => Which::Rendering,
            (ReportState::Unsealed, _) => Which::Unsealed,
            (ReportState::Issued, ReportStatus::Current) => Which::Current,
            (ReportState::Issued, ReportStatus::Replaced) => Which::Replaced,
            (ReportState::Issued, ReportStatus::Revoked) => Which::Revoked,
        },
    )
}

/// The status of a report. Only one that is the last word is green.
pub fn status(locale: Locale, state: ReportState, status: ReportStatus) -> impl IntoView {
    let words = status_words(locale, state, status);
    let (class, icon) = match (state, status) {
        (ReportState::Rendering, _) => {
            return view! {
                <span class="status wait">
                    <span class="spinner" aria-hidden="true"></span>
                    {words}
                </span>
            }
            .into_any();
        }
        (ReportState::Unsealed, _) => ("status fail", "warning"),
        (ReportState::Issued, ReportStatus::Current) => ("status pass", "seal"),
        (ReportState::Issued, ReportStatus::Replaced) => ("status wait", "sync"),
        (ReportState::Issued, ReportStatus::Revoked) => ("status fail", "cross"),
    };
    view! {
        <span class=class>
            <Icon name=icon />
            {words}
        </span>
    }
    .into_any()
}
