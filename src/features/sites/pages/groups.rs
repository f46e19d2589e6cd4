//! Groups of sites: what a member can be limited to.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::{
    error::AppError,
    features::sites::{
        api::{list_site_names, remove_site_group, save_site_group},
        model::SiteGroup,
    },
    ids::{SiteGroupId, SiteId},
    ui::{
        dialog::{Confirm, Dialog, Question},
        env::{new_id, use_words},
        form::{Checks, FormProblem, TextField},
        icon::Icon,
        listing::address,
        names::NameQuery,
        page::Loading,
        problem::Problem,
        routes,
        table::{RowTool, Sheet},
        work::Work,
    },
};

/// The groups, being loaded or loaded.
type All = Resource<Result<Vec<SiteGroup>, AppError>>;

/// The sites in use by name, once they were asked for.
type Names = LocalResource<Result<Vec<(SiteId, String)>, AppError>>;

/// The group that the dialog is open for.
#[derive(Clone, Copy)]
struct Opened {
    id: RwSignal<SiteGroupId>,
    name: RwSignal<String>,
    sites: RwSignal<BTreeSet<SiteId>>,
    is_new: RwSignal<bool>,
    open: RwSignal<bool>,
    work: Work,
}

impl Opened {
    fn new() -> Self {
        Self {
            id: RwSignal::new(SiteGroupId(uuid::Uuid::nil())),
            name: RwSignal::new(String::new()),
            sites: RwSignal::new(BTreeSet::new()),
            is_new: RwSignal::new(true),
            open: RwSignal::new(false),
            work: Work::new(),
        }
    }

    fn edit(self, group: SiteGroup, is_new: bool) {
        self.work.clear();
        self.is_new.set(is_new);
        self.id.set(group.id);
        self.name.set(group.name);
        self.sites.set(group.sites.into_iter().collect());
        self.open.set(true);
    }

    fn group(self) -> SiteGroup {
        SiteGroup {
            id: self.id.get_untracked(),
            name: self.name.get_untracked(),
            sites: self.sites.get_untracked().into_iter().collect(),
        }
    }
}

/// Shows the groups, to be added, changed and removed.
#[component]
pub fn Groups(
    /// The groups.
    groups: All,
) -> impl IntoView {
    let t = &use_words().sites;
    // They outlive the table, which is made anew whenever the groups are loaded.
    let (opened, removal) = (Opened::new(), Question::<SiteGroup>::new());
    // Thousands of names: they are asked for once somebody puts sites into a group.
    let names = LocalResource::new(move || {
        let asked = opened.open.get();
        async move { if asked { list_site_names().await } else { Ok(Vec::new()) } }
    });
    let remove = Callback::new(move |()| {
        let Some(group) = removal.about() else { return };
        removal.work.run(remove_site_group(group.id), move |()| {
            removal.open.set(false);
            groups.refetch();
        });
    });
    view! {
        <section class="panel" aria-labelledby="groups">
            <div class="panel-head">
                <h2 id="groups">{t.groups}</h2>
                <button
                    class="button small"
                    type="button"
                    on:click=move |_| {
                        opened.edit(SiteGroup { id: new_id(), name: String::new(), sites: Vec::new() }, true);
                    }
                >
                    <Icon name="plus" />
                    {t.add_group}
                </button>
            </div>
            <p class="small quiet">{t.groups_lead}</p>
            <Transition fallback=Loading>
                {move || Suspend::new(async move {
                    match groups.await {
                        Ok(lines) if lines.is_empty() => ().into_any(),
                        Ok(lines) => view! { <Table lines opened removal /> }.into_any(),
                        Err(error) => view! { <Problem error /> }.into_any(),
                    }
                })}
            </Transition>
            <Editor opened names groups />
            <Confirm
                id="remove-group-title"
                title=removal.words(|group| t.remove_group_title(group.name))
                text=t.remove_group_text.to_owned()
                action=t.remove_group
                open=removal.open
                work=removal.work
                on_confirm=remove
            />
        </section>
    }
}

/// The query of the sites that are in a group.
fn of_group(group: SiteGroupId) -> String {
    NameQuery { group: Some(group), ..NameQuery::default() }.query()
}

#[component]
fn Table(lines: Vec<SiteGroup>, opened: Opened, removal: Question<SiteGroup>) -> impl IntoView {
    let t = &use_words().sites;
    let rows = lines
        .into_iter()
        .map(|group| {
            let (edited, removed) = (group.clone(), group.clone());
            view! {
                <tr>
                    <td class="lead">{group.name.clone()}</td>
                    <td class="wide">
                        <a href=address(routes::SITES, &of_group(group.id))>{t.count(group.sites.len())}</a>
                    </td>
                    <td class="actions">
                        <RowTool
                            icon="edit"
                            title=t.edit
                            label=t.edit_named(&group.name)
                            on_press=move |()| opened.edit(edited.clone(), false)
                        />
                        <RowTool
                            icon="trash"
                            title=t.remove_group
                            label=t.remove_group_named(&group.name)
                            on_press=move |()| removal.ask(removed.clone())
                        />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Sheet columns=vec![t.group_name, t.group_sites]>
            {rows}
        </Sheet>
    }
}

#[component]
fn Editor(opened: Opened, names: Names, groups: All) -> impl IntoView {
    let (t, common) = (&use_words().sites, &use_words().common);
    let problem = opened.work.problem();
    let title = Signal::derive(move || (if opened.is_new.get() { t.add_group } else { t.edit_group_title }).to_owned());
    let options = Signal::derive(move || names.get().and_then(Result::ok).unwrap_or_default());
    let loading = move || names.get().is_none();
    let unread = move || names.get().and_then(Result::err);
    let save = move || {
        opened.work.run(save_site_group(opened.group()), move |()| {
            opened.open.set(false);
            groups.refetch();
        });
    };
    view! {
        <Dialog id="group-title" title open=opened.open>
            <form
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    save();
                }
            >
                <div class="dialog-body">
                    <FormProblem problem fields=vec![("group_name", t.group_name)] />
                    <TextField name="group_name" label=t.group_name hint=t.group_name_hint value=opened.name problem />
                    {move || loading().then(|| view! { <Loading /> })}
                    {move || unread().map(|error| view! { <Problem error /> })}
                    <Checks name="group_sites" legend=t.group_sites options chosen=opened.sites problem />
                </div>
                <footer class="dialog-foot">
                    <button class="button primary" type="submit" aria-busy=move || opened.work.aria_busy()>
                        {common.save}
                    </button>
                    <button class="button" type="button" on:click=move |_| opened.open.set(false)>
                        {common.cancel}
                    </button>
                </footer>
            </form>
        </Dialog>
    }
}
