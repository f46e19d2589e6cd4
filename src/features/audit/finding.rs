//! What a check of the audit log finds.

use serde::{Deserialize, Serialize};

use crate::ids::EventId;

/// Where the log is not what was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// Entries that are not there.
    #[error("entries {first} to {last} are missing")]
    EntriesMissing {
        /// The first of them.
        first: i64,
        /// The last of them.
        last: i64,
    },
    /// An entry that says something else than its leaf.
    #[error("entry {sequence} was changed or moved")]
    EntryChanged {
        /// Which one.
        sequence: i64,
    },
    /// Entries that do not lead to what was signed or anchored.
    #[error("somewhere from entry {first} to {last} the log is not what was signed")]
    Rewritten {
        /// Before it, all is.
        first: i64,
        /// The last entry that the signed head speaks of.
        last: i64,
    },
    /// An entry after the head.
    #[error("entry {sequence} was added after the signed head")]
    Surplus {
        /// Which one.
        sequence: i64,
    },
    /// A head that the log's key did not sign.
    #[error("the head is not signed by this log's key")]
    HeadUnsigned,
    /// An event whose values are gone and were not purged.
    #[error("the event of entry {sequence} was removed")]
    EventMissing {
        /// The entry.
        sequence: i64,
    },
    /// A value that is not what was entered.
    #[error("{field} of entry {sequence} was changed")]
    FieldChanged {
        /// The entry.
        sequence: i64,
        /// The field.
        field: String,
    },
    /// A value that was purged and is still there.
    #[error("{field} of entry {sequence} was purged and is still there")]
    NotErased {
        /// The entry.
        sequence: i64,
        /// The field.
        field: String,
    },
    /// An event that was never entered and does not wait for it, or that waits and is not there.
    #[error("event {event} was put beside the log, or taken away before it was entered")]
    Unlisted {
        /// The event.
        event: EventId,
    },
    /// A head in the public log that this log does not know.
    #[error("{log} holds at {index} a head that this log never had")]
    Forgotten {
        /// The public log.
        log: String,
        /// The index in it.
        index: u64,
    },
    /// A head that is said to be anchored and is not.
    #[error("the head of {size} entries is not in the public log")]
    NotAnchored {
        /// How many entries it speaks of.
        size: i64,
    },
    /// A public log that is not whole itself.
    #[error("{log}: {what}")]
    PublicLog {
        /// The public log.
        log: String,
        /// What is wrong with it.
        what: String,
    },
}
