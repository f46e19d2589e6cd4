//! What the settings pages share: heading and way between them.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::{
    features::orgs::model::{Permission, Viewer},
    ui::{env::use_words, page::PageHead, routes},
};

/// A settings page in its frame. Those who may not administer see their profile only.
#[component]
pub fn Settings(
    /// Who reads it.
    viewer: Viewer,
    /// The page's title.
    title: &'static str,
    children: Children,
) -> impl IntoView {
    let t = &use_words().orgs;
    let path = use_location().pathname;
    let pages = if viewer.may(Permission::Administer) {
        vec![
            (routes::SETTINGS, t.organisation),
            (routes::MEMBERS, t.members),
            (routes::ACCESS, use_words().access.title),
            (routes::AUDIT, t.audit),
            (routes::PROFILE, t.profile),
        ]
    } else {
        vec![(routes::PROFILE, t.profile)]
    };
    let links = pages
        .into_iter()
        .map(|(href, label)| {
            let current = move || path.with(|path| path == href).then_some("page");
            view! {
                <a href=href aria-current=current>
                    {label}
                </a>
            }
        })
        .collect_view();
    view! {
        <Title text=title />
        <PageHead title=t.settings sub=viewer.org.map(|(org, _)| org.name).unwrap_or_default() />
        <div class="settings">
            <nav class="settings-nav" aria-label=t.settings>
                {links}
            </nav>
            {children()}
        </div>
    }
}
