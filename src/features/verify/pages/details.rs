//! What is folded away: the record, everything for experts, and what no check can say.

use leptos::prelude::*;
use norven_words::Locale;

use super::answers::{say_if, slot};
use crate::ui::env::use_words;

/// How anybody checks a report without this page.
const COMMANDS: &str = "sha256sum report.pdf
pdfdetach -save 1 -o record.json report.pdf && sha256sum record.json
pdfsig report.pdf
norven verify --trust norven-trust.json report.pdf";

/// A row of facts, there only where the view has a part, if one is named.
fn fact(part: Option<&'static str>, class: &'static str, name: &'static str, value: String) -> impl IntoView {
    view! {
        <dt data-part=part>{name}</dt>
        <dd data-part=part class=class>
            {value}
        </dd>
    }
}

/// The record that the file holds, beside the file.
pub fn record(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    let report = t.revision(slot("number"), slot("revision"));
    let counts = t.counts(slot("failed"), slot("na"), slot("passed"));
    let signature = t.signature(slot("signed_at"), slot("signer"));
    view! {
        <details class="fold" data-part="record">
            <summary>{t.record_fold}</summary>
            <div class="stack">
                <p>{t.record_lead}</p>
                <dl class="facts">
                    {fact(None, "", t.issuer, slot("issuer"))} {fact(None, "num", t.report, report)}
                    {fact(None, "num", t.date, t.utc(slot("date")))} {fact(None, "", t.site, slot("site"))}
                    {fact(Some("client"), "", t.client, slot("client"))}
                    {fact(Some("order"), "", t.order_number, slot("order"))}
                    {fact(None, "", t.checklist, t.checklist_version(slot("checklist"), slot("version")))}
                    {fact(Some("standard"), "", t.standard, slot("standard"))}
                    {fact(None, "", t.inspector, slot("inspector"))}
                    {fact(None, "num", t.started, t.utc(slot("started")))}
                    {fact(None, "num", t.finished, t.utc(slot("finished")))} <dt>{t.result}</dt>
                    <dd class="num">
                        <span data-part="percent">{t.percent(slot("percent"))} " · "</span>
                        {counts}
                    </dd>
                    {fact(Some("unsigned"), "", t.signatures, t.unsigned.to_owned())}
                    <div data-each="signatures">{fact(None, "", t.signed, signature)}</div>
                </dl>
            </div>
        </details>
        // Filled in when it is opened. It is long, and nobody wants it read out for having opened it.
        <details class="fold" data-part="record">
            <summary>{t.whole}</summary>
            <div class="stack-s">
                <p>{t.whole_lead}</p>
                <div class="whole" data-whole="" aria-live="off"></div>
            </div>
        </details>
    }
}

/// Everything for whoever wants to know exactly.
pub fn details(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    let certificate =
        t.certificate_text(slot("certifier"), slot("sealer"), slot("serial"), slot("valid_from"), slot("valid_to"));
    let log = t.log_text(slot("entries"), slot("index"), slot("log"));
    let (seal, logged) = (Some("seal"), Some("log"));
    view! {
        <details class="fold">
            <summary>{t.details}</summary>
            <div class="stack">
                <dl class="facts">
                    <dt>{t.file}</dt>
                    <dd>"{file} · {size}"</dd>
                    {fact(None, "digest", t.file_digest, slot("sha256"))}
                    {fact(seal, "digest", t.sealed_digest, slot("sealed"))}
                    {fact(seal, "digest", t.content_digest, slot("content"))}
                    {fact(seal, "", t.certificate, certificate)}
                    {fact(seal, "digest", t.certificate_digest, slot("certificate"))} {fact(logged, "", t.log, log)}
                    {fact(logged, "digest", t.root, slot("root"))}
                    {fact(logged, "digest", t.checkpoint, "{log_url}/checkpoint".to_owned())}
                    {fact(Some("replaced"), "digest", t.successor, "{by}…".to_owned())}
                    <dt data-part="why">{t.reason}</dt>
                    <dd data-part="why">{reasons(locale)}</dd>
                    <dt>{t.sent}</dt>
                    <dd>{t.sent_text}</dd>
                </dl>
                <p>{t.commands_lead}</p>
                <pre class="commands" tabindex="0" aria-label=t.commands_label>
                    {COMMANDS}
                </pre>
                <p>{t.commands_result}</p>
            </div>
        </details>
    }
}

/// What exactly was found, where the answers do not say it all (`crates/verifier`, `reason`).
fn reasons(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    [
        ("reason-no-place", t.reason_no_place.to_owned()),
        ("reason-place", t.reason_place.to_owned()),
        ("reason-length", t.reason_length(slot("covered"), slot("found"))),
        ("reason-bytes", t.reason_bytes(slot("found"))),
        ("reason-form", t.reason_form.to_owned()),
        ("reason-signature", t.reason_signature.to_owned()),
        ("reason-untrusted", t.reason_untrusted.to_owned()),
        ("reason-expired", t.reason_expired.to_owned()),
        ("reason-no-record", t.reason_no_record.to_owned()),
        ("reason-other-record", t.reason_other_record.to_owned()),
        ("reason-record", t.reason_record.to_owned()),
        ("reason-no-proof", t.reason_no_proof.to_owned()),
        ("reason-proof", t.reason_proof.to_owned()),
        ("reason-log", t.reason_log(slot("log"))),
        ("reason-key", t.reason_key(slot("log"))),
        ("reason-interval", t.reason_interval(slot("index"))),
    ]
    .map(|(part, text)| say_if(part, text))
    .collect_view()
}

/// What no check of a file can say.
#[component]
pub fn Limits() -> impl IntoView {
    let t = &use_words().verify;
    let limits = [t.limit_look_alike, t.limit_saved_again, t.limit_truth, t.limit_signatures, t.limit_quantum];
    view! {
        <details class="fold">
            <summary>{t.limits}</summary>
            <ul class="limits">{limits.map(|limit| view! { <li>{limit}</li> }).collect_view()}</ul>
        </details>
    }
}
