//! Sites: the places that are inspected.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod groups;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
