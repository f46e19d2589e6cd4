//! The verify page. The server writes it whole, every verdict included, and it works without the
//! application: a small module of its own (`crates/verifier`) reads the file and picks the verdict.

mod by_hand;
mod verdicts;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use norven_proof::digest::Digest;

use self::{
    by_hand::ByHand,
    verdicts::{Facts, Templates, malformed, typed, unmentioned},
};
use super::api::look_up_digest;
use crate::ui::{
    env::{use_locale, use_words},
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
            <label class="drop" id="drop">
                <input class="sr" type="file" accept="application/pdf" />
                <Icon name="file" />
                <b>{t.drop}</b>
                <span class="button primary large">{t.choose}</span>
                <span class="private">
                    <Icon name="lock" />
                    {t.private}
                </span>
            </label>
            <p class="tries quiet">
                <span>{t.samples}</span>
                <a href=routes::SAMPLE rel="external" data-sample="">
                    {t.sample_genuine}
                </a>
                <a href=routes::SAMPLE_TAMPERED rel="external" data-sample="">
                    {t.sample_tampered}
                </a>
            </p>
            <div class="stack" id="verdict" aria-live="polite">
                {asked.clone().map(|asked| view! { <LookedUp asked /> })}
            </div>
            <label class="drop again" id="again" hidden>
                <input class="sr" type="file" accept="application/pdf" />
                <Icon name="file" />
                <b>{t.another}</b>
                <span class="button">{t.choose}</span>
            </label>
            <ByHand asked=asked.unwrap_or_default() />
            <Templates />
            <script type="module" src="/verify.js"></script>
        </Public>
    }
}

/// What the register says of a digest that was typed: the page's work where no script runs.
#[component]
fn LookedUp(
    /// What was typed.
    asked: String,
) -> impl IntoView {
    let locale = use_locale();
    let digest = asked.trim().to_ascii_lowercase().parse::<Digest>().ok();
    let found = Resource::new_blocking(
        move || digest,
        |digest| async move {
            match digest {
                Some(digest) => look_up_digest(digest).await.map(|found| Some((digest, found))),
                None => Ok(None),
            }
        },
    );
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(None) => malformed(locale).into_any(),
                    Ok(Some((digest, Some(entry)))) => typed(locale, &Facts::of(locale, digest, &entry)).into_any(),
                    Ok(Some((_, None))) => unmentioned(locale).into_any(),
                    Err(error) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}
