//! The settings of the chosen item, beside the outline.

use leptos::{ev, prelude::*};

use super::{
    change::{Change, Slot},
    focus::{self, focus},
    kinds::Kind,
    notices::sentence,
    preview::Preview,
    row::remove,
    settings::KindSettings,
    state::Editor,
};
use crate::{
    features::templates::model::{Item, OnFail, Place},
    ids::{ItemId, SectionId},
    ui::{
        env::{new_id, use_words},
        icon::Icon,
    },
};

/// The settings, while an item is chosen.
#[component]
pub fn Panel(editor: Editor) -> impl IntoView {
    // What is chosen may have gone: undone, or replaced by somebody else's version.
    let chosen = Memo::new(move |_| {
        editor.chosen.get().filter(|id| editor.draft.with(|draft| draft.checklist().item(*id).is_some()))
    });
    move || chosen.get().map(|id| view! { <Settings editor id /> })
}

#[component]
fn Settings(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let number = editor.slice(move |draft| draft.item_number(id).unwrap_or_default());
    let close = move || {
        editor.chosen.set(None);
        focus(&focus::item(id));
    };
    let escape = move |key: ev::KeyboardEvent| {
        if key.key() == "Escape" {
            close();
        }
    };
    let problem = move || {
        let wrong = editor.problems.with(|all| all.iter().find(|problem| problem.place == Place::Item(id)).copied());
        let wrong = wrong.filter(|_| editor.strict.get())?;
        Some(editor.draft.with(|draft| sentence(draft, wrong, editor.locale)))
    };
    view! {
        <aside class="sheet ed-panel" aria-labelledby=focus::PANEL on:keydown=escape>
            <header class="sheet-head">
                <h2 id=focus::PANEL tabindex="-1">
                    {move || t.item(number.get())}
                </h2>
                <button class="button quiet square small" type="button" aria-label=t.close on:click=move |_| close()>
                    <Icon name="cross" />
                </button>
            </header>
            <form class="form" on:submit=|event| event.prevent_default()>
                {move || {
                    problem()
                        .map(|problem| {
                            view! {
                                <p class="error">
                                    <Icon name="warning" />
                                    {problem}
                                </p>
                            }
                        })
                }}
                <Wording editor id />
                <KindChoice editor id />
                <KindSettings editor id />
                <Demands editor id />
                <Whereabouts editor id />
                <Preview editor id />
                <div class="button-row">
                    <button class="button quiet small" type="button" on:click=move |_| duplicate(editor, id)>
                        <Icon name="copy" />
                        {t.duplicate}
                    </button>
                    <button class="button quiet danger small" type="button" on:click=move |_| remove(editor, id)>
                        <Icon name="trash" />
                        {t.remove_item}
                    </button>
                </div>
            </form>
        </aside>
    }
}

/// The question and its help.
#[component]
fn Wording(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let text = editor.slice(move |draft| draft.checklist().item(id).map(|item| item.text.clone()).unwrap_or_default());
    let help = editor.slice(move |draft| draft.checklist().item(id).map(|item| item.help.clone()).unwrap_or_default());
    let kind = kind_of(editor, id);
    let label = move || match kind.get() {
        Kind::Instruction => t.instruction,
        Kind::Signature => t.signature_text,
        _ => t.question,
    };
    let wanted = editor.wants(Place::Item(id));
    let invalid = move || (wanted.get() && text.with(|text| text.trim().is_empty())).then_some("true");
    view! {
        <div class="field">
            <label class="label" for=focus::QUESTION>
                {label}
            </label>
            <textarea
                class="input"
                id=focus::QUESTION
                rows="2"
                lang=editor.language.tag()
                maxlength="500"
                aria-invalid=invalid
                prop:value=text
                on:input:target=move |event| {
                    let text = event.target().value();
                    type_into(editor, id, |item| item.text = text);
                }
            ></textarea>
        </div>
        <div class="field">
            <label class="label" for="ed-help">
                {t.help} " " <span class="quiet">{t.optional}</span>
            </label>
            <textarea
                class="input ed-help"
                id="ed-help"
                rows="1"
                lang=editor.language.tag()
                maxlength="500"
                prop:value=help
                on:input:target=move |event| {
                    let help = event.target().value();
                    type_into(editor, id, |item| item.help = help);
                }
            ></textarea>
        </div>
    }
}

/// The kind.
#[component]
fn KindChoice(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let kind = kind_of(editor, id);
    let choose = move |at: usize| {
        if let Some(kind) = Kind::ALL.get(at) {
            editor.reshape(id, |shape| kind.turn(shape));
        }
    };
    view! {
        <div class="field">
            <label class="label" for="ed-kind">
                {t.kind}
            </label>
            <select
                class="input"
                id="ed-kind"
                on:change:target=move |event| choose(usize::try_from(event.target().selected_index()).unwrap_or_default())
            >
                {Kind::ALL
                    .into_iter()
                    .map(|each| {
                        view! { <option prop:selected=move || kind.get() == each>{each.words(editor.locale).0}</option> }
                    })
                    .collect_view()}
            </select>
        </div>
    }
}

/// Whether it is required, and what a failing answer needs.
#[component]
fn Demands(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let required = editor.slice(move |draft| draft.checklist().item(id).is_some_and(|item| item.required));
    let kind = kind_of(editor, id);
    let can_fail = editor.slice(move |draft| draft.checklist().item(id).is_some_and(|item| item.kind.can_fail()));
    let on_fail = editor.slice(move |draft| draft.checklist().item(id).map(|item| item.on_fail).unwrap_or_default());
    let need = move |edit: fn(&mut OnFail, bool), on: bool| {
        editor.reshape(id, |shape| edit(&mut shape.on_fail, on));
    };
    view! {
        <Show when=move || kind.get() != Kind::Instruction>
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=required
                    on:change:target=move |event| {
                        let on = event.target().checked();
                        editor.reshape(id, |shape| shape.required = on);
                    }
                />
                <span>{t.required} <small>{t.required_hint}</small></span>
            </label>
        </Show>
        <Show when=move || can_fail.get()>
            <fieldset class="stack-s">
                <legend class="label">{t.on_fail}</legend>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || on_fail.get().note
                        on:change:target=move |event| need(|needs, on| needs.note = on, event.target().checked())
                    />
                    <span>{t.on_fail_note}</span>
                </label>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || on_fail.get().photo
                        on:change:target=move |event| need(|needs, on| needs.photo = on, event.target().checked())
                    />
                    <span>{t.on_fail_photo}</span>
                </label>
            </fieldset>
        </Show>
    }
}

/// Which section it is in: the long way that no button or drag has to go.
#[component]
fn Whereabouts(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let sections = editor.slice(|draft| {
        let sections = draft.checklist().sections.iter().zip(1..);
        sections.map(|(section, number)| (section.id, t.section_choice(number, &section.title))).collect::<Vec<_>>()
    });
    let present = editor.slice(move |draft| draft.section_of(id));
    let choose = move |at: usize| {
        let section = sections.with_untracked(|all| all.get(at).map(|(id, _)| *id));
        if let Some(section) = section.filter(|section| present.get_untracked() != Some(*section)) {
            super::pointer::land(editor, Change::MoveItem { id, slot: Slot { section, index: usize::MAX } });
        }
    };
    view! {
        <Show when=move || sections.with(|all| all.len() > 1)>
            <div class="field">
                <label class="label" for="ed-where">
                    {t.in_section}
                </label>
                <select
                    class="input"
                    id="ed-where"
                    on:change:target=move |event| {
                        choose(usize::try_from(event.target().selected_index()).unwrap_or_default());
                    }
                >
                    <For each=move || sections.get() key=Clone::clone let((section, name): (SectionId, String))>
                        <option prop:selected=move || present.get() == Some(section)>{name}</option>
                    </For>
                </select>
            </div>
        </Show>
    }
}

/// The kind an item has; it changes only when another is chosen, so that typing keeps its focus.
pub fn kind_of(editor: Editor, id: ItemId) -> Memo<Kind> {
    editor.slice(move |draft| draft.checklist().item(id).map_or(Kind::Instruction, |item| Kind::of(&item.kind)))
}

/// Types into an item.
pub fn type_into(editor: Editor, id: ItemId, edit: impl FnOnce(&mut Item)) {
    editor.edit(|draft| {
        if let Some(item) = draft.item_mut(id) {
            edit(item);
        }
    });
}

/// Puts a copy behind the item and opens it.
fn duplicate(editor: Editor, id: ItemId) {
    let t = &editor.locale.words().templates;
    let copy: ItemId = new_id();
    let change = editor.draft.with_untracked(|draft| {
        let mut item = draft.checklist().item(id)?.clone();
        item.id = copy;
        let section = draft.section_of(id)?;
        let index = draft.section(section)?.items.iter().position(|item| item.id == id)? + 1;
        Some(Change::InsertItem { slot: Slot { section, index }, item: Box::new(item) })
    });
    if let Some(change) = change {
        editor.make(change, |draft| t.added(draft.item_number(copy).unwrap_or_default()));
        editor.chosen.set(Some(copy));
        focus(focus::QUESTION);
    }
}
