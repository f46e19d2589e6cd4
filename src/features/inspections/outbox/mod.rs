//! The outbox of a device: what was done waits here until the server has it.

mod walk;

#[cfg(feature = "hydrate")]
mod decide;
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

#[cfg(feature = "hydrate")]
pub use decide::{discard, save, try_again};
#[cfg(feature = "ssr")]
pub use idle::{discard, keep, open, retry, save, take, try_again};
#[cfg(feature = "hydrate")]
pub use intake::take;
#[cfg(feature = "hydrate")]
pub use pump::{keep, open, retry};
pub use walk::{Field, Link, Rejected, Upload, Walk};
