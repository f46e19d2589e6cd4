//! The sites, as a page.

mod editor;
mod sites;

pub use sites::SitesPage;
