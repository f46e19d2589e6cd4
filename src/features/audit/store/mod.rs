//! SQL of the audit log: the events' values, and the chain that vouches for them.

mod chain;
mod events;

pub use chain::{
    AnchorRow, EntryRow, HeadRow, add_anchor, add_entry, add_tenant, anchor_after, anchor_of, anchored, delete_purged,
    entered_below, entered_by, entries, first_after, grow, head, last_anchor, last_anchored, leave_queue,
    leave_queue_purged, lock, lost, purged_since, purges, queue_length, queued, tenants, unanchored, unlisted, waiting,
};
pub use events::{Along, EventRow, Search, Values, add, floor, last_about, operator_page, page, values};
