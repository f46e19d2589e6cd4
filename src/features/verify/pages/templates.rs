//! The place where files are checked, and every verdict in words, as templates that the browser's
//! module chooses from and fills in (`crates/verifier`, `verdict`, says which one means what).

use leptos::prelude::*;
use norven_words::Locale;

use super::{
    answers::{Mark, Verdict, ask, ask_if, next, note_if, say, say_if, shared, shared_items, slot},
    codes::codes,
    details::{details, record},
    genuine::{contradicted, issued, other_report, revoked, stands, superseded, unchecked, when},
    transit::{incomplete, packed, wrapped},
    whole::rows,
};
use crate::ui::{
    env::{use_locale, use_words},
    icon::Icon,
    routes,
};

/// What is offered where a file is chosen: reports, and what they arrive in.
const ACCEPTED: &str = "application/pdf,.pdf,.zip,.gz,.tar,.eml,.msg,.p7m";

/// Where a file is dropped, and where its verdict appears.
#[component]
pub fn Place(
    /// Whether samples are offered.
    samples: bool,
    /// What stands there at first.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let t = &use_words().verify;
    view! {
        <div class="banner warn" id="no-start" role="alert" hidden>
            <Icon name="warning" />
            <div class="banner-text">
                <b>{t.no_start_title}</b>
                <p>{t.no_start_text}</p>
            </div>
        </div>
        // What a code says, or what was looked up, is read before a file is chosen.
        <div class="stack" id="verdict" aria-live="polite">
            {children.map(|children| children())}
        </div>
        <label class="drop" id="drop">
            <input class="sr" type="file" accept=ACCEPTED />
            <Icon name="file" />
            <b>
                <span class="by-mouse">{t.drop}</span>
                <span class="by-touch">{t.drop_touch}</span>
            </b>
            <span class="button primary large">{t.choose}</span>
            <span class="private">
                <Icon name="lock" />
                {t.private}
            </span>
        </label>
        {samples
            .then(|| {
                view! {
                    <p class="tries quiet">
                        <span>{t.samples}</span>
                        <a href=routes::SAMPLE rel="external" data-sample="">
                            {t.sample_genuine}
                        </a>
                        <a href=routes::SAMPLE_TAMPERED rel="external" data-sample="">
                            {t.sample_tampered}
                        </a>
                    </p>
                }
            })}
        <label class="drop again" id="again" data-leave=t.leave hidden>
            <input class="sr" type="file" accept=ACCEPTED />
            <Icon name="file" />
            <b>{t.another}</b>
            <span class="button">{t.choose}</span>
        </label>
    }
}

/// Whom the module trusts.
#[component]
pub fn TrustDocument(
    /// The trust document as JSON.
    json: String,
    /// Where the standing list is, if it is not to be fetched from the address that the document names.
    #[prop(optional, into)]
    standing: Option<&'static str>,
) -> impl IntoView {
    // In JSON a solidus may be escaped (RFC 8259, 7), and then no text in it ends the element.
    let json = json.replace("</", "<\\/");
    view! { <script type="application/json" id="trust" data-standing=standing inner_html=json></script> }
}

/// The templates that the module chooses from.
#[component]
pub fn Templates() -> impl IntoView {
    let locale = use_locale();
    view! {
        <template id="say-reading">{reading(locale)}</template>
        <template id="say-issued">{issued(locale)}</template>
        <template id="say-unchecked">{unchecked(locale)}</template>
        <template id="say-contradicted">{contradicted(locale)}</template>
        <template id="say-superseded">{superseded(locale)}</template>
        <template id="say-revoked">{revoked(locale)}</template>
        <template id="say-other-report">{other_report(locale)}</template>
        <template id="say-altered">{altered(locale)}</template>
        <template id="say-unlogged">{unlogged(locale)}</template>
        <template id="say-not-ours">{not_ours(locale)}</template>
        <template id="say-incomplete">{incomplete(locale)}</template>
        <template id="say-wrapped">{wrapped(locale)}</template>
        <template id="say-packed">{packed(locale)}</template>
        {plain(locale)}
        {codes(locale)}
        {rows(locale)}
        <template id="share-when">{when(locale)}</template>
        <template id="share-stands">{stands(locale)}</template>
        <template id="share-notes">{notes(locale)}</template>
        <template id="share-record">{record(locale)}</template>
        <template id="share-details">{details(locale)}</template>
    }
}

fn reading(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        <section class="sheet hashing" aria-labelledby="reading">
            <div class="between">
                <h2 class="strong small" id="reading">
                    {t.reading(slot("file"))}
                </h2>
                <span class="num small quiet">{slot("size")}</span>
            </div>
            <progress class="progress" value="0" max="1" aria-labelledby="reading"></progress>
            <p class="private">
                <Icon name="lock" />
                {t.reading_private}
            </p>
        </section>
    }
}

fn altered(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    let exact = view! {
        {say_if("appended", t.exact_appended(slot("added")))}
        {say_if("prepended", t.exact_prepended(slot("added")))}
        {say_if("surrounded", t.exact_surrounded(slot("added"), slot("behind")))}
        {say_if("inside", t.exact_inside)}
        {say_if("seal-changed", t.exact_seal)}
        {say_if("shortened", t.exact_shortened)}
        {say_if("rebuilt", t.exact_rebuilt)}
        {say_if("record-kept", t.exact_record_kept)}
        {say_if("record-lost", t.exact_record_lost)}
    };
    let original = view! {
        <span>
            {t.original_text} " " <a class="link" data-original="">
                {t.original_save}
            </a>
        </span>
    };
    view! {
        <Verdict class="bad" icon="broken" title=t.altered_title text=t.altered_text>
            <ul class="asks">
                {ask(Mark::No, t.ask_exact, exact)} {ask_if(Some("original"), Mark::Yes, t.original, original)}
                {ask(Mark::Mind, t.ask_who, say(t.who_altered(slot("sealer"))))} {shared_items("share-notes")}
                {next(locale, "mail", t.original_next)}
            </ul>
            {shared("share-record")}
            {shared("share-details")}
        </Verdict>
    }
}

fn unlogged(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    let why = view! {
        {say_if("why-record", t.why_record)}
        {say_if("why-proof", t.why_proof)}
        {say_if("why-key", t.why_key)}
        {say_if("why-stamp", t.why_stamp)}
    };
    view! {
        <Verdict class="bad" icon="broken" title=t.unlogged_title text=t.unlogged_text>
            <ul class="asks">
                {ask(Mark::No, t.ask_missing, why)} {ask(Mark::Mind, t.ask_exact, say(t.exact_unlogged))}
                {ask(Mark::Mind, t.ask_who, say(t.who_unlogged(slot("sealer"))))} {shared_items("share-notes")}
            </ul>
            {shared("share-record")}
            {shared("share-details")}
        </Verdict>
    }
}

fn not_ours(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    let who = view! {
        {say_if("no-seal", t.who_no_seal(slot("truster")))}
        {say_if("other-seal", t.who_other_seal)}
        {say_if("other-issuer", t.who_other_issuer(slot("truster")))}
    };
    view! {
        <Verdict class="stranger" icon="unknown" title=t.not_ours_title text=t.not_ours_text>
            <ul class="asks">
                {ask(Mark::Open, t.ask_who, who)} {shared_items("share-notes")} {next(locale, "mail", t.original_next)}
            </ul>
            {shared("share-details")}
        </Verdict>
    }
}

/// That it is another report than the one whose code was scanned.
pub fn other_code(locale: Locale) -> impl IntoView {
    let text = locale.words().verify.other_code(slot("code_issuer"), slot("code_number"), slot("code_revision"));
    note_if("other-code", Mark::Mind, text)
}

/// What is rarely to be said, and then to be minded.
fn notes(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        {note_if("same-code", Mark::Yes, t.same_code)} {other_code(locale)}
        {note_if("clock", Mark::Open, t.note_clock(slot("now")))}
        {note_if("old-trust", Mark::Open, t.note_old_trust(slot("origin"), slot("trust_date")))}
    }
}

/// Verdicts that say nothing about a file, each with its own next step.
fn plain(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    let own = t.original_next;
    [
        ("say-future", "info", t.future_title, t.future_text.to_owned(), ("external", t.future_next(slot("origin")))),
        (
            "say-too-large",
            "file",
            t.too_large_title,
            t.too_large_text(slot("file"), slot("limit"), slot("size")),
            ("mail", own.to_owned()),
        ),
        ("say-not-pdf", "file", t.not_pdf_title, t.not_pdf_text(slot("file")), ("mail", own.to_owned())),
        ("say-empty", "file", t.empty_title, t.empty_text(slot("file")), ("mail", own.to_owned())),
        (
            "say-unreadable",
            "file",
            t.unreadable_title,
            t.unreadable_text(slot("file")),
            ("download", t.unreadable_next.to_owned()),
        ),
        ("say-no-trust", "warning", t.no_trust_title, t.no_trust_text.to_owned(), ("sync", t.no_trust_next.to_owned())),
        (
            "say-no-sample",
            "offline",
            t.no_sample_title,
            t.no_sample_text.to_owned(),
            ("sync", t.no_sample_next.to_owned()),
        ),
        (
            "say-code-malformed",
            "warning",
            t.code_malformed_title,
            t.code_malformed_text.to_owned(),
            ("undo", t.code_malformed_next.to_owned()),
        ),
        (
            "say-code-version",
            "info",
            t.code_version_title,
            t.code_version_text.to_owned(),
            ("file", t.code_malformed_next.to_owned()),
        ),
    ]
    .map(|(id, icon, title, text, (step, advice))| {
        // Of a file that was read in pieces there is still the digest.
        let digest = (id == "say-too-large").then(|| {
            view! {
                <div class="verdict-facts">
                    <dl class="facts">
                        <dt>{t.fingerprint}</dt>
                        <dd class="digest">{slot("sha256")}</dd>
                    </dl>
                </div>
            }
        });
        view! {
            <template id=id>
                <Verdict class="neutral" icon title text>
                    <ul class="asks">{next(locale, step, advice)}</ul>
                    {digest}
                </Verdict>
            </template>
        }
    })
    .collect_view()
}
