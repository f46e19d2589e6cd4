//! What there may be no more of.

use norven_words::Locale;
use serde::{Deserialize, Serialize};

/// Something of which there is no end by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quota {
    /// Templates in use.
    Templates,
    /// Published versions of one template.
    Versions,
    /// Sections of a checklist.
    Sections,
    /// Items of a checklist.
    Items,
    /// Kilobytes of a checklist.
    Checklist,
    /// Sites in use.
    Sites,
    /// Groups of sites.
    SiteGroups,
    /// Sites in groups, each counted once for each group.
    SitesInGroups,
    /// Members and invitations.
    Members,
    /// Organisations that one person owns.
    Organisations,
    /// Inspections.
    Inspections,
    /// Changes of one inspection.
    Changes,
    /// Actions.
    Actions,
    /// Actions of one inspection.
    ActionsHere,
    /// Signatures of one inspection.
    Signatures,
    /// Photos.
    Photos,
    /// Megabytes of photos and reports.
    Storage,
    /// Links to one report.
    Links,
}

impl Quota {
    /// One sentence that says the limit, and what to do.
    #[must_use]
    pub fn full(self, limit: u64, locale: Locale) -> String {
        let t = &locale.words().errors;
        match self {
            Self::Templates => t.full_templates(limit),
            Self::Versions => t.full_versions(limit),
            Self::Sections => t.full_sections(limit),
            Self::Items => t.full_items(limit),
            Self::Checklist => t.full_checklist(limit),
            Self::Sites => t.full_sites(limit),
            Self::SiteGroups => t.full_site_groups(limit),
            Self::SitesInGroups => t.full_sites_in_groups(limit),
            Self::Members => t.full_members(limit),
            Self::Organisations => t.full_organisations(limit),
            Self::Inspections => t.full_inspections(limit),
            Self::Changes => t.full_changes(limit),
            Self::Actions => t.full_actions(limit),
            Self::ActionsHere => t.full_actions_here(limit),
            Self::Signatures => t.full_signatures(limit),
            Self::Photos => t.full_photos(limit),
            Self::Storage => t.full_storage(limit),
            Self::Links => t.full_links(limit),
        }
    }
}
