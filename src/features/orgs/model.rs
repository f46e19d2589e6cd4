//! Organisations, roles and what each role may do.

use std::ops::RangeInclusive;

use norven_proof::digest::Digest;
use norven_words::Locale;
use serde::{Deserialize, Serialize};

use crate::{
    error::AppError,
    features::{
        access::model::Asks,
        identity::model::{Qualification, check_optional_line, check_optional_name},
    },
    ids::{OrgId, SiteGroupId, UserId},
    time::Moment,
};

/// An organisation with its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its id.
    pub id: OrgId,
    /// Its name, as reports print it.
    pub name: String,
    /// Whether it is the labelled sample organisation.
    pub demo: bool,
    /// Its settings.
    pub settings: OrgSettings,
    /// What it says of itself on reports.
    pub company: Company,
    /// SHA-256 of its logo, where it has one.
    pub logo: Option<Digest>,
    /// What it asks of whoever works in it.
    pub asks: Asks,
    /// Whether the operator lets it issue and invite.
    pub approval: Approval,
}

/// What the operator decided about an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// It may do everything.
    Approved,
    /// Nothing yet: it prepares, and neither issues nor invites.
    Awaiting,
    /// The same, for good.
    Refused {
        /// What the operator said.
        reason: String,
    },
}

impl Approval {
    /// As the database keeps it, beside the reason.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Awaiting => "awaiting",
            Self::Refused { .. } => "refused",
        }
    }

    /// Why it was refused.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Refused { reason } => Some(reason),
            _ => None,
        }
    }

    /// Reads it back; what is not known may do the least.
    #[must_use]
    pub fn stored(text: &str, reason: Option<String>) -> Self {
        match (text, reason) {
            ("approved", _) => Self::Approved,
            ("awaiting", _) => Self::Awaiting,
            (_, reason) => Self::Refused { reason: reason.unwrap_or_default() },
        }
    }
}

impl Organisation {
    /// Refuses what is done in the organisation's name, or brings people in, before the operator approved it.
    ///
    /// # Errors
    /// [`AppError::AwaitingApproval`].
    pub fn approved(&self) -> Result<(), AppError> {
        if self.approval == Approval::Approved { Ok(()) } else { Err(AppError::AwaitingApproval) }
    }
}

/// What an organisation says of itself on the cover of its reports, each on one line; empty where it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its postal address.
    pub address: String,
    /// Its registration or tax number, with what it is: `NIF B12345678`.
    pub tax_number: String,
    /// Its telephone number.
    pub phone: String,
    /// Its e-mail address.
    pub email: String,
    /// The address of its web site.
    pub web: String,
}

impl Company {
    /// Most characters in its address.
    pub const MAX_ADDRESS: usize = 300;

    /// Checks each line as names are checked, which may be left out.
    ///
    /// # Errors
    /// [`AppError::Field`] `address`, `tax_number`, `phone`, `email` or `web`.
    pub fn checked(&self) -> Result<Self, AppError> {
        Ok(Self {
            address: check_optional_line("address", &self.address, Self::MAX_ADDRESS)?,
            tax_number: check_optional_name("tax_number", &self.tax_number)?,
            phone: check_optional_name("phone", &self.phone)?,
            email: check_optional_name("email", &self.email)?,
            web: check_optional_name("web", &self.web)?,
        })
    }

    /// Each line, after the name of its field.
    #[must_use]
    pub fn fields(&self) -> [(&'static str, &str); 5] {
        [
            ("address", &self.address),
            ("tax_number", &self.tax_number),
            ("phone", &self.phone),
            ("email", &self.email),
            ("web", &self.web),
        ]
    }

    /// What it says, in a line; empty where it says nothing.
    #[must_use]
    pub fn line(&self) -> String {
        let said = self.fields().into_iter().map(|(_, said)| said).filter(|said| !said.is_empty());
        said.collect::<Vec<_>>().join(" · ")
    }
}

/// What an owner can set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgSettings {
    /// The languages that checklists are written in; reports speak that of their checklist.
    pub languages: Vec<Locale>,
    /// The one of them that new checklists begin in, and mails to people who chose none.
    pub locale: Locale,
    /// IANA name of the time zone of its reports.
    pub time_zone: String,
    /// Its colour on reports, `#b9472b`.
    pub colour: String,
    /// Photos to a row in reports, 2 to 6.
    pub photos_per_row: u8,
    /// Whether photos are kept as taken instead of downscaled on the phone.
    pub keep_originals: bool,
    /// Longest side, in pixels, that photos are downscaled to on the phone.
    pub photo_side: u32,
    /// JPEG quality that they are downscaled with, in percent.
    pub photo_quality: u8,
    /// Months that inspections and their reports are to be kept; nothing for ever.
    pub report_months: Option<u32>,
    /// Months that the audit log is to be kept.
    pub audit_months: u32,
    /// Whether reports print the IP address, user agent and position of signatures.
    pub print_origins: bool,
}

impl OrgSettings {
    /// What [`Self::photo_side`] can be: enough to read a label, and no more than phones give.
    pub const PHOTO_SIDES: RangeInclusive<u32> = 1024..=4096;
    /// What [`Self::photo_quality`] can be: below, edges fray; above, files only grow.
    pub const PHOTO_QUALITIES: RangeInclusive<u8> = 60..=95;
    /// What [`Self::report_months`] can be: a year to fifty.
    pub const REPORT_MONTHS: RangeInclusive<u32> = 12..=600;
    /// What [`Self::audit_months`] can be: a year to ten.
    pub const AUDIT_MONTHS: RangeInclusive<u32> = 12..=120;

    /// The language of something new, where the author reads pages in one: that, where the organisation works in it.
    #[must_use]
    pub fn language_for(&self, reader: Locale) -> Locale {
        if self.languages.contains(&reader) { reader } else { self.locale }
    }
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Owner,
    /// Templates, sites, every inspection and report.
    Manager,
    /// Their own inspections.
    Inspector,
    /// Reading.
    Viewer,
}

/// Something that not every role may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Change settings and members.
    Administer,
    /// Read the audit log.
    ReadAudit,
    /// Edit templates and sites.
    ManageContent,
    /// Change inspections of others.
    ManageInspections,
    /// Start and fill inspections, collect signatures, issue reports.
    Inspect,
}

impl Role {
    /// Every role, the most powerful first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Manager, Self::Inspector, Self::Viewer];

    /// Whether the role allows something.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::Administer | Permission::ReadAudit => self == Self::Owner,
            Permission::ManageContent | Permission::ManageInspections => matches!(self, Self::Owner | Self::Manager),
            Permission::Inspect => self != Self::Viewer,
        }
    }

    /// As the database and forms keep it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Inspector => "inspector",
            Self::Viewer => "viewer",
        }
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Its name in a language.
    #[must_use]
    pub fn label(self, locale: Locale) -> &'static str {
        let t = &locale.words().orgs;
        match self {
            Self::Owner => t.role_owner,
            Self::Manager => t.role_manager,
            Self::Inspector => t.role_inspector,
            Self::Viewer => t.role_viewer,
        }
    }
}

/// A member of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLine {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// The groups whose sites they see; nothing where they see every site.
    pub groups: Option<Vec<SiteGroupId>>,
    /// Whether it is the reader.
    pub is_reader: bool,
}

/// A member, to be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberChoice {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// Says in a query of the page of members that those are meant who are invited.
pub const INVITED: &str = "invited";

/// Somebody who was asked to join and has not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    /// Their address.
    pub email: String,
    /// The role they would have.
    pub role: Role,
    /// The groups whose sites they would see; nothing where they would see every site.
    pub groups: Option<Vec<SiteGroupId>>,
    /// Until when they can accept.
    pub expires: Moment,
    /// Whether that time is over.
    pub is_over: bool,
}

/// An organisation that asks a person to join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The organisation.
    pub org: OrgId,
    /// Its name.
    pub name: String,
    /// The role they would have.
    pub role: Role,
}

/// Who reads a page: the person, and the organisation they work in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Their account.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Whether they said it themselves; otherwise it is the part before the @ of their address.
    pub named: bool,
    /// Their address.
    pub email: String,
    /// What qualifies them for what they sign.
    pub qualification: Qualification,
    /// Their language.
    pub locale: Locale,
    /// The organisation they work in, and their role there; nothing before they belong to one.
    pub org: Option<(Organisation, Role)>,
    /// Whether they see the sites of their groups only.
    pub limited: bool,
    /// Every organisation they belong to.
    pub orgs: Vec<(OrgId, String)>,
    /// Whether they own an organisation that nothing but their mail guards: they have no passkey.
    pub needs_passkey: bool,
}

impl Viewer {
    /// Whether they may do something in the organisation they work in.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.org.as_ref().is_some_and(|(_, role)| role.may(permission))
    }

    /// The language of something new that they make: the one they read pages in, where their organisation works in it.
    #[must_use]
    pub fn language_for(&self, reader: Locale) -> Locale {
        self.org.as_ref().map_or(reader, |(org, _)| org.settings.language_for(reader))
    }

    /// Whether they may do something that concerns every site.
    #[must_use]
    pub fn may_everywhere(&self, permission: Permission) -> bool {
        !self.limited && self.may(permission)
    }
}
