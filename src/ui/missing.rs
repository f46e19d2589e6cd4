//! The page for an address that leads nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    env::{note_missing, use_words},
    layout::Brand,
    routes,
};

/// Says that there is nothing here, and where to go.
#[component]
pub fn MissingPage() -> impl IntoView {
    note_missing();
    let t = &use_words().common;
    view! {
        <Title text=t.missing_title />
        <div class="gate">
            <header class="gate-bar">
                <Brand />
            </header>
            <main class="oops" id="main" tabindex="-1">
                <p class="oops-code num">"404"</p>
                <h1>{t.missing_title}</h1>
                <p class="quiet">{t.missing_text}</p>
                <p class="button-row">
                    <a class="button primary" href=routes::HOME rel="external">
                        {t.to_start}
                    </a>
                    <a class="button" href=routes::VERIFY rel="external">
                        {t.verify_a_report}
                    </a>
                </p>
            </main>
        </div>
    }
}
