//! What follows from an answer, in place: note, photos, action.

use leptos::prelude::*;
use norven_proof::record::Outcome;

use super::{
    action::Actions,
    item::Asked,
    photos::{PhotoInput, PhotoList},
    typed,
};
use crate::{
    features::{
        inspections::{
            model::{Action, AnswerValue, MAX_NOTE},
            outbox::{Field, Walk},
        },
        templates::model::{ItemKind, OnFail},
    },
    printable::unprintable,
    ui::{
        env::{new_id, use_locale, use_words},
        icon::Icon,
    },
};

/// Note, photos and action of an answer: open where the answer fails, otherwise on request.
#[component]
pub fn Follow(asked: Asked) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    let id = asked.id;
    let is_photo = asked.item.with_value(|item| matches!(item.kind, ItemKind::Photo { .. }));
    let is_pass_fail = asked.item.with_value(|item| item.kind == ItemKind::PassFail);
    // What is typed or ticked is taken back where it was given; a button that was pressed stays pressed.
    let is_pressed = asked
        .item
        .with_value(|item| matches!(item.kind, ItemKind::PassFail | ItemKind::YesNo { .. } | ItemKind::Choice { .. }));
    let failing = Memo::new(move |_| asked.outcome.get() == Some(Outcome::Fail));
    let asked_for_note = RwSignal::new(false);
    let editing = RwSignal::new(None::<Action>);

    let has_note = Memo::new(move |_| walk.read(|findings| !findings.note(id).is_empty()));
    let has_photos = Memo::new(move |_| {
        walk.read(|findings| findings.photos_of(id).next().is_some())
            || walk.preparing.with(|preparing| preparing.get(&id).is_some_and(|count| *count > 0))
    });
    let has_actions = Memo::new(move |_| walk.read(|findings| findings.actions_of(id).next().is_some()));
    let shows_note = Memo::new(move |_| failing.get() || has_note.get() || asked_for_note.get());
    let shows_photos = Memo::new(move |_| !is_photo && (failing.get() || has_photos.get()));
    let shows_actions = Memo::new(move |_| has_actions.get() || editing.with(Option::is_some));
    let is_open = Memo::new(move |_| shows_note.get() || shows_photos.get() || shows_actions.get());

    let new_action = move |_| {
        let text = String::new();
        editing.set(Some(Action {
            id: new_id(),
            item: id,
            text,
            assignee: String::new(),
            due: None,
            done: false,
            closed: None,
        }));
    };
    let number = move || asked.number.get_value();
    view! {
        <Show when=move || is_open.get()>
            <div class="follow" class:fail=move || failing.get()>
                {move || failing.get().then(|| need(walk, asked))}
                <Show when=move || shows_note.get()>
                    <NoteField asked focus=asked_for_note />
                </Show>
                <Show when=move || shows_photos.get()>
                    <PhotoList asked always=false />
                </Show>
                <Show when=move || shows_actions.get()>
                    <Actions item=id editing />
                </Show>
            </div>
        </Show>
        <div class="extras">
            <Show when=move || !is_photo && !shows_photos.get()>
                <label class="extra">
                    <PhotoInput item=id camera=true label=t.photo_of(number()) />
                    <Icon name="camera" />
                    {t.photo}
                </label>
                <label class="extra">
                    <PhotoInput item=id camera=false label=t.gallery_of(number()) />
                    <Icon name="photo" />
                    {t.gallery}
                </label>
            </Show>
            <Show when=move || !shows_note.get()>
                <button
                    class="extra"
                    type="button"
                    aria-label=t.note_of(number())
                    on:click=move |_| asked_for_note.set(true)
                >
                    <Icon name="note" />
                    {t.note}
                </button>
            </Show>
            <Show when=move || editing.with(Option::is_none)>
                <button class="extra" type="button" aria-label=t.action_of(number()) on:click=new_action>
                    <Icon name="flag" />
                    {t.action}
                </button>
            </Show>
            {(!is_pass_fail).then(|| view! { <NotApplicable asked /> })}
            {is_pressed.then(|| view! { <TakeBack asked /> })}
        </div>
    }
}

/// Whether an item applies at all, quietly: few do not.
#[component]
fn NotApplicable(asked: Asked) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    let pressed = Memo::new(move |_| asked.is(&AnswerValue::NotApplicable));
    let toggle = move |_| {
        walk.flush();
        walk.answer(asked.id, (!pressed.get_untracked()).then_some(AnswerValue::NotApplicable));
    };
    view! {
        <button
            class="extra"
            class:has=move || pressed.get()
            type="button"
            aria-label=t.na_of(asked.number.get_value())
            aria-pressed=move || pressed.get().to_string()
            on:click=toggle
        >
            <Icon name="dash" />
            {t.na}
        </button>
    }
}

/// Takes an answer back that was pressed.
#[component]
fn TakeBack(asked: Asked) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    view! {
        <Show when=move || asked.value.with(Option::is_some) && walk.is_writable()>
            <button
                class="extra"
                type="button"
                aria-label=t.take_back_of(asked.number.get_value())
                on:click=move |_| walk.answer(asked.id, None)
            >
                <Icon name="undo" />
                {t.take_back}
            </button>
        </Show>
    }
}

/// What a failing answer needs, and whether it is there.
fn need(walk: Walk, asked: Asked) -> impl IntoView {
    let wanted = asked.item.with_value(|item| item.on_fail);
    let met = move || {
        walk.read(|findings| {
            (!wanted.note || !findings.note(asked.id).trim().is_empty())
                && (!wanted.photo || findings.photos_of(asked.id).next().is_some())
        })
    };
    (wanted.note || wanted.photo).then(|| {
        view! {
            <p class="need" class:met=met>
                {move || view! { <Icon name=if met() { "check" } else { "flag" } /> }}
                {move || need_words(wanted, met())}
            </p>
        }
    })
}

fn need_words(wanted: OnFail, met: bool) -> &'static str {
    let t = &use_words().fill;
    match (wanted.note, wanted.photo, met) {
        (true, true, false) => t.need_both,
        (true, true, true) => t.met_both,
        (true, false, false) => t.need_note,
        (true, false, true) => t.met_note,
        (false, _, false) => t.need_photo,
        (false, _, true) => t.met_photo,
    }
}

#[component]
fn NoteField(asked: Asked, focus: RwSignal<bool>) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let (t, locale) = (&use_words().fill, use_locale());
    let field = Field::Note(asked.id);
    let kept = Memo::new(move |_| walk.read(|findings| findings.note(asked.id).to_owned()));
    let shown = typed::follows(walk, field, kept, |shown, kept| shown == kept);
    let control = NodeRef::<leptos::html::Textarea>::new();
    // Whoever asked for the note wants to write it.
    Effect::new(move |_| {
        if let Some(control) = control.get()
            && focus.get_untracked()
        {
            drop(control.focus());
        }
    });
    let id = format!("n-{}", asked.id);
    view! {
        <div class="field">
            <label class="label" for=id.clone()>
                {move || if asked.outcome.get() == Some(Outcome::Fail) { t.found } else { t.note }}
            </label>
            {move || {
                let missing = walk.inspection.with_value(|inspection| inspection.printable.missing(&shown.get()));
                unprintable(&missing).map(|problem| {
                    view! {
                        <p class="error">
                            <Icon name="warning" />
                            {problem.sentence(locale)}
                        </p>
                    }
                })
            }}
            <textarea
                class="input"
                id=id
                rows="2"
                maxlength=MAX_NOTE.to_string()
                aria-describedby=asked.question()
                node_ref=control
                prop:value=move || shown.get()
                on:input=move |event| {
                    shown.set(event_target_value(&event));
                    walk.typing(field, event_target_value(&event));
                }
                on:change=move |_| walk.flush()
            >
                {shown.get_untracked()}
            </textarea>
        </div>
    }
}
