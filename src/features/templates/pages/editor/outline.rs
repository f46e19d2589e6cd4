//! The outline: what the template is called, and its sections.

use leptos::prelude::*;

use super::{
    change::Change,
    draft::Draft,
    focus::{self, focus},
    section::SectionSheet,
    state::Editor,
};
use crate::{
    features::templates::model::Section,
    ids::SectionId,
    ui::{
        env::{new_id, use_words},
        icon::Icon,
    },
};

/// The outline.
#[component]
pub fn Outline(editor: Editor) -> impl IntoView {
    let t = &use_words().templates;
    let sections =
        editor.slice(|draft| draft.checklist().sections.iter().map(|section| section.id).collect::<Vec<_>>());
    let add = move |_| {
        let id: SectionId = new_id();
        let index = editor.draft.with_untracked(|draft| draft.checklist().sections.len());
        let section = Section { id, title: String::new(), items: Vec::new() };
        editor.make(Change::InsertSection { index, section }, |draft| {
            t.added_section(draft.section_number(id).unwrap_or_default())
        });
        focus(&focus::section(id));
    };
    view! {
        <div class="stack">
            <Head editor />
            <For each=move || sections.get() key=|id| *id let:id>
                <SectionSheet editor id />
            </For>
            <Show when=move || sections.with(Vec::is_empty)>
                <div class="sheet">
                    <div class="empty compact">
                        <Icon name="clipboard" />
                        <h2>{t.no_sections_title}</h2>
                        <p>{t.no_sections_text}</p>
                    </div>
                </div>
            </Show>
            <button class="button" id=focus::ADD_SECTION type="button" on:click=add>
                <Icon name="plus" />
                {t.add_section}
            </button>
        </div>
    }
}

/// Title and standard.
#[component]
fn Head(editor: Editor) -> impl IntoView {
    let t = &use_words().templates;
    let title = editor.slice(|draft| draft.checklist().title.clone());
    let standard = editor.slice(|draft| draft.checklist().standard.clone());
    let missing = move || (editor.strict.get() && title.with(|title| title.trim().is_empty())).then_some("true");
    view! {
        <div class="sheet pad form wide">
            <div class="fields">
                <div class="field">
                    <label class="label" for=focus::TITLE>
                        {t.name}
                    </label>
                    <input
                        class="input"
                        id=focus::TITLE
                        lang=editor.language.tag()
                        maxlength="200"
                        autocomplete="off"
                        aria-invalid=missing
                        value=title.get_untracked()
                        prop:value=title
                        on:input:target=move |event| {
                            editor.edit(|draft: &mut Draft| *draft.head_mut().0 = event.target().value());
                        }
                    />
                </div>
                <div class="field">
                    <label class="label" for=focus::STANDARD>
                        {t.standard} " " <span class="quiet">{t.optional}</span>
                    </label>
                    <input
                        class="input"
                        id=focus::STANDARD
                        maxlength="200"
                        autocomplete="off"
                        placeholder="EN 1176-7"
                        value=standard.get_untracked()
                        prop:value=standard
                        on:input:target=move |event| {
                            editor.edit(|draft: &mut Draft| *draft.head_mut().1 = event.target().value());
                        }
                    />
                </div>
            </div>
        </div>
    }
}
