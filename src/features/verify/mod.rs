//! The public verify page: anyone learns whether a report was issued here and is unmodified.

pub mod pages;

#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
pub mod sample;
