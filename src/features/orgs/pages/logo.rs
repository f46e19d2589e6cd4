//! The organisation's logo among its settings: it changes at once, apart from the form around it.

use leptos::prelude::*;
use norven_proof::digest::Digest;

use crate::{
    features::orgs::api::{change_logo, remove_logo},
    ui::{
        env::{read_base64, use_words},
        icon::Icon,
        problem::Problem,
        routes,
        work::Work,
    },
};

/// Shows the logo, takes another or takes it away.
#[component]
pub fn Logo(
    /// The logo, where there is one.
    logo: Option<Digest>,
    /// The organisation has another one now.
    changed: Callback<()>,
) -> impl IntoView {
    let t = &use_words().orgs;
    let work = Work::new();
    let take = move |event: leptos::ev::Event| {
        read_base64(&event, move |picture| work.run(change_logo(picture), move |()| changed.run(())));
    };
    view! {
        <div class="field" role="group" aria-labelledby="logo">
            <span class="label" id="logo">
                {t.logo}
            </span>
            {move || work.problem().get().map(|error| view! { <Problem error /> })}
            {logo
                .map(|digest| {
                    // The address changes with the picture, or the browser would show the one before.
                    let address = format!("{}?{}", routes::LOGO, digest);
                    view! { <img class="logo" src=address alt=t.logo_alt /> }
                })}
            <label class="file" aria-busy=move || work.aria_busy()>
                <input class="sr" type="file" accept="image/png,image/jpeg,image/webp" on:change=take />
                <Icon name="upload" />
                <span>{if logo.is_some() { t.logo_other } else { t.logo_choose }} <small>{t.logo_hint}</small></span>
            </label>
            {logo
                .is_some()
                .then(|| {
                    view! {
                        <p class="button-row">
                            <button
                                class="button small"
                                type="button"
                                on:click=move |_| work.run(remove_logo(), move |()| changed.run(()))
                            >
                                <Icon name="trash" />
                                {t.logo_remove}
                            </button>
                        </p>
                    }
                })}
        </div>
    }
}
