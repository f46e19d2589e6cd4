//! An inspection at the desk: where it stands, what was found, and the next step.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    order_number::OrderNumber,
    review::{Review, ToDo},
    signatures::Signatures,
    standing::{Standing, score},
};
use crate::{
    error::AppError,
    features::{
        audit::pages::History,
        inspections::{
            api::{list_inspections, load_inspection, reopen_inspection},
            model::{Inspection, InspectionSummary, State, UnderWay},
        },
    },
    ids::{InspectionId, ReportId},
    ui::{
        bar::Bar,
        dialog::Confirm,
        env::{use_locale, use_words},
        icon::Icon,
        page::{Loading, PageProblem},
        routes,
        work::Work,
    },
};

/// Shows the inspection that the address names, beside the others.
#[component]
pub fn InspectionPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<InspectionId>().ok()));
    let inspection = Resource::new_blocking(
        move || id.get(),
        |id| async move { load_inspection(id.ok_or(AppError::NotFound)?).await },
    );
    let others =
        Resource::new_blocking(|| (), |()| async { list_inspections(None).await.map(|found| found.page.lines) });
    let search = RwSignal::new(String::new());
    let changed = Callback::new(move |()| {
        inspection.refetch();
        others.refetch();
    });
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match (inspection.await, others.await) {
                    (Ok(inspection), Ok(others)) => {
                        view! { <Loaded inspection=Arc::new(inspection) others search changed /> }.into_any()
                    }
                    (Err(error), _) | (_, Err(error)) => {
                        view! { <PageProblem title=use_words().desk.inspections error /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Loaded(
    inspection: Arc<Inspection>,
    others: Vec<InspectionSummary>,
    search: RwSignal<String>,
    changed: Callback<()>,
) -> impl IntoView {
    let t = &use_words().desk;
    view! {
        <Title text=inspection.site.clone() />
        <nav class="crumbs" aria-label=t.crumbs>
            <ol>
                <li>
                    <a href=routes::INSPECTIONS>{t.inspections}</a>
                </li>
                <li aria-current="page">{inspection.site.clone()}</li>
            </ol>
        </nav>
        <div class="pair">
            <Others others here=inspection.id search />
            <article class="stack-l" aria-labelledby="title">
                <Head inspection=Arc::clone(&inspection) changed />
                <ToDo inspection=Arc::clone(&inspection) />
                <Review inspection=Arc::clone(&inspection) />
                <Signatures inspection />
            </article>
        </div>
    }
}

/// Whether every word that is looked for is in a line.
fn matches(line: &InspectionSummary, search: &str) -> bool {
    let text = format!("{} {} {}", line.site, line.template, line.inspector).to_lowercase();
    search.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// The other inspections, to go from one to the next.
#[component]
fn Others(others: Vec<InspectionSummary>, here: InspectionId, search: RwSignal<String>) -> impl IntoView {
    let t = &use_words().desk;
    let others = StoredValue::new(others);
    let rows = move || {
        let search = search.get();
        others.with_value(|others| {
            others
                .iter()
                .filter(|line| matches(line, &search))
                .take(20)
                .map(|line| {
                    view! {
                        <li>
                            <a
                                class="row-link"
                                href=routes::inspection(line.id)
                                aria-current=(line.id == here).then_some("true")
                            >
                                <span>
                                    <b>{line.site.clone()}</b>
                                    <small>{format!("{} · {}", line.template, line.inspector)}</small>
                                </span>
                                <Standing state=line.state open_actions=0 />
                            </a>
                        </li>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <section class="panel pair-list" aria-label=t.inspections>
            <div class="search">
                <label class="sr" for="search">
                    {t.search}
                </label>
                <Icon name="search" />
                <input
                    class="input"
                    id="search"
                    type="search"
                    placeholder=t.search
                    on:input=move |event| search.set(event_target_value(&event))
                />
            </div>
            <div class="sheet">
                <ul class="rows">{rows}</ul>
            </div>
        </section>
    }
}

/// The step that comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Answer,
    Finish,
    Sign,
    Issue,
    Done,
}

impl Step {
    fn of(inspection: &Inspection) -> Self {
        let slots_left = inspection
            .checklist
            .signature_slots()
            .any(|(slot, _)| !inspection.signatures.iter().any(|signature| signature.slot == Some(slot)));
        match inspection.state {
            State::Open if inspection.findings.gaps(&inspection.checklist).is_empty() => Self::Finish,
            State::Open => Self::Answer,
            State::Finished if slots_left || inspection.signatures.is_empty() => Self::Sign,
            State::Finished => Self::Issue,
            State::Issued => Self::Done,
        }
    }
}

/// Site and address; the name alone where it says the address already, or the other way round.
fn place(site: &str, address: &str) -> String {
    if address.is_empty() {
        site.to_owned()
    } else if address.starts_with(site) {
        address.to_owned()
    } else {
        format!("{site}, {address}")
    }
}

#[component]
fn Head(inspection: Arc<Inspection>, changed: Callback<()>) -> impl IntoView {
    let t = &use_words().desk;
    let step = Step::of(&inspection);
    let place = place(&inspection.site, &inspection.address);
    let steps = [
        (Step::Answer, t.step_answer),
        (Step::Finish, t.step_finish),
        (Step::Sign, t.step_sign),
        (Step::Issue, t.step_issue),
    ]
    .into_iter()
    .map(|(place, label)| {
        view! {
            <li class=if place < step { "done" } else { "" } aria-current=(place == step).then_some("step")>
                {label}
            </li>
        }
    })
    .collect_view();
    view! {
        <header class="stack">
            <div class="page-head">
                <div class="page-title">
                    <h1 id="title">{inspection.checklist.title.clone()}</h1>
                    <p class="page-sub">{place}</p>
                    <History thing=inspection.id.0 />
                </div>
                <div class="page-actions compact">
                    <NextStep inspection=Arc::clone(&inspection) step />
                    <MoreMenu inspection=Arc::clone(&inspection) changed />
                </div>
            </div>
            <ol class="steps">{steps}</ol>
            <Corrected correction=inspection.correction.clone() report=inspection.report />
            <Outcome inspection=Arc::clone(&inspection) />
            <Facts inspection=Arc::clone(&inspection) />
            <OrderNumber inspection changed />
        </header>
    }
}

/// That what was issued is being corrected, and why.
#[component]
pub fn Corrected(
    /// The correction, if one is under way.
    correction: Option<UnderWay>,
    /// The report that is being corrected.
    report: Option<ReportId>,
) -> impl IntoView {
    let (t, locale) = (&use_words().desk, use_locale());
    correction.map(|correction| {
        let text = t.correction_text(correction.by, correction.reason, correction.started.date_time(locale));
        view! {
            <div class="banner info">
                <Icon name="sync" />
                <div class="banner-text">
                    <b>{t.correction_title}</b>
                    <p>{text}</p>
                </div>
                {report
                    .map(|report| {
                        view! {
                            <p class="banner-actions">
                                <a href=routes::report(report)>{t.correction_report}</a>
                            </p>
                        }
                    })}
            </div>
        }
    })
}

#[component]
fn NextStep(inspection: Arc<Inspection>, step: Step) -> impl IntoView {
    let t = &use_words().desk;
    let (href, icon, label) = match step {
        Step::Done => match inspection.report {
            Some(report) => (routes::report(report), "seal", t.see_report),
            None => return ().into_any(),
        },
        _ if !inspection.editable && inspection.state == State::Open => return ().into_any(),
        Step::Answer => (routes::fill(inspection.id), "edit", t.go_on),
        Step::Finish => (routes::fill(inspection.id), "check", t.finish),
        Step::Sign => (routes::sign(inspection.id), "pen", t.sign),
        Step::Issue => (routes::sign(inspection.id), "seal", t.sign_more),
    };
    let rel = matches!(step, Step::Answer | Step::Finish).then_some("external");
    view! {
        <a class="button primary" href=href rel=rel>
            <Icon name=icon />
            {label}
        </a>
    }
    .into_any()
}

/// Reopening, for those who may.
#[component]
fn MoreMenu(inspection: Arc<Inspection>, changed: Callback<()>) -> impl IntoView {
    let t = &use_words().desk;
    if inspection.state != State::Finished {
        return ().into_any();
    }
    let id = inspection.id;
    let asking = RwSignal::new(false);
    let work = Work::new();
    let reopen = Callback::new(move |()| {
        work.run(reopen_inspection(id), move |()| {
            asking.set(false);
            changed.run(());
        });
    });
    view! {
        <button class="button square" type="button" popovertarget="inspection-menu" aria-label=t.more_about>
            <Icon name="more" />
        </button>
        <div class="menu" id="inspection-menu" popover="auto">
            <button
                class="menu-item"
                type="button"
                popovertarget="inspection-menu"
                popovertargetaction="hide"
                on:click=move |_| asking.set(true)
            >
                <Icon name="undo" />
                {t.reopen}
            </button>
        </div>
        <Confirm
            id="reopen-title"
            title=t.reopen_title.to_owned()
            text=t.reopen_text.to_owned()
            action=t.reopen
            open=asking
            work
            on_confirm=reopen
        />
    }
    .into_any()
}

/// The result in one line: score, words, bar.
#[component]
fn Outcome(inspection: Arc<Inspection>) -> impl IntoView {
    let t = &use_words().desk;
    let tally = inspection.findings.tally(&inspection.checklist);
    let failed = usize::try_from(tally.failed).unwrap_or_default();
    let words = match (tally.failed, tally.permille()) {
        (_, None) => t.not_scored.to_owned(),
        (0, _) => t.nothing_failed.to_owned(),
        _ => t.failed_of(failed, tally.items),
    };
    let counts = if inspection.state == State::Open {
        t.answered_of(tally.answered, tally.items)
    } else {
        t.tally(tally.failed, tally.not_applicable, tally.passed)
    };
    view! {
        <div class="result">
            <b>{score(tally, use_locale())}</b>
            <div>
                <p class="result-words">
                    <b>{words}</b>
                    <span class="quiet num">{counts.clone()}</span>
                </p>
                <Bar whole=tally.items passed=tally.passed failed=tally.failed label=counts />
            </div>
        </div>
    }
}

#[component]
fn Facts(inspection: Arc<Inspection>) -> impl IntoView {
    let t = &use_words().desk;
    let locale = use_locale();
    let mut facts =
        vec![(t.fact_started, inspection.started.date_time(locale)), (t.fact_inspector, inspection.inspector.clone())];
    if let Some(finished) = inspection.finished {
        facts.push((t.fact_finished, finished.date_time(locale)));
    }
    if !inspection.checklist.standard.is_empty() {
        facts.push((t.fact_standard, inspection.checklist.standard.clone()));
    }
    if !inspection.client.is_empty() {
        facts.push((t.fact_client, inspection.client.clone()));
    }
    if !inspection.order_number.is_empty() {
        facts.push((t.order_number, inspection.order_number.clone()));
    }
    facts.push((t.fact_template, t.template_with_version(&inspection.checklist.title, inspection.version)));
    facts.push((t.fact_language, inspection.locale.name().to_owned()));
    let facts = facts.into_iter().map(|(label, value)| view! { <dt>{label}</dt> <dd>{value}</dd> }).collect_view();
    view! { <dl class="facts beside">{facts}</dl> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_named_after_its_address_is_not_said_twice() {
        assert_eq!(place("Hotel Miramar", ""), "Hotel Miramar");
        assert_eq!(place("Calle de Alcalá 48", "Calle de Alcalá 48, 28014 Madrid"), "Calle de Alcalá 48, 28014 Madrid");
        assert_eq!(place("Nave 3", "Getafe"), "Nave 3, Getafe");
    }
}
