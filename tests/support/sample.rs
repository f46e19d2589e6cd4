//! A checklist with an item of every kind.

use norven::{
    features::templates::model::{Checklist, ChoiceOption, Item, ItemKind, OnFail, Precision, Section, YesNo},
    ids::{ItemId, SectionId},
    platform::rng::{Rng, SeededRng},
};
use uuid::Uuid;

use super::app::{START, TestApp};

/// A checklist with an item of every kind, and the ids of its items.
#[derive(Clone)]
pub struct Sample {
    /// What it asks.
    pub checklist: Checklist,
    /// Pass or fail, required; a failing answer needs a note and a photo.
    pub exit: ItemId,
    /// A reading in lux, from 1 to 200.5.
    pub light: ItemId,
    /// Yes or no; no fails.
    pub drill: ItemId,
    /// One of three; the last fails.
    pub state: ItemId,
    /// Any of two; neither fails.
    pub hazards: ItemId,
    /// Text.
    pub remarks: ItemId,
    /// A date.
    pub serviced: ItemId,
    /// Up to three photos.
    pub views: ItemId,
    /// Text to read.
    pub advice: ItemId,
    /// A signature slot, required.
    pub signature: ItemId,
}

impl Sample {
    /// The checklist with new ids.
    pub fn new(app: &TestApp) -> Self {
        Self::with(|| app.id())
    }

    /// The checklist without an application, for tests of the model.
    pub fn alone() -> Self {
        let rng = SeededRng::new(1);
        Self::with(|| (&rng as &dyn Rng).id(START))
    }

    fn with(id: impl Fn() -> Uuid) -> Self {
        let item = |text: &str, kind: ItemKind| Item {
            id: ItemId(id()),
            text: text.to_owned(),
            help: String::new(),
            required: false,
            on_fail: OnFail::default(),
            kind,
        };
        let option = |text: &str, failing: bool| ChoiceOption { text: text.to_owned(), failing };
        let needs = OnFail { note: true, photo: true };
        let exit = Item { required: true, on_fail: needs, ..item("Is the exit free?", ItemKind::PassFail) };
        let light = item(
            "Emergency lighting",
            ItemKind::Number {
                unit: "lx".to_owned(),
                min: Some("1".to_owned()),
                max: Some("200.5".to_owned()),
                decimals: 1,
            },
        );
        let drill = item("Was there a drill this year?", ItemKind::YesNo { failing: Some(YesNo::No) });
        let options = vec![option("Good", false), option("Worn", false), option("Broken", true)];
        let state = item("State of the door", ItemKind::Choice { options });
        let options = vec![option("Cables", false), option("Stored goods", false)];
        let hazards = item("Hazards seen", ItemKind::Choices { options });
        let remarks = item("Remarks", ItemKind::Text { long: true });
        let serviced = item("Last serviced", ItemKind::DateTime { precision: Precision::Date });
        let views = item("Views", ItemKind::Photo { min: 1, max: 3 });
        let advice = item("Leave doors as they were found.", ItemKind::Instruction);
        let signature =
            Item { required: true, ..item("Signature", ItemKind::Signature { role: "Responsible person".to_owned() }) };
        let ids = [&exit, &light, &drill, &state, &hazards, &remarks, &serviced, &views, &advice, &signature]
            .map(|item| item.id);
        let section = |title: &str, items: Vec<Item>| Section { id: SectionId(id()), title: title.to_owned(), items };
        let checklist = Checklist {
            title: "Exits".to_owned(),
            standard: "ISO 21542".to_owned(),
            sections: vec![
                section("Way out", vec![exit, light, drill, state, hazards]),
                section("Notes", vec![advice, remarks, serviced, views]),
                section("Sign-off", vec![signature]),
            ],
        };
        let [exit, light, drill, state, hazards, remarks, serviced, views, advice, signature] = ids;
        Self { checklist, exit, light, drill, state, hazards, remarks, serviced, views, advice, signature }
    }
}
