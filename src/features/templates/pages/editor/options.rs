//! The options of a choice.

use leptos::{ev, prelude::*};

use super::{
    focus::{self, focus, focus_first},
    kinds::{options, options_mut},
    panel::type_into,
    state::Editor,
};
use crate::{
    features::templates::model::{ChoiceOption, MAX_OPTIONS},
    ids::ItemId,
    ui::{env::use_words, icon::Icon},
};

/// The options, in order.
#[component]
pub fn Options(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let count = editor.slice(move |draft| draft.checklist().item(id).map_or(0, |item| options(&item.kind).len()));
    let add = move || {
        change(editor, id, |options| options.push(ChoiceOption { text: String::new(), failing: false }));
        focus(&focus::option(count.get_untracked().saturating_sub(1)));
    };
    let full = move || count.get() >= MAX_OPTIONS;
    view! {
        <fieldset class="stack-s">
            <legend class="label">{t.options}</legend>
            <ol class="ed-options">
                // By place: an option has no id, and its fields follow what stands in its place.
                <For each=move || 0..count.get() key=|index| *index let:index>
                    <OptionRow editor id index next=Callback::new(move |()| add()) />
                </For>
            </ol>
            <button
                class="button quiet small"
                type="button"
                disabled=full
                on:click=move |_| add()
            >
                <Icon name="plus" />
                {t.add_option}
            </button>
        </fieldset>
    }
}

#[component]
fn OptionRow(editor: Editor, id: ItemId, index: usize, next: Callback<()>) -> impl IntoView {
    let t = &use_words().templates;
    let number = index + 1;
    let option = editor.slice(move |draft| {
        let option = draft.checklist().item(id).and_then(|item| options(&item.kind).get(index).cloned());
        option.unwrap_or(ChoiceOption { text: String::new(), failing: false })
    });
    let rename = move |text: String| {
        type_into(editor, id, |item| {
            if let Some(option) = options_mut(&mut item.kind).and_then(|options| options.get_mut(index)) {
                option.text = text;
            }
        });
    };
    let enter = move |key: ev::KeyboardEvent| {
        if key.key() == "Enter" {
            key.prevent_default();
            next.run(());
        }
    };
    let up = move |_| {
        change(editor, id, |options| options.swap(index - 1, index));
        focus(&focus::option(index - 1));
    };
    let remove = move |_| {
        change(editor, id, |options| drop(options.remove(index)));
        editor.offer_undo(t.removed_option.to_owned());
        focus_first(vec![focus::option(index), focus::option(index.saturating_sub(1))]);
    };
    view! {
        <li class="ed-option">
            <input
                class="input"
                id=focus::option(index)
                lang=editor.language.tag()
                maxlength="200"
                autocomplete="off"
                aria-label=t.option(number)
                placeholder=t.option(number)
                prop:value=move || option.with(|option| option.text.clone())
                on:input:target=move |event| rename(event.target().value())
                on:keydown=enter
            />
            <span class="ed-tools">
                <button
                    class="button quiet square small"
                    type="button"
                    aria-label=t.option_up(number)
                    disabled=index == 0
                    on:click=up
                >
                    <Icon name="up-arrow" />
                </button>
                <button class="button quiet square small" type="button" aria-label=t.remove_option(number) on:click=remove>
                    <Icon name="trash" />
                </button>
            </span>
            <label class="check small">
                <input
                    type="checkbox"
                    aria-label=t.option_fails_of(number)
                    prop:checked=move || option.with(|option| option.failing)
                    on:change:target=move |event| {
                        let failing = event.target().checked();
                        change(editor, id, |options| options[index].failing = failing);
                    }
                />
                <span>{t.option_fails}</span>
            </label>
        </li>
    }
}

/// Changes the options in a way that can be taken back.
fn change(editor: Editor, id: ItemId, edit: impl FnOnce(&mut Vec<ChoiceOption>)) {
    editor.reshape(id, |shape| {
        if let Some(options) = options_mut(&mut shape.kind) {
            edit(options);
        }
    });
}
