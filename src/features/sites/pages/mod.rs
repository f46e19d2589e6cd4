//! Pages.

use leptos::prelude::*;

/// A page.
#[component]
pub fn SitesPage() -> impl IntoView {
    view! { <p>"SitesPage"</p> }
}
