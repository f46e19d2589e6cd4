//! Answers that are typed: kept after a pause, and at once when the field is left.

use leptos::prelude::*;
use norven_proof::record::Outcome;

use super::{item::Asked, wording};
use crate::{
    decimal::Decimal,
    error::{AppError, FieldProblem},
    features::inspections::{
        model::{AnswerValue, MAX_NOTE},
        outbox::{Field, Walk},
    },
    ui::env::use_locale,
};

/// A text that follows what is kept, unless the person is typing something else.
pub fn follows(
    walk: Walk,
    field: Field,
    kept: Memo<String>,
    same: impl Fn(&str, &str) -> bool + Send + Sync + 'static,
) -> RwSignal<String> {
    let shown = RwSignal::new(kept.get_untracked());
    Effect::new(move |_| {
        let kept = kept.get();
        if !walk.is_typing(field) && shown.with_untracked(|shown| !same(shown, &kept)) {
            shown.set(kept);
        }
    });
    shown
}

/// Text, short or long.
pub fn text(asked: Asked, long: bool) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let field = Field::Text(asked.id);
    let kept = Memo::new(move |_| match asked.value.get() {
        Some(AnswerValue::Text { text }) => text,
        _ => String::new(),
    });
    let shown = follows(walk, field, kept, |shown, kept| shown.trim() == kept.trim());
    view! {
        <textarea
            class="input"
            rows=if long { "4" } else { "2" }
            maxlength=MAX_NOTE.to_string()
            aria-labelledby=asked.question()
            prop:value=move || shown.get()
            on:input=move |event| {
                shown.set(event_target_value(&event));
                walk.typing(field, event_target_value(&event));
            }
            on:change=move |_| walk.flush()
        ></textarea>
    }
}

/// A reading with its unit, and what it means against its limits.
pub fn number(asked: Asked, unit: String) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let locale = use_locale();
    let field = Field::Number(asked.id);
    let kept = Memo::new(move |_| match asked.value.get() {
        Some(AnswerValue::Number { decimal }) => norven_words::decimal(locale, &decimal),
        _ => String::new(),
    });
    let shown = follows(walk, field, kept, same_figure);
    let figure = Memo::new(move |_| shown.with(|text| read(text)));
    let said = move || match figure.get() {
        Reading::Nothing => None,
        Reading::Unreadable => {
            Some((Outcome::Fail, AppError::field("value", FieldProblem::NotANumber).sentence(locale)))
        }
        Reading::Figure(figure) => asked.item.with_value(|item| wording::limits(locale, &item.kind, figure)),
    };
    let (unit_id, limits_id) = (format!("u-{}", asked.id), format!("l-{}", asked.id));
    view! {
        <div class="reading">
            <input
                class="input"
                inputmode="decimal"
                autocomplete="off"
                maxlength="20"
                aria-labelledby=format!("{} {unit_id}", asked.question())
                aria-describedby=limits_id.clone()
                aria-invalid=move || (figure.get() == Reading::Unreadable).then_some("true")
                prop:value=move || shown.get()
                on:input=move |event| {
                    shown.set(event_target_value(&event));
                    walk.typing(field, event_target_value(&event));
                }
                on:change=move |_| walk.flush()
            />
            <b id=unit_id>{unit}</b>
        </div>
        <div id=limits_id aria-live="polite">
            {move || said().map(|(outcome, words)| wording::status(outcome, words))}
        </div>
    }
}

/// What stands in the field of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Nothing,
    Unreadable,
    Figure(Decimal),
}

fn read(text: &str) -> Reading {
    match text.trim() {
        "" => Reading::Nothing,
        text => text.parse().map_or(Reading::Unreadable, Reading::Figure),
    }
}

/// Whether two texts are the same reading, however it is written. What cannot be read is kept as
/// no answer, and stays on the screen to be corrected.
fn same_figure(shown: &str, kept: &str) -> bool {
    match (read(shown), read(kept)) {
        (Reading::Figure(shown), Reading::Figure(kept)) => shown.canonical() == kept.canonical(),
        (Reading::Unreadable, Reading::Nothing) => true,
        (shown, kept) => shown == kept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_types_is_not_corrected_under_their_fingers() {
        assert!(same_figure("71,", "71"));
        assert!(same_figure("71,50", "71.50"));
        assert!(same_figure(" ", ""));
        assert!(same_figure("7x", ""));
        assert!(!same_figure("7x", "7"));
        assert!(!same_figure("71.5", "72"));
    }
}
