//! Sites that were taken out of use, and the way back.

use leptos::prelude::*;

use crate::{
    features::sites::{
        api::{list_archived_sites, restore_site},
        model::Site,
    },
    ids::SiteId,
    ui::{archived::Archived, env::use_words, work::Work},
};

/// Lists the sites that are out of use, folded; each can be taken into use again.
#[component]
pub fn ArchivedSites(
    /// Hears that one is in use again.
    on_restored: Callback<()>,
) -> impl IntoView {
    let t = &use_words().sites;
    let sites = Resource::new(|| (), |()| list_archived_sites());
    let work = Work::new();
    let restore = Callback::new(move |site: SiteId| {
        work.run(restore_site(site), move |()| {
            sites.refetch();
            on_restored.run(());
        });
    });
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let sites: Vec<Site> = sites.await.unwrap_or_default();
                let lines = sites.into_iter().map(|site| (site.id.0, site.name, site.address)).collect::<Vec<_>>();
                view! { <Archived title=t.archived lines work on_restore=move |id| restore.run(SiteId(id)) /> }
            })}
        </Transition>
    }
}
