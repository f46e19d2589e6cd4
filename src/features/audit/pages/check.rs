//! Whether the log is intact: what the last check found, and a button for the next.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use norven_words::Locale;

use crate::{
    features::audit::{
        api::{check_audit, load_audit_check},
        model::{CheckState, Checked, Finding},
    },
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        problem::Problem,
        work::Work,
    },
};

/// How often the server is asked how far a check has come.
const EVERY: Duration = Duration::from_millis(700);

/// What is wrong, in words.
fn sentence(finding: &Finding, locale: Locale) -> String {
    let t = &locale.words().audit;
    match finding {
        Finding::EntriesMissing { first, last } => t.finding_missing(first, last),
        Finding::EntryChanged { sequence } => t.finding_entry(sequence),
        Finding::Rewritten { first, last } => t.finding_rewritten(first, last),
        Finding::Surplus { sequence } => t.finding_surplus(sequence),
        Finding::HeadUnsigned => t.finding_head.to_owned(),
        Finding::EventMissing { sequence } => t.finding_event(sequence),
        Finding::FieldChanged { sequence, field } => t.finding_field(field, sequence),
        Finding::NotErased { sequence, field } => t.finding_not_erased(field, sequence),
        Finding::Unlisted { event } => t.finding_unlisted(event),
        Finding::Forgotten { index, log } => t.finding_forgotten(index, log),
        Finding::NotAnchored { size } => t.finding_not_anchored(size),
        Finding::PublicLog { log, what } => t.finding_public(log, what),
    }
}

/// Shows the last check and offers the next.
#[component]
pub fn Check(
    /// How checks stand.
    state: CheckState,
) -> impl IntoView {
    let t = &use_words().audit;
    let is_running = state.running.is_some();
    let state = RwSignal::new(state);
    let work = Work::new();
    Effect::new(move || {
        if is_running {
            ask(state);
        }
    });
    let begin = move |_| work.run(check_audit(), move |()| ask(state));
    view! {
        <section class="panel" aria-labelledby="check">
            <div class="panel-head">
                <h2 id="check">{t.check_title}</h2>
                <button
                    class="button"
                    type="button"
                    aria-busy=move || work.aria_busy()
                    disabled=move || state.with(|state| state.running.is_some())
                    on:click=begin
                >
                    <Icon name="shield" />
                    {t.check_now}
                </button>
            </div>
            <p class="small quiet">{t.check_lead}</p>
            {move || work.problem().get().map(|error| view! { <Problem error /> })}
            <div aria-live="polite">
                {move || {
                    state
                        .with(|state| match (state.running, &state.last) {
                            (Some((done, total)), _) => view! { <Running done total /> }.into_any(),
                            (None, Some(last)) => view! { <Last last=last.clone() /> }.into_any(),
                            (None, None) => view! { <p class="small">{t.never_checked}</p> }.into_any(),
                        })
                }}
            </div>
        </section>
    }
}

#[component]
fn Running(done: i64, total: i64) -> impl IntoView {
    let t = &use_words().audit;
    let (max, value) = (total.max(1).to_string(), (total > 0).then(|| done.to_string()));
    view! {
        <p class="small" id="checking">
            {t.checking}
        </p>
        <progress class="progress" aria-labelledby="checking" max=max value=value></progress>
    }
}

#[component]
fn Last(last: Checked) -> impl IntoView {
    let (t, locale) = (&use_words().audit, use_locale());
    let Checked { at, events, purged, anchored, findings } = last;
    let when = t.checked_at(at.date_time(locale));
    if findings.is_empty() {
        let anchored =
            anchored.map_or_else(|| t.not_anchored.to_owned(), |anchored| t.anchored_at(anchored.date_time(locale)));
        let erased = (purged > 0).then(|| format!("{} ", t.erased_of(purged)));
        view! {
            <div class="banner pass">
                <Icon name="check" />
                <div class="banner-text">
                    <b>{t.intact(usize::try_from(events).unwrap_or(usize::MAX))}</b>
                    <p>{erased} {anchored} " " {when}</p>
                </div>
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="banner fail" role="alert">
                <Icon name="broken" />
                <div class="banner-text">
                    <b>{t.broken}</b>
                    <ul>
                        {findings
                            .iter()
                            .map(|finding| view! { <li>{sentence(finding, locale)}</li> })
                            .collect_view()}
                    </ul>
                    <p>{t.broken_text} " " {when}</p>
                </div>
            </div>
        }
        .into_any()
    }
}

/// Asks how far the check is, and again a little later while it is under way; stops when the page is left.
fn ask(state: RwSignal<CheckState>) {
    spawn_local(async move {
        let answer = load_audit_check().await;
        if state.is_disposed() {
            return;
        }
        let again = match answer {
            Ok(now) => {
                let again = now.running.is_some();
                state.set(now);
                again
            }
            Err(error) => error.is_passing(),
        };
        if again {
            set_timeout(
                move || {
                    if !state.is_disposed() {
                        ask(state);
                    }
                },
                EVERY,
            );
        }
    });
}
