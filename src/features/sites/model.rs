//! Sites.

use serde::{Deserialize, Serialize};

use crate::ids::{SiteGroupId, SiteId};

/// Most characters in an address.
pub const MAX_ADDRESS: usize = 300;

/// A place that is inspected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// Its postal address, one line; may be empty.
    pub address: String,
}

/// Sites that belong together: a member can be limited to some groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteGroup {
    /// Its id.
    pub id: SiteGroupId,
    /// Its name.
    pub name: String,
    /// The sites in it, archived ones included.
    pub sites: Vec<SiteId>,
}
