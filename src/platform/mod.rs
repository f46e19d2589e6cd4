//! Adapters to the world: databases, object store, mail, jobs, clock and randomness. No feature is
//! known here.

pub mod account;
pub mod blobs;
pub mod clock;
pub mod db;
pub mod dns;
pub mod faces;
pub mod fault;
pub mod http;
pub mod jobs;
pub mod keys;
pub mod mail;
pub mod oidc;
pub mod pictures;
pub mod quota;
pub mod rng;
pub mod search;
pub mod table;
pub mod tlog;
pub mod tsa;
pub mod webhook;
