//! What both lists of templates begin with: tabs, and the button for a template of one's own.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use crate::{
    error::AppError,
    features::{orgs::pages::use_viewer, templates::api::create_template},
    ids::TemplateId,
    ui::{
        env::{new_id, use_locale, use_words},
        icon::Icon,
        routes,
    },
};

/// Leads from one list to the other.
#[component]
pub fn Tabs(
    /// Whether the library is shown.
    library: bool,
) -> impl IntoView {
    let t = &use_words().templates;
    view! {
        <nav class="tabs" aria-label=t.which>
            <a href=routes::TEMPLATES aria-current=(!library).then_some("page")>
                {t.yours}
            </a>
            <a href=routes::LIBRARY aria-current=library.then_some("page")>
                {t.library}
            </a>
        </nav>
    }
}

/// Creates an empty template and opens it in the editor.
#[component]
pub fn NewTemplate(
    /// Classes of the button.
    class: &'static str,
    /// Its words.
    label: &'static str,
    /// Where a problem is shown.
    problem: RwSignal<Option<AppError>>,
) -> impl IntoView {
    let reader = use_locale();
    let viewer = use_viewer();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let start = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let navigate = navigate.clone();
        spawn_local(async move {
            let id: TemplateId = new_id();
            let locale = viewer.await.map_or(reader, |viewer| viewer.language_for(reader));
            match create_template(id, locale).await {
                Ok(()) => navigate(&routes::template(id), Default::default()),
                Err(error) => {
                    problem.set(Some(error));
                    busy.set(false);
                }
            }
        });
    };
    view! {
        <button class=class type="button" aria-busy=move || busy.get().then_some("true") on:click=start>
            <Icon name="plus" />
            {label}
        </button>
    }
}
