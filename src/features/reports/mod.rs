//! Reports: issued once from a frozen, signed inspection; never edited.

pub mod api;
pub mod model;
pub mod pages;
pub mod query;

#[cfg(feature = "ssr")]
pub mod correcting;
#[cfg(feature = "ssr")]
pub mod facts;
#[cfg(feature = "ssr")]
mod file_name;
#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
mod issuing;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod listing;
#[cfg(feature = "ssr")]
pub mod seal;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod standing;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod unsealed;
