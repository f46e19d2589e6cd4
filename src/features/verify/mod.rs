//! The public verify page: anyone learns whether a report was issued here and is unmodified.

pub mod api;
pub mod model;
pub mod pages;
pub mod saved;

#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
pub mod public;
#[cfg(feature = "ssr")]
pub mod sample;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod single_file;
#[cfg(feature = "ssr")]
pub mod trust;
