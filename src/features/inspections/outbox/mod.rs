//! The outbox of a device: what was done waits here until the server has it.

mod left;
mod link;
mod walk;

#[cfg(feature = "hydrate")]
mod decide;
#[cfg(feature = "hydrate")]
mod intake;
#[cfg(feature = "hydrate")]
mod listen;
#[cfg(feature = "hydrate")]
mod pump;
#[cfg(feature = "hydrate")]
mod shelf;
#[cfg(feature = "hydrate")]
mod tabs;
#[cfg(feature = "hydrate")]
mod upload;

#[cfg(feature = "ssr")]
mod idle;

#[cfg(feature = "hydrate")]
pub use decide::{discard, save, try_again};
#[cfg(feature = "ssr")]
pub use idle::{discard, keep, open, refresh, retry, save, take, tell_finished, try_again};
#[cfg(feature = "hydrate")]
pub use intake::take;
pub use left::Left;
pub use link::{Link, RECEIVED, Rejected, Upload, photo_answer};
#[cfg(feature = "hydrate")]
pub use pump::{keep, open, refresh, retry, tell_finished};
#[cfg(feature = "hydrate")]
pub use shelf::left_of;
pub use walk::{Field, Standing, Walk};
