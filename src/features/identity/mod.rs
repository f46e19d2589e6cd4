//! People and how they sign in: no password is ever stored.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod address;
#[cfg(feature = "ssr")]
mod asker;
#[cfg(feature = "ssr")]
mod ceremony;
#[cfg(feature = "ssr")]
pub mod code;
#[cfg(feature = "ssr")]
mod device;
#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
mod identities;
#[cfg(feature = "ssr")]
mod leaving;
#[cfg(feature = "ssr")]
pub mod mails;
#[cfg(feature = "ssr")]
pub mod means;
#[cfg(feature = "ssr")]
pub mod passkeys;
#[cfg(feature = "ssr")]
mod proof;
#[cfg(feature = "ssr")]
mod providers;
#[cfg(feature = "ssr")]
mod registration;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod sessions;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod webhooks;
