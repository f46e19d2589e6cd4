//! One's own name and language, and how this device shows Norven.

use leptos::{html, prelude::*};
use leptos_router::hooks::use_query_map;
use norven_words::Locale;

use super::{leaving::Leaving, settings::Settings, viewer::use_viewer};
use crate::{
    features::{
        identity::{
            model::Qualification,
            pages::{IdentitiesPanel, PasskeysPanel, Sessions},
        },
        orgs::{api::update_profile, model::Viewer},
    },
    ui::{
        env::{use_locale, use_words},
        form::{FormProblem, TextField},
        icon::Icon,
        page::Loading,
        problem::Problem,
        theme::ThemeSwitch,
        work::Work,
    },
};

/// Where saving leads: the page anew, in the language that was chosen.
const SAVED: &str = "/settings/profile?saved=1";

/// Shows what a person can set for themselves.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let t = &use_words().orgs;
    let viewer = use_viewer();
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match viewer.await {
                    Ok(viewer) => {
                        let membership = viewer.org.clone();
                        view! {
                            <Settings viewer=viewer.clone() title=t.profile>
                                <div class="stack-l">
                                    <div class="stack-l narrow">
                                        <Person viewer />
                                        <Device />
                                    </div>
                                    <PasskeysPanel />
                                    <IdentitiesPanel />
                                    <Sessions />
                                    {membership.map(|(org, role)| view! { <Leaving org role /> })}
                                </div>
                            </Settings>
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Person(viewer: Viewer) -> impl IntoView {
    let (t, common) = (&use_words().orgs, &use_words().common);
    let present = use_locale();
    let name = RwSignal::new(viewer.name);
    let qualification = RwSignal::new(viewer.qualification.title);
    let licence_number = RwSignal::new(viewer.qualification.licence_number);
    let locale = RwSignal::new(present);
    let work = Work::new();
    let problem = work.problem();
    let switch = NodeRef::<html::Form>::new();
    let was_saved = use_query_map().with_untracked(|query| query.get("saved").is_some());
    let save = move || {
        let qualification =
            Qualification { title: qualification.get_untracked(), licence_number: licence_number.get_untracked() };
        let saved = update_profile(name.get_untracked(), locale.get_untracked(), Some(qualification));
        work.run(saved, move |()| {
            // The page's language comes with the page: it is asked for anew, with the name everywhere.
            if let Some(form) = switch.get_untracked() {
                drop(form.request_submit());
            }
        });
    };
    let options = Locale::ALL
        .into_iter()
        .map(|choice| {
            view! {
                <option value=choice.tag() lang=choice.tag() selected=choice == present>
                    {choice.name()}
                </option>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="person">
            <h2 id="person">{t.profile_you}</h2>
            <FormProblem
                problem
                fields=vec![
                    ("name", t.column_name),
                    ("qualification", t.profile_qualification),
                    ("licence_number", t.profile_licence_number),
                ]
            />
            <div class="sheet pad">
                <form
                    class="form"
                    novalidate
                    on:submit=move |event| {
                        event.prevent_default();
                        save();
                    }
                >
                    <TextField
                        name="name"
                        label=t.column_name
                        hint=t.profile_name_hint
                        value=name
                        problem
                        autocomplete="name"
                    />
                    <TextField
                        name="qualification"
                        label=t.profile_qualification
                        hint=t.profile_qualification_hint
                        value=qualification
                        problem
                    />
                    <TextField
                        name="licence_number"
                        label=t.profile_licence_number
                        hint=t.profile_licence_number_hint
                        value=licence_number
                        problem
                    />
                    <div class="field">
                        <span class="label">{t.profile_email}</span>
                        <span class="wrap">{viewer.email}</span>
                    </div>
                    <div class="field">
                        <label class="label" for="locale">
                            {t.profile_language}
                        </label>
                        <p class="hint" id="locale-hint">
                            {t.profile_language_hint}
                        </p>
                        <select
                            class="input"
                            id="locale"
                            aria-describedby="locale-hint"
                            on:change=move |event| {
                                if let Some(choice) = Locale::from_tag(&event_target_value(&event)) {
                                    locale.set(choice);
                                }
                            }
                        >
                            {options}
                        </select>
                    </div>
                    <div class="button-row">
                        <button class="button primary" type="submit" aria-busy=move || work.aria_busy()>
                            {common.save}
                        </button>
                        {was_saved
                            .then(|| {
                                view! {
                                    <span class="status pass" role="status">
                                        <Icon name="check" />
                                        {t.saved}
                                    </span>
                                }
                            })}
                    </div>
                </form>
                <form action="/locale" method="post" hidden node_ref=switch>
                    <input type="hidden" name="locale" value=move || locale.get().tag() />
                    <input type="hidden" name="then" value=SAVED />
                </form>
            </div>
        </section>
    }
}

#[component]
fn Device() -> impl IntoView {
    let t = &use_words().orgs;
    view! {
        <section class="panel" aria-labelledby="device">
            <h2 id="device">{t.this_device}</h2>
            <div class="sheet pad">
                <div class="field">
                    <span class="label">{t.theme}</span>
                    <ThemeSwitch name="theme" />
                </div>
            </div>
        </section>
    }
}
