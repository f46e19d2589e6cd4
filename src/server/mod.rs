//! The HTTP server: configuration, state, middleware, and the boundary where faults become answers.

pub mod actor;
pub mod admission;
pub mod assets;
mod audit;
pub mod call;
pub mod command;
pub mod config;
pub mod csrf;
pub mod denied;
pub mod form;
pub mod headers;
pub mod intake;
pub mod limits;
pub mod listen;
pub mod local;
pub mod orgs;
pub mod origin;
mod proof;
pub mod quotas;
pub mod refusals;
pub mod reply;
pub mod router;
pub mod serve;
pub mod session;
pub mod state;
pub mod telemetry;
