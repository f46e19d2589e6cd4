//! The choices by which lists of inspections, reports and actions are narrowed.

use leptos::prelude::*;

use crate::{
    features::inspections::model::Choices,
    ids::{SiteId, TemplateId, UserId},
    ui::{env::use_words, listing::Choice},
};

/// Site, template and inspector, each a choice of the form around it.
#[component]
pub fn Narrow(
    /// What can be chosen.
    choices: Choices,
    /// The site that is chosen.
    site: Option<SiteId>,
    /// The template that is chosen.
    template: Option<TemplateId>,
    /// The inspector that is chosen.
    inspector: Option<UserId>,
) -> impl IntoView {
    let (t, common) = (&use_words().desk, &use_words().common);
    let Choices { sites, templates, inspectors } = choices;
    let sites = sites.into_iter().map(|(id, name)| (id.to_string(), name)).collect::<Vec<_>>();
    let templates = templates.into_iter().map(|(id, name)| (id.to_string(), name)).collect::<Vec<_>>();
    let inspectors = inspectors.into_iter().map(|(id, name)| (id.to_string(), name)).collect::<Vec<_>>();
    view! {
        <Choice name="site" label=t.column_site all=common.all values=sites chosen=site.map(|id| id.to_string()) />
        <Choice
            name="template"
            label=t.column_template
            all=common.all
            values=templates
            chosen=template.map(|id| id.to_string())
        />
        {(!inspectors.is_empty())
            .then(|| {
                view! {
                    <Choice
                        name="inspector"
                        label=t.column_inspector
                        all=common.all
                        values=inspectors
                        chosen=inspector.map(|id| id.to_string())
                    />
                }
            })}
    }
}
