//! The browser module of the public verify page: reads a file on the device, verifies it there, and
//! shows what came out.
//!
//! The page is written by the server, every verdict as a `<template>` in the reader's language; this
//! module chooses one and fills it in. Nothing leaves the device: what is fetched is the one list of
//! reports that were replaced or revoked, the same for everybody.
//!
//! | module | what it does |
//! |---|---|
//! | [`verdict`], [`code`] | from a verdict, or from what a QR code says, to a [`view`] |
//! | [`reason`], [`whole`] | what exactly was found; the record to its last answer |
//! | [`view`] | a template's name, and what goes into it |
//! | [`text`] | sizes, dates, placeholders |
//! | `page`, `reading`, `standing`, `templates` | the browser: events, files, the list, the page's elements |

pub mod code;
pub mod reason;
pub mod text;
pub mod verdict;
pub mod view;
pub mod whole;

mod page;
mod reading;
mod standing;
mod templates;

use wasm_bindgen::prelude::*;

/// Brings the page to life. `clock` says what time it is, in milliseconds since 1970.
///
/// # Errors
/// Where the page is not the verify page.
#[wasm_bindgen]
pub fn start(clock: js_sys::Function) -> Result<(), JsValue> {
    page::start(clock)
}
