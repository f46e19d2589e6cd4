//! Every Rust file is compiled.

use super::{
    Check,
    rust::{Token, positions},
    tree::{Finding, Tree},
};

/// A file that no `mod` line names is never compiled, and the tests in it never run.
pub const MODULES: Check = Check {
    name: "modules",
    rule: "every Rust file is declared by a mod line, so that it is compiled and its tests run",
    find: modules,
    broken: &[
        ("tests/reports.rs", "mod support;"),
        ("tests/support/mod.rs", "pub mod app;"),
        ("tests/support/app.rs", ""),
        ("tests/reports/issue.rs", "#[test]\nfn it_never_runs() {}"),
    ],
};

fn modules(tree: &Tree) -> Vec<Finding> {
    let undeclared = tree.rust("").filter(|(path, _)| !is_root(path) && !is_declared(tree, path));
    undeclared.map(|(path, _)| Finding::new(path, 0, "no mod line declares this file")).collect()
}

/// Whether cargo itself finds this file: `src/lib.rs`, `tests/NAME.rs`, `tests/NAME/main.rs`, …
fn is_root(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let last = |folder: &str| folder.rsplit('/').next().unwrap_or_default().to_owned();
    let targets = ["tests", "examples", "benches", "bin", "fuzz_targets"];
    match name {
        "build.rs" => true,
        "lib.rs" | "main.rs" if last(folder) == "src" => true,
        "main.rs" => {
            folder.rsplit_once('/').is_some_and(|(parent, _)| targets.contains(&last(parent).as_str()))
                || targets.contains(&last(folder).as_str())
        }
        _ => targets.contains(&last(folder).as_str()),
    }
}

fn is_declared(tree: &Tree, path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (folder, module) = if name == "mod.rs" {
        folder.rsplit_once('/').unwrap_or(("", folder))
    } else {
        (folder, name.trim_end_matches(".rs"))
    };
    let parents =
        [format!("{folder}/lib.rs"), format!("{folder}/main.rs"), format!("{folder}/mod.rs"), format!("{folder}.rs")];
    let by_parent = parents.iter().filter_map(|parent| tree.tokens(parent));
    // A test's helpers are declared by the tests that lie beside them, or by a path.
    let beside = tree.rust(folder).filter(|(other, _)| is_root(other)).map(|(_, tokens)| tokens);
    by_parent.chain(beside).any(|tokens| declares(tokens, module)) || by_path(tree, path)
}

fn declares(tokens: &[Token], module: &str) -> bool {
    positions(tokens, &["mod", module, ";"]).next().is_some()
}

/// Whether some `#[path = "…"]` ends in this file's folder and name.
fn by_path(tree: &Tree, path: &str) -> bool {
    let tail = path.rsplit('/').take(2).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("/");
    tree.rust("").any(|(_, tokens)| {
        positions(tokens, &["path", "="]).any(|at| tokens[at + 2].text.trim_matches('"').ends_with(&tail))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_file_that_nothing_declares_is_found() {
        let found = modules(&Tree::of(MODULES.broken));
        assert_eq!(
            found.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["tests/reports/issue.rs: no mod line declares this file"]
        );
    }

    #[test]
    fn what_cargo_finds_and_what_mod_lines_declare_is_right() {
        let tree = Tree::of(&[
            ("src/lib.rs", "pub mod features; mod ids;"),
            ("src/ids.rs", ""),
            ("src/features/mod.rs", "mod sites;"),
            ("src/features/sites.rs", "mod store;"),
            ("src/features/sites/store.rs", ""),
            ("crates/press/build.rs", ""),
            ("crates/press/examples/standard.rs", "#[path = \"../tests/support/mod.rs\"]\nmod support;"),
            ("crates/press/tests/support/mod.rs", ""),
            ("tests/journeys/main.rs", "mod sign_in;"),
            ("tests/journeys/sign_in.rs", ""),
        ]);
        assert!(modules(&tree).is_empty());
    }
}
