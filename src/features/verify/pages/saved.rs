//! The verifier as one file, to keep.

use leptos::prelude::*;

use super::super::saved::load_saved;
use crate::ui::{env::use_words, icon::Icon, routes};

/// Offers the verifier as one file, with the digests by which anybody recognises it.
#[component]
pub fn Saved() -> impl IntoView {
    let t = &use_words().verify;
    let digests = Resource::new_blocking(|| (), |()| load_saved());
    view! {
        <details class="fold">
            <summary>{t.saved}</summary>
            <div class="stack">
                <p class="small">{t.saved_text}</p>
                <p>
                    <a class="button" href=routes::VERIFIER rel="external" download="verifier.html">
                        <Icon name="download" />
                        {t.saved_link}
                    </a>
                </p>
                <Suspense>
                    {move || Suspend::new(async move {
                        // Without the digests the file is as good.
                        digests
                            .await
                            .ok()
                            .flatten()
                            .map(|digests| {
                                view! {
                                    <dl class="facts">
                                        <dt>{t.saved_file}</dt>
                                        <dd class="digest">{digests.file.to_string()}</dd>
                                        <dt>{t.saved_module}</dt>
                                        <dd class="digest">{digests.module.to_string()}</dd>
                                    </dl>
                                }
                            })
                    })}
                </Suspense>
            </div>
        </details>
    }
}
