//! From the last signature to the report.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use norven_proof::digest::Digest;

use crate::{
    error::AppError,
    features::reports::{api::issue_report, pages::Making},
    ids::{InspectionId, ReportId},
    ui::{env::use_words, icon::Icon, problem::Problem, routes},
};

/// How far issuing has come. It belongs to the page and not to what stands on it: after a signature that is loaded anew,
/// and who pressed the button meanwhile waits for their report all the same.
#[derive(Clone, Copy)]
pub struct Issuing {
    action: Action<(InspectionId, Option<Digest>), ()>,
    report: RwSignal<Option<ReportId>>,
    problem: RwSignal<Option<AppError>>,
}

impl Issuing {
    /// Nothing is issued yet.
    pub fn new() -> Self {
        let report = RwSignal::new(None::<ReportId>);
        let problem = RwSignal::new(None::<AppError>);
        let action = Action::new(move |asked: &(InspectionId, Option<Digest>)| {
            let (inspection, core) = *asked;
            async move {
                problem.set(None);
                match issue_report(inspection, core).await {
                    Ok(id) => report.set(Some(id)),
                    Err(error) => problem.set(Some(error)),
                }
            }
        });
        Self { action, report, problem }
    }

    /// Whether the button was pressed and nothing went wrong since.
    pub fn has_begun(self) -> bool {
        self.action.pending().get() || self.report.get().is_some()
    }
}

/// Waits for the report that is being issued, and leads to it.
#[component]
pub fn Issued(
    /// How far it is.
    issuing: Issuing,
) -> impl IntoView {
    let navigate = use_navigate();
    let made = Callback::new(move |id: ReportId| navigate(&routes::report(id), NavigateOptions::default()));
    let report = issuing.report;
    view! {
        {move || report.get().map(|report| view! { <Making report made=Callback::new(move |()| made.run(report)) /> })}
        {move || issuing.problem.get().map(|error| view! { <Problem error /> })}
    }
}

/// Issues the report and waits until it is made.
#[component]
pub fn Issue(
    /// The inspection.
    inspection: InspectionId,
    /// The core that is on the screen.
    core: Option<Digest>,
    /// How many required signatures are missing.
    missing: usize,
    /// How far it is.
    issuing: Issuing,
) -> impl IntoView {
    let t = &use_words().sign;
    let pending = issuing.action.pending();
    let is_ready = missing == 0;
    let is_blocked = move || !is_ready || issuing.has_begun();
    view! {
        <Issued issuing />
        // It takes no room from the pad while nothing can be issued.
        <footer class=if is_ready { "walk-foot" } else { "stack-s" }>
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
                        issuing.action.dispatch((inspection, core));
                    }
                >
                    <Icon name="seal" />
                    {move || if pending.get() { t.issuing } else { t.issue }}
                </button>
            </div>
        </footer>
    }
}
