//! Pages.

use leptos::prelude::*;

/// A page.
#[component]
pub fn MembersPage() -> impl IntoView {
    view! { <p>"MembersPage"</p> }
}

/// A page.
#[component]
pub fn NewOrganisationPage() -> impl IntoView {
    view! { <p>"NewOrganisationPage"</p> }
}

/// A page.
#[component]
pub fn OrganisationPage() -> impl IntoView {
    view! { <p>"OrganisationPage"</p> }
}

/// A page.
#[component]
pub fn ProfilePage() -> impl IntoView {
    view! { <p>"ProfilePage"</p> }
}

/// The frame.
#[component]
pub fn Frame() -> impl IntoView {
    view! { <leptos_router::components::Outlet /> }
}
