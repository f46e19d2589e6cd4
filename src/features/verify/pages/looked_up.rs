//! What the register says of a digest that was typed: the page's work where no script runs. A digest
//! alone is never good news: it can be copied.

use leptos::prelude::*;
use norven_proof::digest::Digest;
use norven_words::Locale;

use super::{
    super::{api::look_up_digest, model::Registered},
    answers::{Verdict, next},
};
use crate::ui::{env::use_locale, problem::Problem};

/// What the register says of a digest that was typed.
#[component]
pub fn LookedUp(
    /// What was typed.
    asked: String,
) -> impl IntoView {
    let locale = use_locale();
    let digest = Digest::copied(&asked).ok();
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
                    Ok(Some((digest, Some(entry)))) => known(locale, digest, &entry).into_any(),
                    Ok(Some((_, None))) => unknown(locale).into_any(),
                    Err(error) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn known(locale: Locale, digest: Digest, entry: &Registered) -> impl IntoView + use<> {
    let t = &locale.words().verify;
    let (issuer, date) = (entry.issuer.clone(), t.utc(entry.issued.date_time(locale)));
    let report = t.revision(&entry.number, entry.revision);
    view! {
        <Verdict class="neutral" icon="info" title=t.typed_title text=t.typed_text>
            <div class="verdict-facts">
                <dl class="facts">
                    <dt>{t.issuer_own_name}</dt>
                    <dd>{issuer}</dd>
                    <dt>{t.report}</dt>
                    <dd class="num">{report}</dd>
                    <dt>{t.date}</dt>
                    <dd class="num">{date}</dd>
                    <dt>{t.fingerprint}</dt>
                    <dd class="digest">{digest.to_string()}</dd>
                </dl>
            </div>
        </Verdict>
    }
}

fn unknown(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        <Verdict class="neutral" icon="unknown" title=t.untyped_title text=t.untyped_text>
            <ul class="asks">{next(locale, "mail", t.original_next)}</ul>
        </Verdict>
    }
}

fn malformed(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        <Verdict class="neutral" icon="warning" title=t.malformed_title text=t.malformed_text>
            <ul class="asks">{next(locale, "undo", t.malformed_next)}</ul>
        </Verdict>
    }
}
