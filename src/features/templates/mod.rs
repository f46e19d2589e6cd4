//! Templates: the library, the editor, published versions.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod library;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
