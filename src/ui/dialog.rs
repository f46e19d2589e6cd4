//! Dialogs: the browser's own, which keep the focus inside and close on Escape.

use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys};

use super::{env::use_words, icon::Icon, problem::Problem, work::Work};

/// A dialog over the page.
#[component]
pub fn Dialog(
    /// Id of its heading, unique in the page.
    id: &'static str,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Whether it is open.
    open: RwSignal<bool>,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        if open.get() {
            if !dialog.open() {
                drop(dialog.show_modal());
                focus_first_field(&dialog);
            }
        } else {
            dialog.close();
        }
    });
    view! {
        <dialog class="dialog" aria-labelledby=id node_ref=dialog on:close=move |_| open.set(false)>
            <header class="dialog-head">
                <h2 id=id>{move || title.get()}</h2>
                <button
                    class="button quiet square"
                    type="button"
                    aria-label=use_words().desk.close
                    on:click=move |_| open.set(false)
                >
                    <Icon name="cross" />
                </button>
            </header>
            {children()}
        </dialog>
    }
}

/// Has the first field take what is typed: the browser would choose the first button, which closes.
fn focus_first_field(dialog: &web_sys::HtmlDialogElement) {
    let field = dialog.query_selector("input:not([type='checkbox'], [type='radio'], [type='file']), textarea, select");
    if let Some(field) = field.ok().flatten().and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(field.focus());
    }
}

/// Something to be looked at over the whole screen.
#[component]
pub fn Viewer(
    /// What it is.
    label: &'static str,
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Hears that it is closed, by whatever means.
    on_close: Callback<()>,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        if open.get() != dialog.open() {
            if open.get() { drop(dialog.show_modal()) } else { dialog.close() }
        }
    });
    view! {
        <dialog class="viewer" aria-label=label node_ref=dialog on:close=move |_| on_close.run(())>
            {children()}
        </dialog>
    }
}

/// A question about one thing of a list: what a [`Confirm`] asks about, whether it is asked, and the work.
#[derive(Debug)]
pub struct Question<T: 'static> {
    about: RwSignal<Option<T>>,
    /// Whether it is asked now.
    pub open: RwSignal<bool>,
    /// The work that is asked about.
    pub work: Work,
}

impl<T> Clone for Question<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Question<T> {}

impl<T: Clone + Send + Sync + 'static> Question<T> {
    /// A question that was not asked yet.
    #[must_use]
    pub fn new() -> Self {
        Self { about: RwSignal::new(None), open: RwSignal::new(false), work: Work::new() }
    }

    /// Asks about a thing.
    pub fn ask(self, about: T) {
        self.work.clear();
        self.about.set(Some(about));
        self.open.set(true);
    }

    /// What it was asked about last.
    #[must_use]
    pub fn about(self) -> Option<T> {
        self.about.get_untracked()
    }

    /// Words about the thing; none before it is asked.
    pub fn words(self, say: impl Fn(T) -> String + Send + Sync + 'static) -> Signal<String> {
        Signal::derive(move || self.about.get().map_or_else(String::new, &say))
    }
}

impl<T: Clone + Send + Sync + 'static> Default for Question<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Asks before something that is not easily undone.
#[component]
pub fn Confirm(
    /// Id of its heading, unique in the page.
    id: &'static str,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What will follow.
    #[prop(into)]
    text: Signal<String>,
    /// The button that does it.
    action: &'static str,
    /// Whether it is asked now.
    open: RwSignal<bool>,
    /// The work that is asked about.
    work: Work,
    /// Does it.
    on_confirm: Callback<()>,
) -> impl IntoView {
    let t = use_words();
    view! {
        <Dialog id title open>
            <div class="dialog-body">
                {move || work.problem().get().map(|error| view! { <Problem error /> })}
                <p>{move || text.get()}</p>
            </div>
            <footer class="dialog-foot">
                <button
                    class="button primary danger"
                    type="button"
                    aria-busy=move || work.aria_busy()
                    on:click=move |_| on_confirm.run(())
                >
                    {action}
                </button>
                <button class="button" type="button" on:click=move |_| open.set(false)>
                    {t.common.cancel}
                </button>
            </footer>
        </Dialog>
    }
}
