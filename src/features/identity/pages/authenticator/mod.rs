//! What only a browser can do with passkeys: have the device make one, or answer with one.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "ssr")]
mod server;

#[cfg(feature = "hydrate")]
pub use browser::{answer, is_supported, make};
#[cfg(feature = "ssr")]
pub use server::{answer, is_supported, make};
