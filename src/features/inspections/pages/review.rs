//! Everything that was found, section by section, to be read.

use std::sync::Arc;

use leptos::prelude::*;
use norven_proof::record::Outcome;

use super::findings::{answer_text, day, outcome_mark};
use crate::{
    features::{
        evidence::pages::annotated::AnnotatedPhoto,
        inspections::model::{Action, Inspection, Photo},
        templates::model::{Item, ItemKind, Section},
    },
    ids::PhotoId,
    ui::{
        dialog::Viewer,
        env::{use_locale, use_words},
        icon::Icon,
    },
};

/// Every section with its answers.
#[component]
pub fn Review(
    /// The inspection.
    inspection: Arc<Inspection>,
) -> impl IntoView {
    let sections = inspection
        .checklist
        .sections
        .iter()
        .enumerate()
        .map(|(index, section)| view! { <ReviewSection inspection=Arc::clone(&inspection) section=section.clone() index /> })
        .collect_view();
    view! { <div class="review">{sections}</div> }
}

#[component]
fn ReviewSection(inspection: Arc<Inspection>, section: Section, index: usize) -> impl IntoView {
    let t = &use_words().desk;
    let number = index + 1;
    let outcomes = || section.items.iter().filter_map(|item| inspection.findings.outcome(item));
    let passed = outcomes().filter(|outcome| *outcome == Outcome::Pass).count();
    let counted = passed + outcomes().filter(|outcome| *outcome == Outcome::Fail).count();
    let heading = format!("section-{number}");
    let labelled_by = heading.clone();
    let items = inspection
        .checklist
        .numbered_in(index)
        // Instructions are for the field, and signatures have a part of their own.
        .filter(|(_, item)| item.kind.is_answered())
        .map(|(number, item)| {
            view! { <ReviewItem inspection=Arc::clone(&inspection) item=item.clone() number /> }
        })
        .collect::<Vec<_>>();
    if items.is_empty() {
        return ().into_any();
    }
    view! {
        <section aria-labelledby=labelled_by>
            <header class="review-head">
                <h2 id=heading>{format!("{number} · {}", section.title)}</h2>
                {(counted > 0).then(|| view! { <span>{t.passes_of(counted, passed)}</span> })}
            </header>
            {items}
        </section>
    }
    .into_any()
}

#[component]
fn ReviewItem(inspection: Arc<Inspection>, item: Item, number: String) -> impl IntoView {
    let t = &use_words().desk;
    let locale = use_locale();
    let findings = &inspection.findings;
    let outcome = findings.outcome(&item);
    let (class, icon) = outcome_mark(outcome);
    let text = answer_text(findings, &item, locale);
    // Running text stands under the question; all else is a word or figure beside it.
    let is_prose = matches!(item.kind, ItemKind::Text { .. }) && text.is_some() && outcome == Some(Outcome::Neutral);
    let (beside, below) = if is_prose { (None, text) } else { (Some(text), None) };
    let photos = findings.photos_of(item.id).cloned().collect::<Vec<_>>();
    let shown = photos.len();
    let beside = beside.map(|text| match text {
        Some(text) => text,
        // A question that asks for photos is answered by them.
        None if matches!(item.kind, ItemKind::Photo { .. }) && shown > 0 => shown.to_string(),
        None => t.no_answer.to_owned(),
    });
    let note = findings.note(item.id).trim().to_owned();
    let actions = findings.actions_of(item.id).cloned().collect::<Vec<_>>();
    let has_body = below.is_some() || !note.is_empty() || shown > 0 || !actions.is_empty();
    view! {
        <div class="review-item" id=format!("item-{}", item.id)>
            <span class="item-no">{number}</span>
            <h3 class="question">{item.text}</h3>
            {beside
                .map(|words| {
                    view! {
                        <span class=class>
                            <Icon name=icon />
                            {words}
                        </span>
                    }
                })}
            {has_body
                .then(|| {
                    view! {
                        <div class="review-body">
                            {below.map(|text| view! { <p class="note">{text}</p> })}
                            {(!note.is_empty()).then(|| view! { <p class="note">{note}</p> })}
                            {(shown > 0).then(|| view! { <Photos photos /> })}
                            {actions.into_iter().map(|action| view! { <ActionBox action /> }).collect_view()}
                        </div>
                    }
                })}
        </div>
    }
}

/// Photos beside an answer; a press shows one over the whole screen.
#[component]
fn Photos(photos: Vec<Photo>) -> impl IntoView {
    let t = &use_words().desk;
    let viewed = RwSignal::new(None::<(Photo, String)>);
    let figures = photos
        .into_iter()
        .enumerate()
        .map(|(index, photo)| {
            let name = t.photo(index + 1);
            let words = if photo.caption.is_empty() { name.clone() } else { photo.caption.clone() };
            view! {
                <li>
                    <figure>
                        {if photo.received {
                            view! {
                                <a
                                    href=shown(photo.id)
                                    rel="external"
                                    target="_blank"
                                    on:click={
                                        let seen = (photo.clone(), words.clone());
                                        move |event| {
                                            event.prevent_default();
                                            viewed.set(Some(seen.clone()));
                                        }
                                    }
                                >
                                    <AnnotatedPhoto
                                        src=format!("/photos/{}/thumb", photo.id)
                                        alt=words.clone()
                                        annotations=photo.annotations.clone()
                                    />
                                </a>
                            }
                                .into_any()
                        } else {
                            view! {
                                <span class="status wait">
                                    <Icon name="sync" />
                                    {t.photo_waiting}
                                </span>
                            }
                                .into_any()
                        }}
                        <figcaption>{words}</figcaption>
                    </figure>
                </li>
            }
        })
        .collect_view();
    let large = move |(photo, words): (Photo, String)| {
        view! {
            <div class="viewer-bar">
                <span>{words.clone()}</span>
                <button class="button quiet square" type="button" aria-label=t.close on:click=move |_| viewed.set(None)>
                    <Icon name="cross" />
                </button>
            </div>
            <AnnotatedPhoto src=shown(photo.id) alt=words annotations=photo.annotations fitted=true />
        }
    };
    view! {
        <ul class="thumbs">{figures}</ul>
        <Viewer
            label=t.photo_large
            open=Signal::derive(move || viewed.with(Option::is_some))
            on_close=Callback::new(move |()| viewed.set(None))
        >
            {move || viewed.get().map(large)}
        </Viewer>
    }
}

fn shown(photo: PhotoId) -> String {
    format!("/photos/{photo}/shown")
}

/// What is to be done about an answer, in one line.
#[must_use]
fn action_facts(action: &Action, locale: norven_words::Locale) -> String {
    let t = &locale.words().desk;
    let facts = [
        (!action.assignee.is_empty()).then(|| action.assignee.clone()),
        action.due.as_deref().map(|due| t.by_date(day(due, locale))),
        action.done.then(|| t.done_on_site.to_owned()),
        action.closed.as_ref().map(|closed| t.closed_by(&closed.by)),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[component]
fn ActionBox(action: Action) -> impl IntoView {
    let facts = action_facts(&action, use_locale());
    view! {
        <p class="action-box">
            <b>{use_words().desk.action}</b>
            " "
            {action.text}
            {(!facts.is_empty()).then(|| view! { <span class="quiet">" · " {facts}</span> })}
        </p>
    }
}

/// Every action of the inspection, the open ones first.
#[component]
pub fn ToDo(
    /// The inspection.
    inspection: Arc<Inspection>,
) -> impl IntoView {
    let locale = use_locale();
    let numbers = inspection.checklist.numbered().map(|(number, _, item)| (item.id, number)).collect::<Vec<_>>();
    let mut actions = inspection.findings.actions.clone();
    actions.sort_by_key(|action| !action.is_open());
    if actions.is_empty() {
        return ().into_any();
    }
    let lines = actions
        .into_iter()
        .map(|action| {
            let number = numbers.iter().find(|(id, _)| *id == action.item).map_or("", |(_, number)| number);
            let facts = action_facts(&action, locale);
            let facts = if facts.is_empty() { number.to_owned() } else { format!("{number} · {facts}") };
            let (icon, class) = if action.is_open() { ("flag", "fail") } else { ("check", "pass") };
            view! {
                <li>
                    <Icon name=icon class=class />
                    <a href=format!("#item-{}", action.item)>{action.text}</a>
                    <span>{facts}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="to-do">
            <h2 id="to-do">{use_words().desk.to_do}</h2>
            <ul class="attention">{lines}</ul>
        </section>
    }
    .into_any()
}
