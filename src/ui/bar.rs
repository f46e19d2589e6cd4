//! A bar that shows parts of a whole.

use leptos::prelude::*;

/// What passed and what failed of so many, as a bar. Words beside it say the same: the label is for who does
/// not see it.
#[component]
pub fn Bar(
    /// Of how many.
    whole: u32,
    /// What is good.
    passed: u32,
    /// What failed.
    failed: u32,
    /// What the bar shows, in words.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <svg
            class="bar"
            viewBox=format!("0 0 {} 1", whole.max(1))
            preserveAspectRatio="none"
            role="img"
            aria-label=label
        >
            <rect class="pass" width=passed height="1" />
            <rect class="fail" x=passed width=failed height="1" />
        </svg>
    }
}
