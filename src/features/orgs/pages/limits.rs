//! Which sites a member sees.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::{
    error::AppError,
    features::{
        orgs::{api::limit_member, model::MemberLine},
        sites::model::SiteGroup,
    },
    ids::SiteGroupId,
    ui::{
        dialog::{Dialog, Question},
        env::use_words,
        form::{Checks, FormProblem, control_id},
    },
};

/// The name of the dialog's form.
const FORM: &str = "limit";

/// What is chosen: every site, or those of some groups.
#[derive(Clone, Copy)]
pub struct Reach {
    limited: RwSignal<bool>,
    groups: RwSignal<BTreeSet<SiteGroupId>>,
}

impl Reach {
    /// Every site.
    #[must_use]
    pub fn new() -> Self {
        Self { limited: RwSignal::new(false), groups: RwSignal::new(BTreeSet::new()) }
    }

    /// Sets what is chosen.
    pub fn set(self, groups: Option<Vec<SiteGroupId>>) {
        self.limited.set(groups.is_some());
        self.groups.set(groups.unwrap_or_default().into_iter().collect());
    }

    /// What is chosen: the groups, or nothing for every site.
    #[must_use]
    pub fn chosen(self) -> Option<Vec<SiteGroupId>> {
        self.limited.get_untracked().then(|| self.groups.get_untracked().into_iter().collect())
    }
}

/// In words: every site, or the groups by name.
#[must_use]
pub fn said(limit: Option<&[SiteGroupId]>, groups: &[SiteGroup]) -> String {
    let t = &use_words().orgs;
    let Some(limit) = limit else { return t.every_site.to_owned() };
    let names: Vec<_> =
        groups.iter().filter(|group| limit.contains(&group.id)).map(|group| group.name.as_str()).collect();
    if names.is_empty() { t.no_site.to_owned() } else { names.join(", ") }
}

/// Asks for every site or some groups.
#[component]
pub fn ReachField(
    /// What is chosen.
    reach: Reach,
    /// The groups there are.
    groups: Vec<SiteGroup>,
    /// The form's name, where ids begin with it.
    #[prop(optional)]
    form: &'static str,
    /// What went wrong with the form.
    problem: Signal<Option<AppError>>,
) -> impl IntoView {
    let t = &use_words().orgs;
    let options = StoredValue::new(groups.into_iter().map(|group| (group.id, group.name)).collect::<Vec<_>>());
    let choices = [(false, t.every_site), (true, t.some_groups)]
        .map(|(limited, words)| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name=control_id(form, "reach")
                        checked=!limited
                        prop:checked=move || reach.limited.get() == limited
                        on:change=move |_| reach.limited.set(limited)
                    />
                    <span>{words}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices">
            <legend class="label">{t.sites_seen}</legend>
            {choices}
        </fieldset>
        <Show when=move || reach.limited.get()>
            <Checks
                name="groups"
                form
                legend=t.groups
                options=Signal::derive(move || options.get_value())
                chosen=reach.groups
                problem
            />
        </Show>
    }
}

/// The dialog that limits a member.
#[component]
pub fn Limit(
    /// Whom it is open for.
    question: Question<MemberLine>,
    /// What is chosen.
    reach: Reach,
    /// The groups there are.
    groups: Vec<SiteGroup>,
    /// Called once it is saved.
    on_saved: Callback<()>,
) -> impl IntoView {
    let (t, common) = (&use_words().orgs, &use_words().common);
    let problem = question.work.problem();
    let save = move || {
        let Some(line) = question.about() else { return };
        let id = line.id;
        question.work.run_proved(
            move || limit_member(id, reach.chosen()),
            move |()| {
                question.open.set(false);
                on_saved.run(());
            },
        );
    };
    view! {
        <Dialog id="limit-title" title=question.words(|line| t.limit_title(line.name)) open=question.open>
            <form
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    save();
                }
            >
                <div class="dialog-body">
                    <FormProblem problem fields=vec![("groups", t.groups)] form=FORM />
                    <ReachField reach groups form=FORM problem />
                </div>
                <footer class="dialog-foot">
                    <button class="button primary" type="submit" aria-busy=move || question.work.aria_busy()>
                        {common.save}
                    </button>
                    <button class="button" type="button" on:click=move |_| question.open.set(false)>
                        {common.cancel}
                    </button>
                </footer>
            </form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::FieldProblem;

    #[test]
    fn the_choice_of_groups_stands_in_two_forms_of_a_page_without_an_id_twice() {
        let page = Owner::new().with(|| {
            let reach = Reach::new();
            reach.set(Some(Vec::new()));
            let problem = Signal::stored(Some(AppError::field("groups", FieldProblem::Missing)));
            let group = SiteGroup { id: SiteGroupId(uuid::Uuid::nil()), name: "South".to_owned(), sites: Vec::new() };
            let groups = vec![group];
            let fields = || vec![("groups", "Groups")];
            view! {
                <FormProblem problem fields=fields() />
                <ReachField reach groups=groups.clone() problem />
                <FormProblem problem fields=fields() form=FORM />
                <ReachField reach groups form=FORM problem />
            }
            .to_html()
        });
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(ids.contains(&"limit-groups") && ids.contains(&"groups-error"), "{page}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
        assert!(page.contains("href=\"#limit-groups\"") && page.contains("href=\"#groups\""), "{page}");
    }
}
