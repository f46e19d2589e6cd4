//! Who signed an inspection.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    features::inspections::model::{Inspection, State},
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
    },
};

/// Who signed, and who has still to.
#[component]
pub fn Signatures(
    /// The inspection.
    inspection: Arc<Inspection>,
) -> impl IntoView {
    let t = &use_words().desk;
    let locale = use_locale();
    if inspection.state == State::Open {
        return ().into_any();
    }
    let signed = inspection
        .signatures
        .iter()
        .map(|signature| {
            let facts = [signature.role.clone(), signature.signed.date_time(locale)];
            let facts = facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" · ");
            view! {
                <li>
                    <Icon name="pen" class="pass" />
                    <b>{signature.name.clone()}</b>
                    <span>{facts}</span>
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let open = inspection
        .checklist
        .signature_slots()
        .filter(|(slot, _)| !inspection.signatures.iter().any(|signature| signature.slot == Some(*slot)))
        .map(|(_, role)| {
            view! {
                <li>
                    <Icon name="clock" class="wait" />
                    <b>{role.to_owned()}</b>
                    <span>{t.signature_waits}</span>
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let nobody = signed.is_empty() && open.is_empty();
    view! {
        <section class="panel" aria-labelledby="signatures">
            <h2 id="signatures">{t.signatures}</h2>
            {if nobody {
                view! { <p class="small quiet">{t.no_signatures}</p> }.into_any()
            } else {
                view! { <ul class="attention">{signed} {open}</ul> }.into_any()
            }}
        </section>
    }
    .into_any()
}
