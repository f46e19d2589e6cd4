//! Answers in words.

use norven_proof::record::Outcome;
use norven_words::{Locale, date, date_time, decimal, time};

use crate::{
    features::{
        inspections::model::{AnswerValue, Findings},
        templates::model::{Item, ItemKind},
    },
    time::{parse_date, parse_date_time, parse_time},
};

/// What was answered to an item, as people read it; nothing where nothing was.
#[must_use]
pub fn answer_text(findings: &Findings, item: &Item, locale: Locale) -> Option<String> {
    let t = &locale.words().desk;
    let option = |index: u16| match &item.kind {
        ItemKind::Choice { options } | ItemKind::Choices { options } => {
            options.get(usize::from(index)).map_or("", |option| option.text.as_str())
        }
        _ => "",
    };
    Some(match findings.value(item.id)? {
        AnswerValue::Pass => t.pass.to_owned(),
        AnswerValue::Fail => t.fail.to_owned(),
        AnswerValue::NotApplicable => t.na.to_owned(),
        AnswerValue::Yes => t.yes.to_owned(),
        AnswerValue::No => t.no.to_owned(),
        AnswerValue::Choice { index } => option(*index).to_owned(),
        AnswerValue::Choices { indexes } => indexes.iter().map(|index| option(*index)).collect::<Vec<_>>().join(" · "),
        AnswerValue::Text { text } => text.clone(),
        AnswerValue::Number { decimal: figure } => match &item.kind {
            ItemKind::Number { unit, .. } if !unit.is_empty() => {
                format!("{}\u{a0}{unit}", decimal(locale, figure))
            }
            _ => decimal(locale, figure),
        },
        AnswerValue::Date { date: text } => parse_date(text).map_or_else(|| text.clone(), |day| date(locale, day)),
        AnswerValue::Time { time: text } => parse_time(text).map_or_else(|| text.clone(), time),
        AnswerValue::DateTime { local } => {
            parse_date_time(local).map_or_else(|| local.clone(), |at| date_time(locale, at))
        }
    })
}

/// Class and icon of what an answer means.
#[must_use]
pub fn outcome_mark(outcome: Option<Outcome>) -> (&'static str, &'static str) {
    match outcome {
        Some(Outcome::Pass) => ("status pass", "check"),
        Some(Outcome::Fail) => ("status fail", "cross"),
        Some(Outcome::Neutral) => ("status", "check"),
        Some(Outcome::NotApplicable) => ("status na", "dash"),
        None => ("status na", "clock"),
    }
}

/// A date as a form keeps it (`2026-11-29`), as people read it.
#[must_use]
pub fn day(text: &str, locale: Locale) -> String {
    parse_date(text).map_or_else(|| text.to_owned(), |day| date(locale, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        features::{inspections::model::Answer, templates::model::ChoiceOption},
        ids::ItemId,
    };

    fn item(kind: ItemKind) -> Item {
        let id = ItemId(uuid::Uuid::from_u128(1));
        Item { id, text: "?".into(), help: String::new(), required: true, on_fail: Default::default(), kind }
    }

    fn told(kind: ItemKind, value: AnswerValue, locale: Locale) -> Option<String> {
        let item = item(kind);
        let mut findings = Findings::default();
        findings.answers.insert(item.id, Answer { value: Some(value), ..Answer::default() });
        answer_text(&findings, &item, locale)
    }

    #[test]
    fn an_answer_reads_as_it_was_meant() {
        let number = ItemKind::Number { unit: "dB(A)".into(), min: None, max: None, decimals: 1 };
        let figure = AnswerValue::Number { decimal: "71.5".into() };
        assert_eq!(told(number, figure, Locale::Es).as_deref(), Some("71,5\u{a0}dB(A)"));
        let options = ["one", "two", "three"].map(|text| ChoiceOption { text: text.into(), failing: false }).to_vec();
        let chosen = AnswerValue::Choices { indexes: vec![0, 2] };
        assert_eq!(told(ItemKind::Choices { options }, chosen, Locale::En).as_deref(), Some("one · three"));
        assert_eq!(told(ItemKind::PassFail, AnswerValue::Fail, Locale::Es).as_deref(), Some("No cumple"));
        assert_eq!(answer_text(&Findings::default(), &item(ItemKind::PassFail), Locale::En), None);
    }

    #[test]
    fn a_day_reads_as_people_write_it() {
        assert_eq!(day("2026-11-29", Locale::Es), "29 nov 2026");
        assert_eq!(day("soon", Locale::En), "soon");
    }
}
