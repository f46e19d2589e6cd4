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
    /// The name of the client for whom it is inspected; may be empty.
    #[serde(default)]
    pub client: String,
}

impl Site {
    /// A site that says nothing yet.
    #[must_use]
    pub fn new(id: SiteId) -> Self {
        Self { id, name: String::new(), address: String::new(), client: String::new() }
    }
}

/// Says in a query that sites are meant that are out of use.
pub const ARCHIVED: &str = "archived";

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
