//! Statements that lost a condition: `cargo xtask mutate` takes the conditions that hold one
//! organisation's rows apart from another's away, one at a time, and sees whether a test notices.

use std::{
    collections::BTreeSet,
    env,
    fs::File,
    io::Write,
    sync::{Mutex, OnceLock, PoisonError},
    thread,
};

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

/// What this process does to statements, from its environment.
struct Plan {
    /// What to replace in statements, or a whole one, and by what: `NORVEN_MUTATED` and `NORVEN_MUTANT`.
    mutant: Option<(String, String)>,
    /// Where to note which test runs which statement: the file `NORVEN_STATEMENTS`.
    notes: Option<Mutex<Notes>>,
}

struct Notes {
    file: File,
    noted: BTreeSet<(String, String)>,
}

impl Plan {
    fn read() -> Self {
        let notes = env::var_os("NORVEN_STATEMENTS").map(|path| {
            let file = File::options().create(true).append(true).open(path).expect("NORVEN_STATEMENTS is a file");
            Mutex::new(Notes { file, noted: BTreeSet::new() })
        });
        Self { mutant: env::var("NORVEN_MUTATED").ok().zip(env::var("NORVEN_MUTANT").ok()), notes }
    }

    /// Notes a statement with the test that runs it, whose name is that of its thread.
    fn note(&self, sql: &str) {
        let Some(notes) = &self.notes else { return };
        let mut notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
        let test = thread::current().name().unwrap_or_default().to_owned();
        let line = serde_json::json!([test, sql]);
        if notes.noted.insert((test, sql.to_owned())) {
            writeln!(notes.file, "{line}").expect("the note is written");
        }
    }
}

/// A statement as the query macros run it: as it is written, or as the mutant that was asked for.
pub fn statement(sql: impl SqlSafeStr) -> SqlStr {
    static PLAN: OnceLock<Plan> = OnceLock::new();
    let plan = PLAN.get_or_init(Plan::read);
    let sql = sql.into_sql_str();
    plan.note(sql.as_str());
    match &plan.mutant {
        Some((mutated, mutant)) if sql.as_str().contains(mutated) => {
            AssertSqlSafe(sql.as_str().replace(mutated, mutant)).into_sql_str()
        }
        _ => sql,
    }
}
