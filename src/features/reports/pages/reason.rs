//! A question that is answered with a reason.

use leptos::prelude::*;

use crate::ui::{dialog::Dialog, env::use_words, problem::Problem, work::Work};

/// What a question says.
#[derive(Clone, Copy)]
pub struct Asked {
    /// Id of its heading, unique in the page; the field's is made of it.
    pub id: &'static str,
    /// The question.
    pub title: &'static str,
    /// What will follow.
    pub text: &'static str,
    /// What the reason is called, and who will see it.
    pub label: &'static str,
    /// The button that does it.
    pub action: &'static str,
    /// The class of that button.
    pub class: &'static str,
}

/// Asks for a reason and hands it on.
#[component]
pub fn AskReason(
    /// What it says.
    asked: Asked,
    /// Whether it is asked now.
    open: RwSignal<bool>,
    /// The work that is asked about.
    work: Work,
    /// Gets the reason.
    on_reason: Callback<String>,
) -> impl IntoView {
    let common = &use_words().common;
    let reason = RwSignal::new(String::new());
    let field = format!("{}-reason", asked.id);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_reason.run(reason.get_untracked());
    };
    view! {
        <Dialog id=asked.id title=asked.title.to_owned() open>
            <form on:submit=send>
                <div class="dialog-body">
                    {move || work.problem().get().map(|error| view! { <Problem error /> })}
                    <p>{asked.text}</p>
                    <div class="field">
                        <label class="label" for=field.clone()>
                            {asked.label}
                        </label>
                        <textarea
                            class="input"
                            id=field.clone()
                            rows="3"
                            maxlength="500"
                            required
                            on:input=move |event| reason.set(event_target_value(&event))
                        ></textarea>
                    </div>
                </div>
                <footer class="dialog-foot">
                    <button class=asked.class aria-busy=move || work.aria_busy()>
                        {asked.action}
                    </button>
                    <button class="button" type="button" on:click=move |_| open.set(false)>
                        {common.cancel}
                    </button>
                </footer>
            </form>
        </Dialog>
    }
}
