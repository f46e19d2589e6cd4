//! Answers that are typed: kept after a pause, and at once when the field is left.

use leptos::prelude::*;
use norven_proof::record::Outcome;
use norven_words::Locale;

use super::{item::Asked, wording};
use crate::{
    decimal::{
        Decimal,
        reading::{self, Reading},
    },
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
        >
            {shown.get_untracked()}
        </textarea>
    }
}

/// A reading with its unit, what is kept of it, and what it means against its limits. Where it can be read in two ways,
/// the person is asked.
pub fn number(asked: Asked, unit: String) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let locale = use_locale();
    let field = Field::Number(asked.id);
    let kept = Memo::new(move |_| match asked.value.get() {
        Some(AnswerValue::Number { decimal }) => norven_words::decimal(locale, &decimal),
        _ => String::new(),
    });
    let asks = StoredValue::new(unit.clone());
    let read = move |text: &str| asks.with_value(|unit| reading::read(text, locale, unit));
    let shown = follows(walk, field, kept, move |shown, kept| same_figure(read(shown), read(kept)));
    if let Some(text) = walk.unread_at(asked.id) {
        shown.set(text);
    }
    let found =
        Memo::new_with_compare(move |_| shown.with(|text| read(text)), |was, is| was.zip(is).is_none_or(differ));
    let choose = move |figure: Decimal| {
        shown.set(norven_words::decimal(locale, &figure.canonical()));
        walk.choose_figure(asked.id, figure);
    };
    let said = move || asks.with_value(|unit| said(locale, asked, unit, found.get(), choose));
    let is_wrong = move || found.get().figure().is_none() && found.get() != Reading::Nothing;
    let (unit_id, limits_id) = (format!("u-{}", asked.id), format!("l-{}", asked.id));
    view! {
        <div class="reading">
            <input
                class="input"
                inputmode="decimal"
                autocomplete="off"
                maxlength=LONGEST
                aria-labelledby=format!("{} {unit_id}", asked.question())
                aria-describedby=limits_id.clone()
                aria-invalid=move || is_wrong().then_some("true")
                value=shown.get_untracked()
                prop:value=move || shown.get()
                on:input=move |event| {
                    shown.set(event_target_value(&event));
                    walk.typing(field, event_target_value(&event));
                }
                on:change=move |_| walk.flush()
            />
            <b id=unit_id>{unit}</b>
        </div>
        <div class="read-as" id=limits_id aria-live="polite">
            {said}
        </div>
    }
}

/// Longer than any figure with its unit and blanks: what is pasted is not cut to another figure.
const LONGEST: &str = "100";

/// What is said of a figure beside its field.
fn said(
    locale: Locale,
    asked: Asked,
    unit: &str,
    found: Reading,
    choose: impl Fn(Decimal) + Copy + Send + Sync + 'static,
) -> AnyView {
    let t = &locale.words().fill;
    let written = |figure: Decimal| wording::figure(locale, &figure.canonical(), unit);
    let wrong = |sentence: String| wording::status(Outcome::Fail, sentence).into_any();
    match found {
        Reading::Nothing => asked
            .item
            .with_value(|item| wording::limits_before(locale, &item.kind))
            .map(|words| view! { <p class="kept">{words}</p> })
            .into_any(),
        Reading::Figure(figure) => {
            let limits = asked.item.with_value(|item| wording::limits(locale, &item.kind, figure));
            view! {
                <p class="kept">{t.figure_kept(written(figure))}</p>
                {limits.map(|(outcome, words)| wording::status(outcome, words))}
            }
            .into_any()
        }
        Reading::Either { grouped, fraction } => {
            let button = move |figure: Decimal, words: String| {
                view! {
                    <button class="button" type="button" on:click=move |_| choose(figure)>
                        {words}
                    </button>
                }
            };
            view! {
                <div class="either" role="group" aria-label=t.figure_either>
                    <p>{t.figure_either}</p>
                    {button(grouped, written(grouped))}
                    {button(fraction, written(fraction))}
                </div>
            }
            .into_any()
        }
        Reading::OtherUnit => wrong(t.figure_unit(unit)),
        Reading::TooLong => wrong(t.figure_long.to_owned()),
        Reading::Unreadable => wrong(AppError::field("value", FieldProblem::NotANumber).sentence(locale)),
    }
}

/// Whether two readings are to be said otherwise: 71.5 and 71.50 are equal, and no digit of either is lost.
fn differ((was, is): (&Reading, &Reading)) -> bool {
    match (was, is) {
        (Reading::Figure(was), Reading::Figure(is)) => was.canonical() != is.canonical(),
        _ => was != is,
    }
}

/// Whether two texts are the same reading, however it is written. What is no figure is kept as no answer, and stays on
/// the screen to be corrected.
fn same_figure(shown: Reading, kept: Reading) -> bool {
    match (shown, kept) {
        (Reading::Figure(shown), Reading::Figure(kept)) => shown.canonical() == kept.canonical(),
        (Reading::Figure(_), Reading::Nothing) => false,
        (_, Reading::Nothing) => true,
        (shown, kept) => shown == kept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_types_is_not_corrected_under_their_fingers() {
        let same = |shown: &str, kept: &str| {
            let read = |text| reading::read(text, Locale::Es, "V");
            same_figure(read(shown), read(kept))
        };
        assert!(same("71,", "71"));
        assert!(same("71.50", "71,50"));
        assert!(same(" ", ""));
        assert!(same("7x", ""));
        assert!(same("1.234", ""), "not answered yet which figure it is");
        assert!(!same("7x", "7"));
        assert!(!same("71.5", "72"));
        assert!(!same("71.5", ""), "the answer was taken back elsewhere");
    }
}
