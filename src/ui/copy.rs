//! Taking a text along.

use leptos::prelude::*;

use super::{
    env::{copy, use_words},
    icon::Icon,
};

/// A button that copies a text, and says so.
#[component]
pub fn CopyButton(
    /// The text.
    text: String,
    /// What is copied, for whoever does not see what it stands beside.
    label: &'static str,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let icon = move || if copied.get() { "check" } else { "copy" };
    view! {
        <button
            class="button quiet square small"
            type="button"
            title=label
            aria-label=label
            on:click=move |_| copy(&text, move || copied.set(true))
        >
            {move || view! { <Icon name=icon() /> }}
        </button>
        <span class="sr" role="status">
            {move || copied.get().then_some(use_words().common.copied)}
        </span>
    }
}
