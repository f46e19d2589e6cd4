//! The frame of every page at the desk, and the settings.

mod company;
mod frame;
mod handover;
mod invitations;
mod invited;
mod languages;
mod leaving;
mod limits;
mod logo;
mod members;
mod menu;
mod new_organisation;
mod organisation;
mod passkey_advice;
mod periods;
mod profile;
mod settings;
mod viewer;
pub(super) mod zones;

pub use frame::Frame;
pub use invited::Invited;
pub use members::MembersPage;
pub use new_organisation::NewOrganisationPage;
pub use organisation::OrganisationPage;
pub use passkey_advice::PasskeyAdvice;
pub use profile::ProfilePage;
pub use settings::Settings;
pub use viewer::{ViewerResource, use_viewer};
