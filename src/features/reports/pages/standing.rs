//! How a report stands, and what an owner or manager can do about it: correct or revoke it.

use leptos::prelude::*;

use crate::{
    features::reports::{
        api::{correct_report, revoke_report},
        model::ReportView,
    },
    ids::ReportId,
    ui::{
        dialog::{Confirm, Dialog},
        env::{use_locale, use_words, visit},
        icon::Icon,
        problem::Problem,
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
            {report.may_revoke.then(|| view! { <Tools report=report.summary.id changed /> })}
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
    let work = Work::new();
    let correct = Callback::new(move |()| {
        work.run(correct_report(report), |inspection| visit(&routes::fill(inspection)));
    });
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
        <Confirm
            id="correct-title"
            title=t.correct_title.to_owned()
            text=t.correct_text.to_owned()
            action=t.correct_do
            open=correcting
            work
            on_confirm=correct
        />
        <Revoke report changed open=revoking />
    }
}

/// Asks for the reason and revokes.
#[component]
fn Revoke(report: ReportId, changed: Callback<()>, open: RwSignal<bool>) -> impl IntoView {
    let (t, common) = (&use_words().reports, &use_words().common);
    let (work, reason) = (Work::new(), RwSignal::new(String::new()));
    let revoke = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        work.run_proved(
            move || revoke_report(report, reason.get_untracked()),
            move |()| {
                open.set(false);
                changed.run(());
            },
        );
    };
    view! {
        <Dialog id="revoke-title" title=t.revoke_title.to_owned() open>
            <form on:submit=revoke>
                <div class="dialog-body">
                    {move || work.problem().get().map(|error| view! { <Problem error /> })}
                    <p>{t.revoke_text}</p>
                    <div class="field">
                        <label class="label" for="revoke-reason">
                            {t.revoke_reason}
                        </label>
                        <textarea
                            class="input"
                            id="revoke-reason"
                            rows="3"
                            maxlength="500"
                            required
                            on:input=move |event| reason.set(event_target_value(&event))
                        ></textarea>
                    </div>
                </div>
                <footer class="dialog-foot">
                    <button class="button primary danger" aria-busy=move || work.aria_busy()>
                        {t.revoke_do}
                    </button>
                    <button class="button" type="button" on:click=move |_| open.set(false)>
                        {common.cancel}
                    </button>
                </footer>
            </form>
        </Dialog>
    }
}
