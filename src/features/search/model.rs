//! What a search finds, as both sides know it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    ids::{InspectionId, ReportId, SiteId, TemplateId},
    time::Moment,
    ui::routes,
};

/// What kind of thing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A site.
    Site,
    /// An inspection.
    Inspection,
    /// A report.
    Report,
    /// A template.
    Template,
    /// A member.
    Member,
}

impl Kind {
    /// Every kind, in the order in which results show them.
    pub const ALL: [Self; 5] = [Self::Site, Self::Inspection, Self::Report, Self::Template, Self::Member];

    /// As the index keeps it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Inspection => "inspection",
            Self::Report => "report",
            Self::Template => "template",
            Self::Member => "member",
        }
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// What tells it from others of its name.
    pub detail: String,
    /// When it was.
    pub at: Option<Moment>,
}

impl Hit {
    /// The page of the thing.
    #[must_use]
    pub fn href(&self) -> String {
        match self.kind {
            Kind::Site => routes::inspections_of(SiteId(self.id)),
            Kind::Inspection => routes::inspection(InspectionId(self.id)),
            Kind::Report => routes::report(ReportId(self.id)),
            Kind::Template => routes::template(TemplateId(self.id)),
            Kind::Member => routes::MEMBERS.to_owned(),
        }
    }
}
