//! The sites, as a page.

mod archived;
mod editor;
mod groups;
mod sites;

pub use sites::SitesPage;
