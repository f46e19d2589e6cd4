//! Lists as files: everything that a filter finds, with the columns that are shown.

mod file;
pub mod http;
mod list;
