//! Pictures of strangers: measured before they are decoded, decoded under limits, re-encoded without
//! any metadata. Their colours become those of sRGB, whatever profile or inks they came with.
//!
//! A crate of its own, so that it is compiled optimised while the application is being developed, and
//! can be fuzzed alone. Without the feature `codecs` it knows sizes only: what a browser asks, which has codecs itself.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "codecs")]
mod colour;
#[cfg(feature = "codecs")]
mod derive;
#[cfg(feature = "codecs")]
mod jpeg;
mod size;

#[cfg(feature = "codecs")]
pub use derive::{Derived, MAX_DECODED, Refusal, THUMB_SIDE, derive, logo};
pub use size::{MAX_BYTES, MAX_PIXELS, SHOWN_SIDE, fitted};
