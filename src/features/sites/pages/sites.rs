//! The list of sites. What is looked for and the place in the list stand in the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    editor::{Archive, Editor, Opened},
    groups::Groups,
};
use crate::{
    features::{
        orgs::{
            model::{Permission, Viewer},
            pages::use_viewer,
        },
        sites::{
            api::{list_site_groups, list_sites, restore_site},
            model::{ARCHIVED, Site, SiteGroup},
        },
    },
    ids::SiteId,
    ui::{
        env::{new_id, use_words},
        icon::Icon,
        keys::along,
        listing::{Foot, Page, Tab, address},
        names::{NameFilters, NameQuery},
        page::{Empty, Loading, PageHead},
        problem::Problem,
        routes,
        work::Work,
    },
};

/// Shows the sites that the address asks for; those who may, add and change them in a dialog.
#[component]
pub fn SitesPage() -> impl IntoView {
    let t = use_words();
    let viewer = use_viewer();
    let said = use_query_map();
    let query = Memo::new(move |_| said.with(|said| NameQuery::of_query(|name| said.get(name))));
    let page = Resource::new_blocking(move || query.get(), |query| list_sites(Some(query)));
    // Of the groups only those are told who are limited to none of them.
    let groups = Resource::new_blocking(
        || (),
        move |()| async move {
            if viewer.await.is_ok_and(|viewer| viewer.may_everywhere(Permission::ManageContent)) {
                list_site_groups().await
            } else {
                Ok(Vec::new())
            }
        },
    );
    let opened = Opened::new();
    let saved = Callback::new(move |()| page.refetch());
    let work = Work::new();
    let restore = Callback::new(move |site: SiteId| work.run(restore_site(site), move |()| page.refetch()));
    view! {
        <Title text=t.desk.sites />
        <Transition fallback=Loading>
            {move || {
                let query = query.get();
                Suspend::new(async move {
                    match (viewer.await, page.await) {
                        (Ok(viewer), Ok(page)) => {
                            let groups = groups.await.unwrap_or_default();
                            view! { <List viewer page query groups opened work restore /> }.into_any()
                        }
                        (Err(error), _) | (_, Err(error)) => view! { <Problem error /> }.into_any(),
                    }
                })
            }}
        </Transition>
        <Transition>
            {move || Suspend::new(async move {
                let everywhere = viewer.await.is_ok_and(|viewer| viewer.may_everywhere(Permission::ManageContent));
                let some = page.await.is_ok_and(|page| !page.count.is_none());
                (everywhere && some).then(|| view! { <Groups groups /> })
            })}
        </Transition>
        <Editor opened on_saved=saved />
        <Archive opened on_saved=saved />
    }
}

#[component]
fn List(
    viewer: Viewer,
    page: Page<Site>,
    query: NameQuery,
    groups: Vec<SiteGroup>,
    opened: Opened,
    work: Work,
    restore: Callback<SiteId>,
) -> impl IntoView {
    let words = use_words();
    let (t, common) = (&words.sites, &words.common);
    let Page { lines, next, count } = page;
    let (manages, inspects) = (viewer.may(Permission::ManageContent), viewer.may(Permission::Inspect));
    let everywhere = viewer.may_everywhere(Permission::ManageContent);
    let archived = query.which.as_deref() == Some(ARCHIVED);
    let nothing_yet = count.is_none() && !query.narrows();
    let tab = |which: Option<&str>, label| {
        let current = query.which.as_deref() == which;
        view! { <Tab href=address(routes::SITES, &query.of(which).query()) label current count=None /> }
    };
    let groups = groups.into_iter().map(|group| (group.id, group.name)).collect::<Vec<_>>();
    let card = move |site: Site| {
        if archived {
            view! { <ArchivedCard site work restore /> }.into_any()
        } else {
            view! { <Card site manages inspects opened /> }.into_any()
        }
    };
    view! {
        <PageHead title=words.desk.sites sub=count.words(|count| t.count(count))>
            {everywhere.then(|| view! { <Add opened /> })}
        </PageHead>
        {manages
            .then(|| {
                view! {
                    <nav class="tabs" aria-label=t.which>
                        {tab(None, common.in_use)} {tab(Some(ARCHIVED), common.archived)}
                    </nav>
                }
            })}
        {move || work.problem().get().map(|error| view! { <Problem error /> })}
        {if nothing_yet {
            let text = if viewer.limited { t.empty_limited } else { t.empty_text };
            view! { <Empty icon="pin" title=t.empty text /> }.into_any()
        } else {
            view! {
                <NameFilters page=routes::SITES label=words.desk.sites query=query.clone() groups />
                {if lines.is_empty() {
                    view! { <Empty icon="search" title=common.nothing_found text=common.nothing_found_text /> }.into_any()
                } else {
                    view! {
                            <ul class="cards" on:keydown=along>{lines.into_iter().map(card).collect_view()}</ul>
                    }
                        .into_any()
                }}
                <Foot page=routes::SITES query=query.query() count later=query.after.is_some() next file="sites" />
            }
                .into_any()
        }}
    }
}

#[component]
fn Add(opened: Opened) -> impl IntoView {
    view! {
        <button class="button primary" type="button" on:click=move |_| opened.edit(Site::new(new_id()))>
            <Icon name="plus" />
            {use_words().sites.add}
        </button>
    }
}

/// A label, with the name of its thing for those who hear it alone.
fn named(label: &'static str, name: &str) -> impl IntoView + use<> {
    let name = name.to_owned();
    view! {
        {label}
        <span class="sr">": " {name}</span>
    }
}

#[component]
fn Head(name: String, place: String) -> impl IntoView {
    view! {
        <div class="card-head">
            <span class="tile">
                <Icon name="building" />
            </span>
            <h2 class="card-title">{name}</h2>
        </div>
        {(!place.is_empty()).then(|| view! { <p>{place}</p> })}
    }
}

#[component]
fn ArchivedCard(site: Site, work: Work, restore: Callback<SiteId>) -> impl IntoView {
    let id = site.id;
    let label = named(use_words().common.restore, &site.name);
    view! {
        <li class="card">
            <Head name=site.name place=site.address />
            <div class="card-foot">
                <button
                    class="button small push"
                    type="button"
                    disabled=move || work.aria_busy().is_some()
                    on:click=move |_| restore.run(id)
                >
                    <Icon name="undo" class="s" />
                    {label}
                </button>
            </div>
        </li>
    }
}

#[component]
fn Card(site: Site, manages: bool, inspects: bool, opened: Opened) -> impl IntoView {
    let t = &use_words().sites;
    let start = routes::new_inspection_at(site.id);
    let edited = site.clone();
    let inspect = inspects.then(|| {
        view! {
            <a class="more" href=start>
                {named(t.inspect, &site.name)}
                <Icon name="chevron" />
            </a>
        }
    });
    let edit = manages.then(|| {
        view! {
            <button class="button small push" type="button" on:click=move |_| opened.edit(edited.clone())>
                {named(t.edit, &site.name)}
            </button>
        }
    });
    let foot = (manages || inspects).then(|| view! { <div class="card-foot">{inspect} {edit}</div> });
    view! {
        <li class="card">
            <Head name=site.name.clone() place=site.address.clone() />
            {foot}
        </li>
    }
}
