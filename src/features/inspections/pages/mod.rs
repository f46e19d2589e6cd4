//! Inspections at the desk and in the field, as pages.

mod actions;
mod detail;
mod findings;
mod inspections;
mod overview;
mod review;
mod signatures;
mod standing;
mod start;

pub use actions::ActionsPage;
pub use detail::InspectionPage;
pub use inspections::InspectionsPage;
pub use overview::OverviewPage;
pub use start::NewInspectionPage;

use leptos::prelude::*;

/// A page.
#[component]
pub fn FillPage() -> impl IntoView {
    view! { <p>"FillPage"</p> }
}
