//! How long things are to be kept.

use leptos::prelude::*;

use crate::ui::{env::use_words, form::SelectField, work::Work};

/// Years to choose from for inspections and reports.
const REPORT_YEARS: [u32; 6] = [1, 2, 3, 5, 10, 20];
/// Years to choose from for the audit log.
const AUDIT_YEARS: [u32; 5] = [1, 2, 3, 5, 10];

/// The months of some years in words, and of what is set now where it is none of them.
fn periods(years: &[u32], present: Option<u32>) -> Vec<(u32, String)> {
    let t = &use_words().orgs;
    let count = |n: u32| usize::try_from(n).unwrap_or_default();
    let mut periods: Vec<_> = years.iter().map(|years| (years * 12, t.years(count(*years)))).collect();
    if let Some(months) = present.filter(|months| years.iter().all(|years| years * 12 != *months)) {
        periods.push((months, t.months(count(months))));
    }
    periods
}

/// Asks how long inspections with their reports, and the audit log, are to be kept.
#[component]
pub fn Periods(
    /// Months for inspections and reports; nothing for ever.
    reports: RwSignal<Option<u32>>,
    /// Months for the audit log.
    audit: RwSignal<u32>,
    /// The work that saves them.
    work: Work,
) -> impl IntoView {
    let t = &use_words().orgs;
    let problem = work.problem();
    let kept = periods(&REPORT_YEARS, reports.get_untracked()).into_iter().map(|(months, words)| (Some(months), words));
    let reports_options = std::iter::once((None, t.kept_always.to_owned())).chain(kept).collect::<Vec<_>>();
    let audit_options = periods(&AUDIT_YEARS, Some(audit.get_untracked()));
    view! {
        <section class="panel" aria-labelledby="periods">
            <h2 id="periods">{t.periods}</h2>
            <p class="small quiet">{t.periods_lead}</p>
            <div class="sheet pad">
                <div class="form">
                    <SelectField
                        name="report_months"
                        label=t.report_months
                        options=reports_options
                        value=reports
                        problem
                    />
                    <SelectField name="audit_months" label=t.audit_months options=audit_options value=audit problem />
                </div>
            </div>
        </section>
    }
}
