//! The position, only where the signer permits it.

use leptos::prelude::*;

use super::surface;
use crate::{features::inspections::model::Position, ui::env::use_words};

/// What became of asking the device.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Not,
    Looking,
    Answered,
}

/// A switch that is off until somebody turns it on.
#[component]
pub fn Place(
    /// The position, once found.
    position: RwSignal<Option<Position>>,
) -> impl IntoView {
    let t = &use_words().sign;
    let asked = RwSignal::new(Asked::Not);
    let turn = move |event| {
        position.set(None);
        if !event_target_checked(&event) {
            asked.set(Asked::Not);
            return;
        }
        asked.set(Asked::Looking);
        surface::locate(move |found| {
            // Whoever turned it off meanwhile, or has signed, wants none.
            if asked.try_get_untracked() == Some(Asked::Looking) {
                asked.set(Asked::Answered);
                position.set(found);
            }
        });
    };
    let is_on = move || asked.get() == Asked::Looking || position.with(Option::is_some);
    let state = move || match (asked.get(), position.get()) {
        (Asked::Not, _) => t.position_hint.to_owned(),
        (Asked::Looking, _) => t.position_looking.to_owned(),
        (Asked::Answered, Some(at)) => t.position_found(at.accuracy_m),
        (Asked::Answered, None) => t.position_refused.to_owned(),
    };
    view! {
        <label class="switch">
            <input type="checkbox" role="switch" prop:checked=is_on on:change=turn />
            <span>
                {t.position}
                <small aria-live="polite">{state}</small>
            </span>
        </label>
    }
}
