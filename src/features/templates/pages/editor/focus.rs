//! Ids of the editor's controls, and moving focus to them once the page has changed.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

use crate::ids::{ItemId, SectionId};

/// The summary of what is missing.
pub const SUMMARY: &str = "ed-summary";
/// The title's field.
pub const TITLE: &str = "ed-title";
/// The standard's field.
pub const STANDARD: &str = "ed-standard";
/// The button that adds a section.
pub const ADD_SECTION: &str = "ed-add-section";
/// The heading of an item's settings.
pub const PANEL: &str = "ed-panel";
/// The question in an item's settings.
pub const QUESTION: &str = "ed-question";
/// The first control of a kind's own settings.
pub const KIND_SETTINGS: &str = "ed-kind-settings";

/// A section's name.
#[must_use]
pub fn section(id: SectionId) -> String {
    format!("ed-section-{id}")
}

/// A section's button to move it.
#[must_use]
pub fn section_move(id: SectionId, way: super::draft::Way) -> String {
    format!("ed-section-{way:?}-{id}")
}

/// A section's button that adds an item.
#[must_use]
pub fn add_item(id: SectionId) -> String {
    format!("ed-add-{id}")
}

/// A section's kinds to choose from.
#[must_use]
pub fn kinds(id: SectionId) -> String {
    format!("ed-kinds-{id}")
}

/// An item's button that opens its settings.
#[must_use]
pub fn item(id: ItemId) -> String {
    format!("ed-item-{id}")
}

/// An item's button to move it.
#[must_use]
pub fn item_move(id: ItemId, way: super::draft::Way) -> String {
    format!("ed-item-{way:?}-{id}")
}

/// An option's field.
#[must_use]
pub fn option(index: usize) -> String {
    format!("ed-option-{index}")
}

/// Moves focus to the first of these that is there and can take it, after the page has changed.
pub fn focus_first(ids: Vec<String>) {
    // Two frames: effects have run after the first, and what they made is there.
    request_animation_frame(move || {
        request_animation_frame(move || {
            for id in ids {
                let Some(element) = document().get_element_by_id(&id) else { continue };
                if element.has_attribute("disabled") {
                    continue;
                }
                if let Ok(element) = element.dyn_into::<HtmlElement>() {
                    drop(element.focus());
                    return;
                }
            }
        });
    });
}

/// Moves focus to an element, after the page has changed.
pub fn focus(id: &str) {
    focus_first(vec![id.to_owned()]);
}
