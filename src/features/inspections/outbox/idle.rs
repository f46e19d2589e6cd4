//! On the server nothing waits: a page only shows what is there.

use leptos::ev::Event;

use super::Walk;
use crate::{
    features::inspections::draft::{About, Entry},
    ids::ItemId,
};

/// Begins in the browser.
pub fn open(_walk: Walk) {}

/// Happens in the browser.
pub fn keep(_walk: Walk, _entry: Entry) {}

/// Happens in the browser.
pub fn retry(_walk: Walk) {}

/// Happens in the browser.
pub fn refresh(_walk: Walk) {}

/// Happens in the browser.
pub fn tell_finished(_walk: Walk) {}

/// Happens in the browser.
pub fn try_again(_walk: Walk, _about: About) {}

/// Happens in the browser.
pub fn discard(_walk: Walk, _about: About) {}

/// Happens in the browser.
pub fn save(_walk: Walk, _about: About, _name: String, _text: String) {}

/// Happens in the browser.
pub fn take(_walk: Walk, _item: ItemId, _event: &Event) {}
