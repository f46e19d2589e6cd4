//! The page that leads to a provider.
//!
//! A form may not lead to another site, nor be redirected there (`form-action` of our policy, which Chromium holds
//! redirects to as well). So its answer is a page, which leads on by itself.

use leptos::prelude::*;
use norven_words::Locale;

use super::providers::Journey;

/// The page, as HTML.
pub fn page(journey: &Journey, locale: Locale) -> String {
    let t = &locale.words().identity;
    let at_once = format!("0; url={}", journey.url);
    let page = view! {
        <!DOCTYPE html>
        <html lang=locale.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <meta http-equiv="refresh" content=at_once />
                <title>{t.provider_leaving(&journey.name)}</title>
                <link rel="stylesheet" href="/pkg/norven.css" />
            </head>
            <body>
                <div class="gate">
                    <main class="gate-card">
                        <h1>{t.provider_leaving(&journey.name)}</h1>
                        <a class="button large" href=journey.url.clone()>
                            {t.provider_sign_in(&journey.name)}
                        </a>
                    </main>
                </div>
            </body>
        </html>
    };
    page.to_html()
}
