//! The outbox of a device: what was done waits here until the server has it.

mod walk;

#[cfg(feature = "hydrate")]
mod intake;
#[cfg(feature = "hydrate")]
mod pump;
#[cfg(feature = "hydrate")]
mod shelf;
#[cfg(feature = "hydrate")]
mod upload;

#[cfg(feature = "ssr")]
mod idle;

#[cfg(feature = "ssr")]
pub use idle::{keep, open, retry, retry_photo, take};
#[cfg(feature = "hydrate")]
pub use intake::take;
#[cfg(feature = "hydrate")]
pub use pump::{keep, open, retry, retry_photo};
pub use walk::{Field, Link, Upload, Walk};
