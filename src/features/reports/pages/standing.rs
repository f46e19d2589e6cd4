//! How a report stands, and what an owner or manager can do about it: correct or revoke it.

use leptos::prelude::*;

use super::{
    correction::Correction,
    reason::{AskReason, Asked},
};
use crate::{
    features::reports::{
        api::{correct_report, revoke_report},
        model::ReportView,
    },
    ids::ReportId,
    ui::{
        env::{use_locale, use_words, visit},
        icon::Icon,
        routes,
        work::Work,
    },
};

/// Says how a report stands.
#[component]
pub fn Standing(
    /// The report.
    report: ReportView,
    /// Hears that it stands otherwise.
    changed: Callback<()>,
) -> impl IntoView {
    let (t, locale) = (&use_words().reports, use_locale());
    let Some(standing) = report.standing else {
        let issued = t.issued_text(&report.issued_by, report.summary.issued.date_time(locale));
        return view! {
            <section class="standing good" aria-labelledby="standing">
                <Icon name="seal" />
                <h2 id="standing">{t.issued_title}</h2>
                <p>
                    {issued} " " {t.check_lead} " " <a href=routes::VERIFY rel="external">
                        {t.check_link}
                    </a> "."
                </p>
            </section>
            {match report.correction.clone() {
                Some(correction) => view! { <Correction report correction changed /> }.into_any(),
                None => report.may_revoke.then(|| view! { <Tools report=report.summary.id changed /> }).into_any(),
            }}
        }
        .into_any();
    };
    let when = standing.at.date_time(locale);
    let (class, icon, title, text) = if standing.superseded {
        ("standing wait", "sync", t.superseded_title, t.superseded_text(when))
    } else {
        ("standing bad", "cross", t.revoked_title, t.revoked_text(standing.reason, when))
    };
    view! {
        <section class=class aria-labelledby="standing">
            <Icon name=icon />
            <h2 id="standing">{title}</h2>
            <p>{text}</p>
        </section>
    }
    .into_any()
}

/// Correcting and revoking.
#[component]
fn Tools(report: ReportId, changed: Callback<()>) -> impl IntoView {
    let t = &use_words().reports;
    let (correcting, revoking) = (RwSignal::new(false), RwSignal::new(false));
    let (correction, revocation) = (Work::new(), Work::new());
    let correct = Callback::new(move |reason| {
        correction.run(correct_report(report, reason), |inspection| visit(&routes::fill(inspection)));
    });
    let revoke = Callback::new(move |reason: String| {
        revocation.run_proved(
            move || revoke_report(report, reason.clone()),
            move |()| {
                revoking.set(false);
                changed.run(());
            },
        );
    });
    let to_correct = Asked {
        id: "correct-title",
        title: t.correct_title,
        text: t.correct_text,
        label: t.correct_reason,
        action: t.correct_do,
        class: "button primary",
    };
    let to_revoke = Asked {
        id: "revoke-title",
        title: t.revoke_title,
        text: t.revoke_text,
        label: t.revoke_reason,
        action: t.revoke_do,
        class: "button primary danger",
    };
    view! {
        <p class="button-row">
            <button class="button" type="button" on:click=move |_| correcting.set(true)>
                <Icon name="pen" />
                {t.correct}
            </button>
            <button class="button quiet" type="button" on:click=move |_| revoking.set(true)>
                <Icon name="cross" />
                {t.revoke}
            </button>
        </p>
        <AskReason asked=to_correct open=correcting work=correction on_reason=correct />
        <AskReason asked=to_revoke open=revoking work=revocation on_reason=revoke />
    }
}
