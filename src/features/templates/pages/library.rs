//! The library of checklists, from which templates are taken.

use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_navigate;
use norven_words::Locale;

use super::start::{NewTemplate, Tabs};
use crate::{
    features::{
        orgs::{model::Viewer, pages::use_viewer},
        templates::{
            api::{adopt_template, list_library},
            model::LibraryEntry,
        },
    },
    ids::TemplateId,
    ui::{
        env::{new_id, use_locale, use_words},
        icon::Icon,
        problem::Problem,
        routes,
    },
};

/// Shows the library.
#[component]
pub fn LibraryPage() -> impl IntoView {
    let t = &use_words().templates;
    let viewer = use_viewer();
    let entries = Resource::new_blocking(|| (), |()| list_library());
    view! {
        <Title text=t.library />
        <Suspense>
            {move || Suspend::new(async move {
                match (viewer.await, entries.await) {
                    (Ok(viewer), Ok(entries)) => view! { <Entries entries viewer /> }.into_any(),
                    (Err(error), _) | (_, Err(error)) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Entries(entries: Vec<LibraryEntry>, viewer: Viewer) -> impl IntoView {
    let t = &use_words().templates;
    let language = RwSignal::new(viewer.language_for(use_locale()));
    let languages = viewer.org.map(|(org, _)| org.settings.languages).unwrap_or_default();
    let problem = RwSignal::new(None);
    // The checklist that is being taken.
    let busy = RwSignal::new(None::<String>);
    let navigate = use_navigate();
    let adopt = Callback::new(move |slug: String| {
        if busy.get_untracked().is_some() {
            return;
        }
        busy.set(Some(slug.clone()));
        let navigate = navigate.clone();
        spawn_local(async move {
            let id: TemplateId = new_id();
            match adopt_template(id, slug, language.get_untracked()).await {
                Ok(()) => navigate(&routes::template(id), Default::default()),
                Err(error) => {
                    problem.set(Some(error));
                    busy.set(None);
                }
            }
        });
    });
    view! {
        <header class="page-head">
            <div class="page-title">
                <h1>{t.library}</h1>
                <p class="page-sub">{t.library_sub(entries.len())}</p>
            </div>
            <div class="page-actions">
                {(languages.len() > 1).then(|| view! { <Language language languages /> })}
            </div>
        </header>
        <Tabs library=true />
        {move || problem.get().map(|error| view! { <Problem error /> })}
        <ul class="cards">
            {entries.into_iter().map(|entry| view! { <Entry entry busy adopt /> }).collect_view()}
            <li>
                <NewTemplate class="card add" label=t.start_blank problem />
            </li>
        </ul>
    }
}

/// Chooses the language of the template to be taken: reports will speak it.
#[component]
fn Language(language: RwSignal<Locale>, languages: Vec<Locale>) -> impl IntoView {
    let t = &use_words().templates;
    view! {
        <fieldset class="row">
            <legend class="sr">{t.library_language}</legend>
            <span class="small quiet" aria-hidden="true">
                {t.library_language}
            </span>
            <span class="segments">
                {languages
                    .into_iter()
                    .map(|locale| {
                        view! {
                            <label lang=locale.tag()>
                                <input
                                    type="radio"
                                    name="language"
                                    value=locale.tag()
                                    prop:checked=move || language.get() == locale
                                    on:change=move |_| language.set(locale)
                                />
                                {locale.name()}
                            </label>
                        }
                    })
                    .collect_view()}
            </span>
        </fieldset>
    }
}

#[component]
fn Entry(entry: LibraryEntry, busy: RwSignal<Option<String>>, adopt: Callback<String>) -> impl IntoView {
    let words = use_words();
    let t = &words.templates;
    let slug = entry.slug.clone();
    let waiting = move || busy.with(|busy| busy.as_ref() == Some(&slug)).then_some("true");
    view! {
        <li class="card">
            <div class="card-head">
                <span class="tile">
                    <Icon name=entry.icon />
                </span>
                <h2 class="card-title">{entry.title.clone()}</h2>
            </div>
            <p>{entry.summary}</p>
            <div class="card-meta">
                <span class="tag">{entry.standard}</span>
                <span class="tag">{words.common.items(entry.items as usize)}</span>
                <span class="tag">{t.sections(entry.sections as usize)}</span>
            </div>
            <div class="card-foot">
                <span class="quiet tiny">{t.minutes(entry.minutes as usize)}</span>
                <button
                    class="button small"
                    type="button"
                    aria-label=t.adopt_this(&entry.title)
                    aria-busy=waiting
                    on:click=move |_| adopt.run(entry.slug.clone())
                >
                    {t.adopt}
                </button>
            </div>
        </li>
    }
}
