//! The list of templates. What is looked for and the place in the list stand in the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use norven_words::Locale;

use super::start::{NewTemplate, Tabs};
use crate::{
    error::AppError,
    features::{
        orgs::{model::Permission, pages::use_viewer},
        templates::{
            api::{archive_template, list_templates, restore_template},
            model::{TemplateSummary, Which},
        },
    },
    ids::TemplateId,
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        keys::along,
        listing::{Foot, Page, count_words},
        names::{NameFilters, NameQuery},
        page::{Empty, Loading, PageHead},
        problem::Problem,
        routes,
        work::Work,
    },
};

/// Lists the templates that the address asks for.
#[component]
pub fn TemplatesPage() -> impl IntoView {
    let t = &use_words().templates;
    let viewer = use_viewer();
    let said = use_query_map();
    let query = Memo::new(move |_| said.with(|said| NameQuery::of_query(|name| said.get(name))));
    let page = Resource::new_blocking(move || query.get(), |query| list_templates(Some(query)));
    // They outlive the list, which is made anew whenever one was archived.
    let work = Work::new();
    let archived = RwSignal::new(None::<(TemplateId, String)>);
    let archive = Callback::new(move |(template, title): (TemplateId, String)| {
        work.run(archive_template(template), move |()| {
            archived.set(Some((template, title)));
            page.refetch();
        });
    });
    let restore = Callback::new(move |template: TemplateId| {
        work.run(restore_template(template), move |()| {
            archived.set(None);
            page.refetch();
        });
    });
    let deeds = Deeds { work, archive, restore };
    view! {
        <Title text=t.title />
        <div role="status">
            {move || archived.get().map(|(template, title)| view! { <IsArchived template title restore /> })}
        </div>
        <Transition fallback=Loading>
            {move || {
                let query = query.get();
                Suspend::new(async move {
                    match (viewer.await, page.await) {
                        (Ok(viewer), Ok(page)) => {
                            let may_edit = viewer.may(Permission::ManageContent);
                            view! { <List page query may_edit deeds /> }.into_any()
                        }
                        (Err(error), _) | (_, Err(error)) => view! { <Problem error /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

/// What can be done with a template of the list.
#[derive(Clone, Copy)]
struct Deeds {
    work: Work,
    archive: Callback<(TemplateId, String)>,
    restore: Callback<TemplateId>,
}

#[component]
fn IsArchived(template: TemplateId, title: String, restore: Callback<TemplateId>) -> impl IntoView {
    let t = &use_words().templates;
    view! {
        <div class="banner info">
            <Icon name="check" />
            <p class="banner-text">{t.archived(title)}</p>
            <div class="banner-actions">
                <button class="button small" type="button" on:click=move |_| restore.run(template)>
                    {t.undo}
                </button>
            </div>
        </div>
    }
}

#[component]
fn List(page: Page<TemplateSummary>, query: NameQuery, may_edit: bool, deeds: Deeds) -> impl IntoView {
    let (t, common) = (&use_words().templates, &use_words().common);
    let Page { lines, next, count } = page;
    let problem = RwSignal::new(None);
    let archived = query.which.as_deref() == Some(Which::Archived.as_str());
    let nothing_yet = count.is_none() && !query.narrows();
    let states = [
        (Which::Published, t.only_published),
        (Which::Changed, t.only_changed),
        (Which::Draft, t.only_draft),
        (Which::Archived, common.archived),
    ];
    let states = states
        .into_iter()
        .filter(|(which, _)| may_edit || *which != Which::Archived)
        .map(|(which, words)| (which.as_str().to_owned(), words.to_owned()))
        .collect::<Vec<_>>();
    let sub = match query.narrows() {
        _ if nothing_yet => t.none_sub.to_owned(),
        false => count.words(|count| t.sub(count)),
        true => count_words(count),
    };
    view! {
        <PageHead title=t.title sub>
            {may_edit
                .then(|| {
                    view! {
                        <NewTemplate class="button primary" label=t.new problem />
                        <a class="button" href=routes::LIBRARY>
                            {t.from_library}
                        </a>
                    }
                })}
        </PageHead>
        {may_edit.then(|| view! { <Tabs library=false /> })}
        {move || problem.get().or_else(|| deeds.work.problem().get()).map(|error| view! { <Problem error /> })}
        {(!nothing_yet || may_edit)
            .then(|| {
                let which = (t.state, states);
                view! { <NameFilters page=routes::TEMPLATES label=t.title query=query.clone() which /> }
            })}
        {if nothing_yet {
            view! { <Nothing may_edit problem /> }.into_any()
        } else if lines.is_empty() {
            view! { <Empty icon="search" title=common.nothing_found text=common.nothing_found_text /> }.into_any()
        } else {
            let card = move |template| view! { <Card template may_edit archived deeds /> };
            view! {
                    <ul class="cards" on:keydown=along>{lines.into_iter().map(card).collect_view()}</ul>
            }
                .into_any()
        }}
        {(!nothing_yet)
            .then(|| {
                view! {
                    <Foot
                        page=routes::TEMPLATES
                        query=query.query()
                        count
                        later=query.after.is_some()
                        next
                        file="templates"
                    />
                }
            })}
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
fn Card(template: TemplateSummary, may_edit: bool, archived: bool, deeds: Deeds) -> impl IntoView {
    let words = use_words();
    let (t, locale) = (&words.templates, use_locale());
    let id = template.id;
    let title = if template.title.trim().is_empty() { t.untitled.to_owned() } else { template.title.clone() };
    let heading = if may_edit && !archived {
        view! { <a href=routes::template(id)>{title.clone()}</a> }.into_any()
    } else {
        title.clone().into_any()
    };
    let tool = may_edit.then(|| {
        if archived {
            view! { <Restore id title=title.clone() deeds /> }.into_any()
        } else {
            view! { <Archive id title=title.clone() deeds /> }.into_any()
        }
    });
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
            <div class="card-foot">{state(&template)} {tool}</div>
        </li>
    }
}

/// Whether what is in the editor is what inspections use: class, icon and words.
#[must_use]
pub fn state_words(template: &TemplateSummary, locale: Locale) -> (&'static str, &'static str, String) {
    let t = &locale.words().templates;
    match template.version {
        Some(version) if !template.changed => ("status pass", "check", t.published(version)),
        Some(version) => ("status warn", "edit", t.draft_next(version)),
        None => ("status", "edit", t.draft_first.to_owned()),
    }
}

fn state(template: &TemplateSummary) -> impl IntoView + use<> {
    let (class, icon, words) = state_words(template, use_locale());
    view! {
        <span class=class>
            <Icon name=icon />
            {words}
        </span>
    }
}

#[component]
fn Restore(id: TemplateId, title: String, deeds: Deeds) -> impl IntoView {
    view! {
        <button
            class="button small push"
            type="button"
            disabled=move || deeds.work.aria_busy().is_some()
            on:click=move |_| deeds.restore.run(id)
        >
            <Icon name="undo" class="s" />
            {use_words().common.restore}
            <span class="sr">": " {title}</span>
        </button>
    }
}

/// A button that asks first.
#[component]
fn Archive(id: TemplateId, title: String, deeds: Deeds) -> impl IntoView {
    let t = &use_words().templates;
    let menu = format!("archive-{id}");
    let (asked, archived) = (t.archive_title(&title), title.clone());
    view! {
        <button class="button quiet small" type="button" popovertarget=menu.clone()>
            {t.archive}
            <span class="sr">" " {title}</span>
        </button>
        <div class="menu" id=menu popover="auto">
            <p class="menu-head">
                <b>{asked}</b>
                <small>{t.archive_text}</small>
            </p>
            <hr />
            <button
                class="menu-item danger"
                type="button"
                on:click=move |_| deeds.archive.run((id, archived.clone()))
            >
                <Icon name="trash" />
                {t.archive_confirm}
            </button>
        </div>
    }
}
