//! Answers that are chosen: one press, big enough for a thumb.

use leptos::prelude::*;

use super::item::Asked;
use crate::{
    features::{
        inspections::{model::AnswerValue, outbox::Walk},
        templates::model::{ChoiceOption, YesNo},
    },
    ui::{env::use_words, icon::Icon},
};

/// Pass, fail or not applicable.
pub fn pass_fail(asked: Asked) -> impl IntoView {
    let t = &use_words().fill;
    view! {
        <div class="answers" role="radiogroup" aria-labelledby=asked.question()>
            {button(asked, "answer pass", "check", t.pass, AnswerValue::Pass)}
            {button(asked, "answer fail", "cross", t.fail, AnswerValue::Fail)}
            {button(asked, "answer na", "dash", t.na, AnswerValue::NotApplicable)}
        </div>
    }
}

/// Yes or no; green and red say which answer fails, where one does.
pub fn yes_no(asked: Asked, failing: Option<YesNo>) -> impl IntoView {
    let t = &use_words().fill;
    // The icon says what the class says: a failing “Yes” has no tick.
    let (yes_class, yes_icon) = looks(YesNo::Yes, failing);
    let (no_class, no_icon) = looks(YesNo::No, failing);
    view! {
        <div class="answers two" role="radiogroup" aria-labelledby=asked.question()>
            {button(asked, yes_class, yes_icon, t.yes, AnswerValue::Yes)}
            {button(asked, no_class, no_icon, t.no, AnswerValue::No)}
        </div>
    }
}

/// Class and icon of an answer, by what it means.
fn looks(answer: YesNo, failing: Option<YesNo>) -> (&'static str, &'static str) {
    match failing {
        None => ("answer", if answer == YesNo::Yes { "check" } else { "dash" }),
        Some(failing) if failing == answer => ("answer fail", "cross"),
        Some(_) => ("answer pass", "check"),
    }
}

fn button(
    asked: Asked,
    class: &'static str,
    icon: &'static str,
    words: &'static str,
    value: AnswerValue,
) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let shown = value.clone();
    view! {
        <label class=class>
            <input
                type="radio"
                name=asked.id.to_string()
                checked=asked.was(&shown)
                prop:checked=move || asked.is(&shown)
                on:change=move |_| walk.answer(asked.id, Some(value.clone()))
            />
            <Icon name=icon />
            {words}
        </label>
    }
}

/// One of several options.
pub fn one_of(asked: Asked, options: &[ChoiceOption]) -> impl IntoView + use<> {
    let walk = expect_context::<Walk>();
    let options = numbered(options).map(|(index, text)| {
        let value = AnswerValue::Choice { index };
        let shown = value.clone();
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name=asked.id.to_string()
                    checked=asked.was(&shown)
                    prop:checked=move || asked.is(&shown)
                    on:change=move |_| walk.answer(asked.id, Some(value.clone()))
                />
                <span>{text}</span>
            </label>
        }
    });
    view! {
        <div class="choices" role="radiogroup" aria-labelledby=asked.question()>
            {options.collect_view()}
        </div>
    }
}

/// Any of several options.
pub fn any_of(asked: Asked, options: &[ChoiceOption]) -> impl IntoView + use<> {
    let walk = expect_context::<Walk>();
    let options = numbered(options).map(|(index, text)| {
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    checked=asked.value.with_untracked(|value| chosen(value.as_ref()).contains(&index))
                    prop:checked=move || asked.value.with(|value| chosen(value.as_ref()).contains(&index))
                    on:change=move |event| {
                        let before = asked.value.with_untracked(|value| chosen(value.as_ref()).to_vec());
                        walk.answer(asked.id, toggled(before, index, event_target_checked(&event)));
                    }
                />
                <span>{text}</span>
            </label>
        }
    });
    view! {
        <div class="choices" role="group" aria-labelledby=asked.question()>
            {options.collect_view()}
        </div>
    }
}

fn numbered(options: &[ChoiceOption]) -> impl Iterator<Item = (u16, String)> + '_ {
    (0..).zip(options).map(|(index, option)| (index, option.text.clone()))
}

fn chosen(value: Option<&AnswerValue>) -> &[u16] {
    if let Some(AnswerValue::Choices { indexes }) = value { indexes } else { &[] }
}

/// The options with one more or one less; none is no answer.
fn toggled(mut indexes: Vec<u16>, index: u16, on: bool) -> Option<AnswerValue> {
    indexes.retain(|known| *known != index);
    if on {
        indexes.push(index);
    }
    indexes.sort_unstable();
    (!indexes.is_empty()).then_some(AnswerValue::Choices { indexes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_kept_in_order_and_none_of_them_is_no_answer() {
        assert_eq!(toggled(vec![2], 0, true), Some(AnswerValue::Choices { indexes: vec![0, 2] }));
        assert_eq!(toggled(vec![0, 2], 2, false), Some(AnswerValue::Choices { indexes: vec![0] }));
        assert_eq!(toggled(vec![0], 0, true), Some(AnswerValue::Choices { indexes: vec![0] }));
        assert_eq!(toggled(vec![0], 0, false), None);
    }
}
