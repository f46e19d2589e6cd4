//! What was answered, in words.

use norven_proof::record::{Answer, Outcome, Value};

use crate::block::Column;
use crate::icons;
use crate::mark::Mark;
use crate::style::{BODY, QUIET, RIGHT, STRONG, Style};
use crate::text::{Setter, Span};
use crate::wording::{Wording, fill};

/// Width of the column in which answers stand.
pub(crate) const WIDTH: f32 = 92.0;
/// Distance from the sign to its word.
const SIGN: f32 = 14.5;

/// An answer as it is shown: in a word beside its sign, or at length below the question.
pub(crate) struct Shown {
    /// The words beside the sign, one to a line.
    words: Vec<String>,
    /// A text too long for the column.
    pub(crate) text: Option<String>,
    style: Style,
    outcome: Outcome,
}

impl Shown {
    pub(crate) fn of(setter: Setter<'_>, wording: &Wording, answer: &Answer) -> Self {
        let outcome = answer.outcome;
        let colour = icons::colour(outcome);
        let style = match (outcome, &answer.value) {
            (Outcome::Fail, _) => STRONG.coloured(colour),
            (_, None) => BODY.coloured(QUIET),
            _ => BODY.coloured(colour),
        };
        let (words, text) = split(wording, answer, |long| is_long(setter, answer, long));
        Self { words, text, style, outcome }
    }

    /// The words as a column that begins at `x`, and the sign before them.
    pub(crate) fn column(&self, setter: Setter<'_>, x: f32) -> (Column, Vec<Mark>) {
        let signed = self.outcome != Outcome::Neutral;
        let indent = if signed { SIGN } else { 0.0 };
        let words = self.words.iter();
        let lines = words.map(|word| setter.line(Span::new(word.as_str(), self.style)));
        let column = Column::new(x + indent, self.style, lines.collect());
        let y = (self.style.leading - icons::SIDE) / 2.0;
        (column, icons::outcome(self.outcome, x, y))
    }

    /// Where the column begins beside a question.
    pub(crate) const fn left() -> f32 {
        RIGHT - WIDTH
    }
}

/// The limits a reading was held against.
pub(crate) fn limits(wording: &Wording, answer: &Answer) -> Option<String> {
    let Some(Value::Number { unit, min, max, .. }) = &answer.value else {
        return None;
    };
    let set = |limit: &Option<String>| limit.as_deref().map(|limit| wording.number(limit));
    let text = match (set(min), set(max)) {
        (Some(min), Some(max)) => fill(wording.labels.between, &[("min", &min), ("max", &max)]),
        (Some(min), None) => fill(wording.labels.at_least, &[("min", &min)]),
        (None, Some(max)) => fill(wording.labels.at_most, &[("max", &max)]),
        (None, None) => return None,
    };
    Some(with_unit(text, unit.as_deref()))
}

/// How the text below a question is set.
pub(crate) const TEXT: Style = BODY;

/// An answer in words: beside its sign, and at length where that would be too long there.
pub(crate) fn split(
    wording: &Wording,
    answer: &Answer,
    is_long: impl Fn(&str) -> bool,
) -> (Vec<String>, Option<String>) {
    let meaning = outcome_word(wording, answer.outcome);
    let (word, text) = match words(wording, answer) {
        Some(long) if is_long(&long) => (meaning.clone(), Some(long)),
        word => (word, None),
    };
    // A reading or a "no" that fails says so in words too.
    let failing = meaning.filter(|fail| answer.outcome == Outcome::Fail && word.as_ref() != Some(fail));
    (word.into_iter().chain(failing).collect(), text)
}

/// `None` for an instruction, which asks nothing and has no number, and for photos, which are
/// shown themselves.
fn words(wording: &Wording, answer: &Answer) -> Option<String> {
    let labels = wording.labels;
    Some(match answer.value.as_ref() {
        None if answer.number.is_empty() => return None,
        None => labels.not_answered.to_owned(),
        Some(Value::Pass) => labels.pass.to_owned(),
        Some(Value::Fail) => labels.fail.to_owned(),
        Some(Value::NotApplicable) => labels.not_applicable.to_owned(),
        Some(Value::Yes) => labels.yes.to_owned(),
        Some(Value::No) => labels.no.to_owned(),
        Some(Value::Choice { text } | Value::Text { text }) => text.clone(),
        Some(Value::Choices { texts }) => texts.join(" · "),
        Some(Value::Number { decimal, unit, .. }) => with_unit(wording.number(decimal), unit.as_deref()),
        Some(Value::Date { date }) => wording.date(date),
        Some(Value::Time { time }) => time.clone(),
        Some(Value::DateTime { local }) => wording.date_time(local),
        Some(Value::Photos) => return outcome_word(wording, answer.outcome),
    })
}

/// Whether an answer is a text, which is below its question however short it is.
pub(crate) fn is_text(answer: &Answer) -> bool {
    matches!(answer.value, Some(Value::Text { .. }))
}

fn is_long(setter: Setter<'_>, answer: &Answer, words: &str) -> bool {
    is_text(answer) || setter.width(STRONG, words) > WIDTH - SIGN
}

fn outcome_word(wording: &Wording, outcome: Outcome) -> Option<String> {
    let word = match outcome {
        Outcome::Pass => wording.labels.pass,
        Outcome::Fail => wording.labels.fail,
        Outcome::NotApplicable => wording.labels.not_applicable,
        Outcome::Neutral => return None,
    };
    Some(word.to_owned())
}

fn with_unit(number: String, unit: Option<&str>) -> String {
    match unit {
        Some(unit) => format!("{number}\u{a0}{unit}"),
        None => number,
    }
}
