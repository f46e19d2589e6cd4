//! The audit log, as a page.

mod audit;
mod check;
mod filters;
mod history;
mod lines;
mod sentences;

pub use audit::AuditPage;
pub use history::History;
