//! The product, one folder for each noun, all alike inside: `model` (both sides), `api` (server
//! functions), `pages` (components), `service` (the rules) and `store` (SQL).

pub mod access;
pub mod audit;
pub mod evidence;
#[cfg(feature = "ssr")]
pub mod export;
pub mod identity;
pub mod inspections;
pub mod orgs;
pub mod reports;
pub mod search;
pub mod sharing;
pub mod sites;
pub mod templates;
pub mod verify;
