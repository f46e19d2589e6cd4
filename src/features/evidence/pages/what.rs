//! What is signed, by whom it was signed, and the way back.

use leptos::{html, prelude::*};
use norven_proof::record::Outcome;

use super::entry::Slot;
use crate::{
    error::AppError,
    features::inspections::{api::reopen_inspection, model::Inspection, pages::Corrected},
    ids::InspectionId,
    ui::{
        env::{use_locale, use_words, visit},
        icon::Icon,
        problem::Problem,
        routes,
    },
};

/// What is signed: the frozen inspection and its digest.
#[component]
pub fn What(
    /// The inspection.
    inspection: Inspection,
) -> impl IntoView {
    let locale = use_locale();
    let t = &use_words().sign;
    let tally = inspection.findings.tally(&inspection.checklist);
    let failed = t.result_failed(usize::try_from(tally.failed).unwrap_or_default());
    let result = match tally.percent() {
        Some(percent) => format!("{} % · {failed}", norven_words::decimal(locale, &percent)),
        None => failed,
    };
    let failed_items: Vec<_> = inspection
        .checklist
        .numbered()
        .filter(|(_, _, item)| inspection.findings.outcome(item) == Some(Outcome::Fail))
        .map(|(number, _, item)| {
            view! {
                <li>
                    <Icon name="cross" class="fail" />
                    <b>{item.text.clone()}</b>
                    <span>{[number, inspection.findings.note(item.id).trim().to_owned()].join(" ")}</span>
                </li>
            }
        })
        .collect();
    let place = [inspection.site, inspection.address].into_iter().filter(|part| !part.is_empty());
    view! {
        <Corrected correction=inspection.correction report=inspection.report />
        <section class="sheet pad what" aria-labelledby="what">
            <h2 id="what">{t.what}</h2>
            <dl class="facts">
                <dt>{t.inspection}</dt>
                <dd>{inspection.checklist.title}</dd>
                <dt>{t.site}</dt>
                <dd>{place.collect::<Vec<_>>().join(", ")}</dd>
                {inspection
                    .finished
                    .map(|finished| {
                        view! {
                            <dt>{t.finished}</dt>
                            <dd class="num">{finished.date_time(locale)}</dd>
                        }
                    })}
                <dt>{t.result}</dt>
                <dd class="num">{result}</dd>
            </dl>
            {(!failed_items.is_empty()).then(|| view! { <ul class="attention">{failed_items}</ul> })}
            <p class="small">
                <a href=routes::inspection(inspection.id)>{t.read}</a>
            </p>
            {inspection
                .core_sha256
                .map(|digest| {
                    view! {
                        <details class="fold small">
                            <summary>{t.digest}</summary>
                            <p class="digest">{digest.to_string()}</p>
                            <p class="quiet">{t.digest_hint}</p>
                        </details>
                    }
                })}
        </section>
    }
}

/// The slots and who filled them, and further signatures.
#[component]
pub fn Signatures(
    /// The inspection.
    inspection: Inspection,
    /// Its slots.
    slots: Vec<Slot>,
) -> impl IntoView {
    let locale = use_locale();
    let t = &use_words().sign;
    let signed = move |name: &str, when: &str| {
        view! {
            <span class="status pass">
                <Icon name="check" />
                {t.signed_by(name, when)}
            </span>
        }
    };
    let is_empty = slots.is_empty() && inspection.signatures.is_empty();
    let free = inspection.signatures.iter().filter(|signature| signature.slot.is_none());
    let free = free
        .map(|signature| {
            let when = signature.signed.date_time(locale);
            view! {
                <dt>{signature.role.clone()}</dt>
                <dd>{signed(&signature.name, &when)}</dd>
            }
        })
        .collect_view();
    let slots = slots
        .into_iter()
        .map(|slot| {
            let state = match slot.signature {
                Some(signature) => signed(&signature.name, &signature.signed.date_time(locale)).into_any(),
                None => {
                    let words = if slot.required { t.slot_open } else { t.slot_optional };
                    view! {
                        <span class="status na">
                            <Icon name="pen" />
                            {words}
                        </span>
                    }
                    .into_any()
                }
            };
            view! {
                <dt>{slot.role}</dt>
                <dd>{state}</dd>
            }
        })
        .collect_view();
    view! {
        <section class="sheet pad what" aria-labelledby="signatures">
            <h2 id="signatures">{t.signatures}</h2>
            {is_empty.then(|| view! { <p class="small quiet">{t.signatures_none}</p> })}
            <dl class="facts">{slots} {free}</dl>
        </section>
    }
}

/// Opens the inspection again, after saying what that costs.
#[component]
pub fn Reopen(
    /// The inspection.
    inspection: InspectionId,
    /// How many signatures become void.
    signatures: usize,
) -> impl IntoView {
    let words = use_words();
    let t = &words.sign;
    let dialog = NodeRef::<html::Dialog>::new();
    let problem = RwSignal::new(None::<AppError>);
    let reopen = Action::new(move |(): &()| async move {
        match reopen_inspection(inspection).await {
            Ok(()) => visit(&routes::fill(inspection)),
            Err(error) => problem.set(Some(error)),
        }
    });
    let show = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            // It is refused only while it is already shown.
            drop(dialog.show_modal());
        }
    };
    view! {
        <p>
            <button class="button quiet" type="button" on:click=show>
                <Icon name="undo" />
                {t.reopen}
            </button>
        </p>
        <dialog class="dialog" aria-labelledby="reopen" node_ref=dialog>
            <form method="dialog">
                <div class="dialog-head">
                    <h2 id="reopen">{t.reopen_title}</h2>
                </div>
                <div class="dialog-body">
                    <p>{t.reopen_text}</p>
                    <p>
                        <b>{if signatures == 0 { t.reopen_none.to_owned() } else { t.reopen_void(signatures) }}</b>
                    </p>
                    {move || problem.get().map(|error| view! { <Problem error /> })}
                </div>
                <div class="dialog-foot">
                    <button
                        class="button danger primary"
                        type="button"
                        disabled=move || reopen.pending().get()
                        on:click=move |_| {
                            reopen.dispatch(());
                        }
                    >
                        {t.reopen_do}
                    </button>
                    <button class="button" value="cancel">
                        {words.common.cancel}
                    </button>
                </div>
            </form>
        </dialog>
    }
}
