//! Starting an inspection: where, and what.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    error::{AppError, FieldProblem},
    features::{
        inspections::{api::start_inspection, model::NewInspection},
        orgs::{
            model::{Permission, Viewer},
            pages::use_viewer,
        },
        sites::{api::list_sites, model::Site},
        templates::{api::list_templates, model::TemplateSummary},
    },
    ids::{InspectionId, SiteId, TemplateId},
    ui::{
        env::{new_id, use_words, visit},
        form::{FieldError, FormProblem, concerns},
        icon::Icon,
        page::{Loading, PageHead},
        problem::Problem,
        routes,
        work::Work,
    },
};

/// Asks for a site and a template.
#[component]
pub fn NewInspectionPage() -> impl IntoView {
    let t = &use_words().desk;
    let viewer = use_viewer();
    let choices = Resource::new_blocking(|| (), |()| async { Ok((list_sites().await?, list_templates().await?)) });
    view! {
        <Title text=t.start_inspection />
        <PageHead title=t.start_inspection sub=t.new_lead />
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match (viewer.await, choices.await) {
                    (Ok(viewer), Ok((sites, templates))) => view! { <Form viewer sites templates /> }.into_any(),
                    (Err(error), _) | (_, Err::<_, AppError>(error)) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Both choices, or the field that lacks one.
fn chosen(site: Option<SiteId>, template: Option<TemplateId>) -> Result<(SiteId, TemplateId), AppError> {
    let missing = |field| AppError::field(field, FieldProblem::NotAChoice);
    Ok((site.ok_or_else(|| missing("site"))?, template.ok_or_else(|| missing("template"))?))
}

#[component]
fn Form(viewer: Viewer, sites: Vec<Site>, templates: Vec<TemplateSummary>) -> impl IntoView {
    let t = &use_words().desk;
    let templates = templates.into_iter().filter(|template| template.version.is_some()).collect::<Vec<_>>();
    if !viewer.may(Permission::Inspect) {
        return view! { <p class="quiet">{t.new_not_allowed}</p> }.into_any();
    }
    let asked = use_query_map().with_untracked(|query| query.get("site")).and_then(|id| id.parse::<SiteId>().ok());
    let only_site = if let [site] = sites.as_slice() { Some(site.id) } else { None };
    let only_template = if let [template] = templates.as_slice() { Some(template.id) } else { None };
    let site = RwSignal::new(asked.filter(|id| sites.iter().any(|site| site.id == *id)).or(only_site));
    let template = RwSignal::new(only_template);
    let work = Work::new();
    let problem = work.problem();
    // One inspection, however often the same is asked for: the answer to an earlier press may have been lost.
    let asked_for = StoredValue::new(None::<(InspectionId, Option<SiteId>, Option<TemplateId>)>);
    let start = move || {
        let choice = (site.get_untracked(), template.get_untracked());
        let before = asked_for.get_value().filter(|(_, site, template)| (*site, *template) == choice);
        let id = before.map_or_else(new_id, |(id, ..)| id);
        asked_for.set_value(Some((id, choice.0, choice.1)));
        let begin = async move {
            let (site, template) = chosen(choice.0, choice.1)?;
            start_inspection(NewInspection { id, site, template }).await
        };
        work.run(begin, move |()| {
            asked_for.set_value(None);
            visit(&routes::fill(id));
        });
    };
    let ready = !sites.is_empty() && !templates.is_empty();
    view! {
        <form
            class="stack-l narrow"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                start();
            }
        >
            <FormProblem problem fields=vec![("site", t.new_site), ("template", t.new_template)] />
            <Sites sites chosen=site work />
            <Templates templates chosen=template work />
            {ready
                .then(|| {
                    view! {
                        <div class="button-row">
                            <button class="button primary large" type="submit" aria-busy=move || work.aria_busy()>
                                {t.new_start}
                            </button>
                        </div>
                    }
                })}
        </form>
    }
    .into_any()
}

/// More sites than these are searched, not looked through.
const SEARCHED: usize = 8;

#[component]
fn Sites(sites: Vec<Site>, chosen: RwSignal<Option<SiteId>>, work: Work) -> impl IntoView {
    let t = &use_words().desk;
    let problem = work.problem();
    if sites.is_empty() {
        return view! { <Missing title=t.new_site text=t.new_site_missing href=routes::SITES action=t.add_site /> }
            .into_any();
    }
    let many = sites.len() > SEARCHED;
    let search = RwSignal::new(String::new());
    let choices = sites
        .into_iter()
        .enumerate()
        .map(|(index, site)| {
            let words = format!("{} {}", site.name, site.address).to_lowercase();
            // What is chosen stays on the screen.
            let hidden = move || {
                let search = search.get().to_lowercase();
                chosen.get() != Some(site.id) && !search.split_whitespace().all(|word| words.contains(word))
            };
            view! {
                <label class="choice" hidden=hidden>
                    <input
                        type="radio"
                        name="site"
                        id=(index == 0).then_some("site")
                        aria-invalid=move || concerns(problem.get().as_ref(), "site").then_some("true")
                        checked=chosen.get_untracked() == Some(site.id)
                        on:change=move |_| {
                            work.clear();
                            chosen.set(Some(site.id));
                        }
                    />
                    <span>
                        {site.name} {(!site.address.is_empty()).then(|| view! { <small>{site.address.clone()}</small> })}
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices two">
            <legend class="label">{t.new_site}</legend>
            <FieldError name="site" problem />
            {many
                .then(|| {
                    view! {
                        <div class="search">
                            <label class="sr" for="site-search">
                                {t.new_site_search}
                            </label>
                            <Icon name="search" />
                            <input
                                class="input"
                                id="site-search"
                                type="search"
                                placeholder=t.new_site_search
                                on:input=move |event| search.set(event_target_value(&event))
                            />
                        </div>
                    }
                })}
            {choices}
        </fieldset>
    }
    .into_any()
}

#[component]
fn Templates(templates: Vec<TemplateSummary>, chosen: RwSignal<Option<TemplateId>>, work: Work) -> impl IntoView {
    let t = &use_words().desk;
    let problem = work.problem();
    if templates.is_empty() {
        return view! {
            <Missing title=t.new_template text=t.new_template_missing href=routes::LIBRARY action=t.library />
        }
        .into_any();
    }
    let choices = templates
        .into_iter()
        .enumerate()
        .map(|(index, template)| {
            let items = usize::try_from(template.items).unwrap_or(usize::MAX);
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="template"
                        id=(index == 0).then_some("template")
                        aria-invalid=move || concerns(problem.get().as_ref(), "template").then_some("true")
                        checked=chosen.get_untracked() == Some(template.id)
                        on:change=move |_| {
                            work.clear();
                            chosen.set(Some(template.id));
                        }
                    />
                    <span lang=template.locale.tag()>
                        {template.title}
                        <small>
                            {format!(
                                "{} · {}",
                                t.template_version(template.version.unwrap_or_default()),
                                use_words().common.items(items),
                            )}
                        </small>
                    </span>
                    <Icon name=template.icon />
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices two">
            <legend class="label">{t.new_template}</legend>
            <FieldError name="template" problem />
            {choices}
        </fieldset>
    }
    .into_any()
}

/// Says that there is nothing to choose from, and where to change that.
#[component]
fn Missing(title: &'static str, text: &'static str, href: &'static str, action: &'static str) -> impl IntoView {
    view! {
        <section class="stack-s">
            <h2 class="label">{title}</h2>
            <div class="banner info">
                <Icon name="info" />
                <p class="banner-text">{text}</p>
                <div class="banner-actions">
                    <a class="button small" href=href>
                        {action}
                    </a>
                </div>
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inspection_starts_once_place_and_checklist_are_chosen() {
        let (site, template) = (SiteId(uuid::Uuid::nil()), TemplateId(uuid::Uuid::nil()));
        assert_eq!(chosen(Some(site), Some(template)), Ok((site, template)));
        assert_eq!(chosen(None, Some(template)), Err(AppError::field("site", FieldProblem::NotAChoice)));
        assert_eq!(chosen(Some(site), None), Err(AppError::field("template", FieldProblem::NotAChoice)));
    }
}
