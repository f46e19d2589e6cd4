//! Things that stand in two places and must be the same in both.

use std::collections::BTreeSet;

use super::{
    Check,
    tree::{Finding, Tree, name_of},
};

/// Both engines go through the same steps.
pub const MIGRATIONS: Check = Check {
    name: "migrations",
    rule: "migrations/sqlite and migrations/postgres hold the same file names",
    find: migrations,
    broken: &[("migrations/sqlite/0001_foundation.sql", "")],
};

fn migrations(tree: &Tree) -> Vec<Finding> {
    let names = |engine: &'static str| tree.texts(engine).map(|(path, _)| name_of(path)).collect::<BTreeSet<_>>();
    let (sqlite, postgres) = (names("migrations/sqlite/"), names("migrations/postgres/"));
    sqlite
        .symmetric_difference(&postgres)
        .map(|name| Finding::new("migrations", 0, format!("{name} is there for one engine only")))
        .collect()
}

/// cargo-leptos reads one file, leptos_config the other.
pub const LEPTOS: Check = Check {
    name: "leptos-settings",
    rule: "Leptos.toml equals [package.metadata.leptos] of Cargo.toml",
    find: leptos,
    broken: &[
        ("Cargo.toml", "[package.metadata.leptos]\nsite-root = \"target/site\"\n\n[workspace]\n"),
        ("Leptos.toml", "[package.metadata.leptos]\nsite-root = \"site\"\n"),
    ],
};

fn leptos(tree: &Tree) -> Vec<Finding> {
    let [cargo, leptos] = ["Cargo.toml", "Leptos.toml"].map(|path| settings(tree.text(path).unwrap_or_default()));
    cargo
        .symmetric_difference(&leptos)
        .map(|line| Finding::new("Leptos.toml", 0, format!("only one of the two says: {line}")))
        .collect()
}

/// The lines of the table that leptos reads.
fn settings(text: &str) -> BTreeSet<&str> {
    let table = text.lines().map(str::trim).skip_while(|line| *line != "[package.metadata.leptos]").skip(1);
    table.take_while(|line| !line.starts_with('[')).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_what_surrounds_the_table_do_not_count() {
        let tree = Tree::of(&[
            ("Cargo.toml", "[package]\nname = \"norven\"\n[package.metadata.leptos]\na = 1\n\n[workspace]\nb = 2\n"),
            ("Leptos.toml", "# Why.\n[package.metadata.leptos]\n# Why.\na = 1\n"),
        ]);
        assert!(leptos(&tree).is_empty());
    }

    #[test]
    fn both_sides_of_a_difference_are_shown() {
        assert_eq!(leptos(&Tree::of(LEPTOS.broken)).len(), 2);
    }
}
