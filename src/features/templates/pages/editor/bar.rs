//! The bar over the editor: name, state, Undo, Publish.

use leptos::prelude::*;

use super::{
    saver::Phase,
    state::{Editor, Publishing},
};
use crate::ui::{env::use_words, icon::Icon, routes};

/// The bar.
#[component]
pub fn Bar(editor: Editor, title: Memo<String>) -> impl IntoView {
    let t = &use_words().templates;
    let version = move || match (editor.version.get(), editor.changed.get()) {
        (None, _) => t.state_first.to_owned(),
        (Some(version), true) => t.state_draft(version + 1),
        (Some(version), false) => t.state_published(version),
    };
    let saving = Memo::new(move |_| {
        editor.saver.with(|saver| match saver.phase() {
            Phase::Saved => t.saved,
            Phase::Waiting | Phase::Saving => t.saving,
            Phase::Failed(_) => t.not_saved,
            Phase::Conflict(_) => t.conflict_state,
        })
    });
    let busy = move || (editor.publishing.get() == Publishing::Busy).then_some("true");
    let is_draft = move || editor.changed.get() || editor.version.get().is_none();
    let can_undo = editor.slice(super::draft::Draft::can_undo);
    view! {
        <header class="editor-bar">
            <div class="editor-name">
                <a class="back-link" href=routes::TEMPLATES>
                    <Icon name="back" />
                    {t.back}
                </a>
                <h1 lang=editor.language.tag()>{title}</h1>
            </div>
            <span class="editor-state">
                {move || is_draft().then(|| view! { <span class="dot" aria-hidden="true"></span> })} {version} " · "
                <span role="status">{saving}</span>
            </span>
            <span class="push">
                <button
                    class="button quiet square"
                    type="button"
                    aria-label=t.undo
                    title=t.undo_hint
                    disabled=move || !can_undo.get()
                    on:click=move |_| editor.undo()
                >
                    <Icon name="undo" />
                </button>
                <button
                    class="button primary"
                    type="button"
                    aria-busy=busy
                    aria-disabled=move || (!is_draft()).then_some("true")
                    on:click=move |_| editor.publish()
                >
                    {t.publish}
                </button>
            </span>
        </header>
    }
}
