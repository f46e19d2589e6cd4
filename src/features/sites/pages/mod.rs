//! The sites, as a page.

mod editor;
mod groups;
mod sites;

pub use sites::SitesPage;
