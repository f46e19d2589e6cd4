//! What only a browser can do for a signature: paint it, say where the pen is, say where the device is.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "ssr")]
mod server;

#[cfg(feature = "hydrate")]
pub use browser::{hold, locate, paint, sample, samples, width};
#[cfg(feature = "ssr")]
pub use server::{hold, locate, paint, sample, samples, width};
