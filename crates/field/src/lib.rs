//! The browser module of the pages for work on site: filling and signing. It is what an inspector loads
//! first, over a slow connection: nothing else is in it.

#![cfg(target_arch = "wasm32")]

use wasm_bindgen::prelude::*;

/// Brings the page to life.
#[wasm_bindgen]
pub fn hydrate() {
    norven::hydrate(norven::app::Field);
}
