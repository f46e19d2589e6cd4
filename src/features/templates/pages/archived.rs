//! Templates that were taken out of use, and the way back.

use leptos::prelude::*;

use crate::{
    features::templates::{
        api::{list_archived_templates, restore_template},
        model::TemplateSummary,
    },
    ids::TemplateId,
    ui::{
        archived::Archived,
        env::{use_locale, use_words, visit},
        routes,
        work::Work,
    },
};

/// Lists the templates that are out of use, folded; each can be taken into use again.
#[component]
pub fn ArchivedTemplates() -> impl IntoView {
    let (t, locale) = (&use_words().templates, use_locale());
    let templates = Resource::new(|| (), |()| list_archived_templates());
    let work = Work::new();
    let restore = Callback::new(move |template: TemplateId| {
        work.run(restore_template(template), |()| visit(routes::TEMPLATES));
    });
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let templates: Vec<TemplateSummary> = templates.await.unwrap_or_default();
                let line = |template: TemplateSummary| {
                    let title = if template.title.trim().is_empty() { t.untitled.to_owned() } else { template.title };
                    (template.id.0, title, t.changed_on(template.updated.date(locale)))
                };
                let lines = templates.into_iter().map(line).collect::<Vec<_>>();
                view! {
                    <Archived title=t.archived_list lines work on_restore=move |id| restore.run(TemplateId(id)) />
                }
            })}
        </Transition>
    }
}
