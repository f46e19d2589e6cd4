//! The audit log: who did what, when, from where. Written in the transaction of what it records, then entered into a
//! chain that shows every later change, although what is personal can be erased.

pub mod api;
mod finding;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod anchor;
#[cfg(feature = "ssr")]
pub mod chain;
#[cfg(feature = "ssr")]
pub mod check;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
pub mod purge;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod view;
#[cfg(feature = "ssr")]
pub mod views;
#[cfg(feature = "ssr")]
pub mod walk;
