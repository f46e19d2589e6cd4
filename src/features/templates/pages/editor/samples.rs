//! Checklists for the editor's tests.

use uuid::Uuid;

use crate::{
    features::templates::model::{Checklist, Item, ItemKind, OnFail, Section},
    ids::{ItemId, SectionId},
};

pub fn item_id(number: u128) -> ItemId {
    ItemId(Uuid::from_u128(number))
}

pub fn section_id(number: u128) -> SectionId {
    SectionId(Uuid::from_u128(number))
}

pub fn item(number: u128) -> Item {
    Item {
        id: item_id(number),
        text: format!("Question {number}"),
        help: String::new(),
        required: true,
        on_fail: OnFail::default(),
        kind: ItemKind::PassFail,
    }
}

/// Sections numbered from 1 with so many items each; items are numbered through, from 1.
pub fn checklist(items: &[u128]) -> Checklist {
    let mut next = 1;
    let sections = items
        .iter()
        .zip(1..)
        .map(|(count, number)| {
            let first = next;
            next += count;
            Section {
                id: section_id(number),
                title: format!("Section {number}"),
                items: (first..next).map(item).collect(),
            }
        })
        .collect();
    Checklist { title: "Sample".to_owned(), standard: String::new(), sections }
}
