//! Adding, changing and archiving a site, in dialogs.

use leptos::prelude::*;

use crate::{
    features::sites::{
        api::{archive_site, save_site},
        model::Site,
    },
    ids::SiteId,
    ui::{
        dialog::{Confirm, Dialog},
        env::use_words,
        form::{FormProblem, TextField},
        work::Work,
    },
};

/// The site that a dialog is open for.
#[derive(Clone, Copy)]
pub struct Opened {
    id: RwSignal<SiteId>,
    name: RwSignal<String>,
    address: RwSignal<String>,
    client: RwSignal<String>,
    /// The name it has on the page; empty for one that is being added.
    present: RwSignal<String>,
    editing: RwSignal<bool>,
    archiving: RwSignal<bool>,
    work: Work,
}

impl Opened {
    /// No dialog is open.
    #[must_use]
    pub fn new() -> Self {
        Self {
            id: RwSignal::new(SiteId(uuid::Uuid::nil())),
            name: RwSignal::new(String::new()),
            address: RwSignal::new(String::new()),
            client: RwSignal::new(String::new()),
            present: RwSignal::new(String::new()),
            editing: RwSignal::new(false),
            archiving: RwSignal::new(false),
            work: Work::new(),
        }
    }

    /// Opens the dialog that changes a site.
    pub fn edit(self, site: Site) {
        self.work.clear();
        self.id.set(site.id);
        self.present.set(site.name.clone());
        self.name.set(site.name);
        self.address.set(site.address);
        self.client.set(site.client);
        self.editing.set(true);
    }

    fn site(self) -> Site {
        Site {
            id: self.id.get_untracked(),
            name: self.name.get_untracked(),
            address: self.address.get_untracked(),
            client: self.client.get_untracked(),
        }
    }
}

/// The dialog that adds or changes a site.
#[component]
pub fn Editor(
    /// The site it is open for.
    opened: Opened,
    /// Called once it is saved.
    on_saved: Callback<()>,
) -> impl IntoView {
    let (t, common) = (&use_words().sites, &use_words().common);
    let problem = opened.work.problem();
    let is_new = move || opened.present.with(String::is_empty);
    let title = Signal::derive(move || (if is_new() { t.add } else { t.edit_title }).to_owned());
    let save = move || {
        opened.work.run(save_site(opened.site()), move |()| {
            opened.editing.set(false);
            on_saved.run(());
        });
    };
    view! {
        <Dialog id="site-title" title open=opened.editing>
            <form
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    save();
                }
            >
                <div class="dialog-body">
                    <FormProblem problem fields=vec![("name", t.name), ("address", t.address), ("client", t.client)] />
                    <TextField name="name" label=t.name hint=t.name_hint value=opened.name problem />
                    <TextField name="address" label=t.address hint=t.address_hint value=opened.address problem />
                    <TextField name="client" label=t.client hint=t.client_hint value=opened.client problem />
                </div>
                <footer class="dialog-foot">
                    <button class="button primary" type="submit" aria-busy=move || opened.work.aria_busy()>
                        {common.save}
                    </button>
                    <button class="button" type="button" on:click=move |_| opened.editing.set(false)>
                        {common.cancel}
                    </button>
                    <Show when=move || !is_new()>
                        <button
                            class="button quiet danger push"
                            type="button"
                            on:click=move |_| {
                                opened.editing.set(false);
                                opened.work.clear();
                                opened.archiving.set(true);
                            }
                        >
                            {t.archive}
                        </button>
                    </Show>
                </footer>
            </form>
        </Dialog>
    }
}

/// Asks before a site is archived.
#[component]
pub fn Archive(
    /// The site it is open for.
    opened: Opened,
    /// Called once it is archived.
    on_saved: Callback<()>,
) -> impl IntoView {
    let t = &use_words().sites;
    let title = Signal::derive(move || t.archive_title(opened.present.get()));
    let archive = Callback::new(move |()| {
        opened.work.run(archive_site(opened.id.get_untracked()), move |()| {
            opened.archiving.set(false);
            on_saved.run(());
        });
    });
    view! {
        <Confirm
            id="archive-title"
            title
            text=t.archive_text.to_owned()
            action=t.archive
            open=opened.archiving
            work=opened.work
            on_confirm=archive
        />
    }
}
