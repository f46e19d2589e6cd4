//! Icons: symbols of one sprite.

use leptos::prelude::*;

/// A symbol of the sprite, decoration beside words: screen readers pass over it.
#[component]
pub fn Icon(
    /// The symbol's name.
    #[prop(into)]
    name: Oco<'static, str>,
    /// Further classes.
    #[prop(into, optional)]
    class: Oco<'static, str>,
) -> impl IntoView {
    view! {
        <svg class=format!("icon {class}") aria-hidden="true">
            <use href=format!("/icons.svg#{name}") />
        </svg>
    }
}
