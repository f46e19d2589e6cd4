//! What is said of a QR code: facts and how the report stands, never green.

use leptos::prelude::*;
use norven_words::Locale;

use super::answers::{Verdict, next, slot};

/// The templates of what a QR code says.
pub fn codes(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        <template id="say-code">
            <Verdict class="neutral" icon="info" title=t.code_title text=t.code_text>
                {code_facts(locale)}
            </Verdict>
        </template>
        <template id="say-code-superseded">
            <Verdict
                class="caution"
                icon="warning"
                title=t.code_superseded_title
                text=t.code_superseded_text(slot("since"))
            >
                {code_facts(locale)}
            </Verdict>
        </template>
        <template id="say-code-revoked">
            <Verdict class="bad" icon="broken" title=t.code_revoked_title text=t.code_revoked_text(slot("since"))>
                {code_facts(locale)}
            </Verdict>
        </template>
        <template id="say-code-forged">
            <Verdict class="bad" icon="broken" title=t.code_forged_title text=t.code_forged_text>
                <ul class="asks">{next(locale, "mail", t.original_next)}</ul>
            </Verdict>
        </template>
    }
}

fn code_facts(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        <div class="verdict-facts">
            <dl class="facts">
                <dt>{t.issuer_own_name}</dt>
                <dd>{slot("issuer")}</dd>
                <dt>{t.report}</dt>
                <dd class="num">{t.revision(slot("number"), slot("revision"))}</dd>
                <dt>{t.date}</dt>
                <dd class="num">{slot("date")}</dd>
                <dt>{t.result}</dt>
                <dd class="num">{slot("result")}</dd>
                <dt data-part="current">{t.code_standing}</dt>
                <dd data-part="current">{t.code_current(slot("list_date"))}</dd>
                <dt data-part="unchecked">{t.code_standing}</dt>
                <dd data-part="unchecked">{t.code_unchecked}</dd>
                <dt>{t.code_digest}</dt>
                <dd class="digest">{slot("content")}</dd>
            </dl>
        </div>
        <ul class="asks">{next(locale, "file", t.code_next)}</ul>
    }
}
