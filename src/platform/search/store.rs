//! SQL of the index and of what waits for it.

use std::collections::BTreeSet;

use sqlx::FromRow;
use uuid::Uuid;

use super::{Query, mark, org_mark};
use crate::{
    execute, fetch_all, fetch_one,
    ids::{OrgId, SiteId, UserId},
    in_reach,
    platform::db::{AnyTx, DirectoryTx, Engine, Tx},
    time::Timestamp,
};

/// A thing that can be searched for.
pub struct Doc {
    /// Of which kind.
    pub kind: &'static str,
    /// Its id.
    pub thing: Uuid,
    /// The site that it hangs on, where it does.
    pub site: Option<SiteId>,
    /// Whose it is, where some see their own only.
    pub inspector: Option<UserId>,
    /// What results call it.
    pub title: String,
    /// What tells it from others of its title.
    pub detail: String,
    /// When it was, where it was at a time.
    pub at: Option<Timestamp>,
    /// Its marks, without those of its organisation and its kind.
    pub marks: Vec<String>,
    /// The words of its texts.
    pub words: BTreeSet<String>,
}

/// A thing whose words have to be read anew.
#[derive(Clone, Debug, FromRow)]
pub struct Waiting {
    /// Of which organisation.
    pub org_id: OrgId,
    /// Of which kind.
    pub kind: String,
    /// Its id.
    pub thing_id: Uuid,
    /// How often it changed since it waits.
    pub turn: i64,
}

/// What waits after a thing, from the first on where none is named.
///
/// # Errors
/// When the database refuses.
pub async fn waiting(tx: &mut DirectoryTx, after: Option<&Waiting>, limit: i64) -> Result<Vec<Waiting>, sqlx::Error> {
    let (org, kind, thing) = match after {
        Some(after) => (after.org_id, after.kind.as_str(), after.thing_id),
        None => (OrgId(Uuid::nil()), "", Uuid::nil()),
    };
    fetch_all!(
        tx,
        Waiting,
        "SELECT org_id, kind, thing_id, turn FROM search_queue WHERE (org_id, kind, thing_id) > ($1, $2, $3)
         ORDER BY org_id, kind, thing_id LIMIT $4",
        org,
        kind,
        thing,
        limit
    )
}

/// Takes what waits out of the queue; false where it changed since it was read.
///
/// # Errors
/// When the database refuses.
pub async fn take(tx: &mut Tx, waiting: &Waiting) -> Result<bool, sqlx::Error> {
    let org = tx.org();
    let taken = execute!(
        tx,
        "DELETE FROM search_queue WHERE org_id = $1 AND kind = $2 AND thing_id = $3 AND turn = $4",
        org,
        waiting.kind.as_str(),
        waiting.thing_id,
        waiting.turn
    )?;
    Ok(taken == 1)
}

/// Takes a thing out of the index.
///
/// # Errors
/// When the database refuses.
pub async fn remove(tx: &mut Tx, kind: &str, thing: Uuid) -> Result<(), sqlx::Error> {
    let org = tx.org();
    execute!(tx, "DELETE FROM search_docs WHERE org_id = $1 AND kind = $2 AND thing_id = $3", org, kind, thing)
        .map(drop)
}

/// Puts a thing into the index in the place of what was there of it.
///
/// # Errors
/// When the database refuses.
pub async fn put(tx: &mut Tx, doc: &Doc) -> Result<(), sqlx::Error> {
    remove(tx, doc.kind, doc.thing).await?;
    let org = tx.org();
    let mut words = format!("{} {}", org_mark(org), mark('k', doc.kind));
    for word in doc.marks.iter().chain(&doc.words) {
        words.push(' ');
        words.push_str(word);
    }
    match tx.engine() {
        Engine::Sqlite => {
            let (number,): (i64,) = fetch_one!(
                tx,
                (i64,),
                "INSERT INTO search_docs (org_id, kind, thing_id, site_id, inspector_id, title, detail, at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING doc",
                org,
                doc.kind,
                doc.thing,
                doc.site,
                doc.inspector,
                &doc.title,
                &doc.detail,
                doc.at
            )?;
            execute!(tx, "INSERT INTO search_words (rowid, words) VALUES ($1, $2)", number, &words).map(drop)
        }
        Engine::Postgres => execute!(
            tx,
            "INSERT INTO search_docs (org_id, kind, thing_id, site_id, inspector_id, title, detail, at, words)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::tsvector)",
            org,
            doc.kind,
            doc.thing,
            doc.site,
            doc.inspector,
            &doc.title,
            &doc.detail,
            doc.at,
            &words
        )
        .map(drop),
    }
}

/// A thing that was found.
#[derive(Clone, Debug, FromRow)]
pub struct Found {
    /// Its place among all: the newest has the highest.
    pub doc: i64,
    /// Of which kind.
    pub kind: String,
    /// Its id.
    pub thing_id: Uuid,
    /// What it is called.
    pub title: String,
    /// What tells it from others.
    pub detail: String,
    /// When it was.
    pub at: Option<Timestamp>,
}

/// What a query finds, the newest first; of what is somebody's, only one person's, where one is named.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx, query: &Query, own: Option<UserId>, limit: i64) -> Result<Vec<Found>, sqlx::Error> {
    let (org, reach) = (tx.org(), tx.reach());
    match tx.engine() {
        Engine::Sqlite => {
            let query = query.for_sqlite(org);
            fetch_all!(
                tx,
                Found,
                concat!(
                    "SELECT d.doc, d.kind, d.thing_id, d.title, d.detail, d.at
                     FROM search_words w CROSS JOIN search_docs d ON d.doc = w.rowid
                     WHERE search_words MATCH $2 AND d.org_id = $1 AND ($3 IS NULL OR d.inspector_id IS NULL OR d.inspector_id = $3)
                       AND (d.site_id IS NULL OR ",
                    in_reach!("d.site_id", "$4"),
                    ") ORDER BY w.rowid DESC LIMIT $5"
                ),
                org,
                &query,
                own,
                reach,
                limit
            )
        }
        Engine::Postgres => {
            let query = query.for_postgres(org);
            fetch_all!(
                tx,
                Found,
                concat!(
                    "SELECT d.doc, d.kind, d.thing_id, d.title, d.detail, d.at FROM search_docs d
                     WHERE d.words @@ $2::tsquery AND d.org_id = $1
                       AND ($3 IS NULL OR d.inspector_id IS NULL OR d.inspector_id = $3)
                       AND (d.site_id IS NULL OR ",
                    in_reach!("d.site_id", "$4"),
                    ") ORDER BY d.doc DESC LIMIT $5"
                ),
                org,
                &query,
                own,
                reach,
                limit
            )
        }
    }
}
