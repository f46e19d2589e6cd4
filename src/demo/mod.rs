//! The labelled sample organisations, one in each language, and the sample report of the verify page.
//!
//! They are made by the same services as everything else: what the sample shows, the product does.

mod build;
mod command;
mod content;
mod sample;
mod scribble;
mod store;

pub use command::{command, load, remove};
pub use sample::{ensure_sample, sample_report};
