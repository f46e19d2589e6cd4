//! Evidence: photos and signatures.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod signing;
#[cfg(feature = "ssr")]
mod store;
