//! The library: checklists written by us, in both languages, adopted as templates.

use std::sync::LazyLock;

use norven_words::Locale;
use serde::Deserialize;

use super::model::{Checklist, ChoiceOption, Item, ItemKind, LibraryEntry, OnFail, Precision, Section, YesNo};
use crate::{platform::rng::Rng, time::Timestamp};

/// A text in both languages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    en: String,
    es: String,
}

impl Both {
    fn text(&self, locale: Locale) -> String {
        match locale {
            Locale::En => &self.en,
            Locale::Es => &self.es,
        }
        .clone()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    slug: String,
    icon: String,
    standard: Both,
    title: Both,
    summary: Both,
    minutes: u32,
    sections: Vec<SourceSection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceSection {
    title: Both,
    items: Vec<SourceItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceItem {
    text: Both,
    #[serde(default)]
    help: Option<Both>,
    required: bool,
    #[serde(default)]
    on_fail: Vec<Need>,
    kind: SourceKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Need {
    Note,
    Photo,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum SourceKind {
    PassFail,
    YesNo {
        #[serde(default)]
        failing: Option<YesNo>,
    },
    Choice {
        options: Vec<SourceOption>,
    },
    Choices {
        options: Vec<SourceOption>,
    },
    Text {
        long: bool,
    },
    Number {
        #[serde(default)]
        unit: String,
        #[serde(default)]
        min: Option<String>,
        #[serde(default)]
        max: Option<String>,
        decimals: u8,
    },
    DateTime {
        precision: Precision,
    },
    Photo {
        min: u8,
        max: u8,
    },
    Signature {
        role: Both,
    },
    Instruction,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceOption {
    text: Both,
    #[serde(default)]
    failing: bool,
}

macro_rules! library {
    ($($name:literal),* $(,)?) => {
        [$( include_str!(concat!("library/", $name, ".json")) ),*]
    };
}

static LIBRARY: LazyLock<Vec<Source>> = LazyLock::new(|| {
    library![
        "fire-safety",
        "fire-door",
        "electrical-room",
        "lift-monthly",
        "food-hygiene",
        "legionella",
        "scaffold-weekly",
        "playground",
        "vehicle-daily",
        "forklift-daily",
    ]
    .into_iter()
    .map(|json| serde_json::from_str(json).expect("the library was checked by its test"))
    .collect()
});

/// Every checklist of the library, worded in a language.
#[must_use]
pub fn entries(locale: Locale) -> Vec<LibraryEntry> {
    LIBRARY
        .iter()
        .map(|source| LibraryEntry {
            slug: source.slug.clone(),
            icon: source.icon.clone(),
            title: source.title.text(locale),
            summary: source.summary.text(locale),
            standard: source.standard.text(locale),
            sections: u32::try_from(source.sections.len()).unwrap_or(u32::MAX),
            items: source.sections.iter().map(|section| u32::try_from(section.items.len()).unwrap_or(u32::MAX)).sum(),
            minutes: source.minutes,
        })
        .collect()
}

/// A checklist of the library in a language, with new ids, and its icon.
#[must_use]
pub fn checklist(slug: &str, locale: Locale, rng: &dyn Rng, now: Timestamp) -> Option<(Checklist, String)> {
    let source = LIBRARY.iter().find(|source| source.slug == slug)?;
    let sections = source
        .sections
        .iter()
        .map(|section| Section {
            id: rng.id(now),
            title: section.title.text(locale),
            items: section
                .items
                .iter()
                .map(|item| Item {
                    id: rng.id(now),
                    text: item.text.text(locale),
                    help: item.help.as_ref().map(|help| help.text(locale)).unwrap_or_default(),
                    required: item.required,
                    on_fail: OnFail {
                        note: item.on_fail.contains(&Need::Note),
                        photo: item.on_fail.contains(&Need::Photo),
                    },
                    kind: kind(&item.kind, locale),
                })
                .collect(),
        })
        .collect();
    let checklist = Checklist { title: source.title.text(locale), standard: source.standard.text(locale), sections };
    Some((checklist, source.icon.clone()))
}

fn kind(source: &SourceKind, locale: Locale) -> ItemKind {
    let options = |options: &[SourceOption]| {
        options.iter().map(|option| ChoiceOption { text: option.text.text(locale), failing: option.failing }).collect()
    };
    match source {
        SourceKind::PassFail => ItemKind::PassFail,
        SourceKind::YesNo { failing } => ItemKind::YesNo { failing: *failing },
        SourceKind::Choice { options: list } => ItemKind::Choice { options: options(list) },
        SourceKind::Choices { options: list } => ItemKind::Choices { options: options(list) },
        SourceKind::Text { long } => ItemKind::Text { long: *long },
        SourceKind::Number { unit, min, max, decimals } => {
            ItemKind::Number { unit: unit.clone(), min: min.clone(), max: max.clone(), decimals: *decimals }
        }
        SourceKind::DateTime { precision } => ItemKind::DateTime { precision: *precision },
        SourceKind::Photo { min, max } => ItemKind::Photo { min: *min, max: *max },
        SourceKind::Signature { role } => ItemKind::Signature { role: role.text(locale) },
        SourceKind::Instruction => ItemKind::Instruction,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::rng::SeededRng;

    #[test]
    fn every_checklist_of_the_library_can_be_published_in_both_languages() {
        let rng = SeededRng::new(1);
        for locale in Locale::ALL {
            let entries = entries(locale);
            assert!(entries.len() >= 8);
            for entry in entries {
                let (checklist, _) = checklist(&entry.slug, locale, &rng, Timestamp(0)).expect("listed");
                assert_eq!(checklist.problems(), [], "{} {}", entry.slug, locale.tag());
                assert!((15..=60).contains(&entry.items), "{}: {} items", entry.slug, entry.items);
                assert!(!checklist.standard.is_empty(), "{}", entry.slug);
                assert!(checklist.signature_slots().next().is_some(), "{}", entry.slug);
            }
        }
    }
}
