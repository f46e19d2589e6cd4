//! A report that was not sealed in time: what happened, and issuing it again.

use leptos::prelude::*;

use crate::{
    features::reports::api::issue_report,
    ids::InspectionId,
    ui::{env::use_words, icon::Icon, problem::Problem, work::Work},
};

/// Says that a report is not issued, and issues it again.
#[component]
pub fn Unsealed(
    /// Its inspection.
    inspection: InspectionId,
    /// Hears that it is being made again.
    changed: Callback<()>,
) -> impl IntoView {
    let t = &use_words().reports;
    let work = Work::new();
    let problem = work.problem();
    let issue = move |_| work.run(issue_report(inspection, None), move |_| changed.run(()));
    view! {
        <section class="standing bad" role="alert" aria-labelledby="standing">
            <Icon name="warning" />
            <h2 id="standing">{t.unsealed_title}</h2>
            <p>{t.unsealed_text}</p>
        </section>
        <p class="button-row">
            <button class="button primary" type="button" aria-busy=move || work.aria_busy() on:click=issue>
                {t.unsealed_do}
            </button>
        </p>
        {move || problem.get().map(|error| view! { <Problem error /> })}
    }
}
