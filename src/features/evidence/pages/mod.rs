//! Pages.

use leptos::prelude::*;

/// A page.
#[component]
pub fn SignPage() -> impl IntoView {
    view! { <p>"SignPage"</p> }
}
