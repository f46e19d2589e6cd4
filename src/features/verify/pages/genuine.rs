//! A report that was issued: the same answers whatever became of it since, and headlines that are never better than the
//! worst of them (`crates/verifier`, `verdict`).

use leptos::prelude::*;
use norven_words::Locale;

use super::answers::{Mark, Verdict, ask, ask_if, say, say_if, shared, shared_items, slot};

/// A report that was issued: the same answers, and how it stands.
fn genuine(
    locale: Locale,
    look: (&'static str, &'static str),
    title: &'static str,
    text: impl Into<String>,
) -> impl IntoView {
    let t = &locale.words().verify;
    let text = text.into();
    let who = t.who_answer(slot("issuer"), slot("number"), slot("origin"), slot("revision"));
    let first = view! {
        {say(t.issued_by(slot("date"), slot("issuer"), slot("origin")))}
        " "
        {say_if("verified", t.issued_by_verified(slot("domain")))}
        {say_if("unverified", t.issued_by_unverified)}
        " "
    };
    view! {
        <Verdict class=look.0 icon=look.1 title first=first.into_any() text>
            <ul class="asks">
                {ask(Mark::Yes, t.ask_exact, say(t.exact_yes))} {ask(Mark::Yes, t.ask_who, say(who))}
                {shared_items("share-when")} {shared_items("share-stands")} {shared_items("share-notes")}
            </ul>
            {shared("share-record")}
            {shared("share-details")}
        </Verdict>
    }
}

/// The only good news.
pub fn issued(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    genuine(locale, ("good", "seal"), t.issued_title, t.issued_text)
}

/// A report of which not everything could be checked.
pub fn unchecked(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    genuine(locale, ("calm", "seal"), t.unchecked_title, t.unchecked_text)
}

/// A report whose time of issue an independent clock contradicts.
pub fn contradicted(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    genuine(locale, ("caution", "warning"), t.contradicted_title, t.contradicted_text)
}

/// A report that another one replaced.
pub fn superseded(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    genuine(locale, ("caution", "warning"), t.superseded_title, t.superseded_text(slot("since")))
}

/// A report that its issuer withdrew.
pub fn revoked(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    genuine(locale, ("bad", "broken"), t.revoked_title, t.revoked_text(slot("since")))
}

/// A report, and the code of another one.
pub fn other_report(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    let text =
        t.other_text(slot("code_issuer"), slot("code_number"), slot("code_revision"), slot("number"), slot("revision"));
    genuine(locale, ("caution", "warning"), t.other_title, text)
}

/// What the issuer states, and what others confirm, kept apart.
pub fn when(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    let answer = || {
        view! {
            {say(t.when_states(slot("date"), slot("index")))}
            {say_if("stamped", t.when_stamped(slot("stamp_at"), slot("stamp_by")))}
            {say_if("unstamped", t.when_unstamped)}
            <span data-each="witnesses">{t.when_witnessed(slot("witness"), slot("witness_at"))}</span>
            {say_if("unwitnessed", t.when_unwitnessed)}
            <span data-each="conflicts">{t.when_conflict(slot("clock"), slot("clock_at"))}</span>
        }
    };
    view! {
        {ask_if(Some("confirmed"), Mark::Yes, t.ask_when, answer())}
        {ask_if(Some("unconfirmed"), Mark::Open, t.ask_when, answer())}
        {ask_if(Some("disputed"), Mark::Mind, t.ask_when, answer())}
    }
}

/// Whether it is the last word, as far as the list says so.
pub fn stands(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    let again = |text: String| {
        view! {
            <span>
                {text} " "
                <button class="link" type="button" data-again="">
                    {t.again}
                </button>
            </span>
        }
    };
    let old = t.stands_old_list(slot("list_date"), slot("list_days"));
    view! {
        {ask_if(Some("listed"), Mark::Yes, t.ask_stands, say(t.stands_yes(slot("list_date"))))}
        {ask_if(Some("old-list"), Mark::Open, t.ask_stands, again(old))}
        {ask_if(Some("earlier"), Mark::Open, t.ask_stands, again(t.stands_earlier(slot("list_date"))))}
        {ask_if(Some("unlisted"), Mark::Open, t.ask_stands, again(t.stands_unknown.to_owned()))}
        {ask_if(Some("replaced"), Mark::Mind, t.ask_stands, say(t.stands_replaced(slot("since"))))}
        {ask_if(Some("revoked"), Mark::No, t.ask_stands, say(t.stands_revoked(slot("since"))))}
    }
}
