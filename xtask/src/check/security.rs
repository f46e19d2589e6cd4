//! SECURITY.md promises nothing that nothing shows.

use std::collections::BTreeSet;

use super::{
    Check,
    rust::functions,
    tree::{Finding, Tree},
};

const FILE: &str = "SECURITY.md";

/// How many requirements of levels 1 and 2 the standard has (OWASP ASVS 5.0.0: 70 and 183).
const ITEMS: usize = 253;

/// What a table of SECURITY.md names as showing something is there.
pub const SHOWN_BY: Check = Check {
    name: "security-tests",
    rule: "every test, file and command that a table of SECURITY.md names as showing something exists",
    find: shown_by,
    broken: &[(FILE, "| Sessions end | `session.rs` | `a_session_ends_at_midnight` |")],
};

fn shown_by(tree: &Tree) -> Vec<Finding> {
    let names: BTreeSet<&str> =
        tree.rust("").flat_map(|(_, tokens)| functions(tokens)).map(|function| function.name).collect();
    let commands = tree.text("xtask/src/main.rs").unwrap_or_default();
    let checks: BTreeSet<&str> = super::CHECKS.iter().map(|check| check.name).collect();
    let exists = |named: &str| {
        if let Some(command) = named.strip_prefix("cargo xtask ") {
            commands.contains(&format!("\"{command}\" =>"))
        } else if named.contains(' ') {
            tree.texts("end2end/tests/").any(|(_, text)| text.contains(&format!("test('{named}'")))
        } else if named.contains('/') {
            tree.texts(named).next().is_some()
        } else {
            names.contains(named) || checks.contains(named)
        }
    };
    rows(tree)
        .flat_map(|(line, cells)| {
            let last = cells.last().copied().unwrap_or_default();
            let named = last.split('`').skip(1).step_by(2);
            named.filter(|named| !exists(named)).map(move |named| (line, named)).collect::<Vec<_>>()
        })
        .map(|(line, named)| Finding::new(FILE, line, format!("{named} does not exist")))
        .collect()
}

/// The table of the standard is whole.
pub const ASVS: Check = Check {
    name: "asvs-items",
    rule: "each of the 253 requirements of OWASP ASVS 5.0, level 2, has one row in SECURITY.md",
    find: asvs,
    broken: &[(FILE, "| V1.1.1 | how | no test |\n| V1.1.1–V1.1.2 | how | no test |")],
};

fn asvs(tree: &Tree) -> Vec<Finding> {
    let mut items = BTreeSet::new();
    let mut found = Vec::new();
    for (line, cells) in rows(tree) {
        for item in cells.first().copied().map(requirements).unwrap_or_default() {
            if !items.insert(item.clone()) {
                found.push(Finding::new(FILE, line, format!("{item} has a second row")));
            }
        }
    }
    if items.len() != ITEMS {
        found.push(Finding::new(FILE, 0, format!("{} of {ITEMS} requirements have a row", items.len())));
    }
    found
}

/// `V6.2.1`, `V6.2.2` of `V6.2.1–V6.2.2`; nothing of another cell.
fn requirements(cell: &str) -> Vec<String> {
    let number = |text: &str| -> Option<(String, u32)> {
        let (section, item) = text.strip_prefix('V')?.rsplit_once('.')?;
        section.split_once('.')?;
        Some((section.to_owned(), item.parse().ok()?))
    };
    let (first, last) = cell.split_once('–').unwrap_or((cell, cell));
    match (number(first), number(last)) {
        (Some((section, from)), Some((_, to))) => (from..=to).map(|item| format!("V{section}.{item}")).collect(),
        _ => Vec::new(),
    }
}

/// The rows of the tables, each with its line.
fn rows(tree: &Tree) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let lines = tree.text(FILE).unwrap_or_default().lines().enumerate();
    lines.filter_map(|(at, line)| {
        let row = line.strip_prefix('|')?.strip_suffix('|')?;
        Some((at + 1, row.split('|').map(str::trim).collect()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_of_every_kind_are_found_where_they_are() {
        let security =
            "| a | b | `it_holds`, `a page opens` |\n| a | b | `cargo xtask check`, `tests/suite/a.rs` (in part) |";
        let tree = Tree::of(&[
            (FILE, security),
            ("tests/suite/a.rs", "on_both! { async fn it_holds(app: TestApp) { } }"),
            ("end2end/tests/a.spec.ts", "test('a page opens', async () => {});"),
            ("xtask/src/main.rs", "match command { \"check\" => check() }"),
        ]);
        assert!(shown_by(&tree).is_empty(), "{:?}", shown_by(&tree));
    }

    #[test]
    fn a_range_is_every_requirement_in_it() {
        assert_eq!(requirements("V6.2.9–V6.2.11"), ["V6.2.9", "V6.2.10", "V6.2.11"]);
        assert_eq!(requirements("V10.1.1"), ["V10.1.1"]);
        assert!(requirements("what").is_empty() && requirements("V1.1").is_empty());
    }
}
