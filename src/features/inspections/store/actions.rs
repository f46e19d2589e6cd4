//! SQL of the list of actions, sorted by the day on which they are due.

use sqlx::FromRow;

use crate::ids::{ActionId, InspectionId};

/// An action of any inspection, as lists show it.
#[derive(FromRow)]
pub struct ActionLineRow {
    pub id: ActionId,
    pub inspection_id: InspectionId,
    pub site: String,
    pub text: String,
    pub assignee: String,
    pub due: Option<String>,
    pub due_day: i64,
    pub standing: String,
    pub is_closed: bool,
}

macro_rules! action_columns {
    () => {
        "a.id, a.inspection_id, s.name AS site, a.text, a.assignee, a.due, a.due_day, a.standing,
                a.closed_at IS NOT NULL AS is_closed"
    };
}

macro_rules! action_joins {
    () => {
        " JOIN sites s ON s.org_id = a.org_id AND s.id = a.site_id "
    };
}

crate::listing! {
    ActionLineRow, action_columns!, action_joins!, "actions a",
    org: "a.org_id", site: "a.site_id", template: "a.template_id", inspector: "a.inspector_id",
    state: "a.standing", at: "a.due_day", id: "a.id"
}
