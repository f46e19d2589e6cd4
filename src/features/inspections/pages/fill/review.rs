//! The result once more, before it is final: score, and what failed.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use norven_proof::record::Outcome;

use super::{
    action::facts,
    footer::{Meter, bar},
    screen::Screen,
    wording,
};
use crate::{
    error::AppError,
    features::{
        evidence::pages::annotated::AnnotatedPhoto,
        inspections::{
            api::finish_inspection,
            draft::Draft,
            outbox::{self, Walk},
        },
        templates::model::Item,
    },
    ui::{
        env::{use_locale, use_words, visit},
        icon::Icon,
        problem::Problem,
        routes,
    },
};

/// The result once more.
#[component]
pub fn Review() -> impl IntoView {
    let walk = expect_context::<Walk>();
    let problem = RwSignal::new(None::<AppError>);
    // What is looked at is what the server has now.
    Effect::new(move |_| outbox::refresh(walk));
    view! {
        {move || match problem.get() {
            Some(AppError::Conflict) => view! { <Changed /> }.into_any(),
            Some(error) => view! { <Problem error /> }.into_any(),
            None => ().into_any(),
        }}
        <Summary />
        <Failed />
        <footer class="walk-foot">
            <Meter />
            <div class="walk-buttons">
                {move || if walk.is_open() {
                    view! { <FinishButton problem /> }.into_any()
                } else {
                    let t = &use_words().fill;
                    view! {
                        <a class="button primary large" href=routes::sign(walk.id()) rel="external">
                            {t.to_signing}
                        </a>
                    }
                        .into_any()
                }}
            </div>
        </footer>
    }
}

/// Somebody else changed something while the result was being looked at.
#[component]
fn Changed() -> impl IntoView {
    view! {
        <div class="banner warn" role="alert">
            <Icon name="warning" />
            <p class="banner-text">{use_words().fill.changed_meanwhile}</p>
        </div>
    }
}

#[component]
fn FinishButton(problem: RwSignal<Option<AppError>>) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    let (busy, navigate) = (RwSignal::new(false), use_navigate());
    let finish = move |_| {
        walk.flush();
        if busy.get_untracked() {
            return;
        }
        if untrack(|| walk.loose_ends()) > 0 {
            navigate(&Screen::Finish.href(), NavigateOptions::default());
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let seen = walk.draft.try_with_untracked(Draft::rev);
            match finish_inspection(walk.id(), seen).await {
                Ok(()) => {
                    outbox::tell_finished(walk);
                    visit(&routes::sign(walk.id()));
                }
                Err(error) => {
                    outbox::refresh(walk);
                    problem.try_set(Some(error));
                    busy.try_set(false);
                }
            }
        });
    };
    view! {
        <a class="button large" href=Screen::Finish.href()>
            {t.back_short}
        </a>
        <button
            class="button primary large"
            type="button"
            aria-busy=move || busy.get().to_string()
            disabled=move || !walk.is_writable() || !walk.recalled.get()
            on:click=finish
        >
            {t.finish_and_sign}
        </button>
    }
}

#[component]
fn Summary() -> impl IntoView {
    let walk = expect_context::<Walk>();
    let (t, locale) = (&use_words().fill, use_locale());
    let tally = Memo::new(move |_| walk.tally());
    let failed = move || {
        let tally = tally.get();
        t.failed_items(usize::try_from(tally.failed).unwrap_or_default(), tally.items)
    };
    let counts = move || {
        let tally = tally.get();
        t.counts(tally.failed, tally.not_applicable, tally.passed)
    };
    view! {
        <div class="result">
            <b>{move || wording::score(locale, tally.get())}</b>
            <div>
                <p class="result-words">
                    <b>{failed}</b>
                    <span class="quiet num">{counts}</span>
                </p>
                {move || bar(tally.get(), counts())}
            </div>
        </div>
    }
}

/// What failed, with its note, photos and actions.
#[component]
fn Failed() -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    let failed = move || {
        walk.inspection.with_value(|inspection| {
            let numbered = inspection.checklist.numbered();
            numbered
                .filter(|(_, _, item)| walk.read(|findings| findings.outcome(item)) == Some(Outcome::Fail))
                .map(|(number, _, item)| failed_item(walk, number, item))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <div class="review">
            <section aria-labelledby="failed-heading">
                <header class="review-head">
                    <h2 id="failed-heading">{t.failed_heading}</h2>
                </header>
                {move || {
                    let failed = failed();
                    if failed.is_empty() {
                        view! { <p class="review-item quiet">{t.none_failed}</p> }.into_any()
                    } else {
                        failed.into_any()
                    }
                }}
            </section>
        </div>
    }
}

fn failed_item(walk: Walk, number: String, item: &Item) -> AnyView {
    let (t, locale) = (&use_words().fill, use_locale());
    let (value, note, photos, actions) = walk.read(|findings| {
        (
            findings.value(item.id).map(|value| wording::answer(locale, item, value)),
            findings.note(item.id).to_owned(),
            findings.photos_of(item.id).cloned().collect::<Vec<_>>(),
            findings.actions_of(item.id).cloned().collect::<Vec<_>>(),
        )
    });
    let figures = photos.into_iter().zip(1..).map(|(photo, n)| {
        let here = walk.pictures.with(|pictures| pictures.get(&photo.id).cloned());
        let src = here.unwrap_or_else(|| format!("/photos/{}/thumb", photo.id));
        let caption = if photo.caption.is_empty() { t.photo_n(n) } else { format!("{n} · {}", photo.caption) };
        view! {
            <li>
                <figure>
                    <AnnotatedPhoto src alt="" annotations=photo.annotations />
                    <figcaption>{caption}</figcaption>
                </figure>
            </li>
        }
    });
    let figures: Vec<_> = figures.collect();
    let actions = actions.into_iter().map(|action| {
        let facts = facts(locale, &action);
        view! {
            <p class="action-box">
                <b>{t.action_line}</b>
                {format!(" {}. {facts}", action.text.trim_end_matches('.'))}
            </p>
        }
    });
    view! {
        <div class="review-item">
            <span class="item-no">{number}</span>
            <h3 class="question">{item.text.clone()}</h3>
            <span class="status fail">
                <Icon name="cross" />
                {value}
            </span>
            <div class="review-body">
                {(!note.is_empty()).then(|| view! { <p class="note">{note}</p> })}
                {(!figures.is_empty()).then(|| view! { <ul class="thumbs">{figures}</ul> })} {actions.collect_view()}
            </div>
        </div>
    }
    .into_any()
}
