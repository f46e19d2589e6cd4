//! What a signer agrees to, in the signer's language.

use leptos::prelude::*;
use norven_words::Locale;

use super::form::error;
use crate::{
    features::evidence::model::{CONSENT_VERSION, consent_text},
    ui::env::use_words,
};

/// The declaration and its tick. Its language is the signer's, whatever the page's.
#[component]
pub fn Consent(
    /// The declaration's language.
    language: RwSignal<Locale>,
    /// Whether the report prints where the signature comes from, which the declaration says.
    printed: bool,
    /// Whether the signer agreed.
    agreed: RwSignal<bool>,
    /// Whether the tick is missing.
    lack: Signal<bool>,
) -> impl IntoView {
    let t = &use_words().sign;
    // Another text is another agreement.
    let choose = move |locale| {
        language.set(locale);
        agreed.set(false);
    };
    let languages = Locale::ALL
        .into_iter()
        .map(|locale| {
            view! {
                <label lang=locale.tag()>
                    <input
                        type="radio"
                        name="consent-language"
                        prop:checked=move || language.get() == locale
                        on:change=move |_| choose(locale)
                    />
                    {locale.name()}
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="stack-s">
            <div class="segments" role="radiogroup" aria-label=t.consent_language>
                {languages}
            </div>
            {move || lack.get().then(|| error(t.consent_missing))}
            <label class="check">
                <input
                    type="checkbox"
                    id="sign-consent"
                    prop:checked=move || agreed.get()
                    on:change=move |event| agreed.set(event_target_checked(&event))
                />
                <span>
                    <span lang=move || language.get().tag()>{move || consent_text(language.get(), printed)}</span>
                    <small>{t.consent_version(CONSENT_VERSION)}</small>
                </span>
            </label>
        </div>
    }
}
