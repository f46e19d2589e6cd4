//! Evidence: photos and signatures.

pub mod api;
pub mod exif;
pub mod jpeg;
pub mod model;
pub mod pages;
pub mod plan;
pub mod sniff;

#[cfg(feature = "hydrate")]
pub mod capture;

#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
mod receiving;
#[cfg(feature = "ssr")]
pub mod restoring;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod signing;
#[cfg(feature = "ssr")]
mod store;
