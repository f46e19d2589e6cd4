//! Pages.

mod fill;

pub use fill::FillPage;

use leptos::prelude::*;

/// A page.
#[component]
pub fn ActionsPage() -> impl IntoView {
    view! { <p>"ActionsPage"</p> }
}

/// A page.
#[component]
pub fn InspectionPage() -> impl IntoView {
    view! { <p>"InspectionPage"</p> }
}

/// A page.
#[component]
pub fn InspectionsPage() -> impl IntoView {
    view! { <p>"InspectionsPage"</p> }
}

/// A page.
#[component]
pub fn LandingPage() -> impl IntoView {
    view! { <p>"LandingPage"</p> }
}

/// A page.
#[component]
pub fn NewInspectionPage() -> impl IntoView {
    view! { <p>"NewInspectionPage"</p> }
}

/// A page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    view! { <p>"OverviewPage"</p> }
}
