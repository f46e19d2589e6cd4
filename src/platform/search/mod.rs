//! Search by words: FTS5 on SQLite, `tsvector` on PostgreSQL, over words that [`fold`] made.
//!
//! A thing that can be searched for is a row of `search_docs` with the words of its texts. Beside them are its *marks*: what
//! searches are narrowed by, as words that no text has (they begin with two `_`). So one look into the index answers a
//! search with all its conditions, on both engines. A thing that changed gets a new row, so that the newest come first.
//!
//! What changed waits in `search_queue`, where triggers put it.

pub mod fold;
mod store;

use uuid::Uuid;

use crate::ids::OrgId;

pub use store::{Doc, Found, Waiting, find, put, remove, take, waiting};

/// A mark: `__` and a letter, then what is marked.
#[must_use]
pub fn mark(letter: char, value: impl AsRef<str>) -> String {
    let value: String = value.as_ref().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("__{letter}{}", value.to_ascii_lowercase())
}

/// The mark of an id.
#[must_use]
pub fn id_mark(letter: char, id: Uuid) -> String {
    format!("__{letter}{}", id.simple())
}

/// The mark of an organisation, which every row has.
fn org_mark(org: OrgId) -> String {
    id_mark('o', org.0)
}

/// What is looked for: every mark, one of some kinds, and every word; the last word may go on.
#[derive(Clone, Debug, Default)]
pub struct Query {
    marks: Vec<String>,
    kinds: Vec<String>,
    words: Vec<String>,
}

impl Query {
    /// Looks for the words of a text; nothing where it has none.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let words = fold::asked(text);
        (!words.is_empty()).then(|| Self { words, ..Self::default() })
    }

    /// Narrowed to what has a mark.
    #[must_use]
    pub fn marked(mut self, mark: Option<String>) -> Self {
        self.marks.extend(mark);
        self
    }

    /// Narrowed to things of some kinds.
    #[must_use]
    pub fn of_kinds<'k>(mut self, kinds: impl IntoIterator<Item = &'k str>) -> Self {
        self.kinds.extend(kinds.into_iter().map(|kind| mark('k', kind)));
        self
    }

    /// As FTS5 reads it.
    #[must_use]
    pub fn for_sqlite(&self, org: OrgId) -> String {
        let quoted = |word: &String| format!("\"{word}\"");
        let (last, before) = self.words.split_last().map_or((None, &[][..]), |(last, before)| (Some(last), before));
        let mut all: Vec<String> = [org_mark(org)].iter().chain(&self.marks).chain(before).map(quoted).collect();
        if !self.kinds.is_empty() {
            all.push(format!("({})", self.kinds.iter().map(quoted).collect::<Vec<_>>().join(" OR ")));
        }
        all.extend(last.map(|last| format!("\"{last}\" *")));
        all.join(" AND ")
    }

    /// As `tsquery` reads it.
    #[must_use]
    pub fn for_postgres(&self, org: OrgId) -> String {
        let quoted = |word: &String| format!("'{word}'");
        let (last, before) = self.words.split_last().map_or((None, &[][..]), |(last, before)| (Some(last), before));
        let mut all: Vec<String> = [org_mark(org)].iter().chain(&self.marks).chain(before).map(quoted).collect();
        if !self.kinds.is_empty() {
            all.push(format!("({})", self.kinds.iter().map(quoted).collect::<Vec<_>>().join(" | ")));
        }
        all.extend(last.map(|last| format!("'{last}':*")));
        all.join(" & ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_made_of_folded_words_and_marks_alone() {
        let org = OrgId(Uuid::from_u128(7));
        let query = Query::of("Fire\" OR o'x:* -(é)").expect("words").of_kinds(["inspection", "report"]);
        let marked = query.marked(Some(mark('z', "open")));
        let id = org.0.simple();
        assert_eq!(
            marked.for_sqlite(org),
            format!(
                "\"__o{id}\" AND \"__zopen\" AND \"fire\" AND \"or\" AND \"o\" AND \"x\" AND (\"__kinspection\" OR \"__kreport\") AND \"e\" *"
            )
        );
        assert_eq!(
            marked.for_postgres(org),
            format!("'__o{id}' & '__zopen' & 'fire' & 'or' & 'o' & 'x' & ('__kinspection' | '__kreport') & 'e':*")
        );
        assert!(Query::of(" \"*'… ").is_none());
    }
}
