//! SQL of the list of templates, sorted by title.

use super::TemplateLine;
use crate::platform::db::Tx;

crate::named_listing! {
    TemplateLine,
    "t.id, t.title, t.locale, t.icon, t.draft_items, t.draft_changed, t.latest_version, t.updated_at, t.sort_name",
    "templates t",
    org: "t.org_id", name: "t.sort_name", words: "t.words", at: "t.updated_at", id: "t.id",
    conditions: "(t.archived_at IS NOT NULL) = ($2 IS NOT NULL AND $2 = 'archived')
        AND ($2 IS NULL OR $2 = 'archived' OR ($2 = 'published' AND t.latest_version IS NOT NULL)
          OR ($2 = 'draft' AND t.latest_version IS NULL)
          OR ($2 = 'changed' AND t.latest_version IS NOT NULL AND t.draft_changed))
        AND $3 IS NULL"
}
