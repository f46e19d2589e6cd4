//! What an organisation asks of whoever works in it: a passkey, or its own provider of identities, which vouches for the
//! people of the domains that it has shown to be its own.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod company;
#[cfg(feature = "ssr")]
mod domains;
#[cfg(feature = "ssr")]
mod providers;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
