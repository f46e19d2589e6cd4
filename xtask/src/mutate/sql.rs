//! The conditions in a statement that keep one organisation's rows apart from another's.

use std::{collections::BTreeSet, ops::Range};

use anyhow::{Result, bail};

/// A statement that has lost one of its conditions.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// As it is written.
    pub statement: String,
    /// With a condition that always holds in the place of the lost one.
    pub text: String,
    /// Where the lost condition stands in `statement`.
    lost: Range<usize>,
}

impl Mutant {
    /// Whether the lost condition is part of a piece that the statement was put together with.
    pub fn is_within(&self, piece: &str) -> bool {
        let mut begins = self.statement.match_indices(piece).map(|(at, _)| at);
        begins.any(|at| at <= self.lost.start && self.lost.end <= at + piece.len())
    }

    /// On one line, the lost condition in brackets: `SELECT name FROM sites WHERE [org_id = $1] AND id = $2`.
    pub fn shown(&self) -> String {
        let (before, after) = (&self.statement[..self.lost.start], &self.statement[self.lost.end..]);
        one_line(&format!("{before}[{}]{after}", &self.statement[self.lost.clone()]))
    }
}

/// A text with single spaces.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every mutant of a statement: one for each condition that names the organisation.
///
/// # Errors
/// Where the organisation is compared in a way that is not understood: it must not pass unnoticed.
pub fn mutants(statement: &str) -> Result<Vec<Mutant>> {
    let words = words(statement);
    let organisations = organisations(&words);
    let names_organisation =
        |word: &Word| word.text == "org_id" || word.text.ends_with(".org_id") || organisations.contains(word.text);
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let text = |place: Option<usize>| place.and_then(|place| words.get(place)).map_or("", |word| word.text);
        if !names_organisation(word)
            || !COMPARISONS.contains(&text(Some(at + 1))) && !COMPARISONS.contains(&text(at.checked_sub(1)))
        {
            continue;
        }
        // `a.org_id = b.org_id` is one condition: it is met at its left side.
        if text(at.checked_sub(1)) == "=" && at.checked_sub(2).is_some_and(|left| names_organisation(&words[left])) {
            continue;
        }
        let left = if text(at.checked_sub(1)) == "=" { at.saturating_sub(2) } else { at };
        let opener = text(left.checked_sub(1));
        if opener == "SET" || opener == "," && assigns(&words[..left]) {
            continue;
        }
        // What belongs to no organisation, such as what the operator did, is a condition too.
        let compares = text(Some(left + 1)) == "=" || (text(Some(left + 1)), text(Some(left + 2))) == ("IS", "NULL");
        if !compares || !["WHERE", "AND", "OR", "ON", "(", "NOT"].contains(&opener) {
            bail!("this condition on an organisation cannot be taken away: {}", one_line(statement));
        }
        let lost = words[left].range.start..words[left + 2].range.end;
        // What was bound stays bound.
        let value =
            [text(Some(left)), text(Some(left + 2))].into_iter().find(|side| side.starts_with('$')).unwrap_or("1");
        let text = format!("{}({value} = {value}){}", &statement[..lost.start], &statement[lost.end..]);
        found.push(Mutant { statement: statement.to_owned(), text, lost });
    }
    Ok(found)
}

/// What stands between two values that are compared.
const COMPARISONS: [&str; 9] = ["=", "<>", "!=", "<", ">", "<=", ">=", "IN", "IS"];

/// Whether these words end inside the list of `SET a = 1, b = 2`.
fn assigns(words: &[Word]) -> bool {
    let last = words.iter().rev().find(|word| ["SET", "WHERE", "FROM", "SELECT", "VALUES", "BY"].contains(&word.text));
    last.is_some_and(|word| word.text == "SET")
}

/// The columns that are an organisation's own id: `id` of `organisations`, as this statement calls it.
fn organisations(words: &[Word]) -> BTreeSet<String> {
    let tables: Vec<usize> = (1..words.len())
        .filter(|at| ["FROM", "JOIN", "INTO", "UPDATE"].contains(&words[at - 1].text) && words[*at].text != "SET")
        .collect();
    let mut columns = BTreeSet::new();
    for at in tables.iter().filter(|at| words[**at].text == "organisations") {
        columns.insert("organisations.id".to_owned());
        if tables.len() == 1 {
            columns.insert("id".to_owned());
        }
        if let Some(alias) = words.get(at + 1).filter(|word| word.text.chars().all(char::is_lowercase)) {
            columns.insert(format!("{}.id", alias.text));
        }
    }
    columns
}

/// A name, a placeholder, a literal or a mark.
struct Word<'a> {
    text: &'a str,
    range: Range<usize>,
}

fn words(statement: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = statement;
    while let Some(first) = rest.chars().next() {
        let start = statement.len() - rest.len();
        let long = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let length = match first {
            '\'' => rest[1..].find('\'').map_or(rest.len(), |end| end + 2),
            '<' | '>' | '=' | '!' => long(|c| "<>=!".contains(c)),
            c if c.is_alphanumeric() || "_$".contains(c) => long(|c| c.is_alphanumeric() || "_$.".contains(c)),
            c => c.len_utf8(),
        };
        if !first.is_whitespace() {
            words.push(Word { text: &rest[..length], range: start..start + length });
        }
        rest = &rest[length..];
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(statement: &str) -> Vec<String> {
        mutants(statement).expect("understood").into_iter().map(|mutant| mutant.text).collect()
    }

    #[test]
    fn what_belongs_to_no_organisation_is_kept_apart_by_a_condition_too() {
        assert_eq!(
            texts("SELECT id FROM audit_events WHERE org_id IS NULL AND topic = 'operator'"),
            ["SELECT id FROM audit_events WHERE (1 = 1) AND topic = 'operator'"]
        );
        assert!(mutants("SELECT id FROM audit_events WHERE org_id IS NOT NULL").is_err());
    }

    #[test]
    fn a_condition_is_lost_and_its_parameter_stays_bound() {
        assert_eq!(
            texts("SELECT name FROM sites WHERE org_id = $1 AND id = $2"),
            ["SELECT name FROM sites WHERE ($1 = $1) AND id = $2"]
        );
        assert_eq!(
            texts("DELETE FROM sites WHERE id = $2 AND $1 = org_id"),
            ["DELETE FROM sites WHERE id = $2 AND ($1 = $1)"]
        );
    }

    #[test]
    fn every_condition_of_a_join_is_a_mutant_of_its_own() {
        let statement = "SELECT i.id FROM inspections i JOIN sites s ON s.org_id = i.org_id AND s.id = i.site_id WHERE i.org_id = $1";
        let shown: Vec<_> = mutants(statement).expect("understood").iter().map(Mutant::shown).collect();
        assert_eq!(
            shown,
            [
                "SELECT i.id FROM inspections i JOIN sites s ON [s.org_id = i.org_id] AND s.id = i.site_id WHERE i.org_id = $1",
                "SELECT i.id FROM inspections i JOIN sites s ON s.org_id = i.org_id AND s.id = i.site_id WHERE [i.org_id = $1]",
            ]
        );
        assert_eq!(texts(statement)[0].matches("(1 = 1)").count(), 1);
    }

    #[test]
    fn the_id_of_an_organisation_is_its_org_id() {
        assert_eq!(texts("UPDATE organisations SET name = $2 WHERE id = $1").len(), 1);
        assert_eq!(
            texts("SELECT o.name FROM memberships m JOIN organisations o ON o.id = m.org_id WHERE m.user_id = $1")
                .len(),
            1
        );
        assert_eq!(texts("SELECT o.name FROM organisations o JOIN sites s ON s.id = $2 WHERE o.id = $1").len(), 1);
        assert!(texts("SELECT name FROM users WHERE id = $1").is_empty());
    }

    #[test]
    fn what_is_written_sorted_and_given_back_is_no_condition() {
        for statement in [
            "INSERT INTO sites (org_id, id) VALUES ($1, $2) ON CONFLICT (org_id, id) DO NOTHING",
            "SELECT org_id FROM jobs WHERE id = $1 ORDER BY org_id",
            "UPDATE sessions SET current = $2, org_id = $3 WHERE id = $1 RETURNING org_id",
            "SELECT name FROM users WHERE email = 'org_id = $1'",
        ] {
            assert!(texts(statement).is_empty(), "{statement}");
        }
    }

    #[test]
    fn a_comparison_that_is_not_understood_is_told() {
        for condition in ["org_id IN ($1, $2)", "org_id <> $1", "org_id IS NOT NULL"] {
            assert!(mutants(&format!("DELETE FROM sites WHERE {condition}")).is_err(), "{condition}");
        }
    }
}
