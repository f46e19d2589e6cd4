//! The design system: knows no feature.

pub mod env;
pub mod icon;
pub mod layout;
pub mod missing;
pub mod problem;
pub mod routes;
pub mod scripts;
