//! Templates: checklists with sections and items. Publishing makes an immutable version.

use norven_proof::record::Outcome;
use norven_words::Locale;
use serde::{Deserialize, Serialize};

use crate::{
    decimal::Decimal,
    error::{AppError, FieldProblem, Quota},
    ids::{ItemId, SectionId, TemplateId},
    time::Moment,
};

/// Most sections in a template.
pub const MAX_SECTIONS: usize = 50;
/// Most items in a template: the largest report that was measured.
pub const MAX_ITEMS: usize = 400;
/// Most characters in a title or question.
pub const MAX_TEXT: usize = 500;
/// Most kilobytes of a checklist as JSON. One of 400 items with long questions and help has some 300.
pub const MAX_CHECKLIST_KB: usize = 500;
/// Most options of a choice.
pub const MAX_OPTIONS: usize = 30;

/// What a checklist asks: the content of a draft or of a published version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checklist {
    /// Its title.
    pub title: String,
    /// The standard or regulation it follows; may be empty.
    #[serde(default)]
    pub standard: String,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// A section of a checklist: one screen on a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its id.
    pub id: SectionId,
    /// Its title.
    pub title: String,
    /// Its items, in order.
    pub items: Vec<Item>,
}

/// One thing that is asked, shown or signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id, kept over versions.
    pub id: ItemId,
    /// The question or instruction.
    pub text: String,
    /// Help shown under the question; may be empty.
    #[serde(default)]
    pub help: String,
    /// Whether the inspection cannot be finished without it.
    pub required: bool,
    /// What a failing answer needs.
    #[serde(default)]
    pub on_fail: OnFail,
    /// What kind of answer it takes.
    pub kind: ItemKind,
}

/// What a failing answer needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnFail {
    /// A note.
    pub note: bool,
    /// At least one photo.
    pub photo: bool,
}

/// What kind of answer an item takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Pass, fail or not applicable.
    PassFail,
    /// Yes or no.
    YesNo {
        /// Which answer fails, if one does.
        #[serde(default)]
        failing: Option<YesNo>,
    },
    /// One of several options.
    Choice {
        /// The options.
        options: Vec<ChoiceOption>,
    },
    /// Any of several options.
    Choices {
        /// The options.
        options: Vec<ChoiceOption>,
    },
    /// Text.
    Text {
        /// Whether several lines are expected.
        long: bool,
    },
    /// A reading. One outside its limits fails.
    Number {
        /// Its unit; may be empty.
        #[serde(default)]
        unit: String,
        /// Lower limit, inclusive.
        #[serde(default)]
        min: Option<String>,
        /// Upper limit, inclusive.
        #[serde(default)]
        max: Option<String>,
        /// Digits after the point.
        decimals: u8,
    },
    /// A date, a time, or both.
    DateTime {
        /// Which.
        precision: Precision,
    },
    /// Photos.
    Photo {
        /// At least so many.
        min: u8,
        /// At most so many.
        max: u8,
    },
    /// A slot for a signature at the end.
    Signature {
        /// Who has to sign.
        role: String,
    },
    /// Text to read; nothing is answered.
    Instruction,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// Its wording.
    pub text: String,
    /// Whether choosing it fails the item.
    #[serde(default)]
    pub failing: bool,
}

/// How exact a point in time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// A calendar date.
    Date,
    /// A time of day.
    Time,
    /// Both.
    DateTime,
}

impl ItemKind {
    /// Every text in it: options, units, limits, roles.
    fn texts(&self) -> Vec<&String> {
        match self {
            Self::Choice { options } | Self::Choices { options } => options.iter().map(|option| &option.text).collect(),
            Self::Number { unit, min, max, .. } => {
                [Some(unit), min.as_ref(), max.as_ref()].into_iter().flatten().collect()
            }
            Self::Signature { role } => vec![role],
            Self::PassFail
            | Self::YesNo { .. }
            | Self::Text { .. }
            | Self::DateTime { .. }
            | Self::Photo { .. }
            | Self::Instruction => Vec::new(),
        }
    }

    /// Whether the item takes an answer while the inspection is filled.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        !matches!(self, Self::Instruction | Self::Signature { .. })
    }

    /// Whether some answer fails.
    #[must_use]
    pub fn can_fail(&self) -> bool {
        match self {
            Self::PassFail => true,
            Self::YesNo { failing } => failing.is_some(),
            Self::Choice { options } | Self::Choices { options } => options.iter().any(|option| option.failing),
            Self::Number { min, max, .. } => min.is_some() || max.is_some(),
            _ => false,
        }
    }

    /// What a reading means against the limits.
    #[must_use]
    pub fn reading(&self, figure: Decimal) -> Outcome {
        let Self::Number { min, max, .. } = self else { return Outcome::Neutral };
        let limit = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Decimal>().ok());
        let (min, max) = (limit(min), limit(max));
        if min.is_none() && max.is_none() {
            Outcome::Neutral
        } else if min.is_some_and(|min| figure < min) || max.is_some_and(|max| figure > max) {
            Outcome::Fail
        } else {
            Outcome::Pass
        }
    }
}

impl Checklist {
    /// Every item with its number as printed: the first answered item of section 2 is `2.1`.
    /// Instructions and signature slots have none.
    pub fn numbered(&self) -> impl Iterator<Item = (String, &Section, &Item)> {
        self.sections
            .iter()
            .enumerate()
            .flat_map(|(at, section)| self.numbered_in(at).map(move |(number, item)| (number, section, item)))
    }

    /// The items of a section, counted from 0, with their numbers.
    pub fn numbered_in(&self, at: usize) -> impl Iterator<Item = (String, &Item)> {
        let mut count = 0;
        self.sections.get(at).into_iter().flat_map(|section| &section.items).map(move |item| {
            count += u32::from(item.kind.is_answered());
            let number = if item.kind.is_answered() { format!("{}.{count}", at + 1) } else { String::new() };
            (number, item)
        })
    }

    /// Every item.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.sections.iter().flat_map(|section| &section.items)
    }

    /// The item with an id.
    #[must_use]
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.items().find(|item| item.id == id)
    }

    /// The slots for signatures, in order.
    pub fn signature_slots(&self) -> impl Iterator<Item = (ItemId, &str)> {
        self.items().filter_map(|item| match &item.kind {
            ItemKind::Signature { role } => Some((item.id, role.as_str())),
            _ => None,
        })
    }

    /// What keeps the checklist from being published, in order; a draft may have problems.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut at = |place: Place, what: ProblemKind| problems.push(Problem { place, what });
        if self.title.trim().is_empty() {
            at(Place::Title, ProblemKind::TextMissing);
        }
        if self.items().next().is_none() {
            at(Place::Title, ProblemKind::NoItems);
        }
        if self.sections.len() > MAX_SECTIONS || self.items().count() > MAX_ITEMS {
            at(Place::Title, ProblemKind::TooMany);
        }
        for section in &self.sections {
            if section.title.trim().is_empty() {
                at(Place::Section(section.id), ProblemKind::TextMissing);
            }
            for item in &section.items {
                if item.text.trim().is_empty() {
                    at(Place::Item(item.id), ProblemKind::TextMissing);
                }
                if item.text.chars().count() > MAX_TEXT {
                    at(Place::Item(item.id), ProblemKind::TextTooLong);
                }
                if let Some(what) = item.kind.problem() {
                    at(Place::Item(item.id), what);
                }
            }
        }
        let mut seen = std::collections::HashSet::new();
        for item in self.items() {
            if !seen.insert(item.id) {
                at(Place::Item(item.id), ProblemKind::Repeated);
            }
        }
        problems
    }
}

impl ItemKind {
    fn problem(&self) -> Option<ProblemKind> {
        match self {
            Self::Choice { options } | Self::Choices { options } => {
                if options.len() < 2 {
                    Some(ProblemKind::TooFewOptions)
                } else if options.len() > MAX_OPTIONS {
                    Some(ProblemKind::TooMany)
                } else if options.iter().any(|option| option.text.trim().is_empty()) {
                    Some(ProblemKind::OptionMissing)
                } else {
                    None
                }
            }
            Self::Number { min, max, .. } => {
                let read = |text: &Option<String>| text.as_deref().map(str::parse::<Decimal>).transpose();
                match (read(min), read(max)) {
                    (Ok(Some(min)), Ok(Some(max))) if min > max => Some(ProblemKind::LimitsCrossed),
                    (Ok(_), Ok(_)) => None,
                    _ => Some(ProblemKind::LimitNotANumber),
                }
            }
            Self::Photo { min, max } => (min > max || *max == 0).then_some(ProblemKind::LimitsCrossed),
            Self::Signature { role } => role.trim().is_empty().then_some(ProblemKind::RoleMissing),
            _ => None,
        }
    }
}

/// Something that keeps a checklist from being published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub what: ProblemKind,
}

/// A place in a checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The checklist itself.
    Title,
    /// A section.
    Section(SectionId),
    /// An item.
    Item(ItemId),
}

/// What is wrong at a [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// There is no text.
    TextMissing,
    /// The text is too long.
    TextTooLong,
    /// There is nothing to answer.
    NoItems,
    /// More than fits.
    TooMany,
    /// A choice needs two options.
    TooFewOptions,
    /// An option without text.
    OptionMissing,
    /// The lower limit is above the upper one.
    LimitsCrossed,
    /// A limit that is not a number.
    LimitNotANumber,
    /// A signature slot that does not say who signs.
    RoleMissing,
    /// The same item twice.
    Repeated,
}

/// Which templates a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that inspections can use.
    Published,
    /// Those that never were.
    Draft,
    /// Those that were changed since.
    Changed,
    /// Those out of use.
    Archived,
}

impl Which {
    /// As a query says it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Draft => "draft",
            Self::Changed => "changed",
            Self::Archived => "archived",
        }
    }
}

/// A template in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateSummary {
    /// Its id.
    pub id: TemplateId,
    /// Its title.
    pub title: String,
    /// Its icon in the sprite.
    pub icon: String,
    /// Its language.
    pub locale: Locale,
    /// The latest published version, if any.
    pub version: Option<u32>,
    /// Items in the draft.
    pub items: u32,
    /// Whether the draft differs from the latest version.
    pub changed: bool,
    /// When it was last changed.
    pub updated: Moment,
}

/// A template open in the editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateDraft {
    /// Its id.
    pub id: TemplateId,
    /// Its language.
    pub locale: Locale,
    /// Its icon.
    pub icon: String,
    /// The latest published version, if any.
    pub version: Option<u32>,
    /// Counts the saves: a save based on an older one is a conflict.
    pub rev: i64,
    /// Whether the draft differs from the latest version.
    pub changed: bool,
    /// What it asks.
    pub checklist: Checklist,
}

/// A checklist of the library that comes with Norven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibraryEntry {
    /// Its name in addresses.
    pub slug: String,
    /// Its icon.
    pub icon: String,
    /// Its title in the reader's language.
    pub title: String,
    /// What it is for.
    pub summary: String,
    /// The standard it follows.
    pub standard: String,
    /// Sections.
    pub sections: u32,
    /// Items.
    pub items: u32,
    /// Minutes it takes.
    pub minutes: u32,
}

/// Refuses a draft that could not be stored: only sizes, since a draft may be unfinished.
///
/// # Errors
/// When a text or a list is longer than any that can be published.
pub fn check_draft(checklist: &Checklist) -> Result<(), AppError> {
    let too_long =
        |field: &str| AppError::field(field, FieldProblem::TooLong(u32::try_from(MAX_TEXT).unwrap_or(u32::MAX)));
    let full = |what, limit: usize| Err(AppError::Full { what, limit: limit as u64 });
    if checklist.sections.len() > MAX_SECTIONS {
        return full(Quota::Sections, MAX_SECTIONS);
    }
    if checklist.items().count() > MAX_ITEMS {
        return full(Quota::Items, MAX_ITEMS);
    }
    // Whatever is in it.
    if serde_json::to_string(checklist).map_or(usize::MAX, |text| text.len()) > MAX_CHECKLIST_KB * 1000 {
        return full(Quota::Checklist, MAX_CHECKLIST_KB);
    }
    if checklist.title.chars().count() > MAX_TEXT || checklist.standard.chars().count() > MAX_TEXT {
        return Err(too_long("title"));
    }
    crate::text::check(&checklist.title)?;
    let titles = checklist.sections.iter().map(|section| &section.title);
    let texts = checklist.items().flat_map(|item| [&item.text, &item.help].into_iter().chain(item.kind.texts()));
    if titles.chain(texts).any(|text| text.chars().count() > 4 * MAX_TEXT) {
        return Err(too_long("item"));
    }
    Ok(())
}
