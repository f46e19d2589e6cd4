//! The verify page. The server writes it whole, every verdict included, and it works without the
//! application: a small module of its own (`crates/verifier`) verifies the file on the reader's device
//! and picks the verdict.

mod answers;
mod by_hand;
mod codes;
mod details;
mod genuine;
mod looked_up;
mod saved;
mod templates;
mod transit;
mod whole;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use self::{by_hand::ByHand, looked_up::LookedUp, saved::Saved};
pub use self::{
    details::Limits,
    templates::{Place, Templates, TrustDocument},
};
use super::api::load_trust;
use crate::ui::{
    env::{site_file, use_words},
    icon::Icon,
    layout::Public,
    problem::Problem,
    routes,
};

/// Tells whether a report was issued here and is unmodified.
#[component]
pub fn VerifyPage() -> impl IntoView {
    let words = use_words();
    let t = &words.verify;
    let asked = use_query_map().with_untracked(|query| query.get("digest")).filter(|text| !text.trim().is_empty());
    let typed = asked.clone().unwrap_or_default();
    let trust = Resource::new_blocking(|| (), |()| load_trust());
    view! {
        <Public title=words.common.verify_a_report here=routes::VERIFY>
            <header>
                <h1 class="title-xl">{t.title}</h1>
                <p class="lead">{t.lead}</p>
            </header>
            <noscript>
                <div class="banner warn">
                    <Icon name="warning" />
                    <div class="banner-text">
                        <b>{t.no_script_title}</b>
                        <p>{t.no_script_text} " " <a href="#by-hand">{t.no_script_link}</a></p>
                    </div>
                </div>
            </noscript>
            <Place samples=true>{asked.map(|asked| view! { <LookedUp asked /> })}</Place>
            <ByHand asked=typed />
            <Limits />
            <Saved />
            <Templates />
            <Suspense>
                {move || Suspend::new(async move {
                    match trust.await {
                        Ok(json) => view! { <TrustDocument json standing=routes::STANDING /> }.into_any(),
                        Err(error) => view! { <Problem error /> }.into_any(),
                    }
                })}
            </Suspense>
            <script type="module" src=site_file("/verify.js")></script>
        </Public>
    }
}
