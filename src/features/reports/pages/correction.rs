//! The correction of a report that is under way: why, and the two ways to end it.

use leptos::prelude::*;

use crate::{
    features::{
        inspections::model::UnderWay,
        reports::{api::give_up_correction, model::ReportView},
    },
    ui::{
        dialog::Confirm,
        env::{use_locale, use_words},
        icon::Icon,
        routes,
        work::Work,
    },
};

/// Says that a correction is under way.
#[component]
pub fn Correction(
    /// The report that is being corrected.
    report: ReportView,
    /// The correction.
    correction: UnderWay,
    /// Hears that it was given up.
    changed: Callback<()>,
) -> impl IntoView {
    let (t, locale) = (&use_words().reports, use_locale());
    let (giving_up, work) = (RwSignal::new(false), Work::new());
    let id = report.summary.id;
    let give_up = Callback::new(move |()| {
        work.run(give_up_correction(id), move |()| {
            giving_up.set(false);
            changed.run(());
        });
    });
    let text = t.correction_text(correction.by, correction.reason, correction.started.date_time(locale));
    view! {
        <section class="standing wait" aria-labelledby="correction">
            <Icon name="sync" />
            <h2 id="correction">{t.correction_title}</h2>
            <p>{text}</p>
        </section>
        <p class="button-row">
            <a class="button primary" href=routes::inspection(report.inspection)>
                <Icon name="pen" />
                {t.correction_go_on}
            </a>
            {report
                .may_revoke
                .then(|| {
                    view! {
                        <button class="button" type="button" on:click=move |_| giving_up.set(true)>
                            <Icon name="undo" />
                            {t.give_up}
                        </button>
                    }
                })}
        </p>
        <Confirm
            id="give-up-title"
            title=t.give_up_title.to_owned()
            text=t.give_up_text.to_owned()
            action=t.give_up
            open=giving_up
            work
            on_confirm=give_up
        />
    }
}
