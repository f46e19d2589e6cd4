//! What the language and the shape of the program keep from happening.

use super::{
    Check,
    rust::{Token, positions},
    tree::{Finding, Tree},
};

/// Memory is safe because nobody may say otherwise. The harness of the fuzzers is no part of what is released.
pub const UNSAFE: Check = Check {
    name: "no-unsafe",
    rule: "unsafe code is denied in every crate of ours, and nowhere allowed again",
    find: unsafe_code,
    broken: &[
        ("Cargo.toml", "[lints]\nworkspace = true\n[workspace.lints.rust]\nunsafe_code = \"warn\"\n"),
        ("crates/press/Cargo.toml", "[package]\nname = \"norven-press\"\n"),
        ("src/ids.rs", "#![allow(unsafe_code)]\n"),
    ],
};

fn unsafe_code(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    if !tree.text("Cargo.toml").is_some_and(|text| text.contains("unsafe_code = \"deny\"")) {
        found.push(Finding::new("Cargo.toml", 0, "the workspace does not deny unsafe_code"));
    }
    let manifests =
        tree.texts("").filter(|(path, _)| path.ends_with("Cargo.toml") && !path.ends_with("fuzz/Cargo.toml"));
    for (path, _) in manifests.filter(|(_, text)| !text.contains("[lints]\nworkspace = true")) {
        found.push(Finding::new(path, 0, "the lints of the workspace do not hold here"));
    }
    for (path, tokens) in tree.rust("") {
        for level in ["allow", "expect", "warn"] {
            let lifted = [level, "(", "unsafe_code"];
            found.extend(
                positions(tokens, &lifted)
                    .map(|at| Finding::new(path, tokens[at].line, "unsafe_code is allowed again")),
            );
        }
    }
    found
}

/// Nothing that people send can become a command, since there are none.
pub const PROGRAMS: Check = Check {
    name: "no-programs",
    rule: "the product starts no other program",
    find: programs,
    broken: &[("src/platform/pictures.rs", "use std::process::{Command, Stdio};")],
};

fn programs(tree: &Tree) -> Vec<Finding> {
    tree.product()
        .flat_map(|(path, tokens)| {
            positions(tokens, &["process", ":", ":"])
                .filter(|at| {
                    tokens[at + 3..].iter().take_while(|token| token.text != ";").any(|token| token.text == "Command")
                })
                .map(move |at| Finding::new(path, tokens[at].line, "this starts another program"))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Whoever is signed in came through one door.
pub const SESSIONS: Check = Check {
    name: "one-door",
    rule: "sessions begin in one statement, in identity's store",
    find: sessions,
    broken: &[("src/features/orgs/store.rs", "fn f() { execute!(tx, \"INSERT INTO sessions (token) VALUES ($1)\") }")],
};

/// Where it stands.
const DOOR: &str = "src/features/identity/store.rs";

fn sessions(tree: &Tree) -> Vec<Finding> {
    let begins = |token: &Token| token.is_string() && token.text.contains("INSERT INTO sessions");
    let doors: Vec<(&str, usize)> = tree
        .product()
        .flat_map(|(path, tokens)| tokens.iter().filter(|token| begins(token)).map(move |token| (path, token.line)))
        .collect();
    match doors[..] {
        [(DOOR, _)] => Vec::new(),
        [] => vec![Finding::new(DOOR, 0, "sessions begin nowhere")],
        _ => doors.into_iter().map(|(path, line)| Finding::new(path, line, "sessions begin here too")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_allow_unsafe_code_is_found() {
        assert_eq!(unsafe_code(&Tree::of(UNSAFE.broken)).len(), UNSAFE.broken.len());
    }

    #[test]
    fn programs_are_told_from_exit_codes() {
        let programs_of = |text| programs(&Tree::of(&[("src/main.rs", text)])).len();
        assert_eq!(programs_of("use std::process::ExitCode; enum Command {}"), 0);
        assert_eq!(programs_of("fn f() { tokio::process::Command::new(\"sh\"); }"), 1);
    }
}
