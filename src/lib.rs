//! Norven: field inspection with reports anyone can verify.
//!
//! ARCHITECTURE.md is the map. This crate is built twice: as the server (feature `ssr`) and as what the
//! browser's modules stand on (feature `hydrate`, `crates/field` and `crates/desk`).

// Views are deeply nested types.
#![recursion_limit = "512"]

pub mod address;
pub mod app;
pub mod decimal;
pub mod error;
pub mod features;
pub mod ids;
pub mod printable;
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

/// Brings the server's page to life in the browser. What a module knows, and loads, are the pages that it
/// gives here: [`app::Field`] or [`app::Desk`].
#[cfg(feature = "hydrate")]
pub fn hydrate<Pages: leptos::IntoView + 'static>(pages: fn() -> Pages) {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(pages);
}
