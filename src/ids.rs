//! One type for each kind of id, so that a site's id cannot be passed where a report's is meant.
//!
//! Ids are UUIDs of version 7 (RFC 9562), made by whoever creates the thing: the browser too, so
//! that sending a command twice does it once.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares the ids.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(pub Uuid);

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.0.fmt(f)
                }
            }

            impl FromStr for $name {
                type Err = uuid::Error;
                fn from_str(text: &str) -> Result<Self, Self::Err> {
                    text.parse().map(Self)
                }
            }

            impl From<Uuid> for $name {
                fn from(id: Uuid) -> Self {
                    Self(id)
                }
            }
        )*
    };
}

ids! {
    /// A person who can sign in.
    UserId;
    /// An organisation: the tenant that owns everything else.
    OrgId;
    /// A site.
    SiteId;
    /// A group of sites.
    SiteGroupId;
    /// A template, over all its versions.
    TemplateId;
    /// An item of a template; the same in every version that keeps it.
    ItemId;
    /// A section of a template.
    SectionId;
    /// An inspection.
    InspectionId;
    /// A link that opens a report.
    ReportLinkId;
    /// A command sent by a device.
    CommandId;
    /// A device: one browser profile.
    DeviceId;
    /// A writer on a device: one page of it that is open. Two pages do not see what the other is doing.
    WriterId;
    /// A photo.
    PhotoId;
    /// A corrective action.
    ActionId;
    /// A correction of what was issued.
    CorrectionId;
    /// A signature.
    SignatureId;
    /// A report.
    ReportId;
    /// A link to sign in.
    LinkId;
    /// A session.
    SessionId;
    /// A passkey.
    PasskeyId;
    /// An organisation's provider of identities.
    ProviderId;
    /// A background job.
    JobId;
    /// An event of the audit log.
    EventId;
    /// A mail.
    MailId;
    /// A request, as the log and the audit log name it.
    RequestId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        let id = SiteId(Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0001));
        assert_eq!(id.to_string().parse::<SiteId>(), Ok(id));
        assert!("not an id".parse::<SiteId>().is_err());
    }
}
