//! Pages.

use leptos::prelude::*;

/// A page.
#[component]
pub fn ReportPage() -> impl IntoView {
    view! { <p>"ReportPage"</p> }
}

/// A page.
#[component]
pub fn ReportsPage() -> impl IntoView {
    view! { <p>"ReportsPage"</p> }
}
