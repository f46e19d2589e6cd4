//! Nothing is left for later.

use super::{
    Check,
    rust::positions,
    tree::{Finding, Tree},
};

/// Notes to oneself. Written in two halves, or this file would be one of its own findings.
const NOTES: [&str; 4] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];

/// Macros that stand for code that is not there.
const GAPS: [&str; 2] = ["todo", "unimplemented"];

/// Kinds of files that people write notes into. Not JSON: in Spanish one of the words is a word.
const KINDS: [&str; 8] = [".rs", ".toml", ".sql", ".css", ".ts", ".js", ".sh", ".md"];

/// What is on main is whole.
pub const LEFTOVERS: Check = Check {
    name: "leftovers",
    rule: "no note to oneself and no missing body is left in the code",
    find: leftovers,
    broken: &[
        ("src/ids.rs", concat!("// TO", "DO: later\n")),
        ("src/time.rs", "fn f() { unimplemented!() }"),
        ("src/error.rs", "fn f() { todo!(\"later\") }"),
    ],
};

fn leftovers(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.texts("").filter(|(path, _)| KINDS.iter().any(|kind| path.ends_with(kind))) {
        for (number, line) in text.lines().enumerate() {
            let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            if let Some(note) = words.find(|word| NOTES.contains(word)) {
                found.push(Finding::new(path, number + 1, format!("{note}: do it, or file it")));
            }
        }
    }
    for (path, tokens) in tree.rust("") {
        for gap in GAPS {
            found.extend(
                positions(tokens, &[gap, "!", "("])
                    .map(|at| Finding::new(path, tokens[at].line, format!("{gap}!: write it"))),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_leftover_is_found() {
        assert_eq!(leftovers(&Tree::of(LEFTOVERS.broken)).len(), LEFTOVERS.broken.len());
    }

    #[test]
    fn a_longer_word_and_a_lint_of_that_name_are_left_alone() {
        assert!(
            leftovers(&Tree::of(&[("Cargo.toml", "todo = \"warn\"\n"), ("src/a.rs", concat!("// TO", "DOS\n"))]))
                .is_empty()
        );
    }
}
