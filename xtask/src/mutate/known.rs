//! Mutants that change nothing that anybody could notice, each with the reason.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result, bail};

/// `tests/equivalent-mutants.txt`: a mutant as `cargo xtask mutate` shows it, on the next line, indented,
/// the reason why it is equivalent. Lines that begin with `#` are comments.
pub struct Known(BTreeMap<String, String>);

impl Known {
    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self> {
        let mut known = BTreeMap::new();
        let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        while let Some(mutant) = lines.next() {
            match lines.next() {
                Some(reason) if reason.starts_with(' ') && !mutant.starts_with(' ') => {
                    known.insert(mutant.to_owned(), reason.trim().to_owned());
                }
                _ => bail!("an equivalent mutant without a reason: {mutant}"),
            }
        }
        Ok(Self(known))
    }

    /// Why a mutant is equivalent, where it is known to be.
    pub fn reason(&self, mutant: &str) -> Option<&str> {
        self.0.get(mutant).map(String::as_str)
    }

    /// The entries that are not among these mutants.
    pub fn besides(&self, mutants: &BTreeSet<String>) -> impl Iterator<Item = &str> {
        self.0.keys().filter(|known| !mutants.contains(*known)).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equivalent_mutant_has_a_reason() {
        let known =
            Known::parse("# About\nDELETE FROM a WHERE [org_id = $1]\n  Only one can exist.\n").expect("parsed");
        assert_eq!(known.reason("DELETE FROM a WHERE [org_id = $1]"), Some("Only one can exist."));
        assert!(Known::parse("DELETE FROM a\nDELETE FROM b\n").is_err());
        assert!(Known::parse("DELETE FROM a\n").is_err());
    }
}
