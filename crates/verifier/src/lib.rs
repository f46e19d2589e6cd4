//! The browser module of the public verify page: reads a file on the device, asks the register about
//! its fingerprint, and shows what the answer means.
//!
//! The page is written by the server, every verdict as a `<template>` in the reader's language; this
//! module chooses one and fills it in. The file never leaves the device: what is sent is its SHA-256.

mod page;
mod reading;
mod register;
mod templates;
mod verdict;

use wasm_bindgen::prelude::*;

/// Brings the page to life.
///
/// # Errors
/// Where the page is not the verify page.
#[wasm_bindgen(start)]
pub fn start() -> Result<(), JsValue> {
    page::start()
}
