//! The list of sites.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    archived::ArchivedSites,
    editor::{Archive, Editor, Opened},
    groups::Groups,
};
use crate::{
    features::{
        orgs::{model::Permission, pages::use_viewer},
        sites::{api::list_sites, model::Site},
    },
    ui::{
        env::{new_id, use_words},
        icon::Icon,
        page::{Empty, Loading, PageHead},
        problem::Problem,
        routes,
    },
};

/// Shows the sites; those who may, add and change them in a dialog.
#[component]
pub fn SitesPage() -> impl IntoView {
    let t = use_words();
    let viewer = use_viewer();
    let sites = Resource::new_blocking(|| (), |()| list_sites());
    let opened = Opened::new();
    let saved = Callback::new(move |()| sites.refetch());
    view! {
        <Title text=t.desk.sites />
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match (viewer.await, sites.await) {
                    (Ok(viewer), Ok(sites)) => {
                        let manages = viewer.may(Permission::ManageContent);
                        let everywhere = viewer.may_everywhere(Permission::ManageContent);
                        let grouped = (everywhere && !sites.is_empty()).then(|| sites.clone());
                        let empty_text = if viewer.limited { t.sites.empty_limited } else { t.sites.empty_text };
                        view! {
                            <PageHead title=t.desk.sites sub=t.sites.count(sites.len())>
                                {everywhere.then(|| view! { <Add opened /> })}
                            </PageHead>
                            {if sites.is_empty() {
                                view! { <Empty icon="pin" title=t.sites.empty text=empty_text /> }.into_any()
                            } else {
                                let inspects = viewer.may(Permission::Inspect);
                                view! {
                                    <ul class="cards">
                                        {sites
                                            .into_iter()
                                            .map(|site| view! { <Card site manages inspects opened /> })
                                            .collect_view()}
                                    </ul>
                                }
                                    .into_any()
                            }}
                            {grouped.map(|sites| view! { <Groups sites /> })}
                            {manages.then(|| view! { <ArchivedSites on_restored=saved /> })}
                        }
                            .into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Transition>
        <Editor opened on_saved=saved />
        <Archive opened on_saved=saved />
    }
}

#[component]
fn Add(opened: Opened) -> impl IntoView {
    view! {
        <button
            class="button primary"
            type="button"
            on:click=move |_| {
                opened.edit(Site { id: new_id(), name: String::new(), address: String::new() });
            }
        >
            <Icon name="plus" />
            {use_words().sites.add}
        </button>
    }
}

#[component]
fn Card(site: Site, manages: bool, inspects: bool, opened: Opened) -> impl IntoView {
    let t = &use_words().sites;
    let named = move |label: &'static str, name: String| {
        view! {
            {label}
            <span class="sr">": " {name}</span>
        }
    };
    let start = routes::new_inspection_at(site.id);
    let (name, edited) = (site.name.clone(), site.clone());
    view! {
        <li class="card">
            <div class="card-head">
                <span class="tile">
                    <Icon name="building" />
                </span>
                <h2 class="card-title">{site.name.clone()}</h2>
            </div>
            {(!site.address.is_empty()).then(|| view! { <p>{site.address.clone()}</p> })}
            {(manages || inspects)
                .then(|| {
                    view! {
                        <div class="card-foot">
                            {inspects
                                .then(|| {
                                    view! {
                                        <a class="more" href=start>
                                            {named(t.inspect, name.clone())}
                                            <Icon name="chevron" />
                                        </a>
                                    }
                                })}
                            {manages
                                .then(|| {
                                    view! {
                                        <button
                                            class="button small push"
                                            type="button"
                                            on:click=move |_| opened.edit(edited.clone())
                                        >
                                            {named(t.edit, name.clone())}
                                        </button>
                                    }
                                })}
                        </div>
                    }
                })}
        </li>
    }
}
