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
    let class = |answer: YesNo| match failing {
        None => "answer",
        Some(failing) if failing == answer => "answer fail",
        Some(_) => "answer pass",
    };
    view! {
        <div class="answers two" role="radiogroup" aria-labelledby=asked.question()>
            {button(asked, class(YesNo::Yes), "check", t.yes, AnswerValue::Yes)}
            {button(asked, class(YesNo::No), "cross", t.no, AnswerValue::No)}
        </div>
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
