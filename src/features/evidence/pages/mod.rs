//! Signing a finished inspection and issuing its report.

pub mod annotated;
mod consent;
mod drawing;
mod entry;
mod form;
mod issue;
pub mod pad;
mod place;
mod surface;
mod what;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use self::{
    entry::{missing, slots},
    form::SignForm,
    issue::{Issue, Issued, Issuing},
    what::{Reopen, Signatures, What},
};
use crate::{
    error::AppError,
    features::inspections::{
        api::load_inspection,
        model::{Inspection, State},
    },
    ids::InspectionId,
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        problem::Problem,
        routes,
    },
};

/// Shows what is signed, takes signatures and issues the report.
#[component]
pub fn SignPage() -> impl IntoView {
    let t = &use_words().sign;
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")).and_then(|id| id.parse::<InspectionId>().ok());
    let inspection = Resource::new_blocking(id, |id| async move {
        match id {
            Some(id) => load_inspection(id).await,
            None => Err(AppError::NotFound),
        }
    });
    // Outlives the form, which begins anew after each signature.
    let said = RwSignal::new(String::new());
    let issuing = Issuing::new();
    let signed = Callback::new(move |name: String| {
        said.set(t.signed(name));
        inspection.refetch();
        window().scroll_to_with_x_and_y(0.0, 0.0);
    });
    view! {
        <Title text=t.title />
        <div class="walk">
            <Transition>
                {move || Suspend::new(async move {
                    match inspection.await {
                        Ok(inspection) => view! { <Loaded inspection signed said issuing /> }.into_any(),
                        Err(error) => {
                            view! {
                                <main class="walk-main" id="main" tabindex="-1">
                                    <Problem error />
                                </main>
                            }
                            .into_any()
                        }
                    }
                })}
            </Transition>
        </div>
    }
}

/// The page of an inspection.
#[component]
fn Loaded(
    /// The inspection.
    inspection: Inspection,
    /// Hears who has signed.
    signed: Callback<String>,
    /// What has just happened.
    said: RwSignal<String>,
    /// How far issuing is.
    issuing: Issuing,
) -> impl IntoView {
    let locale = use_locale();
    let t = &use_words().sign;
    let score = inspection.findings.tally(&inspection.checklist).percent();
    let body = match (inspection.state, inspection.report) {
        (State::Finished, _) => finished(inspection.clone(), signed, issuing).into_any(),
        (State::Open, _) => {
            place_to_go("list", t.open_title, t.open_text, routes::fill(inspection.id), t.open_link, Some("external"))
                .into_any()
        }
        // It was issued from here, while what stands here was loaded anew.
        (State::Issued, _) if untrack(|| issuing.has_begun()) => view! { <Issued issuing /> }.into_any(),
        (State::Issued, Some(report)) => {
            place_to_go("seal", t.issued_title, t.issued_text, routes::report(report), t.issued_link, None).into_any()
        }
        (State::Issued, None) => view! { <Problem error=AppError::NotFound /> }.into_any(),
    };
    view! {
        <header class="walk-top">
            <a class="walk-back" href=routes::inspection(inspection.id) aria-label=t.back>
                <Icon name="back" />
            </a>
            <div class="walk-where">
                <h1>{t.title}</h1>
                <p>{inspection.site} " · " {inspection.checklist.title}</p>
            </div>
            {score
                .map(|score| {
                    view! {
                        <p class="walk-score">
                            {norven_words::decimal(locale, &score)} " %" <span>{t.score}</span>
                        </p>
                    }
                })}
        </header>
        <main class="walk-main" id="main" tabindex="-1">
            <div role="status">
                {move || {
                    let said = said.get();
                    (!said.is_empty())
                        .then(|| {
                            view! {
                                <div class="banner pass">
                                    <Icon name="check" />
                                    <p class="banner-text">{said}</p>
                                </div>
                            }
                        })
                }}
            </div>
            {body}
        </main>
    }
}

/// Where a page has nothing to do yet, or nothing any more.
fn place_to_go(
    icon: &'static str,
    title: &'static str,
    text: &'static str,
    href: String,
    link: &'static str,
    rel: Option<&'static str>,
) -> impl IntoView {
    view! {
        <section class="empty">
            <Icon name=icon />
            <h2>{title}</h2>
            <p>{text}</p>
            <p class="button-row">
                <a class="button primary large" href=href rel=rel>
                    {link}
                </a>
            </p>
        </section>
    }
}

/// A finished inspection: signatures are collected.
fn finished(inspection: Inspection, signed: Callback<String>, issuing: Issuing) -> impl IntoView {
    let t = &use_words().sign;
    let slots = slots(&inspection);
    let missing = missing(&slots);
    let (id, count, editable) = (inspection.id, inspection.signatures.len(), inspection.editable);
    let core = inspection.core_sha256;
    let form = core.filter(|_| editable).map(|core| {
        let form = view! { <SignForm inspection=inspection.clone() core slots=slots.clone() signed /> };
        // Once the report can be issued, that is the next thing to do.
        if missing > 0 {
            form.into_any()
        } else {
            view! {
                <details class="fold">
                    <summary>{t.another}</summary>
                    {form}
                </details>
            }
            .into_any()
        }
    });
    view! {
        <What inspection=inspection.clone() />
        <Signatures inspection slots />
        {form}
        {editable
            .then(|| {
                view! {
                    <Reopen inspection=id signatures=count />
                    <Issue inspection=id core missing issuing />
                }
            })}
    }
}
