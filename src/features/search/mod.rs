//! Search from anywhere: sites, inspections, reports, templates, members, and what was written in answers and notes.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod index;
#[cfg(feature = "ssr")]
pub mod service;
