//! The frame of every page at the desk: where one can go, and who one is.

use leptos::prelude::*;
use leptos_router::{components::Outlet, hooks::use_location};

use super::{
    menu::{UserButton, UserMenu},
    viewer::{provide_viewer, use_viewer},
};
use crate::{
    features::{
        identity::pages::ProofDialog,
        inspections::pages::{LeftOnDevice, OnDevice},
        orgs::model::{self, Permission, Viewer},
        search::pages::{Opened, SearchButton, SearchDialog},
    },
    ui::{env::use_words, icon::Icon, layout::Brand, proof::Proof, routes, theme::provide_theme},
};

/// An entry of the navigation.
#[derive(Clone, Copy)]
struct Entry {
    href: &'static str,
    icon: &'static str,
    label: &'static str,
}

/// Whether a page lies at an entry or below it.
fn is_here(path: &str, href: &str) -> bool {
    path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where everybody goes: the tabs of a phone.
fn main_entries() -> [Entry; 4] {
    let t = use_words();
    [
        Entry { href: routes::OVERVIEW, icon: "home", label: t.common.overview },
        Entry { href: routes::INSPECTIONS, icon: "list", label: t.desk.inspections },
        Entry { href: routes::ACTIONS, icon: "flag", label: t.desk.actions },
        Entry { href: routes::SITES, icon: "pin", label: t.desk.sites },
    ]
}

/// Where some go, and what a phone shows under "More".
fn further_entries(viewer: &Viewer) -> Vec<Entry> {
    let t = &use_words().desk;
    let templates = Entry { href: routes::TEMPLATES, icon: "clipboard", label: t.templates };
    let reports = Entry { href: routes::REPORTS, icon: "seal", label: t.reports };
    if viewer.may(Permission::ManageContent) { vec![templates, reports] } else { vec![reports] }
}

/// The settings that a reader may see.
fn settings_entry(viewer: &Viewer) -> Option<Entry> {
    viewer.may(Permission::Administer).then(|| Entry {
        href: routes::SETTINGS,
        icon: "gear",
        label: use_words().orgs.settings,
    })
}

/// The frame, with a page in it.
#[component]
pub fn Frame() -> impl IntoView {
    provide_theme();
    let viewer = provide_viewer();
    let proof = Proof::provide();
    Opened::provide();
    OnDevice::provide();
    // Creating an organisation has a frame of its own; whoever comes or leaves loads the page anew.
    if use_location().pathname.get_untracked() == routes::NEW_ORGANISATION {
        return view! { <Outlet /> }.into_any();
    }
    view! {
        <div class="shell">
            <Transition>
                {move || Suspend::new(async move {
                    viewer
                        .await
                        .ok()
                        .map(|viewer| {
                            let demo = viewer.org.as_ref().is_some_and(|(org, _)| org.demo);
                            view! {
                                {demo.then(|| view! { <SampleBanner /> })}
                                <TopBar viewer=viewer.clone() />
                                <Side viewer />
                            }
                        })
                })}
            </Transition>
            <main class="main" id="main" tabindex="-1">
                <Approval />
                <Unsent />
                <Outlet />
            </main>
            <TabBar />
            <Menus proof />
        </div>
    }
    .into_any()
}

/// Says that nothing here is real.
#[component]
fn SampleBanner() -> impl IntoView {
    let t = &use_words().orgs;
    view! {
        <div class="banner demo">
            <Icon name="info" />
            <p class="banner-text">
                <span>
                    <b>{t.demo_title}</b>
                    " · "
                    {t.demo_text}
                </span>
            </p>
        </div>
    }
}

/// Says what of the reader's work is on this device alone.
#[component]
fn Unsent() -> impl IntoView {
    let viewer = use_viewer();
    view! {
        <Transition>
            {move || Suspend::new(async move { viewer.await.ok().map(|viewer| view! { <LeftOnDevice person=viewer.id /> }) })}
        </Transition>
    }
}

/// Says what an organisation cannot do that the operator has not approved.
#[component]
fn Approval() -> impl IntoView {
    let viewer = use_viewer();
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let (org, _) = viewer.await.ok()?.org?;
                let t = &use_words().orgs;
                let (title, text) = match org.approval {
                    model::Approval::Approved => return None,
                    model::Approval::Awaiting => (t.awaiting_title, t.awaiting_text.to_owned()),
                    model::Approval::Refused { reason } => (t.refused_title, t.refused_text(reason)),
                };
                Some(
                    view! {
                        <section class="banner warn" aria-label=title>
                            <Icon name="info" />
                            <div class="banner-text">
                                <b>{title}</b>
                                <p>{text}</p>
                            </div>
                        </section>
                    },
                )
            })}
        </Transition>
    }
}

/// The bar over a page on a phone.
#[component]
fn TopBar(viewer: Viewer) -> impl IntoView {
    view! {
        <header class="topbar">
            <Brand href=routes::OVERVIEW />
            <SearchButton class="button quiet square" />
            <UserButton viewer />
        </header>
    }
}

/// The sidebar of the desk.
#[component]
fn Side(viewer: Viewer) -> impl IntoView {
    let entries = main_entries().into_iter().chain(further_entries(&viewer));
    view! {
        <aside class="side">
            <Brand href=routes::OVERVIEW />
            <SearchButton class="side-link" worded=true />
            <nav class="side-nav" aria-label=use_words().orgs.main_nav>
                {entries.map(|entry| view! { <NavLink entry class="side-link" /> }).collect_view()}
            </nav>
            <div class="side-end">
                {settings_entry(&viewer).map(|entry| view! { <NavLink entry class="side-link" /> })}
                <UserButton viewer wide=true />
            </div>
        </aside>
    }
}

/// The tabs of a phone.
#[component]
fn TabBar() -> impl IntoView {
    let t = use_words();
    view! {
        <nav class="tabbar" aria-label=t.orgs.phone_nav>
            {main_entries().into_iter().map(|entry| view! { <NavLink entry class="tab" /> }).collect_view()}
            <button class="tab" type="button" popovertarget="more">
                <Icon name="menu" />
                {t.desk.more}
            </button>
        </nav>
    }
}

/// A link that says whether one is there.
#[component]
fn NavLink(entry: Entry, class: &'static str) -> impl IntoView {
    let path = use_location().pathname;
    view! {
        <a
            class=class
            href=entry.href
            aria-current=move || path.with(|path| is_here(path, entry.href)).then_some("page")
        >
            <Icon name=entry.icon />
            {entry.label}
        </a>
    }
}

/// The menus that buttons of the frame open, and the dialog that asks who one is.
#[component]
fn Menus(proof: Proof) -> impl IntoView {
    let viewer = use_viewer();
    view! {
        <Transition>
            {move || Suspend::new(async move {
                viewer
                    .await
                    .ok()
                    .map(|viewer| {
                        let more = further_entries(&viewer).into_iter().chain(settings_entry(&viewer));
                        view! {
                            <div class="menu" id="more" popover="auto" aria-label=use_words().orgs.more_menu>
                                {more.map(|entry| view! { <NavLink entry class="menu-item" /> }).collect_view()}
                            </div>
                            <SearchDialog />
                            <ProofDialog proof email=viewer.email.clone() />
                            <UserMenu viewer />
                        }
                    })
            })}
        </Transition>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_marked_at_its_page_and_below_but_not_beside_it() {
        assert!(is_here("/inspections", "/inspections"));
        assert!(is_here("/inspections/new", "/inspections"));
        assert!(!is_here("/inspectionsx", "/inspections"));
        assert!(!is_here("/overview", "/inspections"));
    }
}
