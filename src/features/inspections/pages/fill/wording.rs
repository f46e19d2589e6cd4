//! What is said about an answer.

use leptos::prelude::*;
use norven_proof::record::Outcome;
use norven_words::{Locale, decimal};

use crate::{
    decimal::Decimal,
    features::{
        inspections::model::{AnswerValue, Missing, Tally},
        templates::model::{Item, ItemKind},
    },
    time::{parse_date, parse_date_time},
    ui::icon::Icon,
};

/// What a reading means against its limits, in words; nothing where there are none.
#[must_use]
pub fn limits(locale: Locale, kind: &ItemKind, figure: Decimal) -> Option<(Outcome, String)> {
    let ItemKind::Number { unit, min, max, .. } = kind else { return None };
    let t = &locale.words().fill;
    let with_unit = |limit: &str| {
        let figure = decimal(locale, limit);
        if unit.is_empty() { figure } else { format!("{figure} {unit}") }
    };
    let outcome = kind.reading(figure);
    let is_above = max.as_deref().and_then(|max| max.parse::<Decimal>().ok()).is_some_and(|max| figure > max);
    let words = match (outcome, min.as_deref(), max.as_deref()) {
        (Outcome::Pass, Some(min), Some(max)) => t.within(format!("{}–{}", decimal(locale, min), decimal(locale, max))),
        (Outcome::Pass, None, Some(max)) => t.within_max(with_unit(max)),
        (Outcome::Pass, Some(min), None) => t.within_min(with_unit(min)),
        (Outcome::Fail, _, Some(max)) if is_above => t.above(with_unit(max)),
        (Outcome::Fail, Some(min), _) => t.below(with_unit(min)),
        _ => return None,
    };
    Some((outcome, words))
}

/// The limits of a reading before there is one; nothing where there are none.
#[must_use]
pub fn limits_before(locale: Locale, kind: &ItemKind) -> Option<String> {
    let ItemKind::Number { unit, min, max, .. } = kind else { return None };
    let t = &locale.words().fill;
    let figure = |limit: &String| figure(locale, limit, unit);
    match (min, max) {
        (Some(min), Some(max)) => Some(t.limits_between(figure(max), decimal(locale, min))),
        (Some(min), None) => Some(t.limits_least(figure(min))),
        (None, Some(max)) => Some(t.limits_most(figure(max))),
        (None, None) => None,
    }
}

/// A figure as the language writes it, with its unit.
#[must_use]
pub fn figure(locale: Locale, figure: &str, unit: &str) -> String {
    format!("{} {unit}", decimal(locale, figure)).trim_end().to_owned()
}

/// What is missing, in words.
#[must_use]
pub fn missing(locale: Locale, missing: Missing) -> String {
    let t = &locale.words().fill;
    match missing {
        Missing::Answer => t.missing_answer.to_owned(),
        Missing::Note => t.missing_note.to_owned(),
        Missing::Photo => t.missing_photo.to_owned(),
        Missing::Photos(more) => t.missing_photos(usize::from(more)),
        Missing::Upload => t.missing_upload.to_owned(),
    }
}

/// The score as people read it, everywhere the same: `85.7 %`, `100 %`.
#[must_use]
pub fn score(locale: Locale, tally: Tally) -> String {
    let t = &locale.words().fill;
    tally.percent().map_or(t.no_score.to_owned(), |percent| t.percent(decimal(locale, percent.trim_end_matches(".0"))))
}

/// An answer in words.
#[must_use]
pub fn answer(locale: Locale, item: &Item, value: &AnswerValue) -> String {
    let t = &locale.words().fill;
    let option = |index: u16| match &item.kind {
        ItemKind::Choice { options } | ItemKind::Choices { options } => {
            options.get(usize::from(index)).map(|option| option.text.clone())
        }
        _ => None,
    };
    match value {
        AnswerValue::Pass => t.pass.to_owned(),
        AnswerValue::Fail => t.fail.to_owned(),
        AnswerValue::NotApplicable => t.na.to_owned(),
        AnswerValue::Yes => t.yes.to_owned(),
        AnswerValue::No => t.no.to_owned(),
        AnswerValue::Choice { index } => option(*index).unwrap_or_default(),
        AnswerValue::Choices { indexes } => {
            indexes.iter().filter_map(|index| option(*index)).collect::<Vec<_>>().join(", ")
        }
        AnswerValue::Text { text } => text.clone(),
        AnswerValue::Number { decimal } => {
            let unit = if let ItemKind::Number { unit, .. } = &item.kind { unit.as_str() } else { "" };
            figure(locale, decimal, unit)
        }
        AnswerValue::Date { date } => {
            parse_date(date).map_or_else(|| date.clone(), |date| norven_words::date(locale, date))
        }
        AnswerValue::Time { time } => time.clone(),
        AnswerValue::DateTime { local } => {
            parse_date_time(local).map_or_else(|| local.clone(), |at| norven_words::date_time(locale, at))
        }
    }
}

/// An outcome as colour, icon and words.
pub fn status(outcome: Outcome, words: String) -> impl IntoView {
    let (class, icon) = match outcome {
        Outcome::Pass => ("status pass", "check"),
        Outcome::Fail => ("status fail", "cross"),
        Outcome::NotApplicable => ("status na", "dash"),
        Outcome::Neutral => ("status", "info"),
    };
    view! {
        <p class=class>
            {(outcome != Outcome::Neutral).then(|| view! { <Icon name=icon /> })} {words}
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(min: Option<&str>, max: Option<&str>) -> ItemKind {
        ItemKind::Number { unit: "V".into(), min: min.map(str::to_owned), max: max.map(str::to_owned), decimals: 1 }
    }

    fn said(kind: &ItemKind, figure: &str) -> Option<(Outcome, String)> {
        limits(Locale::En, kind, figure.parse().expect("a figure"))
    }

    #[test]
    fn a_reading_is_told_where_it_stands_against_its_limits() {
        let both = number(Some("65"), Some("120"));
        assert_eq!(said(&both, "71.5"), Some((Outcome::Pass, "Within limits (65–120)".into())));
        assert_eq!(said(&both, "120.1"), Some((Outcome::Fail, "Above the limit of 120 V".into())));
        assert_eq!(said(&both, "-3"), Some((Outcome::Fail, "Below the limit of 65 V".into())));
        let least = number(Some("24.0"), None);
        assert_eq!(said(&least, "24"), Some((Outcome::Pass, "Within the limit of 24.0 V".into())));
        assert_eq!(said(&least, "21.4"), Some((Outcome::Fail, "Below the limit of 24.0 V".into())));
        assert_eq!(said(&number(None, Some("5")), "9"), Some((Outcome::Fail, "Above the limit of 5 V".into())));
        assert_eq!(said(&number(None, None), "9"), None);
    }

    #[test]
    fn limits_are_told_before_anything_is_typed() {
        let before = |min, max| limits_before(Locale::En, &number(min, max));
        assert_eq!(before(Some("65"), Some("120")).as_deref(), Some("Limits: 65 to 120 V"));
        assert_eq!(before(Some("24.0"), None).as_deref(), Some("At least 24.0 V"));
        assert_eq!(before(None, Some("5")).as_deref(), Some("At most 5 V"));
        assert_eq!(before(None, None), None);
    }

    #[test]
    fn limits_are_written_as_the_language_writes_them() {
        let least = number(Some("24.0"), None);
        let words = limits(Locale::Es, &least, "21.4".parse().expect("a figure"));
        assert_eq!(words, Some((Outcome::Fail, "Por debajo del límite de 24,0 V".into())));
    }

    #[test]
    fn a_score_has_one_decimal_place_and_nothing_counted_is_no_score() {
        let tally = |passed, failed| Tally { passed, failed, ..Tally::default() };
        assert_eq!(score(Locale::En, tally(6, 1)), "85.7 %");
        assert_eq!(score(Locale::Es, tally(5, 2)), "71,4 %");
        assert_eq!(score(Locale::En, tally(7, 0)), "100 %");
        assert_eq!(score(Locale::En, tally(0, 0)), "–");
    }
}
