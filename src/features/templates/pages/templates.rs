//! The templates in use.

use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;

use super::{
    archived::ArchivedTemplates,
    start::{NewTemplate, Tabs},
};
use crate::{
    error::AppError,
    features::{
        orgs::{api::load_viewer, model::Permission},
        templates::{
            api::{archive_template, list_templates},
            model::TemplateSummary,
        },
    },
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        problem::Problem,
        routes,
    },
};

/// Lists the templates in use.
#[component]
pub fn TemplatesPage() -> impl IntoView {
    let t = &use_words().templates;
    let page = Resource::new_blocking(
        || (),
        |()| async {
            let may_edit = load_viewer().await?.may(Permission::ManageContent);
            Ok::<_, AppError>((list_templates().await?, may_edit))
        },
    );
    view! {
        <Title text=t.title />
        <Suspense>
            {move || Suspend::new(async move {
                match page.await {
                    Ok((templates, may_edit)) => view! { <List templates may_edit /> }.into_any(),
                    Err(error) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn List(templates: Vec<TemplateSummary>, may_edit: bool) -> impl IntoView {
    let t = &use_words().templates;
    let templates = RwSignal::new(templates);
    let problem = RwSignal::new(None);
    let said = RwSignal::new(String::new());
    let archive = move |template: TemplateSummary| {
        spawn_local(async move {
            match archive_template(template.id).await {
                Ok(()) => {
                    templates.update(|all| all.retain(|other| other.id != template.id));
                    said.set(t.archived(&template.title));
                }
                Err(error) => problem.set(Some(error)),
            }
        });
    };
    let count = move || templates.with(Vec::len);
    view! {
        <header class="page-head">
            <div class="page-title">
                <h1>{t.title}</h1>
                <p class="page-sub">{move || if count() == 0 { t.none_sub.to_owned() } else { t.sub(count()) }}</p>
            </div>
            {may_edit
                .then(|| {
                    view! {
                        <div class="page-actions">
                            <NewTemplate class="button primary" label=t.new problem />
                            <a class="button" href=routes::LIBRARY>
                                {t.from_library}
                            </a>
                        </div>
                    }
                })}
        </header>
        {may_edit.then(|| view! { <Tabs library=false /> })}
        {move || problem.get().map(|error| view! { <Problem error /> })}
        <p class="sr" role="status">
            {said}
        </p>
        <Show when=move || count() != 0 fallback=move || view! { <Nothing may_edit problem /> }>
            <ul class="cards">
                <For each=move || templates.get() key=|template| template.id let:template>
                    <Card template may_edit archive=Callback::new(archive) />
                </For>
            </ul>
        </Show>
        {may_edit.then(|| view! { <ArchivedTemplates /> })}
    }
}

#[component]
fn Nothing(may_edit: bool, problem: RwSignal<Option<AppError>>) -> impl IntoView {
    let t = &use_words().templates;
    view! {
        <div class="sheet">
            <div class="empty">
                <Icon name="clipboard" />
                <h2>{t.empty_title}</h2>
                {may_edit
                    .then(|| {
                        view! {
                            <p>{t.empty_text}</p>
                            <div class="button-row">
                                <a class="button" href=routes::LIBRARY>
                                    {t.from_library}
                                </a>
                                <NewTemplate class="button quiet" label=t.start_blank problem />
                            </div>
                        }
                    })}
            </div>
        </div>
    }
}

#[component]
fn Card(template: TemplateSummary, may_edit: bool, archive: Callback<TemplateSummary>) -> impl IntoView {
    let words = use_words();
    let (t, locale) = (&words.templates, use_locale());
    let title = if template.title.trim().is_empty() { t.untitled.to_owned() } else { template.title.clone() };
    let heading = if may_edit {
        view! { <a href=routes::template(template.id)>{title.clone()}</a> }.into_any()
    } else {
        title.clone().into_any()
    };
    view! {
        <li class="card">
            <div class="card-head">
                <span class="tile">
                    <Icon name=template.icon.clone() />
                </span>
                <h2 class="card-title" lang=template.locale.tag()>
                    {heading}
                </h2>
            </div>
            <div class="card-meta">
                <span class="tag">{words.common.items(template.items as usize)}</span>
                <span class="tag">{template.locale.name()}</span>
                <span>{t.changed_on(template.updated.date(locale))}</span>
            </div>
            <div class="card-foot">
                {state(&template)}
                {may_edit.then(|| view! { <Archive template title archive /> })}
            </div>
        </li>
    }
}

/// Whether what is in the editor is what inspections use.
fn state(template: &TemplateSummary) -> impl IntoView + use<> {
    let t = &use_words().templates;
    let (class, icon, words) = match template.version {
        Some(version) if !template.changed => ("status pass", "check", t.published(version)),
        Some(version) => ("status warn", "edit", t.draft_next(version)),
        None => ("status", "edit", t.draft_first.to_owned()),
    };
    view! {
        <span class=class>
            <Icon name=icon />
            {words}
        </span>
    }
}

/// A button that asks first.
#[component]
fn Archive(template: TemplateSummary, title: String, archive: Callback<TemplateSummary>) -> impl IntoView {
    let t = &use_words().templates;
    let id = format!("archive-{}", template.id);
    view! {
        <button class="button quiet small" type="button" popovertarget=id.clone()>
            {t.archive}
            <span class="sr">" " {title.clone()}</span>
        </button>
        <div class="menu" id=id popover="auto">
            <p class="menu-head">
                <b>{t.archive_title(&title)}</b>
                <small>{t.archive_text}</small>
            </p>
            <hr />
            <button class="menu-item danger" type="button" on:click=move |_| archive.run(template.clone())>
                <Icon name="trash" />
                {t.archive_confirm}
            </button>
        </div>
    }
}
