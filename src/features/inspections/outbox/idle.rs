//! On the server nothing waits: a page only shows what is there.

use leptos::ev::Event;

use super::Walk;
use crate::{
    features::inspections::model::Command,
    ids::{ItemId, PhotoId},
};

/// Begins in the browser.
pub fn open(_walk: Walk) {}

/// Happens in the browser.
pub fn keep(_walk: Walk, _command: Command) {}

/// Happens in the browser.
pub fn retry(_walk: Walk) {}

/// Happens in the browser.
pub fn retry_photo(_walk: Walk, _photo: PhotoId) {}

/// Happens in the browser.
pub fn take(_walk: Walk, _item: ItemId, _event: &Event) {}
