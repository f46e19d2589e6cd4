//! What was taken out of use, and the way back.

use leptos::prelude::*;
use uuid::Uuid;

use super::{env::use_words, icon::Icon, problem::Problem, work::Work};

/// A folded list of things that are out of use, each with a button that takes it into use again; nothing where there is none.
#[component]
pub fn Archived(
    /// What they are.
    title: &'static str,
    /// Each by id and name, and what tells it from others.
    lines: Vec<(Uuid, String, String)>,
    /// The work of taking one into use.
    work: Work,
    /// Takes one into use.
    #[prop(into)]
    on_restore: Callback<Uuid>,
) -> impl IntoView {
    let t = &use_words().common;
    if lines.is_empty() {
        return ().into_any();
    }
    let count = lines.len();
    let line = move |(id, name, detail): (Uuid, String, String)| {
        let label = name.clone();
        view! {
            <li class="line">
                <span>
                    <b>{name}</b>
                    <small>{detail}</small>
                </span>
                <button
                    class="button small"
                    type="button"
                    disabled=move || work.aria_busy().is_some()
                    on:click=move |_| on_restore.run(id)
                >
                    <Icon name="undo" class="s" />
                    {t.restore}
                    <span class="sr">": " {label}</span>
                </button>
            </li>
        }
    };
    view! {
        <details class="fold">
            <summary>{title} " (" {count} ")"</summary>
            {move || work.problem().get().map(|error| view! { <Problem error /> })}
            <div class="sheet">
                <ul class="rows">{lines.into_iter().map(line).collect_view()}</ul>
            </div>
        </details>
    }
    .into_any()
}
