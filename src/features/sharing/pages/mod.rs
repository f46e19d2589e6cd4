//! Handing a report over, on its page.

mod links;
mod send;
mod share;

use leptos::prelude::*;

use self::{links::Links, send::Send, share::Share};
use super::{api::list_report_links, model::LinkLine};
use crate::{
    error::AppError,
    ids::ReportId,
    ui::{env::use_words, page::Loading, problem::Problem},
};

type Loaded = Resource<Result<Vec<LinkLine>, AppError>>;

/// Makes links, mails them, and lists those that were made.
#[component]
pub fn HandOver(
    /// The report.
    report: ReportId,
) -> impl IntoView {
    let t = &use_words().sharing;
    let links: Loaded = Resource::new_blocking(|| (), move |()| list_report_links(report));
    view! {
        <section class="panel" aria-labelledby="hand-over">
            <h2 id="hand-over">{t.title}</h2>
            <p class="small quiet">{t.lead}</p>
            <div class="button-row">
                <Send report links />
                <Share report links />
            </div>
            <Transition fallback=Loading>
                {move || Suspend::new(async move {
                    match links.await {
                        Ok(lines) if lines.is_empty() => ().into_any(),
                        Ok(lines) => view! { <Links report lines links /> }.into_any(),
                        Err(error) => view! { <Problem error /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

/// For how long a link opens, to choose from.
fn days() -> Vec<(u32, String)> {
    let t = &use_words().sharing;
    super::model::DAYS.into_iter().zip([t.days_7, t.days_30, t.days_90, t.days_365].map(str::to_owned)).collect()
}
