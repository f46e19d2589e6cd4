//! The settings of the organisation.

use leptos::prelude::*;
use norven_proof::digest::Digest;

use super::{
    company::{CompanyFields, CompanyPanel},
    languages::{Languages, LanguagesField},
    logo::Logo,
    periods::Periods,
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
        form::{FieldError, FormProblem, SelectField, Switch, TextField},
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
    company: CompanyFields,
    languages: Languages,
    time_zone: RwSignal<String>,
    colour: RwSignal<String>,
    photos_per_row: RwSignal<u8>,
    keep_originals: RwSignal<bool>,
    photo_side: RwSignal<u32>,
    photo_quality: RwSignal<u8>,
    report_months: RwSignal<Option<u32>>,
    audit_months: RwSignal<u32>,
    print_origins: RwSignal<bool>,
}

impl Fields {
    fn of(org: &Organisation) -> Self {
        let settings = &org.settings;
        Self {
            name: RwSignal::new(org.name.clone()),
            company: CompanyFields::of(&org.company),
            languages: Languages::of(&settings.languages, settings.locale),
            time_zone: RwSignal::new(settings.time_zone.clone()),
            colour: RwSignal::new(settings.colour.clone()),
            photos_per_row: RwSignal::new(settings.photos_per_row),
            keep_originals: RwSignal::new(settings.keep_originals),
            photo_side: RwSignal::new(settings.photo_side),
            photo_quality: RwSignal::new(settings.photo_quality),
            report_months: RwSignal::new(settings.report_months),
            audit_months: RwSignal::new(settings.audit_months),
            print_origins: RwSignal::new(settings.print_origins),
        }
    }

    fn settings(self) -> OrgSettings {
        OrgSettings {
            languages: self.languages.all(),
            locale: self.languages.first(),
            time_zone: self.time_zone.get_untracked(),
            colour: self.colour.get_untracked(),
            photos_per_row: self.photos_per_row.get_untracked(),
            keep_originals: self.keep_originals.get_untracked(),
            photo_side: self.photo_side.get_untracked(),
            photo_quality: self.photo_quality.get_untracked(),
            report_months: self.report_months.get_untracked(),
            audit_months: self.audit_months.get_untracked(),
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
        work.run_proved(
            move || {
                let company = Some(fields.company.company());
                update_organisation(fields.name.get_untracked(), fields.settings(), company)
            },
            move |()| {
                saved.set(true);
                // The name stands in the frame too.
                viewer.refetch();
            },
        );
    };
    view! {
        <FormProblem
            problem
            fields=vec![
                ("name", t.name),
                ("languages", t.languages),
                ("locale", t.first_language),
                ("time_zone", t.time_zone),
                ("colour", t.colour),
                ("photos_per_row", t.photos_per_row),
                ("photo_side", t.photo_side),
                ("photo_quality", t.photo_quality),
                ("report_months", t.report_months),
                ("audit_months", t.audit_months),
                ("address", t.company_address),
                ("tax_number", t.company_tax_number),
                ("phone", t.company_phone),
                ("email", t.company_email),
                ("web", t.company_web),
            ]
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
            <CompanyPanel fields=fields.company work />
            <Reports fields work logo=org.logo />
            <Periods reports=fields.report_months audit=fields.audit_months work />
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
                    <LanguagesField languages=fields.languages problem />
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
        .map(|(count, words)| (count, format!("{} · {words}", t.photos_label(count))))
        .collect::<Vec<_>>();
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
                    <SelectField
                        name="photos_per_row"
                        label=t.photos_per_row
                        options=rows
                        value=fields.photos_per_row
                        problem
                    />
                    <PhotoQuality fields work />
                    <Switch value=fields.keep_originals label=t.keep_originals text=t.keep_originals_text />
                    <Switch value=fields.print_origins label=t.print_origins text=t.print_origins_text />
                </div>
            </div>
        </section>
    }
}

/// What is set now beside the usual choices, where it is none of them.
fn choices<T: Copy + PartialEq>(usual: Vec<(T, String)>, present: T, say: impl Fn(T) -> String) -> Vec<(T, String)> {
    let other = usual.iter().all(|(choice, _)| *choice != present).then(|| (present, say(present)));
    usual.into_iter().chain(other).collect()
}

/// How photos are made smaller on the phone.
#[component]
fn PhotoQuality(fields: Fields, work: Work) -> impl IntoView {
    let t = &use_words().orgs;
    let problem = work.problem();
    let sides = [(1280, t.side_small), (2048, t.side_usual), (3072, t.side_large), (4096, t.side_largest)];
    let sides = sides.map(|(side, words)| (side, format!("{} · {words}", t.pixels(side)))).to_vec();
    let sides = choices(sides, fields.photo_side.get_untracked(), |side| t.pixels(side));
    let qualities = [(70, t.quality_small), (82, t.quality_usual), (92, t.quality_fine)];
    let qualities = qualities.map(|(quality, words)| (quality, format!("{} · {words}", t.percent(quality)))).to_vec();
    let qualities = choices(qualities, fields.photo_quality.get_untracked(), |quality| t.percent(quality));
    view! {
        <SelectField
            name="photo_side"
            label=t.photo_side
            hint=t.photo_side_hint
            options=sides
            value=fields.photo_side
            problem
        />
        <SelectField name="photo_quality" label=t.photo_quality options=qualities value=fields.photo_quality problem />
    }
}
