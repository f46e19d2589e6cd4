//! Waiting for a report's PDF.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use crate::{
    error::AppError,
    features::reports::{api::load_report, model::ReportState},
    ids::ReportId,
    ui::{env::use_words, icon::Icon, problem::Problem},
};

/// How often the server is asked.
const EVERY: Duration = Duration::from_millis(700);

/// Says that a report is being made, asks until it is, and says so when it cannot be.
#[component]
pub fn Making(
    /// The report.
    report: ReportId,
    /// Hears of the report once its PDF is there.
    #[prop(into)]
    made: Callback<()>,
) -> impl IntoView {
    let t = &use_words().reports;
    let stuck = RwSignal::new(false);
    let problem = RwSignal::new(None::<AppError>);
    Effect::new(move || ask(report, made, stuck, problem));
    move || {
        if let Some(error) = problem.get() {
            return view! { <Problem error /> }.into_any();
        }
        if stuck.get() {
            return view! {
                <section class="standing bad" role="alert" aria-labelledby="standing">
                    <Icon name="warning" />
                    <h2 id="standing">{t.stuck_title}</h2>
                    <p>{t.stuck_text}</p>
                </section>
            }
            .into_any();
        }
        view! {
            <section class="standing wait" role="status" aria-labelledby="standing">
                <Icon name="file" />
                <h2 id="standing">{t.making_title}</h2>
                <p>{t.making_text}</p>
                <progress class="progress" aria-labelledby="standing"></progress>
            </section>
        }
        .into_any()
    }
}

/// Asks once, and again a little later while there is no end; stops when the page is left.
fn ask(report: ReportId, made: Callback<()>, stuck: RwSignal<bool>, problem: RwSignal<Option<AppError>>) {
    spawn_local(async move {
        let answer = load_report(report).await;
        if stuck.is_disposed() {
            return;
        }
        match answer {
            Ok(view) if view.summary.state != ReportState::Rendering => made.run(()),
            Ok(view) if view.stuck => stuck.set(true),
            Err(error) if !error.is_passing() => problem.set(Some(error)),
            Ok(_) | Err(_) => set_timeout(
                move || {
                    if !stuck.is_disposed() {
                        ask(report, made, stuck, problem);
                    }
                },
                EVERY,
            ),
        }
    });
}
