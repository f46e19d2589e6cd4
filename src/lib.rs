//! Norven: field inspections whose reports anyone can prove.
//!
//! ARCHITECTURE.md is the map. This crate is built twice: as the server (feature `ssr`) and as the
//! browser's module (feature `hydrate`).

// Views are deeply nested types.
#![recursion_limit = "512"]

pub mod app;
pub mod decimal;
pub mod error;
pub mod features;
pub mod ids;
pub mod text;
pub mod time;
pub mod ui;
pub mod wire;

#[cfg(feature = "ssr")]
pub mod demo;
#[cfg(feature = "ssr")]
pub mod platform;
#[cfg(feature = "ssr")]
pub mod server;

/// Brings the server's page to life in the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
