//! `cargo xtask check`: the invariants of ARCHITECTURE.md that a machine can see in the text.
//!
//! Every check carries an example that breaks its rule, and is first shown that: a check that no
//! longer sees what it is there for fails like a rule that is broken.

mod bounds;
mod clocks;
mod layers;
mod leftovers;
mod modules;
mod rust;
mod safety;
mod security;
mod tenancy;
mod texts;
mod tree;
mod twins;
mod views;

use anyhow::{Result, bail};

use crate::shell::root;
use tree::{Finding, Tree};

/// A rule that holds everywhere in the repository.
struct Check {
    name: &'static str,
    /// What holds, in one sentence.
    rule: &'static str,
    /// Where it does not hold.
    find: fn(&Tree) -> Vec<Finding>,
    /// Files, as path and text, among which it does not hold.
    broken: &'static [(&'static str, &'static str)],
}

const CHECKS: [&Check; 21] = [
    &layers::CFG,
    &layers::STORES,
    &layers::LAYERS,
    &tenancy::STATEMENTS,
    &tenancy::SQL_HOME,
    &tenancy::ROW_SECURITY,
    &tenancy::REACH,
    &bounds::LIMITS,
    &clocks::BANS,
    &clocks::PLACES,
    &views::STYLE,
    &twins::MIGRATIONS,
    &twins::LEPTOS,
    &texts::TEXTS,
    &modules::MODULES,
    &safety::UNSAFE,
    &safety::PROGRAMS,
    &safety::SESSIONS,
    &security::SHOWN_BY,
    &security::ASVS,
    &leftovers::LEFTOVERS,
];

/// Runs every check and prints where a rule is broken.
pub fn check() -> Result<()> {
    let tree = Tree::read(&root())?;
    let mut broken = 0;
    for check in CHECKS {
        if (check.find)(&Tree::of(check.broken)).is_empty() {
            bail!("the check {} no longer sees its own example of a broken rule", check.name);
        }
        let findings = (check.find)(&tree);
        if !findings.is_empty() {
            broken += 1;
            eprintln!("{}: {}", check.name, check.rule);
        }
        for finding in findings {
            eprintln!("  {finding}");
        }
    }
    if broken > 0 {
        bail!("{broken} of {} invariants are broken", CHECKS.len());
    }
    println!("{} invariants hold", CHECKS.len());
    Ok(())
}

/// Every piece of SQL in the Rust files of a folder, each with its place.
pub fn statements_written(folder: &str) -> Result<Vec<(String, String)>> {
    Ok(tenancy::pieces(&Tree::read(&root())?, folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_sees_its_own_example_of_a_broken_rule() {
        for check in CHECKS {
            assert!(!(check.find)(&Tree::of(check.broken)).is_empty(), "{}", check.name);
        }
    }

    #[test]
    fn no_two_checks_have_the_same_name() {
        let names: std::collections::BTreeSet<_> = CHECKS.iter().map(|check| check.name).collect();
        assert_eq!(names.len(), CHECKS.len());
    }
}
