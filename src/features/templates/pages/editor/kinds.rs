//! The kinds of item as the editor offers them: name, icon, how a new one begins, one line about it.

use norven_words::{Locale, decimal};

use super::change::Shape;
use crate::features::templates::model::{ChoiceOption, Item, ItemKind, OnFail, Precision, YesNo};

/// Most photos of an item when nothing else is said.
const PHOTOS: u8 = 10;

/// A kind of item without its settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Pass, fail or not applicable.
    PassFail,
    /// Yes or no.
    YesNo,
    /// One of several options.
    Choice,
    /// Any of several options.
    Choices,
    /// Text.
    Text,
    /// A reading.
    Number,
    /// A date, a time, or both.
    DateTime,
    /// Photos.
    Photo,
    /// A slot for a signature.
    Signature,
    /// Text to read.
    Instruction,
}

impl Kind {
    /// Every kind, in the order in which they are offered.
    pub const ALL: [Self; 10] = [
        Self::PassFail,
        Self::YesNo,
        Self::Choice,
        Self::Choices,
        Self::Text,
        Self::Number,
        Self::DateTime,
        Self::Photo,
        Self::Signature,
        Self::Instruction,
    ];

    /// The kind that these settings belong to.
    #[must_use]
    pub fn of(kind: &ItemKind) -> Self {
        match kind {
            ItemKind::PassFail => Self::PassFail,
            ItemKind::YesNo { .. } => Self::YesNo,
            ItemKind::Choice { .. } => Self::Choice,
            ItemKind::Choices { .. } => Self::Choices,
            ItemKind::Text { .. } => Self::Text,
            ItemKind::Number { .. } => Self::Number,
            ItemKind::DateTime { .. } => Self::DateTime,
            ItemKind::Photo { .. } => Self::Photo,
            ItemKind::Signature { .. } => Self::Signature,
            ItemKind::Instruction => Self::Instruction,
        }
    }

    /// Its symbol in the sprite.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::PassFail => "check",
            Self::YesNo => "checks",
            Self::Choice => "radio",
            Self::Choices => "list",
            Self::Text => "text",
            Self::Number => "ruler",
            Self::DateTime => "calendar",
            Self::Photo => "camera",
            Self::Signature => "pen",
            Self::Instruction => "info",
        }
    }

    /// Its name, and what it is in a few words.
    #[must_use]
    pub fn words(self, locale: Locale) -> (&'static str, &'static str) {
        let t = &locale.words().templates;
        match self {
            Self::PassFail => (t.pass_fail, t.pass_fail_hint),
            Self::YesNo => (t.yes_no, t.yes_no_hint),
            Self::Choice => (t.choice, t.choice_hint),
            Self::Choices => (t.choices, t.choices_hint),
            Self::Text => (t.text, t.text_hint),
            Self::Number => (t.number, t.number_hint),
            Self::DateTime => (t.date_time, t.date_time_hint),
            Self::Photo => (t.photo, t.photo_hint),
            Self::Signature => (t.signature, t.signature_hint),
            Self::Instruction => (t.instruction_kind, t.instruction_hint),
        }
    }

    /// The settings of a new item.
    #[must_use]
    pub fn fresh(self) -> ItemKind {
        let options = || vec![ChoiceOption { text: String::new(), failing: false }; 2];
        match self {
            Self::PassFail => ItemKind::PassFail,
            Self::YesNo => ItemKind::YesNo { failing: Some(YesNo::No) },
            Self::Choice => ItemKind::Choice { options: options() },
            Self::Choices => ItemKind::Choices { options: options() },
            Self::Text => ItemKind::Text { long: false },
            Self::Number => ItemKind::Number { unit: String::new(), min: None, max: None, decimals: 0 },
            Self::DateTime => ItemKind::DateTime { precision: Precision::Date },
            Self::Photo => ItemKind::Photo { min: 1, max: PHOTOS },
            Self::Signature => ItemKind::Signature { role: String::new() },
            Self::Instruction => ItemKind::Instruction,
        }
    }

    /// What a new item asks for.
    #[must_use]
    pub fn shape(self) -> Shape {
        Shape { required: self != Self::Instruction, on_fail: OnFail::default(), kind: self.fresh() }
    }

    /// Turns a shape into one of this kind; options stay between the two kinds of choice.
    pub fn turn(self, shape: &mut Shape) {
        if Self::of(&shape.kind) == self {
            return;
        }
        let mut kind = self.fresh();
        if let (Some(new), Some(old)) = (options_mut(&mut kind), options_mut(&mut shape.kind)) {
            *new = std::mem::take(old);
        }
        shape.required = match self {
            Self::Instruction => false,
            _ => shape.required || matches!(shape.kind, ItemKind::Instruction),
        };
        if !kind.can_fail() {
            shape.on_fail = OnFail::default();
        }
        shape.kind = kind;
    }
}

/// The options of a choice.
pub fn options_mut(kind: &mut ItemKind) -> Option<&mut Vec<ChoiceOption>> {
    match kind {
        ItemKind::Choice { options } | ItemKind::Choices { options } => Some(options),
        _ => None,
    }
}

/// The options of a choice.
#[must_use]
pub fn options(kind: &ItemKind) -> &[ChoiceOption] {
    match kind {
        ItemKind::Choice { options } | ItemKind::Choices { options } => options,
        _ => &[],
    }
}

/// One line about an item: `Number, 65–120 dB(A) · required`.
#[must_use]
pub fn summary(item: &Item, locale: Locale) -> String {
    let t = &locale.words().templates;
    let name = match &item.kind {
        ItemKind::DateTime { precision: Precision::Date } => t.precision_date,
        ItemKind::DateTime { precision: Precision::Time } => t.precision_time,
        kind => Kind::of(kind).words(locale).0,
    };
    let detail = match &item.kind {
        ItemKind::Choice { options } | ItemKind::Choices { options } => t.sum_options(options.len()),
        ItemKind::Number { unit, min, max, .. } => {
            let figure = |text: &str| decimal(locale, text);
            match (min, max) {
                (Some(min), Some(max)) => t.sum_range(figure(max), figure(min), unit),
                (Some(min), None) => t.sum_from(figure(min), unit),
                (None, Some(max)) => t.sum_to(figure(max), unit),
                (None, None) => unit.clone(),
            }
        }
        ItemKind::Photo { min, max } => t.sum_photos(max, min),
        ItemKind::Signature { role } => role.clone(),
        _ => String::new(),
    };
    let mut parts = vec![match detail.trim() {
        "" => name.to_owned(),
        detail => format!("{name}, {detail}"),
    }];
    if !matches!(item.kind, ItemKind::Instruction) {
        parts.push(if item.required { t.sum_required } else { t.sum_optional }.to_owned());
    }
    if item.kind.can_fail() {
        match item.on_fail {
            OnFail { note: true, photo: true } => parts.push(t.sum_both.to_owned()),
            OnFail { note: true, photo: false } => parts.push(t.sum_note.to_owned()),
            OnFail { note: false, photo: true } => parts.push(t.sum_photo.to_owned()),
            OnFail { note: false, photo: false } => {}
        }
    }
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::{super::samples::item, *};

    #[test]
    fn a_new_item_of_every_kind_is_of_that_kind() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(&kind.fresh()), kind);
        }
    }

    #[test]
    fn options_stay_when_a_single_choice_becomes_a_multiple_one() {
        let options = vec![ChoiceOption { text: "Worn".to_owned(), failing: true }];
        let mut shape = Shape {
            required: true,
            on_fail: OnFail { note: true, photo: false },
            kind: ItemKind::Choice { options: options.clone() },
        };
        Kind::Choices.turn(&mut shape);
        assert_eq!(shape.kind, ItemKind::Choices { options });
        assert!(shape.on_fail.note);
    }

    #[test]
    fn what_cannot_fail_asks_for_nothing_on_failing_and_an_instruction_is_never_required() {
        let mut shape = Kind::PassFail.shape();
        shape.on_fail.note = true;
        Kind::Text.turn(&mut shape);
        assert_eq!(shape.on_fail, OnFail::default());
        assert!(shape.required);
        Kind::Instruction.turn(&mut shape);
        assert!(!shape.required);
        Kind::Number.turn(&mut shape);
        assert!(shape.required, "what becomes a question is required as a new question is");
    }

    #[test]
    fn a_summary_says_what_the_inspector_will_be_asked() {
        let mut item = item(1);
        item.on_fail = OnFail { note: true, photo: true };
        assert_eq!(
            summary(&item, Locale::En),
            "Pass / fail / N/A · required · a failing answer needs a note and a photo"
        );
        item.kind = ItemKind::Number {
            unit: "bar".to_owned(),
            min: Some("0.5".to_owned()),
            max: Some("2".to_owned()),
            decimals: 1,
        };
        item.on_fail = OnFail::default();
        item.required = false;
        assert_eq!(summary(&item, Locale::Es), "Número, 0,5–2 bar · opcional");
        item.kind = ItemKind::Instruction;
        assert_eq!(summary(&item, Locale::En), "Instruction");
    }
}
