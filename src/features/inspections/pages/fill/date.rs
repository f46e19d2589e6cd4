//! Dates and times, with the device's own pickers.

use leptos::prelude::*;
use norven_proof::record::Outcome;

use super::{item::Asked, wording};
use crate::{
    error::{AppError, FieldProblem},
    features::{
        inspections::{model::AnswerValue, outbox::Walk},
        templates::model::Precision,
    },
    time::{parse_date, parse_time},
    ui::env::{use_locale, use_words},
};

/// A date, a time, or both. Both are kept once both are there.
#[component]
pub fn DateControl(asked: Asked, precision: Precision) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    let sentence = AppError::field("value", FieldProblem::NotADate).sentence(use_locale());
    let kept = Memo::new(move |_| parts(asked.value.get().as_ref()));
    let begun = walk
        .unread_at(asked.id)
        .and_then(|text| text.split_once(BESIDE).map(|(date, time)| (date.into(), time.into())));
    let (begun_date, begun_time) = begun.unwrap_or_else(|| kept.get_untracked());
    let (date, time) = (RwSignal::new(begun_date), RwSignal::new(begun_time));
    Effect::new(move |_| {
        let kept = kept.get();
        // Half a date and time is not kept: it stays on the screen until the other half is there.
        if answer(precision, &kept.0, &kept.1).is_some() {
            date.set(kept.0);
            time.set(kept.1);
        }
    });
    let is_wrong = Memo::new(move |_| date.with(|date| time.with(|time| is_wrong(date, time))));
    let keep = move || {
        let (date, time) = (date.get_untracked(), time.get_untracked());
        let answer = answer(precision, &date, &time);
        let is_unread = answer.is_none() && !(date.is_empty() && time.is_empty());
        walk.note_unread(asked.id, is_unread.then(|| format!("{date}{BESIDE}{time}")));
        walk.answer(asked.id, answer);
    };
    let problem = format!("p-{}", asked.id);
    let described = format!("{} {problem}", asked.question());
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
                    max=(kind == "date").then_some(LAST_DAY)
                    aria-describedby=described.clone()
                    aria-invalid=move || is_wrong.get().then_some("true")
                    value=shown.get_untracked()
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
        <div id=problem aria-live="polite">
            {move || is_wrong.get().then(|| wording::status(Outcome::Fail, sentence.clone()))}
        </div>
    }
}

/// Years have four figures. Browsers that know this let nobody type a fifth.
const LAST_DAY: &str = "9999-12-31";
/// Stands between a date and a time that are no answer yet.
const BESIDE: char = '|';

/// Whether something stands there that is no date or no time.
fn is_wrong(date: &str, time: &str) -> bool {
    (!date.is_empty() && parse_date(date).is_none()) || (!time.is_empty() && parse_time(time).is_none())
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
    let (is_date, is_time) = (parse_date(date).is_some(), parse_time(time).is_some());
    match precision {
        Precision::Date => is_date.then(|| AnswerValue::Date { date: date.to_owned() }),
        Precision::Time => is_time.then(|| AnswerValue::Time { time: time.to_owned() }),
        Precision::DateTime => (is_date && is_time).then(|| AnswerValue::DateTime { local: format!("{date}T{time}") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_with_a_fifth_figure_is_no_answer_and_is_said_to_be_wrong() {
        assert_eq!(answer(Precision::Date, "22027-05-14", ""), None);
        assert_eq!(answer(Precision::DateTime, "22027-05-14", "10:30"), None);
        assert!(is_wrong("22027-05-14", "") && is_wrong("2027-05-14", "25:00"));
        assert!(!is_wrong("2027-05-14", "") && !is_wrong("", "10:30"), "half of it is not wrong yet");
    }

    #[test]
    fn a_date_and_time_is_an_answer_once_both_are_there() {
        assert_eq!(answer(Precision::DateTime, "2026-10-02", ""), None);
        let whole = answer(Precision::DateTime, "2026-10-02", "10:30");
        assert_eq!(parts(whole.as_ref()), ("2026-10-02".into(), "10:30".into()));
        assert_eq!(answer(Precision::Date, "", "10:30"), None);
        assert_eq!(answer(Precision::Date, "2028-02-29", ""), Some(AnswerValue::Date { date: "2028-02-29".into() }));
        assert_eq!(answer(Precision::Time, "", "10:30"), Some(AnswerValue::Time { time: "10:30".into() }));
    }
}
