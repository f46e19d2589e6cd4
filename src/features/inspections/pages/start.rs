//! Starting an inspection: where, and what.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
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
        sites::{
            api::{find_site, list_sites},
            model::Site,
        },
        templates::{
            api::list_templates,
            model::{TemplateSummary, Which},
        },
    },
    ids::{InspectionId, SiteId, TemplateId},
    ui::{
        env::{new_id, use_words, visit},
        form::{FieldError, FormProblem, TextField, concerns},
        icon::Icon,
        listing::{PAGE, Page},
        names::NameQuery,
        page::{Loading, PageHead},
        problem::Problem,
        routes,
        work::Work,
    },
};

/// More than these are searched, not looked through.
const SEARCHED: usize = 8;
/// What is typed is looked for after this pause.
const PAUSE: Duration = Duration::from_millis(250);

/// What can be chosen from: the first sites and templates, and the site that a link named.
type Offer = (Page<Site>, Page<TemplateSummary>, Option<Site>);

async fn offer(named: Option<SiteId>) -> Result<Offer, AppError> {
    let named = match named {
        Some(site) => find_site(site).await?,
        None => None,
    };
    Ok((sites("").await?, templates("").await?, named))
}

async fn sites(text: &str) -> Result<Page<Site>, AppError> {
    list_sites(Some(NameQuery::text(text))).await
}

async fn templates(text: &str) -> Result<Page<TemplateSummary>, AppError> {
    list_templates(Some(NameQuery::text(text).of(Some(Which::Published.as_str())))).await
}

/// Asks for a site and a template.
#[component]
pub fn NewInspectionPage() -> impl IntoView {
    let t = &use_words().desk;
    let viewer = use_viewer();
    let named = use_query_map().with_untracked(|query| query.get("site")).and_then(|id| id.parse::<SiteId>().ok());
    let choices = Resource::new_blocking(move || named, offer);
    view! {
        <Title text=t.start_inspection />
        <PageHead title=t.start_inspection sub=t.new_lead />
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match (viewer.await, choices.await) {
                    (Ok(viewer), Ok(offer)) => view! { <Form viewer offer /> }.into_any(),
                    (Err(error), _) | (_, Err(error)) => view! { <Problem error /> }.into_any(),
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

/// Things of which one is chosen: the first of them, and what a search finds.
struct Choice<T: Clone + Send + Sync + 'static> {
    first: StoredValue<Vec<T>>,
    /// Whether there are more than the first: then the server searches.
    more: bool,
    shown: RwSignal<Vec<T>>,
    chosen: RwSignal<Option<T>>,
    searches: StoredValue<u32>,
    words: fn(&T) -> String,
    is_same: fn(&T, &T) -> bool,
}

impl<T: Clone + Send + Sync + 'static> Clone for Choice<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + Send + Sync + 'static> Copy for Choice<T> {}

impl<T: Clone + Send + Sync + 'static> Choice<T> {
    fn new(page: Page<T>, named: Option<T>, words: fn(&T) -> String, is_same: fn(&T, &T) -> bool) -> Self {
        let only = if let [only] = page.lines.as_slice() { Some(only.clone()) } else { None };
        let choice = Self {
            more: page.next.is_some(),
            shown: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(named.or(only)),
            first: StoredValue::new(page.lines),
            searches: StoredValue::new(0),
            words,
            is_same,
        };
        choice.show(choice.first.get_value());
        choice
    }

    fn is_searched(self) -> bool {
        self.more || self.first.with_value(|first| first.len() > SEARCHED)
    }

    /// Shows what was found; what is chosen stays on the screen.
    fn show(self, mut found: Vec<T>) {
        if let Some(chosen) = self.chosen.get_untracked()
            && !found.iter().any(|other| (self.is_same)(other, &chosen))
        {
            found.insert(0, chosen);
        }
        self.shown.try_set(found);
    }

    /// Those of the first that have some words.
    fn here(self, text: &str) -> Vec<T> {
        let words = text.to_lowercase();
        let fits = |thing: &&T| {
            let said = (self.words)(thing).to_lowercase();
            words.split_whitespace().all(|word| said.contains(word))
        };
        self.first.with_value(|first| first.iter().filter(fits).cloned().collect())
    }

    /// Looks for some words: among the first at once, and at the server where there are more.
    fn search<F>(self, text: String, ask: impl Fn(String) -> F + 'static)
    where
        F: Future<Output = Result<Page<T>, AppError>> + 'static,
    {
        self.searches.update_value(|searches| *searches += 1);
        let search = self.searches.get_value();
        self.show(self.here(&text));
        if !self.more {
            return;
        }
        let is_latest = move || self.searches.try_get_value() == Some(search);
        let look = move || {
            if is_latest() {
                let asked = ask(text);
                spawn_local(async move {
                    // Without an answer, what is here is shown.
                    if let Ok(page) = asked.await
                        && is_latest()
                    {
                        self.show(page.lines);
                    }
                });
            }
        };
        set_timeout(look, PAUSE);
    }
}

#[component]
fn Form(viewer: Viewer, offer: Offer) -> impl IntoView {
    let t = &use_words().desk;
    if !viewer.may(Permission::Inspect) {
        return view! { <p class="quiet">{t.new_not_allowed}</p> }.into_any();
    }
    let (sites, templates, named) = offer;
    let site = Choice::new(sites, named, |site| format!("{} {}", site.name, site.address), |a, b| a.id == b.id);
    let template = Choice::new(templates, None, |template| template.title.clone(), |a, b| a.id == b.id);
    let work = Work::new();
    let problem = work.problem();
    // One inspection, however often the same is asked for: the answer to an earlier press may have been lost.
    let asked_for = StoredValue::new(None::<(InspectionId, Option<SiteId>, Option<TemplateId>, String)>);
    let order_number = RwSignal::new(String::new());
    let start = move || {
        let choice = (
            site.chosen.with_untracked(|site| site.as_ref().map(|site| site.id)),
            template.chosen.with_untracked(|template| template.as_ref().map(|template| template.id)),
            order_number.get_untracked(),
        );
        let before = asked_for.get_value();
        let before =
            before.filter(|(_, site, template, order)| (site, template, order) == (&choice.0, &choice.1, &choice.2));
        let id = before.map_or_else(new_id, |(id, ..)| id);
        asked_for.set_value(Some((id, choice.0, choice.1, choice.2.clone())));
        let begin = async move {
            let (site, template) = chosen(choice.0, choice.1)?;
            start_inspection(NewInspection { id, site, template, order_number: choice.2 }).await
        };
        work.run(begin, move |()| {
            asked_for.set_value(None);
            visit(&routes::fill(id));
        });
    };
    let ready = !site.shown.with_untracked(Vec::is_empty) && !template.shown.with_untracked(Vec::is_empty);
    view! {
        <form
            class="stack-l narrow"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                start();
            }
        >
            <FormProblem
                problem
                fields=vec![("site", t.new_site), ("template", t.new_template), ("order_number", t.order_number)]
            />
            <Sites choice=site work />
            <Templates choice=template work />
            {ready
                .then(|| {
                    view! {
                        <TextField
                            name="order_number"
                            label=t.order_number
                            hint=t.order_number_hint
                            value=order_number
                            problem
                        />
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

/// The field that searches among many.
#[component]
fn SearchField(id: &'static str, label: &'static str, on_input: Callback<String>) -> impl IntoView {
    view! {
        <div class="search">
            <label class="sr" for=id>
                {label}
            </label>
            <Icon name="search" />
            <input
                class="input"
                id=id
                type="search"
                maxlength="200"
                placeholder=label
                on:input=move |event| on_input.run(event_target_value(&event))
            />
        </div>
    }
}

#[component]
fn Sites(choice: Choice<Site>, work: Work) -> impl IntoView {
    let t = &use_words().desk;
    let problem = work.problem();
    if choice.shown.with_untracked(Vec::is_empty) {
        return view! { <Missing title=t.new_site text=t.new_site_missing href=routes::SITES action=t.add_site /> }
            .into_any();
    }
    let search = Callback::new(move |text| choice.search(text, |text| async move { sites(&text).await }));
    let option = move |(index, site): (usize, Site)| {
        let (id, name, place) = (site.id, site.name.clone(), site.address.clone());
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="site"
                    id=(index == 0).then_some("site")
                    aria-invalid=move || concerns(problem.get().as_ref(), "site").then_some("true")
                    checked=choice.chosen.with_untracked(|chosen| chosen.as_ref().is_some_and(|site| site.id == id))
                    on:change=move |_| {
                        work.clear();
                        choice.chosen.set(Some(site.clone()));
                    }
                />
                <span>{name} {(!place.is_empty()).then(|| view! { <small>{place}</small> })}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choices two">
            <legend class="label">{t.new_site}</legend>
            <FieldError name="site" problem />
            {choice
                .is_searched()
                .then(|| view! { <SearchField id="site-search" label=t.new_site_search on_input=search /> })}
            {move || choice.shown.get().into_iter().enumerate().map(option).collect_view()}
            <NoneFound choice />
        </fieldset>
    }
    .into_any()
}

#[component]
fn Templates(choice: Choice<TemplateSummary>, work: Work) -> impl IntoView {
    let t = &use_words().desk;
    let problem = work.problem();
    if choice.shown.with_untracked(Vec::is_empty) {
        return view! {
            <Missing title=t.new_template text=t.new_template_missing href=routes::LIBRARY action=t.library />
        }
        .into_any();
    }
    let search = Callback::new(move |text| choice.search(text, |text| async move { templates(&text).await }));
    let option = move |(index, template): (usize, TemplateSummary)| {
        let id = template.id;
        let items = usize::try_from(template.items).unwrap_or(usize::MAX);
        let version = t.template_version(template.version.unwrap_or_default());
        let detail = format!("{version} · {}", use_words().common.items(items));
        let (lang, title, icon) = (template.locale.tag(), template.title.clone(), template.icon.clone());
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="template"
                    id=(index == 0).then_some("template")
                    aria-invalid=move || concerns(problem.get().as_ref(), "template").then_some("true")
                    checked=choice.chosen.with_untracked(|chosen| chosen.as_ref().is_some_and(|one| one.id == id))
                    on:change=move |_| {
                        work.clear();
                        choice.chosen.set(Some(template.clone()));
                    }
                />
                <span lang=lang>{title} <small>{detail}</small></span>
                <Icon name=icon />
            </label>
        }
    };
    view! {
        <fieldset class="choices two">
            <legend class="label">{t.new_template}</legend>
            <FieldError name="template" problem />
            {choice
                .is_searched()
                .then(|| view! { <SearchField id="template-search" label=t.new_template_search on_input=search /> })}
            {move || choice.shown.get().into_iter().enumerate().map(option).collect_view()}
            <NoneFound choice />
        </fieldset>
    }
    .into_any()
}

/// Says that a search finds nothing, or that there is more than is shown.
#[component]
fn NoneFound<T: Clone + Send + Sync + 'static>(choice: Choice<T>) -> impl IntoView {
    let (t, common) = (&use_words().desk, &use_words().common);
    view! {
        <p class="small quiet" role="status">
            {move || match choice.shown.with(Vec::len) {
                0 => common.nothing_found,
                PAGE.. if choice.more => t.new_more,
                _ => "",
            }}
        </p>
    }
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
