//! How much one organisation may have, as the operator sets it.

use clap::{Args, value_parser};

/// Ceilings for each organisation.
#[derive(Clone, Copy, Debug, Args)]
pub struct Quotas {
    /// Templates in use of an organisation.
    #[arg(long = "max-templates", env = "NORVEN_MAX_TEMPLATES", default_value_t = 500,
        value_parser = value_parser!(u64).range(1..=10_000))]
    pub templates: u64,
    /// Sites in use of an organisation.
    #[arg(long = "max-sites", env = "NORVEN_MAX_SITES", default_value_t = 5_000,
        value_parser = value_parser!(u64).range(1..=10_000))]
    pub sites: u64,
    /// Groups of sites of an organisation.
    #[arg(long = "max-site-groups", env = "NORVEN_MAX_SITE_GROUPS", default_value_t = 200,
        value_parser = value_parser!(u64).range(1..=1_000))]
    pub site_groups: u64,
    /// Members of an organisation, and those who are invited.
    #[arg(long = "max-members", env = "NORVEN_MAX_MEMBERS", default_value_t = 2_000,
        value_parser = value_parser!(u64).range(1..=10_000))]
    pub members: u64,
    /// Inspections that an organisation ever started.
    #[arg(long = "max-inspections", env = "NORVEN_MAX_INSPECTIONS", default_value_t = 500_000)]
    pub inspections: u64,
    /// Actions that an organisation ever wrote.
    #[arg(long = "max-actions", env = "NORVEN_MAX_ACTIONS", default_value_t = 500_000)]
    pub actions: u64,
    /// Photos of an organisation.
    #[arg(long = "max-photos", env = "NORVEN_MAX_PHOTOS", default_value_t = 1_000_000)]
    pub photos: u64,
    /// Megabytes of photos and reports of an organisation.
    #[arg(long = "max-stored-mb", env = "NORVEN_MAX_STORED_MB", default_value_t = 200_000)]
    pub stored_mb: u64,
}

impl Default for Quotas {
    /// What holds where the operator sets nothing.
    fn default() -> Self {
        Self {
            templates: 500,
            sites: 5_000,
            site_groups: 200,
            members: 2_000,
            inspections: 500_000,
            actions: 500_000,
            photos: 1_000_000,
            stored_mb: 200_000,
        }
    }
}
