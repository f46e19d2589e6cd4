//! The organisation's logo among its settings: it changes at once, apart from the form around it.

use leptos::prelude::*;
use norven_proof::digest::Digest;

use super::viewer::use_viewer;
use crate::{
    features::orgs::{
        api::{change_logo, remove_logo},
        model::Viewer,
    },
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
) -> impl IntoView {
    let t = &use_words().orgs;
    let work = Work::new();
    let logo = RwSignal::new(logo);
    let viewer = use_viewer();
    // The form around it may hold what is not saved yet: whoever comes to it next sees the logo, nobody is told.
    let show = move |digest: Option<Digest>| {
        viewer.update_untracked(|viewer| {
            if let Some(Ok(Viewer { org: Some((org, _)), .. })) = viewer {
                org.logo = digest;
            }
        });
        logo.set(digest);
    };
    let take = move |event: leptos::ev::Event| {
        read_base64(&event, move |picture| {
            work.run_proved(move || change_logo(picture.clone()), move |digest| show(Some(digest)));
        });
    };
    view! {
        <div class="field" role="group" aria-labelledby="logo">
            <span class="label" id="logo">
                {t.logo}
            </span>
            {move || work.problem().get().map(|error| view! { <Problem error /> })}
            {move || {
                logo.get()
                    .map(|digest| {
                        // The address changes with the picture, or the browser would show the one before.
                        let address = format!("{}?{}", routes::LOGO, digest);
                        view! { <img class="logo" src=address alt=t.logo_alt /> }
                    })
            }}
            <label class="file" aria-busy=move || work.aria_busy()>
                <input class="sr" type="file" accept="image/png,image/jpeg,image/webp" on:change=take />
                <Icon name="upload" />
                <span>{move || if logo.get().is_some() { t.logo_other } else { t.logo_choose }} <small>{t.logo_hint}</small></span>
            </label>
            {move || {
                logo.get()
                    .map(|_| {
                        view! {
                            <p class="button-row">
                                <button
                                    class="button small"
                                    type="button"
                                    on:click=move |_| work.run_proved(remove_logo, move |()| show(None))
                                >
                                    <Icon name="trash" />
                                    {t.logo_remove}
                                </button>
                            </p>
                        }
                    })
            }}
        </div>
    }
}
