//! Inspections: started from a published template, filled by commands, frozen, reopened.

pub mod action_query;
pub mod api;
pub mod draft;
pub mod model;
pub mod outbox;
pub mod pages;
pub mod query;
mod replay;
#[cfg(test)]
mod sample;

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
mod apply;
#[cfg(feature = "ssr")]
mod choices;
#[cfg(feature = "ssr")]
pub mod corrections;
#[cfg(feature = "ssr")]
mod finishing;
#[cfg(feature = "ssr")]
mod freeze;
#[cfg(feature = "ssr")]
pub mod listing;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod spoken;
#[cfg(feature = "ssr")]
mod store;
