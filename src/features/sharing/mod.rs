//! Handing a report over: links by which people without an account read it, and mails with such a link.

pub mod api;
pub mod model;
pub mod pages;

#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
mod opening;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod web;
