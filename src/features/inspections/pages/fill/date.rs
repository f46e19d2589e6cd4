//! Dates and times, with the device's own pickers.

use leptos::prelude::*;

use super::item::Asked;
use crate::{
    features::{
        inspections::{model::AnswerValue, outbox::Walk},
        templates::model::Precision,
    },
    ui::env::use_words,
};

/// A date, a time, or both. Both are kept once both are there.
#[component]
pub fn DateControl(asked: Asked, precision: Precision) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    let kept = Memo::new(move |_| parts(asked.value.get().as_ref()));
    let (date, time) = (RwSignal::new(kept.get_untracked().0), RwSignal::new(kept.get_untracked().1));
    Effect::new(move |_| {
        let kept = kept.get();
        // Half a date and time is not kept: it stays on the screen until the other half is there.
        if answer(precision, &kept.0, &kept.1).is_some() {
            date.set(kept.0);
            time.set(kept.1);
        }
    });
    let keep = move || walk.answer(asked.id, answer(precision, &date.get_untracked(), &time.get_untracked()));
    let input = move |kind: &'static str, words: &'static str, shown: RwSignal<String>| {
        let id = format!("{kind}-{}", asked.id);
        view! {
            <div class="field">
                <label class="label" for=id.clone()>
                    {words}
                </label>
                <input
                    class="input"
                    id=id
                    type=kind
                    aria-describedby=asked.question()
                    prop:value=move || shown.get()
                    on:change=move |event| {
                        shown.set(event_target_value(&event));
                        keep();
                    }
                />
            </div>
        }
    };
    view! {
        <div class="fields">
            {(precision != Precision::Time).then(|| input("date", t.date, date))}
            {(precision != Precision::Date).then(|| input("time", t.time, time))}
        </div>
    }
}

/// The date and the time of an answer.
fn parts(value: Option<&AnswerValue>) -> (String, String) {
    match value {
        Some(AnswerValue::Date { date }) => (date.clone(), String::new()),
        Some(AnswerValue::Time { time }) => (String::new(), time.clone()),
        Some(AnswerValue::DateTime { local }) => {
            local.split_once('T').map(|(date, time)| (date.to_owned(), time.to_owned())).unwrap_or_default()
        }
        _ => (String::new(), String::new()),
    }
}

/// The answer that a date and a time make.
fn answer(precision: Precision, date: &str, time: &str) -> Option<AnswerValue> {
    let (date, time) = (date.to_owned(), time.to_owned());
    match precision {
        Precision::Date => (!date.is_empty()).then_some(AnswerValue::Date { date }),
        Precision::Time => (!time.is_empty()).then_some(AnswerValue::Time { time }),
        Precision::DateTime => {
            (!date.is_empty() && !time.is_empty()).then(|| AnswerValue::DateTime { local: format!("{date}T{time}") })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_and_time_is_an_answer_once_both_are_there() {
        assert_eq!(answer(Precision::DateTime, "2026-10-02", ""), None);
        let whole = answer(Precision::DateTime, "2026-10-02", "10:30");
        assert_eq!(parts(whole.as_ref()), ("2026-10-02".into(), "10:30".into()));
        assert_eq!(answer(Precision::Date, "", "10:30"), None);
        assert_eq!(answer(Precision::Time, "", "10:30"), Some(AnswerValue::Time { time: "10:30".into() }));
    }
}
