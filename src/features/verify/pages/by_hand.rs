//! Checking by hand: works in every browser, and with tools nobody here wrote.

use leptos::prelude::*;

use crate::ui::{env::use_words, routes};

/// How each system computes a SHA-256.
const COMPUTE: [(&str, &str); 3] = [
    ("Linux", "sha256sum report.pdf"),
    ("macOS", "shasum -a 256 report.pdf"),
    ("Windows", "certutil -hashfile report.pdf SHA256"),
];

/// Explains how to compute a fingerprint, and looks one up without any script.
#[component]
pub fn ByHand(
    /// What was looked up last.
    asked: String,
) -> impl IntoView {
    let t = &use_words().verify;
    let open = !asked.is_empty();
    view! {
        <details class="fold" id="by-hand" open=open>
            <summary>{t.by_hand}</summary>
            <div class="stack">
                <p class="small">{t.by_hand_compute}</p>
                <dl class="facts">
                    {COMPUTE
                        .map(|(system, command)| {
                            view! {
                                <dt>{system}</dt>
                                <dd>
                                    <code>{command}</code>
                                </dd>
                            }
                        })
                        .collect_view()}
                </dl>
                <form class="stack-s" action=routes::VERIFY method="get">
                    <label class="label" for="digest">
                        {t.by_hand_look_up}
                    </label>
                    <div class="digest-row">
                        <input
                            class="input digest"
                            id="digest"
                            name="digest"
                            value=asked
                            spellcheck="false"
                            autocapitalize="none"
                            autocomplete="off"
                            required
                        />
                        <button class="button">{t.by_hand_button}</button>
                    </div>
                </form>
                <p class="small quiet">{t.by_hand_machines} " " <code>"GET /api/v1/digests/…"</code></p>
            </div>
        </details>
    }
}
