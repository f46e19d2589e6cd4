//! Clock and randomness are parameters.

use super::{
    Check,
    rust::positions,
    tree::{Finding, Tree},
};

/// What asks the machine for the time or for chance.
const BANNED: [&str; 10] = [
    "std::time::SystemTime::now",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "js_sys::Date::now",
    "js_sys::Date::new_0",
    "uuid::Uuid::new_v4",
    "uuid::Uuid::now_v7",
    "rand::rng",
    "rand::random",
    "js_sys::Math::random",
];

/// Clippy refuses them.
pub const BANS: Check = Check {
    name: "clock-bans",
    rule: "clippy.toml bans every function that reads a clock or draws chance, and says why",
    find: bans,
    broken: &[("clippy.toml", "disallowed-methods = [\n  { path = \"rand::rng\" },\n]\n")],
};

fn bans(tree: &Tree) -> Vec<Finding> {
    let text = tree.text("clippy.toml").unwrap_or_default();
    let banned = |path: &str| {
        text.lines().any(|line| line.contains(&format!("path = \"{path}\"")) && line.contains("reason = \""))
    };
    let missing = BANNED.into_iter().filter(|path| !banned(path));
    missing.map(|path| Finding::new("clippy.toml", 0, format!("{path} is not banned with a reason"))).collect()
}

/// The files that do ask the machine.
const ALLOWED: [&str; 4] =
    ["src/platform/clock.rs", "src/platform/rng.rs", "src/ui/env/browser.rs", "crates/check/src/main.rs"];

/// The ban is lifted nowhere else.
pub const PLACES: Check = Check {
    name: "clock-places",
    rule: "the ban on clocks and chance is lifted only where platform and browser are asked, and in tests",
    find: places,
    broken: &[(
        "src/features/sites/service.rs",
        "#[expect(clippy::disallowed_methods, reason = \"quick\")]\nfn f() {}",
    )],
};

fn places(tree: &Tree) -> Vec<Finding> {
    let elsewhere = tree.product().filter(|(path, _)| !ALLOWED.contains(path));
    elsewhere
        .flat_map(|(path, tokens)| {
            positions(tokens, &["disallowed_methods"])
                .map(move |at| Finding::new(path, tokens[at].line, "take a Clock or an Rng as a parameter"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ban_that_is_missing_or_gives_no_reason_is_named() {
        assert_eq!(bans(&Tree::of(BANS.broken)).len(), BANNED.len());
        let one = Tree::of(&[("clippy.toml", "  { path = \"rand::rng\", reason = \"…\" },")]);
        assert_eq!(bans(&one).len(), BANNED.len() - 1);
    }

    #[test]
    fn the_clock_itself_may_read_the_clock() {
        let clock = "#[expect(clippy::disallowed_methods, reason = \"the one place\")]\nfn now() {}";
        assert!(places(&Tree::of(&[("src/platform/clock.rs", clock)])).is_empty());
    }
}
