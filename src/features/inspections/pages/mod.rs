//! Inspections at the desk and in the field, as pages.

mod actions;
mod detail;
mod fill;
mod findings;
mod inspections;
mod left;
mod narrow;
mod order_number;
mod overview;
mod review;
mod signatures;
mod standing;
mod start;

pub use actions::ActionsPage;
#[cfg(feature = "ssr")]
pub use actions::urgency;
pub use detail::{Corrected, InspectionPage};
pub use fill::FillPage;
pub use inspections::InspectionsPage;
pub use left::{LeftBehind, LeftOnDevice, OnDevice};
pub use narrow::Narrow;
pub use overview::OverviewPage;
#[cfg(feature = "ssr")]
pub use standing::standing_words;
pub use start::NewInspectionPage;
