//! SQL of the list of inspections: sorted by the last change, or what a search by words finds, the newest first.

use sqlx::FromRow;

use super::SummaryRow;
use crate::{
    fetch_all, fetch_one, in_reach,
    platform::{
        db::{AnyTx, Engine},
        search::Query,
    },
};

macro_rules! summary_columns {
    () => {
        "i.id, s.name AS site, t.title AS template, u.name AS inspector, i.state, i.answered, i.passed, i.failed,
                i.not_applicable, i.items, i.started_at, i.updated_at,
                (SELECT COUNT(*) FROM actions a WHERE a.org_id = i.org_id AND a.inspection_id = i.id
                   AND a.removed_at IS NULL AND a.done_at IS NULL AND a.closed_at IS NULL) AS open_actions,
                (SELECT r.id FROM reports r WHERE r.org_id = i.org_id AND r.inspection_id = i.id
                   ORDER BY r.revision DESC LIMIT 1) AS report_id"
    };
}

macro_rules! summary_joins {
    () => {
        " JOIN sites s ON s.org_id = i.org_id AND s.id = i.site_id
         JOIN templates t ON t.org_id = i.org_id AND t.id = i.template_id
         JOIN users u ON u.id = i.inspector_id "
    };
}

crate::listing! {
    SummaryRow, summary_columns!, summary_joins!, "inspections i",
    org: "i.org_id", site: "i.site_id", template: "i.template_id", inspector: "i.inspector_id",
    state: "i.state", at: "i.updated_at", id: "i.id"
}

/// An inspection that a search found, and its place among all that can be found.
#[derive(FromRow)]
pub struct SearchedRow {
    pub doc: i64,
    #[sqlx(flatten)]
    pub row: SummaryRow,
}

/// What every search asks: `$1` organisation, `$2` the words with their marks, `$3` to `$6` site, template, inspector and
/// state, which the index may still know otherwise, `$7` and `$8` the span of time, `$9` the reach.
macro_rules! found_by {
    (sqlite) => {
        concat!(
            " FROM search_words w CROSS JOIN search_docs d ON d.doc = w.rowid
             CROSS JOIN inspections i ON i.org_id = d.org_id AND i.id = d.thing_id",
            summary_joins!(),
            "WHERE search_words MATCH $2 AND d.org_id = $1 AND i.org_id = $1 AND ",
            found_by!(conditions)
        )
    };
    (postgres) => {
        concat!(
            " FROM search_docs d JOIN inspections i ON i.org_id = d.org_id AND i.id = d.thing_id",
            summary_joins!(),
            "WHERE d.words @@ $2::tsquery AND d.org_id = $1 AND i.org_id = $1 AND ",
            found_by!(conditions)
        )
    };
    (conditions) => {
        concat!(
            "($3 IS NULL OR i.site_id = $3) AND ($4 IS NULL OR i.template_id = $4)
             AND ($5 IS NULL OR i.inspector_id = $5) AND ($6 IS NULL OR i.state = $6)
             AND i.updated_at >= $7 AND i.updated_at < $8 AND ",
            in_reach!("i.site_id", "$9")
        )
    };
}

macro_rules! searched {
    ($fetch:ident, $row:ty, $tx:expr, ($query:expr, $search:expr, $reach:expr, $org:expr), $sql:expr $(, $bind:expr)*) => {
        $fetch!(
            $tx,
            $row,
            $sql,
            $org,
            &$query,
            $search.site,
            $search.template,
            $search.inspector,
            $search.state,
            $search.from,
            $search.to,
            $reach
            $(, $bind)*
        )
    };
}

/// What a search by words finds before a place, the newest first.
pub async fn searched(
    tx: &mut Tx,
    query: &Query,
    search: &Search<'_>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<SearchedRow>, sqlx::Error> {
    let (org, reach, before) = (tx.org(), tx.reach(), before.unwrap_or(i64::MAX));
    match tx.engine() {
        Engine::Sqlite => {
            let query = query.for_sqlite(org);
            searched!(
                fetch_all,
                SearchedRow,
                tx,
                (query, search, reach, org),
                concat!(
                    "SELECT d.doc, ",
                    summary_columns!(),
                    found_by!(sqlite),
                    " AND w.rowid < $10 ORDER BY w.rowid DESC LIMIT $11"
                ),
                before,
                limit
            )
        }
        Engine::Postgres => {
            let query = query.for_postgres(org);
            searched!(
                fetch_all,
                SearchedRow,
                tx,
                (query, search, reach, org),
                concat!(
                    "SELECT d.doc, ",
                    summary_columns!(),
                    found_by!(postgres),
                    " AND d.doc < $10 ORDER BY d.doc DESC LIMIT $11"
                ),
                before,
                limit
            )
        }
    }
}

/// How many inspections a search by words finds, counted to one more than [`COUNTED`].
pub async fn count_searched(tx: &mut Tx, query: &Query, search: &Search<'_>) -> Result<i64, sqlx::Error> {
    let (org, reach, limit) = (tx.org(), tx.reach(), i64::from(COUNTED) + 1);
    let (count,): (i64,) = match tx.engine() {
        Engine::Sqlite => {
            let query = query.for_sqlite(org);
            searched!(
                fetch_one,
                (i64,),
                tx,
                (query, search, reach, org),
                concat!("SELECT COUNT(*) FROM (SELECT 1", found_by!(sqlite), " LIMIT $10) AS found"),
                limit
            )
        }
        Engine::Postgres => {
            let query = query.for_postgres(org);
            searched!(
                fetch_one,
                (i64,),
                tx,
                (query, search, reach, org),
                concat!("SELECT COUNT(*) FROM (SELECT 1", found_by!(postgres), " LIMIT $10) AS found"),
                limit
            )
        }
    }?;
    Ok(count)
}
