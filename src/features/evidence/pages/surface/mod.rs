//! What only a browser can do for a signature: paint it, say where the pen is, say where the device is.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "ssr")]
mod server;

#[cfg(feature = "hydrate")]
pub use browser::{locate, paint, samples, width};
#[cfg(feature = "ssr")]
pub use server::{locate, paint, samples, width};
