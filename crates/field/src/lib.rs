//! The browser module of the page for work on site: filling. It is what an inspector loads over a slow
//! connection: nothing else is in it.

#![cfg(target_arch = "wasm32")]

use wasm_bindgen::prelude::*;

/// Brings the page to life.
#[wasm_bindgen]
pub fn hydrate() {
    norven::hydrate(norven::app::Field);
}
