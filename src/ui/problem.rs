//! Showing what went wrong.

use leptos::prelude::*;

use super::{
    env::{use_locale, use_words},
    icon::Icon,
    routes,
};
use crate::error::AppError;

/// An error in its one clear sentence, announced to screen readers.
#[component]
pub fn Problem(
    /// What went wrong.
    error: AppError,
) -> impl IntoView {
    let ways = ways_out(&error);
    let ways = (!ways.is_empty()).then(|| {
        let link = |(href, label)| {
            view! {
                <a class="button small" href=href rel="external">
                    {label}
                </a>
            }
        };
        view! { <div class="banner-actions">{ways.into_iter().map(link).collect_view()}</div> }
    });
    view! {
        <div class="banner fail" role="alert">
            <Icon name="warning" />
            <p class="banner-text">{error.sentence(use_locale())}</p>
            {ways}
        </div>
    }
}

/// Where somebody can do what an error asks for.
fn ways_out(error: &AppError) -> Vec<(&'static str, &'static str)> {
    let t = &use_words().errors;
    match error {
        // The page itself, which asks to sign in and then comes back.
        AppError::NotSignedIn => vec![("", use_words().common.sign_in)],
        AppError::PasskeyNeeded => vec![(routes::SIGN_IN, t.use_passkey), (routes::PROFILE, t.add_passkey)],
        AppError::NameNeeded => vec![(routes::PROFILE, t.add_name)],
        AppError::ProviderNeeded => vec![(routes::SIGN_IN_COMPANY, t.use_provider)],
        _ => Vec::new(),
    }
}
