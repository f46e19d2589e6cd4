//! Which scripts a page loads: the application where people work, none on public pages, which work
//! without (the verify page brings its own small module).

use leptos::{hydration::HydrationScripts, prelude::*};

use super::{env::request_path, routes};

/// The scripts of the page that is being rendered.
#[component]
pub fn Scripts(
    /// What leptos needs to know.
    options: LeptosOptions,
) -> impl IntoView {
    routes::is_private_page(&request_path()).then(|| view! { <HydrationScripts options /> })
}
