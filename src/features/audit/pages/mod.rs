//! The audit log, as a page.

mod audit;
mod sentences;

pub use audit::AuditPage;
