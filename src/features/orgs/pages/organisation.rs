//! The settings of the organisation.

use leptos::prelude::*;
use norven_proof::digest::Digest;
use norven_words::Locale;

use super::{
    logo::Logo,
    settings::Settings,
    viewer::use_viewer,
    zones::{ZONES_ID, Zones},
};
use crate::{
    features::orgs::{
        api::update_organisation,
        model::{OrgSettings, Organisation, Permission},
    },
    ui::{
        env::use_words,
        form::{FieldError, FormProblem, TextField},
        icon::Icon,
        page::Loading,
        problem::Problem,
        work::Work,
    },
};

/// Shows the settings to owners.
#[component]
pub fn OrganisationPage() -> impl IntoView {
    let t = &use_words().orgs;
    let viewer = use_viewer();
    let saved = RwSignal::new(false);
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match viewer.await {
                    Ok(viewer) => {
                        let owner = viewer.may(Permission::Administer);
                        let org = viewer.org.clone().map(|(org, _)| org).filter(|_| owner);
                        view! {
                            <Settings viewer title=t.organisation>
                                <div class="stack-l narrow">
                                    {match org {
                                        Some(org) => view! { <Form org saved /> }.into_any(),
                                        None => view! { <p class="quiet">{t.not_owner}</p> }.into_any(),
                                    }}
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

/// What the form holds.
#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    locale: RwSignal<Locale>,
    time_zone: RwSignal<String>,
    colour: RwSignal<String>,
    photos_per_row: RwSignal<u8>,
    keep_originals: RwSignal<bool>,
    print_origins: RwSignal<bool>,
}

impl Fields {
    fn of(org: &Organisation) -> Self {
        let settings = &org.settings;
        Self {
            name: RwSignal::new(org.name.clone()),
            locale: RwSignal::new(settings.locale),
            time_zone: RwSignal::new(settings.time_zone.clone()),
            colour: RwSignal::new(settings.colour.clone()),
            photos_per_row: RwSignal::new(settings.photos_per_row),
            keep_originals: RwSignal::new(settings.keep_originals),
            print_origins: RwSignal::new(settings.print_origins),
        }
    }

    fn settings(self) -> OrgSettings {
        OrgSettings {
            locale: self.locale.get_untracked(),
            time_zone: self.time_zone.get_untracked(),
            colour: self.colour.get_untracked(),
            photos_per_row: self.photos_per_row.get_untracked(),
            keep_originals: self.keep_originals.get_untracked(),
            print_origins: self.print_origins.get_untracked(),
        }
    }
}

#[component]
fn Form(org: Organisation, saved: RwSignal<bool>) -> impl IntoView {
    let (t, common) = (&use_words().orgs, &use_words().common);
    let viewer = use_viewer();
    let fields = Fields::of(&org);
    let work = Work::new();
    let problem = work.problem();
    let save = move || {
        saved.set(false);
        work.run(update_organisation(fields.name.get_untracked(), fields.settings()), move |()| {
            saved.set(true);
            // The name stands in the frame too.
            viewer.refetch();
        });
    };
    view! {
        <FormProblem
            problem
            fields=vec![("name", t.name), ("time_zone", t.time_zone), ("colour", t.colour), ("photos_per_row", t.photos_per_row)]
        />
        <form
            class="stack-l"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
            on:input=move |_| saved.set(false)
        >
            <Identity fields work />
            <Reports fields work logo=org.logo />
            <div class="button-row">
                <button class="button primary" type="submit" aria-busy=move || work.aria_busy()>
                    {common.save}
                </button>
                <span class="status pass" role="status">
                    {move || saved.get().then(|| view! { <Icon name="check" /> {t.saved} })}
                </span>
            </div>
        </form>
        {org.demo
            .then(|| {
                view! {
                    <div class="banner">
                        <Icon name="info" />
                        <div class="banner-text">
                            <b>{t.demo_settings_title}</b>
                            <p>{t.demo_settings_text}</p>
                        </div>
                    </div>
                }
            })}
    }
}

#[component]
fn Identity(fields: Fields, work: Work) -> impl IntoView {
    let t = &use_words().orgs;
    let problem = work.problem();
    let languages = Locale::ALL
        .into_iter()
        .map(|choice| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="locale"
                        checked=fields.locale.get_untracked() == choice
                        on:change=move |_| fields.locale.set(choice)
                    />
                    <span lang=choice.tag()>{choice.name()}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="identity">
            <h2 id="identity">{t.organisation}</h2>
            <div class="sheet pad">
                <div class="form">
                    <TextField
                        name="name"
                        label=t.name
                        hint=t.name_hint
                        value=fields.name
                        problem
                        autocomplete="organization"
                    />
                    <TextField
                        name="time_zone"
                        label=t.time_zone
                        hint=t.time_zone_hint
                        value=fields.time_zone
                        problem
                        list=ZONES_ID
                    />
                    <Zones />
                    <fieldset class="field choices two" aria-describedby="locale-hint">
                        <legend class="label">{t.report_language}</legend>
                        {languages}
                    </fieldset>
                    <p class="hint" id="locale-hint">
                        {t.report_language_hint}
                    </p>
                </div>
            </div>
        </section>
    }
}

#[component]
fn Reports(fields: Fields, work: Work, logo: Option<Digest>) -> impl IntoView {
    let t = &use_words().orgs;
    let problem = work.problem();
    let words = [t.photos_two, t.photos_three, t.photos_four, t.photos_five, t.photos_six];
    let rows = (2..=6_u8)
        .zip(words)
        .map(|(count, words)| {
            view! {
                <option value=count selected=fields.photos_per_row.get_untracked() == count>
                    {t.photos_label(count)}
                    " · "
                    {words}
                </option>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="reports">
            <h2 id="reports">{t.reports_title}</h2>
            <div class="sheet pad">
                <div class="form">
                    <Logo logo />
                    <div class="field">
                        <label class="label" for="colour">
                            {t.colour}
                        </label>
                        <p class="hint" id="colour-hint">
                            {t.colour_hint}
                        </p>
                        <FieldError name="colour" problem />
                        <input
                            class="input short"
                            id="colour"
                            type="color"
                            aria-describedby="colour-hint"
                            value=fields.colour.get_untracked()
                            on:input=move |event| fields.colour.set(event_target_value(&event))
                        />
                    </div>
                    <div class="field">
                        <label class="label" for="photos_per_row">
                            {t.photos_per_row}
                        </label>
                        <FieldError name="photos_per_row" problem />
                        <select
                            class="input"
                            id="photos_per_row"
                            on:change=move |event| {
                                if let Ok(count) = event_target_value(&event).parse() {
                                    fields.photos_per_row.set(count);
                                }
                            }
                        >
                            {rows}
                        </select>
                    </div>
                    <Switch value=fields.keep_originals label=t.keep_originals text=t.keep_originals_text />
                    <Switch value=fields.print_origins label=t.print_origins text=t.print_origins_text />
                </div>
            </div>
        </section>
    }
}

#[component]
fn Switch(value: RwSignal<bool>, label: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                checked=value.get_untracked()
                on:change=move |event| value.set(event_target_checked(&event))
            />
            <span>{label} <small>{text}</small></span>
        </label>
    }
}
