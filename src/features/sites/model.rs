//! Sites.

use serde::{Deserialize, Serialize};

use crate::ids::SiteId;

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
