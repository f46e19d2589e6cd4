//! The browser module of the pages for work at the desk: every page behind sign-in but those of
//! `norven-field`.

#![cfg(target_arch = "wasm32")]

use wasm_bindgen::prelude::*;

/// Brings the page to life.
#[wasm_bindgen]
pub fn hydrate() {
    norven::hydrate(norven::app::Desk);
}
