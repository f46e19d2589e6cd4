//! The report as a web page: the record's third face, beside the PDF and the record itself. It is written without script,
//! in the report's own language, in the words that its PDF prints (`norven_press::words`).

use leptos::prelude::*;
use norven_press::words::{ItemWords, PhotoWords, SectionWords, SignatureWords, SignedWords, Words, words};
use norven_proof::{
    digest::Digest,
    record::{Outcome, Record, Score, Stroke},
};
use norven_words::Locale;

use super::opening::Opened;
use crate::{
    error::AppError,
    features::{evidence::pages::annotated::Drawn, reports::model::ReportStatus},
    platform::fault::Fault,
    server::state::App,
    ui::{bar::Bar, env::site_file, icon::Icon, routes},
};

/// The page of a report.
///
/// # Errors
/// When the record cannot be put into words.
pub fn report(app: &App, token: &str, opened: &Opened, record: &Record, bytes: &[u8]) -> Result<String, Fault> {
    let said = words(record).map_err(Fault::internal)?;
    let locale = Locale::from_tag(&record.language).unwrap_or_default();
    let t = &locale.words().sharing;
    let title = format!("{} · {}", said.number, said.title);
    let status = opened.handed().status;
    let digest = Digest::of(bytes);
    let (verify, score) = (app.origin.url(routes::VERIFY), record.core.score.clone());
    Ok(document(app, locale, &title, move || {
        view! {
            <div class="public shared">
                <header class="public-bar">
                    <b>{said.issuer.clone()}</b>
                    <a class="button primary" href=routes::shared_pdf(token) download="">
                        <Icon name="download" />
                        {t.download}
                    </a>
                </header>
                <main class="public-main" id="main">
                    {standing(locale, status)}
                    <header>
                        {(!said.company.is_empty())
                            .then(|| view! { <p class="small quiet">{said.company.join(" · ")}</p> })}
                        <h1 class="title-xl">{said.title.clone()}</h1>
                        <p class="lead">{said.place.join(" · ")}</p>
                        <p class="small quiet num">{said.number.clone()}</p>
                    </header>
                    {result(locale, &said, &score)}
                    <dl class="facts">
                        {said
                            .facts
                            .iter()
                            .map(|(label, fact)| {
                                view! {
                                    <dt>{*label}</dt>
                                    <dd>{fact.clone()}</dd>
                                }
                            })
                            .collect_view()}
                    </dl>
                    {to_do(&said)}
                    <div class="review">
                        {said
                            .sections
                            .iter()
                            .zip(1..)
                            .filter(|(section, _)| !section.items.is_empty())
                            .map(|(part, number)| section(locale, token, number, part))
                            .collect_view()}
                    </div>
                    {signatures(&said.signatures)}
                    <section class="panel" aria-labelledby="genuine">
                        <h2 id="genuine">{t.genuine}</h2>
                        <p class="small">{t.genuine_text}</p>
                        <p class="button-row">
                            <a class="button" href=routes::shared_pdf(token) download="">
                                <Icon name="download" />
                                {t.download}
                            </a>
                            <a class="button" href=verify>
                                {t.verify}
                            </a>
                            <a class="button quiet" href=routes::shared_record(token) download="">
                                {t.record}
                            </a>
                        </p>
                        <p class="small quiet">{said.digest_label}</p>
                        <p class="digest">{digest.to_string()}</p>
                    </section>
                </main>
            </div>
        }
    }))
}

/// That the report is not the last word, where it is not.
fn standing(locale: Locale, status: ReportStatus) -> impl IntoView {
    let t = &locale.words().sharing;
    let (class, icon, title, text) = match status {
        ReportStatus::Current => return None,
        ReportStatus::Replaced => ("banner warn", "sync", t.replaced_title, t.replaced_text),
        ReportStatus::Revoked => ("banner fail", "cross", t.revoked_title, t.revoked_text),
    };
    Some(view! {
        <div class=class role="alert">
            <Icon name=icon />
            <div class="banner-text">
                <b>{title}</b>
                <p>{text}</p>
            </div>
        </div>
    })
}

fn result(locale: Locale, said: &Words, score: &Score) -> impl IntoView + use<> {
    let label = locale.words().reports.result_bar(score.failed, score.items, score.not_applicable, score.passed);
    let bar = said.percent.is_some().then(|| {
        view! { <Bar whole=score.items passed=score.passed failed=score.failed label /> }
    });
    view! {
        <div class="result">
            {said.percent.clone().map(|percent| view! { <b>{percent}</b> })}
            <div>
                <p class="result-words">
                    <b>{said.verdict.clone()}</b>
                    {said.counts.clone().map(|counts| view! { <span class="quiet num">{counts}</span> })}
                </p>
                {bar}
            </div>
        </div>
    }
}

/// The items that need something to be done, each a way to it.
fn to_do(said: &Words) -> impl IntoView + use<> {
    let entries: Vec<_> = said
        .to_be_done
        .iter()
        .filter_map(|(section, at)| {
            let item = said.sections.get(section.checked_sub(1)?)?.items.get(*at)?;
            let actions: Vec<String> = item.actions.iter().map(|action| action.join(" · ")).collect();
            let failed = item.outcome == Outcome::Fail;
            let (icon, class) = if failed { ("cross", "fail") } else { ("flag", "") };
            Some(view! {
                <li>
                    <Icon name=icon class=class />
                    <a href=format!("#{}", anchor(*section, *at))>{item.question.clone()}</a>
                    <span>{[vec![item.number.clone()], actions].concat().join(" · ")}</span>
                </li>
            })
        })
        .collect();
    let nothing = entries.is_empty().then(|| view! { <p class="small quiet">{said.nothing_to_do}</p> });
    view! {
        <section class="panel" aria-labelledby="to-do">
            <h2 id="to-do">{said.to_do}</h2>
            <ul class="attention">{entries}</ul>
            {nothing}
        </section>
    }
}

/// Where an item is in the page.
fn anchor(section: usize, at: usize) -> String {
    format!("item-{section}-{at}")
}

fn section(locale: Locale, token: &str, number: usize, section: &SectionWords) -> impl IntoView + use<> {
    let heading = format!("section-{number}");
    let labelled_by = heading.clone();
    let items = section.items.iter().enumerate().map(|(at, said)| item(locale, token, &anchor(number, at), said));
    view! {
        <section aria-labelledby=labelled_by>
            <header class="review-head">
                <h2 id=heading>{format!("{number} · {}", section.title)}</h2>
                <span>{section.score.clone()}</span>
            </header>
            {items.collect_view()}
        </section>
    }
}

fn item(locale: Locale, token: &str, id: &str, said: &ItemWords) -> impl IntoView + use<> {
    let (class, icon) = match said.outcome {
        Outcome::Pass => ("status pass", Some("check")),
        Outcome::Fail => ("status fail", Some("cross")),
        Outcome::NotApplicable => ("status na", Some("dash")),
        Outcome::Neutral => ("status", None),
    };
    let beside = (!said.words.is_empty()).then(|| {
        view! { <span class=class>{icon.map(|name| view! { <Icon name /> })} {said.words.join(" · ")}</span> }
    });
    let photos = said.photos.iter().map(|shown| photo(locale, token, shown)).collect::<Vec<_>>();
    let photos = (!photos.is_empty()).then(|| view! { <ul class="photos">{photos}</ul> });
    let label = said.action_label;
    let actions = said.actions.iter().map(|action| {
        view! { <p class="action-box"><b>{label}</b> " " {action.join(" · ")}</p> }
    });
    view! {
        <div class="review-item" id=id.to_owned()>
            <span class="item-no">{said.number.clone()}</span>
            <h3 class="question">
                {said.question.clone()}
                {said.limits.clone().map(|limits| view! { <small class="quiet">{limits}</small> })}
            </h3>
            {beside}
            <div class="review-body">
                {said.text.clone().map(|text| view! { <p class="note">{text}</p> })}
                {said.note.clone().map(|note| view! { <p class="note">{note}</p> })}
                {photos}
                {actions.collect_view()}
            </div>
        </div>
    }
}

fn photo(locale: Locale, token: &str, said: &PhotoWords) -> impl IntoView + use<> {
    let address = routes::shared_photo(token, &said.id);
    let large = address.clone();
    let (width, height) = said.size;
    let drawn = locale.words().evidence.drawn(said.annotations.len());
    view! {
        <li>
            <figure>
                <a href=large target="_blank">
                    <span class="annotated">
                        <img src=address alt=said.alt.clone() width=width height=height loading="lazy" />
                        <Drawn
                            annotations=said.annotations.clone()
                            size=(f64::from(width), f64::from(height))
                            fitted=true
                            label=drawn
                        />
                    </span>
                </a>
                <figcaption>{said.caption.clone()}</figcaption>
            </figure>
        </li>
    }
}

fn signatures(said: &SignatureWords) -> impl IntoView + use<> {
    let nobody = said.each.is_empty().then(|| view! { <p class="small quiet">{said.nobody}</p> });
    let label = said.digest_label;
    let each = said.each.iter().map(|one| signature(one, label)).collect_view();
    view! {
        <section class="panel" aria-labelledby="signatures">
            <h2 id="signatures">{said.title} " " <small class="quiet">{said.kind}</small></h2>
            {nobody}
            <ul class="signatures">{each}</ul>
        </section>
    }
}

fn signature(said: &SignedWords, label: &'static str) -> impl IntoView + use<> {
    let name = said.who.first().cloned().unwrap_or_default();
    let pad = if said.strokes.is_empty() {
        view! { <span class="signature-typed">{name.clone()}</span> }.into_any()
    } else {
        let (width, height) = (Stroke::FIELD_WIDTH, Stroke::FIELD_HEIGHT);
        let lines = said.strokes.iter().map(|stroke| view! { <path d=line(stroke) /> });
        view! {
            <svg viewBox=format!("0 0 {width} {height}") role="img" aria-label=name.clone()>
                {lines.collect_view()}
            </svg>
        }
        .into_any()
    };
    view! {
        <li class="signature">
            <span>{pad}</span>
            <div>
                <p>
                    <b>{name}</b>
                    {said.who.iter().skip(1).map(|part| format!(", {part}")).collect::<String>()}
                </p>
                {(!said.qualification.is_empty()).then(|| view! { <p>{said.qualification.join(" · ")}</p> })}
                <p class="quiet">{said.given.clone()}</p>
                {said.origin.clone().map(|origin| view! { <p class="quiet">{origin}</p> })}
                <p class="quiet">{said.agreed.clone()}</p>
                <p class="quiet">{label}</p>
                <p class="digest">{said.signed.to_string()}</p>
            </div>
        </li>
    }
}

/// A stroke as the data of an SVG path.
fn line(stroke: &Stroke) -> String {
    match stroke.0.as_slice() {
        // A dot is a line to where it is.
        [[x, y, _]] => format!("M{x} {y}L{x} {y}"),
        points => {
            let line = |(at, [x, y, _]): (usize, &[u32; 3])| format!("{}{x} {y}", if at == 0 { "M" } else { "L" });
            points.iter().enumerate().map(line).collect()
        }
    }
}

/// The question for the code.
pub fn ask_code(app: &App, token: &str, problem: Option<&'static str>, locale: Locale) -> String {
    let t = &locale.words().sharing;
    let action = routes::shared(token);
    document(app, locale, t.code_title, move || {
        view! {
            <div class="gate">
                <main class="gate-card" id="main">
                    <header>
                        <Icon name="lock" />
                        <h1>{t.code_title}</h1>
                        <p class="quiet">{t.code_text}</p>
                    </header>
                    {problem
                        .map(|problem| {
                            view! {
                                <div class="banner fail" role="alert">
                                    <Icon name="warning" />
                                    <p class="banner-text">{problem}</p>
                                </div>
                            }
                        })}
                    <form class="form" method="post" action=action>
                        <div class="field">
                            <label class="label" for="code">
                                {t.code}
                            </label>
                            <input
                                class="input"
                                id="code"
                                name="code"
                                autocomplete="off"
                                autocapitalize="characters"
                                maxlength="40"
                                required
                            />
                        </div>
                        <button class="button primary large">{t.code_do}</button>
                    </form>
                </main>
            </div>
        }
    })
}

/// That a link opens nothing any more.
pub fn over(app: &App, locale: Locale) -> String {
    let t = &locale.words().sharing;
    oops(app, locale, t.over_title, t.over_text.to_owned())
}

/// What went wrong.
pub fn problem(app: &App, error: &AppError, locale: Locale) -> String {
    let t = &locale.words().sharing;
    match error {
        AppError::NotFound => oops(app, locale, t.unknown_title, t.unknown_text.to_owned()),
        other => oops(app, locale, t.problem_title, other.sentence(locale)),
    }
}

fn oops(app: &App, locale: Locale, title: &'static str, text: String) -> String {
    document(app, locale, title, move || {
        view! {
            <div class="gate">
                <main class="gate-card" id="main">
                    <header>
                        <Icon name="info" />
                        <h1>{title}</h1>
                        <p class="quiet">{text}</p>
                    </header>
                </main>
            </div>
        }
    })
}

/// A document around what people see.
fn document<V: IntoView + 'static>(app: &App, locale: Locale, title: &str, body: impl FnOnce() -> V) -> String {
    let title = title.to_owned();
    let owner = Owner::new();
    owner.with(|| {
        provide_context(locale);
        provide_context(app.clone());
        let html = view! {
            <html lang=locale.tag() data-density="desk">
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                    <meta name="color-scheme" content="light dark" />
                    <meta name="robots" content="noindex, nofollow" />
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                    <link rel="stylesheet" href=site_file("/pkg/norven.css") />
                    <title>{title}</title>
                </head>
                <body>{body()}</body>
            </html>
        };
        format!("<!DOCTYPE html>\n{}", html.to_html())
    })
}
