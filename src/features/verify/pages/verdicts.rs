//! Every verdict, in words. As a template each keeps its `{placeholders}`, which the browser's module
//! fills in; what the server itself looked up it fills in here.

use leptos::prelude::*;
use norven_proof::digest::Digest;
use norven_words::Locale;

use super::super::model::Registered;
use crate::ui::{
    env::{use_locale, use_words},
    icon::Icon,
};

/// How anybody checks a report without this page.
const COMMANDS: &str = "sha256sum report.pdf
pdfdetach -save 1 -o record.json report.pdf
sha256sum record.json";

/// What verdicts speak of.
pub struct Facts {
    issuer: String,
    number: String,
    revision: String,
    date: String,
    digest: String,
}

impl Facts {
    /// Placeholders of these names instead of facts.
    fn placeholders() -> Self {
        let placeholder = |name| format!("{{{name}}}");
        Self {
            issuer: placeholder("issuer"),
            number: placeholder("number"),
            revision: placeholder("revision"),
            date: placeholder("date"),
            digest: placeholder("digest"),
        }
    }

    /// The facts of an entry.
    pub fn of(locale: Locale, digest: Digest, entry: &Registered) -> Self {
        Self {
            issuer: entry.issuer.clone(),
            number: entry.number.clone(),
            revision: entry.revision.to_string(),
            date: entry.issued.date_time(locale),
            digest: digest.to_string(),
        }
    }
}

/// The templates that the module chooses from.
#[component]
pub fn Templates() -> impl IntoView {
    let locale = use_locale();
    let facts = &Facts::placeholders();
    let t = &use_words().verify;
    view! {
        <template id="say-reading">{reading(locale)}</template>
        <template id="say-issued">{issued(locale, facts)}</template>
        <template id="say-record">{record(locale, facts)}</template>
        <template id="say-unknown">{unknown(locale, facts)}</template>
        <template id="say-mentioned">
            {mentioned(locale, facts, t.mentioned_title, t.mentioned_text, Some(t.mentioned_next))}
        </template>
        <template id="say-unmentioned">{unmentioned(locale)}</template>
        <template id="say-malformed">{malformed(locale)}</template>
        <template id="say-offline">
            {verdict("offline", "offline", t.offline_title, t.offline_text, next(locale, "sync", t.offline_next, true))}
        </template>
        <template id="say-busy">
            {verdict(
                "offline",
                "clock",
                t.busy_title,
                t.busy_text,
                next(locale, "sync", t.busy_next("{seconds}"), true),
            )}
        </template>
        <template id="say-unreadable">
            {verdict(
                "offline",
                "file",
                t.unreadable_title,
                t.unreadable_text("{name}"),
                next(locale, "download", t.unreadable_next, false),
            )}
        </template>
    }
}

/// A verdict: one sentence in colour, icon and words, and what follows from it.
fn verdict(
    class: &'static str,
    icon: &'static str,
    title: &'static str,
    text: impl Into<String>,
    body: impl IntoView,
) -> impl IntoView {
    view! {
        <section class=format!("verdict {class}") aria-labelledby="verdict-title">
            <header class="verdict-head">
                <Icon name=icon />
                <h2 id="verdict-title" tabindex="-1">
                    {title}
                </h2>
                <p>{text.into()}</p>
            </header>
            {body}
        </section>
    }
}

/// What to do next.
fn next(locale: Locale, icon: &'static str, text: impl Into<String>, again: bool) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        <ul class="asks">
            <li>
                <Icon name=icon />
                <b>{t.next}</b>
                <span>
                    {text.into()}
                    {again
                        .then(|| {
                            view! {
                                " "
                                <button class="link" type="button" data-again="">
                                    {t.again}
                                </button>
                            }
                        })}
                </span>
            </li>
        </ul>
    }
}

fn reading(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    view! {
        <section class="sheet hashing" aria-labelledby="reading">
            <div class="between">
                <h2 class="strong small" id="reading">
                    {t.reading("{name}")}
                </h2>
                <span class="num small quiet">"{total}"</span>
            </div>
            <progress class="progress" value="0" max="1" aria-labelledby="reading"></progress>
            <p class="private">
                <Icon name="lock" />
                {t.reading_private}
            </p>
        </section>
    }
}

fn issued(locale: Locale, facts: &Facts) -> impl IntoView + use<> {
    let t = &locale.words().verify;
    let text = t.issued_text(&facts.date, &facts.issuer);
    verdict("good", "seal", t.issued_title, text, view! { {asks(locale, facts)} {details(locale, facts)} })
}

fn record(locale: Locale, facts: &Facts) -> impl IntoView + use<> {
    let t = &locale.words().verify;
    let text = t.record_text(&facts.date, &facts.issuer, &facts.number);
    verdict("good", "seal", t.record_title, text, asks(locale, facts))
}

fn unknown(locale: Locale, facts: &Facts) -> impl IntoView + use<> {
    let t = &locale.words().verify;
    let next = next(locale, "mail", t.unknown_next, false);
    verdict("unknown", "unknown", t.unknown_title, t.unknown_text, view! { {next} {details(locale, facts)} })
}

/// The three questions of whoever receives a report. What was not checked is not claimed.
fn asks(locale: Locale, facts: &Facts) -> impl IntoView + use<> {
    let t = &locale.words().verify;
    view! {
        <ul class="asks">
            <li>
                <Icon name="check" class="pass" />
                <b>{t.ask_exact}</b>
                <span>{t.ask_exact_yes}</span>
            </li>
            <li>
                <Icon name="check" class="pass" />
                <b>{t.ask_who}</b>
                <span>{t.ask_who_answer(&facts.issuer, &facts.number, &facts.revision)}</span>
            </li>
            <li>
                <Icon name="dash" class="na" />
                <b>{t.ask_when}</b>
                <span>{t.ask_when_answer(&facts.date)}</span>
            </li>
        </ul>
    }
}

/// Everything for whoever wants to know exactly.
fn details(locale: Locale, facts: &Facts) -> impl IntoView + use<> {
    let t = &locale.words().verify;
    view! {
        <details class="fold">
            <summary>{t.details}</summary>
            <div class="stack">
                <dl class="facts">
                    <dt>{t.file}</dt>
                    <dd>"{file} · {size}"</dd>
                    <dt>{t.fingerprint}</dt>
                    <dd class="digest">{facts.digest.clone()}</dd>
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

/// An entry that a digest alone led to. It is never good news: digests can be copied.
fn mentioned(
    locale: Locale,
    facts: &Facts,
    title: &'static str,
    text: &'static str,
    advice: Option<&'static str>,
) -> impl IntoView + use<> {
    let t = &locale.words().verify;
    let body = view! {
        <div class="verdict-facts">
            <dl class="facts">
                <dt>{t.issuer}</dt>
                <dd>{facts.issuer.clone()}</dd>
                <dt>{t.report}</dt>
                <dd class="num">{t.revision(&facts.number, &facts.revision)}</dd>
                <dt>{t.date}</dt>
                <dd class="num">{t.utc(&facts.date)}</dd>
                <dt>{t.fingerprint}</dt>
                <dd class="digest">{facts.digest.clone()}</dd>
            </dl>
        </div>
        {advice.map(|advice| next(locale, "file", advice, false))}
    };
    verdict("neutral", "info", title, text, body)
}

/// What the register says of a digest that a person computed and typed.
pub fn typed(locale: Locale, facts: &Facts) -> impl IntoView + use<> {
    let t = &locale.words().verify;
    mentioned(locale, facts, t.typed_title, t.typed_text, None)
}

/// The register does not know a digest.
pub fn unmentioned(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    let next = next(locale, "mail", t.unmentioned_next, false);
    verdict("unknown", "unknown", t.unmentioned_title, t.unmentioned_text, next)
}

/// A text that is no digest.
pub fn malformed(locale: Locale) -> impl IntoView {
    let t = &locale.words().verify;
    verdict("offline", "warning", t.malformed_title, t.malformed_text, next(locale, "undo", t.malformed_next, false))
}
