//! Showing what went wrong.

use leptos::prelude::*;

use super::{env::use_locale, icon::Icon};
use crate::error::AppError;

/// An error in its one clear sentence, announced to screen readers.
#[component]
pub fn Problem(
    /// What went wrong.
    error: AppError,
) -> impl IntoView {
    view! {
        <div class="banner fail" role="alert">
            <Icon name="warning" />
            <p class="banner-text">{error.sentence(use_locale())}</p>
        </div>
    }
}
