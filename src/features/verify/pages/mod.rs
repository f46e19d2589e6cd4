//! Pages.

use leptos::prelude::*;

/// A page.
#[component]
pub fn VerifyPage() -> impl IntoView {
    view! { <p>"VerifyPage"</p> }
}
