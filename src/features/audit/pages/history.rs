//! The way from a thing to what happened to it.

use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    features::orgs::{model::Permission, pages::use_viewer},
    ui::{env::use_words, routes},
};

/// A link to what happened to a thing, for those who may read it.
#[component]
pub fn History(
    /// The thing.
    thing: Uuid,
) -> impl IntoView {
    let viewer = use_viewer();
    view! {
        <p class="page-sub">
            <Suspense>
                {move || Suspend::new(async move {
                    let may = viewer.await.is_ok_and(|viewer| viewer.may(Permission::ReadAudit));
                    may.then(|| view! { <a href=routes::history(thing)>{use_words().audit.history}</a> })
                })}
            </Suspense>
        </p>
    }
}
