//! The template editor: the outline of a checklist, and the settings of the chosen item beside it.

mod bar;
mod change;
mod draft;
mod focus;
mod kinds;
mod limits;
mod notices;
mod options;
mod outline;
mod panel;
mod pointer;
mod preview;
mod row;
#[cfg(test)]
mod samples;
mod saver;
mod section;
mod settings;
mod state;

use leptos::{ev, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use self::{bar::Bar, notices::Notices, outline::Outline, panel::Panel, state::Editor};
use crate::{
    error::AppError,
    features::templates::{api::load_template, model::TemplateDraft},
    ids::TemplateId,
    ui::{env::use_words, page::PageProblem},
};

/// Edits a template.
#[component]
pub fn EditorPage() -> impl IntoView {
    let t = &use_words().templates;
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<TemplateId>().ok()));
    let template = Resource::new_blocking(
        move || id.get(),
        |id| async move { load_template(id.ok_or(AppError::NotFound)?).await },
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match template.await {
                    Ok(template) => view! { <Open template /> }.into_any(),
                    Err(error) => view! { <PageProblem title=t.editor error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Open(template: TemplateDraft) -> impl IntoView {
    let t = &use_words().templates;
    let editor = Editor::open(template);
    let title = editor.slice(move |draft| match draft.checklist().title.trim() {
        "" => t.untitled.to_owned(),
        title => title.to_owned(),
    });
    Effect::new(move || editor.note());
    Effect::new(move || guard(editor));
    // Leaving for another page of the product saves what the pause of typing has not saved yet.
    on_cleanup(move || editor.save());
    let undo = move |key: ev::KeyboardEvent| {
        let undo = (key.ctrl_key() || key.meta_key()) && !key.shift_key() && key.key() == "z";
        if undo && !pointer::is_typing(&key) {
            key.prevent_default();
            editor.undo();
        }
    };
    view! {
        <Title text=move || title.get() />
        <Bar editor title />
        <Notices editor />
        <div class="editor" on:keydown=undo>
            <Outline editor />
            <Panel editor />
        </div>
    }
}

/// Asks before the page is closed while something is not saved.
fn guard(editor: Editor) {
    let listener = window_event_listener(ev::beforeunload, move |event| {
        if !editor.is_saved() {
            editor.save();
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}
