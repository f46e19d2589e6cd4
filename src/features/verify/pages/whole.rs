//! The record, whole: what is a word in it and not a fact. The browser's module (`crates/verifier`, `whole`) shows one of
//! these after the other.

use leptos::prelude::*;
use norven_words::Locale;

use super::answers::{say_if, slot};

/// The rows of the record.
pub fn rows(locale: Locale) -> impl IntoView {
    view! {
        <template id="say-whole-order">{order(locale)}</template>
        <template id="say-whole-correction">{correction(locale)}</template>
        <template id="say-whole-section">
            <h3>{slot("title")}</h3>
        </template>
        <template id="say-whole-item">{item(locale)}</template>
        <template id="say-whole-photo">{photo(locale)}</template>
        <template id="say-whole-action">{action(locale)}</template>
        <template id="say-whole-signatures">{signatures(locale)}</template>
        <template id="say-whole-signature">{signature(locale)}</template>
    }
}

fn order(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        <p data-part="company">{t.whole_company(slot("company"))}</p>
        <p data-part="client">{t.whole_client(slot("client"))}</p>
        <p data-part="order">{t.whole_order(slot("order"))}</p>
    }
}

fn correction(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        <p>{t.whole_correction(slot("reason"))}</p>
        <p>{t.whole_corrected(slot("by"), slot("from"), slot("to"))}</p>
    }
}

fn item(locale: Locale) -> impl IntoView {
    let (t, words) = (&locale.words().verify, &locale.words().desk);
    view! {
        <h4>{slot("number")} " " {slot("question")}</h4>
        <p>
            {say_if("unanswered", words.no_answer)} {say_if("yes", words.yes)} {say_if("no", words.no)}
            {say_if("value", slot("value"))} {say_if("min", t.whole_min(slot("min")))}
            {say_if("max", t.whole_max(slot("max")))} {say_if("pass", words.pass)} {say_if("fail", words.fail)}
            {say_if("na", words.na)}
        </p>
        <p data-part="note">{t.whole_note(slot("note"))}</p>
    }
}

fn photo(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        <p>
            <span>{t.whole_photo}</span>
            {say_if("caption", slot("caption"))}
            {say_if("taken", slot("taken"))}
            {say_if("drawn-upon", t.whole_drawn_upon)}
        </p>
        <p class="digest">{slot("sha256")}</p>
        <p>{t.whole_shown}</p>
        <p class="digest">{slot("shown")}</p>
    }
}

fn action(locale: Locale) -> impl IntoView {
    let words = locale.words();
    let t = &words.verify;
    view! {
        <p>
            <span>{t.whole_action(slot("text"))}</span>
            {say_if("assignee", slot("assignee"))}
            {say_if("due", t.whole_due(slot("due")))}
            {say_if("done", words.desk.done_on_site)}
            {say_if("done-by", t.whole_done(slot("done_at"), slot("done_by")))}
            {say_if("closed", t.whole_closed(slot("closed_at"), slot("closed_by")))}
        </p>
    }
}

fn signatures(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        <h3>{t.signatures}</h3>
        <p data-part="unsigned">{t.unsigned}</p>
    }
}

fn signature(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        <h4>{slot("signer")}</h4>
        <p>
            {say_if("qualification", slot("qualification"))}
            {say_if("licence", t.whole_licence(slot("licence")))}
            <span>{t.utc(slot("signed_at"))}</span>
            {say_if("drawn-own", t.whole_drawn_own)}
            {say_if("drawn-inspector", t.whole_drawn_inspector)}
            {say_if("typed-own", t.whole_typed_own)}
            {say_if("typed-inspector", t.whole_typed_inspector)}
            {say_if("session", t.whole_session)}
            {say_if("vouched", t.whole_vouched(slot("vouched")))}
            {say_if("ip", slot("ip"))}
            {say_if("position", slot("position"))}
        </p>
        <p>{t.whole_consent(slot("consent"))}</p>
    }
}
