//! From the last signature to the report.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    error::AppError,
    features::reports::{api::issue_report, pages::Making},
    ids::{InspectionId, ReportId},
    ui::{env::use_words, icon::Icon, problem::Problem, routes},
};

/// Issues the report and waits until it is made.
#[component]
pub fn Issue(
    /// The inspection.
    inspection: InspectionId,
    /// How many required signatures are missing.
    missing: usize,
) -> impl IntoView {
    let t = &use_words().sign;
    let report = RwSignal::new(None::<ReportId>);
    let problem = RwSignal::new(None::<AppError>);
    let issue = Action::new(move |(): &()| async move {
        problem.set(None);
        match issue_report(inspection).await {
            Ok(id) => report.set(Some(id)),
            Err(error) => problem.set(Some(error)),
        }
    });
    let pending = issue.pending();
    let is_ready = missing == 0;
    let is_blocked = move || !is_ready || pending.get() || report.get().is_some();
    let navigate = use_navigate();
    let made = Callback::new(move |id: ReportId| navigate(&routes::report(id), NavigateOptions::default()));
    view! {
        {move || report.get().map(|report| view! { <Making report made=Callback::new(move |()| made.run(report)) /> })}
        {move || problem.get().map(|error| view! { <Problem error /> })}
        <footer class="walk-foot">
            <p class="small quiet" id="issue-state">
                {if is_ready { t.ready.to_owned() } else { t.missing(missing) }}
            </p>
            <div class="walk-buttons">
                <button
                    class="button large"
                    class:primary=is_ready
                    type="button"
                    aria-describedby="issue-state"
                    disabled=is_blocked
                    on:click=move |_| {
                        issue.dispatch(());
                    }
                >
                    <Icon name="seal" />
                    {move || if pending.get() { t.issuing } else { t.issue }}
                </button>
            </div>
        </footer>
    }
}
