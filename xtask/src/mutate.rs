//! `cargo xtask mutate`: whether the tests notice when a statement no longer names the organisation.
//!
//! Each condition on an organisation is taken away in turn, in one build: the feature `mutants` lets a
//! process run one statement as another (`src/platform/db/mutants.rs`). The tests run on SQLite, since
//! on PostgreSQL row-level security would hide what is lost. A first run of all tests notes which test
//! runs which statement; a mutant is then shown only to the tests that meet it.

mod known;
mod sql;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Mutex,
    thread::{self, sleep},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    check::statements_written,
    shell::{cargo, executable, output, program, root, run, say, target},
};
use known::Known;
use sql::{Mutant, mutants, one_line};

/// How long the tests of a mutant may take. One that waits for ever was noticed.
const PATIENCE: Duration = Duration::from_secs(300);

/// How a statement begins.
const BEGINNINGS: [&str; 5] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];

/// Where the condition is worded that holds limited members to their sites.
const REACH: &str = "src/platform/db/reach.rs";

/// How many tests see a mutant first, then next: most are noticed by one of the first.
const BATCHES: [usize; 4] = [2, 10, 40, usize::MAX];

/// Takes away every condition, or those in statements that contain a text, and prints what no test noticed.
pub fn mutate(arguments: &[String]) -> Result<()> {
    let part = match arguments {
        [] => "",
        [part] => part,
        _ => bail!("mutate takes one text at most"),
    };
    let known = Known::read(&root().join("tests/equivalent-mutants.txt"))?;
    let suite = build()?;
    let statements = statements_of_tests(&suite)?;
    let mut survivors: Vec<String> = unmet(&statements)?;

    // What many statements hold and the source words once is taken away from all of them at once.
    let shared: Vec<String> = statements_written(REACH)?.into_iter().map(|(_, piece)| piece).collect();
    let with_shared: BTreeMap<String, Vec<String>> =
        shared.iter().map(|piece| (piece.clone(), tests_of(piece, &statements))).collect();
    let mut all = Vec::new();
    for (statement, tests) in statements.iter().chain(&with_shared) {
        if one_line(statement).contains(part) {
            let own = mutants(statement)?.into_iter();
            let is_shared = |mutant: &Mutant| shared.iter().any(|piece| piece != statement && mutant.is_within(piece));
            all.extend(own.filter(|mutant| !is_shared(mutant)).map(|mutant| (mutant, tests)));
        }
    }
    if all.is_empty() {
        bail!("no statement with a condition on an organisation contains {part}");
    }
    say(format_args!("{} mutants of {} statements", all.len(), statements.len()));
    let begun = Instant::now();
    let fates = fates(&suite, &all);
    let (mut noticed, mut equivalent) = (0, 0);
    for ((mutant, tests), fate) in all.iter().zip(fates) {
        let shown = mutant.shown();
        match (fate?, known.reason(&shown)) {
            (true, None) => noticed += 1,
            (true, Some(_)) => survivors.push(format!("a test notices what is listed as equivalent: {shown}")),
            (false, Some(_)) => equivalent += 1,
            (false, None) => survivors.push(format!("no test of {} notices: {shown}", tests.len())),
        }
    }
    if part.is_empty() {
        let shown: BTreeSet<String> = all.iter().map(|(mutant, _)| mutant.shown()).collect();
        survivors.extend(known.besides(&shown).map(|entry| format!("listed as equivalent and no mutant: {entry}")));
    }
    for survivor in &survivors {
        println!("{survivor}");
    }
    let took = begun.elapsed().as_secs();
    println!(
        "{} mutants: {noticed} noticed, {equivalent} equivalent, {} to look at; {took} s",
        all.len(),
        survivors.len()
    );
    if !survivors.is_empty() {
        bail!("a condition on an organisation can be lost and no test notices");
    }
    Ok(())
}

/// Builds the tests with statements that can be changed.
fn build() -> Result<PathBuf> {
    say("building the tests with the feature mutants");
    let built = output(cargo().args([
        "test",
        "--package=norven",
        "--features=mutants",
        "--test=suite",
        "--no-run",
        "--message-format=json-render-diagnostics",
    ]))?;
    // Another build must not take it away while it runs.
    let kept = target()?.join("mutants");
    fs::copy(executable(&built, "suite")?, &kept)?;
    Ok(kept)
}

/// The tests on SQLite.
fn tests_on_sqlite(suite: &Path) -> Result<Vec<String>> {
    let listed = output(program(suite).args(["--list", "--format=terse"]))?;
    let names = listed.lines().filter_map(|line| line.strip_suffix(": test"));
    Ok(names.filter(|name| name.ends_with("::sqlite")).map(str::to_owned).collect())
}

/// Every statement that the tests run, with the tests that run it, those first that run the fewest others.
fn statements_of_tests(suite: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let tests = tests_on_sqlite(suite)?;
    say(format_args!("running {} tests as they are", tests.len()));
    let notes = target()?.join("statements.jsonl");
    if notes.exists() {
        fs::remove_file(&notes)?;
    }
    // At least two threads: a test's own thread bears its name.
    run(program(suite).env("NORVEN_STATEMENTS", &notes).args(["--exact", "--quiet", "--test-threads=2"]).args(&tests))?;
    let pieces: Vec<String> = statements_written("src/")?.into_iter().map(|(_, piece)| one_line(&piece)).collect();
    let mut statements: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in fs::read_to_string(&notes)?.lines() {
        let (test, statement): (String, String) = serde_json::from_str(line)?;
        // What a test asks the database by itself proves nothing of the product.
        if !is_of_the_product(&one_line(&statement), &pieces) {
            continue;
        }
        statements.entry(statement).or_default().insert(test);
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for test in statements.values().flatten() {
        *counts.entry(test.clone()).or_default() += 1;
    }
    let known: BTreeSet<String> = tests.into_iter().collect();
    let sorted = statements.into_iter().map(|(statement, tests)| {
        // A statement that ran on a thread without a test's name may be any test's.
        let named = tests.iter().all(|test| known.contains(test));
        let mut tests: Vec<String> = if named { tests } else { known.clone() }.into_iter().collect();
        tests.sort_by_key(|test| counts.get(test).copied().unwrap_or_default());
        (statement, tests)
    });
    Ok(sorted.collect())
}

/// The tests that run any statement with a piece.
fn tests_of(piece: &str, statements: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let holding = statements.iter().filter(|(statement, _)| statement.contains(piece));
    let tests: BTreeSet<&String> = holding.flat_map(|(_, tests)| tests).collect();
    tests.into_iter().cloned().collect()
}

/// Whether a statement begins as one of the source does, or was put together around a piece of one.
fn is_of_the_product(statement: &str, pieces: &[String]) -> bool {
    pieces.iter().any(|piece| {
        let begins = BEGINNINGS.iter().any(|word| piece.starts_with(word));
        if begins { statement.starts_with(piece) } else { statement.contains(piece) }
    })
}

/// Statements in the source with a condition on an organisation that no test runs.
fn unmet(statements: &BTreeMap<String, Vec<String>>) -> Result<Vec<String>> {
    let ran: Vec<String> = statements.keys().map(|statement| one_line(statement)).collect();
    let mut unmet = Vec::new();
    for (place, piece) in statements_written("src/")? {
        if !mutants(&piece)?.is_empty() && !ran.iter().any(|statement| statement.contains(&one_line(&piece))) {
            unmet.push(format!("no test runs {place}: {}", one_line(&piece)));
        }
    }
    Ok(unmet)
}

/// Whether a test noticed, for each mutant. Two are tried at once.
fn fates(suite: &Path, all: &[(Mutant, &Vec<String>)]) -> Vec<Result<bool>> {
    let fates: Vec<_> = all.iter().map(|_| Mutex::new(Ok(false))).collect();
    let next = Mutex::new(0..all.len());
    // The tests that noticed one mutant are the likeliest to notice another.
    let keen = Mutex::new(BTreeMap::new());
    let work = || {
        loop {
            let Some(at) = next.lock().expect("no worker panics").next() else { return };
            let (mutant, tests) = &all[at];
            *fates[at].lock().expect("no worker panics") = is_noticed(suite, mutant, tests, &keen);
        }
    };
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    fates.into_iter().map(|fate| fate.into_inner().expect("no worker panics")).collect()
}

fn is_noticed(suite: &Path, mutant: &Mutant, tests: &[String], keen: &Mutex<BTreeMap<String, u32>>) -> Result<bool> {
    let mut rest: Vec<&String> = tests.iter().collect();
    {
        let keen = keen.lock().expect("no worker panics");
        rest.sort_by_key(|test| std::cmp::Reverse(keen.get(*test).copied().unwrap_or_default()));
    }
    for batch in BATCHES {
        let now: Vec<&String> = rest.drain(..batch.min(rest.len())).collect();
        if now.is_empty() {
            break;
        }
        let failed = failed_tests(suite, mutant, &now)?;
        if !failed.is_empty() {
            let mut keen = keen.lock().expect("no worker panics");
            for test in failed {
                *keen.entry(test).or_default() += 1;
            }
            return Ok(true);
        }
    }
    Ok(false)
}

/// The tests that fail with a mutant; all of them where they do not end.
fn failed_tests(suite: &Path, mutant: &Mutant, tests: &[&String]) -> Result<Vec<String>> {
    let mut command = program(suite);
    command.env("NORVEN_MUTATED", &mutant.statement).env("NORVEN_MUTANT", &mutant.text);
    command.args(["--exact", "--test-threads=2"]).args(tests).stderr(Stdio::null());
    let Some(printed) = finish(&mut command)? else { return Ok(tests.iter().map(|test| (*test).clone()).collect()) };
    let failed = printed.lines().filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
    let failed: Vec<String> = failed.map(str::to_owned).collect();
    if failed.is_empty() && !printed.contains("test result: ok") {
        bail!("the tests of a mutant ended otherwise than by passing or failing: {}", mutant.shown());
    }
    Ok(failed)
}

/// What a program printed, or nothing where it did not end in time.
fn finish(command: &mut Command) -> Result<Option<String>> {
    let mut child: Child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut pipe = child.stdout.take().context("a pipe")?;
    let reader = thread::spawn(move || {
        let mut printed = Vec::new();
        std::io::Read::read_to_end(&mut pipe, &mut printed).map(|_| printed)
    });
    let begun = Instant::now();
    while child.try_wait()?.is_none() {
        if begun.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        sleep(Duration::from_millis(50));
    }
    let printed = reader.join().map_err(|_| anyhow::anyhow!("the output cannot be read"))??;
    Ok(Some(String::from_utf8_lossy(&printed).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_the_products_by_its_beginning_or_by_a_piece_that_it_was_put_together_around() {
        let pieces = ["SELECT name FROM sites".to_owned(), "FROM events WHERE org_id = $1 AND".to_owned()];
        assert!(is_of_the_product("SELECT name FROM sites WHERE org_id = $1", &pieces));
        assert!(is_of_the_product("SELECT id FROM events WHERE org_id = $1 AND topic = $2", &pieces));
        assert!(!is_of_the_product("SELECT count(*) FROM (SELECT name FROM sites)", &pieces));
    }
}
