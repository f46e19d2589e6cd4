//! Pages.

use leptos::prelude::*;

/// A page.
#[component]
pub fn EditorPage() -> impl IntoView {
    view! { <p>"EditorPage"</p> }
}

/// A page.
#[component]
pub fn LibraryPage() -> impl IntoView {
    view! { <p>"LibraryPage"</p> }
}

/// A page.
#[component]
pub fn TemplatesPage() -> impl IntoView {
    view! { <p>"TemplatesPage"</p> }
}
