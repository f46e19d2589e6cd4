//! No organisation sees another's rows.

use std::collections::BTreeSet;

use super::{
    Check,
    rust::{Token, closing, functions, positions},
    tree::{Finding, Tree, name_of},
};

/// The migration that the examples below stand on.
const EXAMPLE_TABLES: (&str, &str) =
    ("migrations/sqlite/0001.sql", "CREATE TABLE sites (\n org_id BLOB NOT NULL,\n id BLOB\n) STRICT;");
const EXAMPLE_POLICY: (&str, &str) =
    ("migrations/postgres/0001.sql", "FOREACH name IN ARRAY ARRAY['sites'] LOOP CREATE POLICY tenant ON %I END LOOP");

/// Every statement on tenant data names the organisation.
pub const STATEMENTS: Check = Check {
    name: "tenant-sql",
    rule: "every statement on a tenant table names org_id, in a function that takes the Tx bound to the organisation",
    find: statements,
    broken: &[
        EXAMPLE_TABLES,
        EXAMPLE_POLICY,
        ("src/features/sites/store.rs", "async fn all(tx: &mut Tx) { fetch_all!(tx, Row, \"SELECT id FROM sites\") }"),
    ],
};

fn statements(tree: &Tree) -> Vec<Finding> {
    let owned = tables_with_org_id(tree);
    let directory = policies(tree).directory;
    let is_tenant = |table: &str| owned.contains(table) && !directory.contains(table);
    let mut found = Vec::new();
    for (path, tokens) in tree.rust("src/features/").filter(|(path, _)| is_store(path)) {
        for (line, sql) in sql_in(tokens) {
            let table = tables_in(&sql).into_iter().find(|table| is_tenant(table));
            if let Some(table) = table.filter(|_| !names_org(&sql)) {
                let what = format!("this statement on {table} does not name org_id");
                found.push(Finding::new(path, line, what));
            }
        }
        for function in functions(tokens) {
            let takes = |name: &str| function.signature.iter().any(|token| token.text == name);
            for (line, sql) in sql_in(function.body) {
                let tables = tables_in(&sql);
                let fault = if !["Tx", "DirectoryTx", "AnyTx"].into_iter().any(takes) {
                    "runs SQL outside a transaction that it is given"
                } else if tables.iter().any(|table| is_tenant(table)) && !takes("Tx") {
                    "reaches tenant data and takes no Tx"
                } else if tables.iter().any(|table| directory.contains(*table)) && takes("Tx") && !names_org(&sql) {
                    "is bound to an organisation and does not name org_id"
                } else {
                    continue;
                };
                found.push(Finding::new(path, line, format!("{} {fault}", function.name)));
            }
        }
    }
    found
}

fn names_org(sql: &str) -> bool {
    words(sql).any(|word| word == "org_id")
}

/// The macro that words how far a member sees.
const IN_REACH: &str = "in_reach";

/// Every statement on what hangs on a site stays within what a member sees.
pub const REACH: Check = Check {
    name: "site-reach",
    rule: "every statement on what hangs on a site holds in_reach!, or stays in one inspection; a member's transaction begins by member.read() or member.write()",
    find: reach,
    broken: &[
        EXAMPLE_TABLES,
        ("migrations/postgres/0001.sql", "CREATE POLICY reach ON sites AS RESTRICTIVE USING (true);"),
        (
            "src/features/sites/store.rs",
            "async fn all(tx: &mut Tx) { fetch_all!(tx, Row, \"SELECT id FROM sites WHERE org_id = $1\") }",
        ),
    ],
};

fn reach(tree: &Tree) -> Vec<Finding> {
    let limited = limited_tables(tree);
    let mut found = Vec::new();
    let mut features = BTreeSet::new();
    for (path, tokens) in tree.rust("src/features/").filter(|(path, _)| is_store(path)) {
        for (line, sql) in sql_in(tokens) {
            let Some(table) = tables_in(&sql).into_iter().find(|table| limited.contains(*table)) else { continue };
            features.insert(path.split_inclusive('/').take(3).collect::<String>());
            // A new row is made for what was seen before; an inspection that is named was.
            let adds = words(&sql).next() == Some("INSERT") && !words(&sql).any(|word| word == "SELECT");
            if !adds && !sql.contains(IN_REACH) && !sql.contains("inspection_id = $") {
                let what = format!("this statement on {table} does not say in_reach!");
                found.push(Finding::new(path, line, what));
            }
        }
    }
    for (path, tokens) in tree.rust("src/features/") {
        if !features.iter().any(|feature| path.starts_with(feature)) {
            continue;
        }
        for begin in ["read", "write"] {
            for at in positions(tokens, &[".", begin, "(", "member", ".", "org", ".", "id", ")"]) {
                let what = format!("begin it by member.{begin}()");
                found.push(Finding::new(path, tokens[at].line, what));
            }
        }
    }
    found
}

/// The tables that the policies named `reach` guard.
fn limited_tables(tree: &Tree) -> BTreeSet<String> {
    let mut tables = BTreeSet::new();
    for (_, text) in tree.texts("migrations/postgres/") {
        let named = text.split("CREATE POLICY reach ON ").skip(1).filter_map(|part| words(part).next());
        tables.extend(named.filter(|word| *word != "I").map(str::to_owned));
        for part in text.split("FOREACH").skip(1).filter(|part| part.contains("CREATE POLICY reach ON %I")) {
            let list = part.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
            tables.extend(list.split('\'').skip(1).step_by(2).map(str::to_owned));
        }
    }
    tables
}

/// SQL has one home in each feature.
pub const SQL_HOME: Check = Check {
    name: "sql-home",
    rule: "a feature's SQL stands in its store.rs",
    find: sql_home,
    broken: &[("src/features/sites/service.rs", "fn f() { query(\"SELECT name FROM sites WHERE org_id = $1\"); }")],
};

fn sql_home(tree: &Tree) -> Vec<Finding> {
    let elsewhere = tree.rust("src/features/").filter(|(path, _)| !is_store(path));
    elsewhere
        .flat_map(|(path, tokens)| {
            sql_in(tokens).into_iter().map(move |(line, _)| Finding::new(path, line, "move this statement to store.rs"))
        })
        .collect()
}

/// PostgreSQL guards every table that the first wall guards.
pub const ROW_SECURITY: Check = Check {
    name: "row-security",
    rule: "every table with an org_id has a policy in the PostgreSQL migrations",
    find: row_security,
    broken: &[EXAMPLE_TABLES],
};

fn row_security(tree: &Tree) -> Vec<Finding> {
    let Policies { tenant, directory } = policies(tree);
    tables_with_org_id(tree)
        .into_iter()
        .filter(|table| !tenant.contains(table) && !directory.contains(table))
        .map(|table| Finding::new("migrations/postgres", 0, format!("{table} has an org_id and no policy")))
        .collect()
}

/// Tables by the policy that guards them.
struct Policies {
    /// Rows of the organisation that the transaction is bound to.
    tenant: BTreeSet<String>,
    /// Those, or all for a transaction that works before an organisation is known.
    directory: BTreeSet<String>,
}

/// The policies of the PostgreSQL migrations, which give them to lists of tables:
/// `FOREACH name IN ARRAY ARRAY['sites', …] LOOP … CREATE POLICY tenant ON %I …`.
fn policies(tree: &Tree) -> Policies {
    let mut policies = Policies { tenant: BTreeSet::new(), directory: BTreeSet::new() };
    for (_, text) in tree.texts("migrations/postgres/") {
        for part in text.split("FOREACH").skip(1) {
            let list = part.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
            let tables = list.split('\'').skip(1).step_by(2).map(str::to_owned);
            if part.contains("CREATE POLICY tenant ") {
                policies.tenant.extend(tables);
            } else if part.contains("CREATE POLICY directory ") {
                policies.directory.extend(tables);
            }
        }
    }
    policies
}

/// The tables whose rows belong to an organisation, as the SQLite migrations leave them.
fn tables_with_org_id(tree: &Tree) -> BTreeSet<String> {
    let mut tables = BTreeSet::new();
    for (_, text) in tree.texts("migrations/sqlite/") {
        for part in text.split("CREATE TABLE ").skip(1) {
            let (definition, _) = part.split_once(';').unwrap_or((part, ""));
            if definition.lines().any(|line| line.trim_start().starts_with("org_id ")) {
                tables.extend(words(definition).next().map(str::to_owned));
            }
        }
        for part in text.split("DROP TABLE ").skip(1) {
            if let Some(table) = words(part).next() {
                tables.remove(table);
            }
        }
        for part in text.split("ALTER TABLE ").skip(1) {
            let mut words = words(part);
            if let (Some(old), Some("RENAME"), Some("TO"), Some(new)) =
                (words.next(), words.next(), words.next(), words.next())
                && tables.remove(old)
            {
                tables.insert(new.to_owned());
            }
        }
    }
    tables
}

/// `store.rs`, or a file of a `store/` that grew.
fn is_store(path: &str) -> bool {
    name_of(path) == "store.rs" || path.contains("/store/")
}

/// The statements in some code, each with its line. The strings of one `concat!` are one statement.
fn sql_in(tokens: &[Token]) -> Vec<(usize, String)> {
    let mut texts = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let joined = positions(&tokens[at..], &["concat", "!", "("]).next() == Some(0);
        let end = if joined { closing(tokens, at + 2) } else { at + 1 };
        let strings: String = tokens[at..end.min(tokens.len())]
            .iter()
            .filter(|token| token.is_string() || token.text == IN_REACH)
            .map(|token| token.text.as_str())
            .collect();
        texts.push((tokens[at].line, strings));
        at = end;
    }
    texts.retain(|(_, text)| is_statement(text));
    texts
}

/// The strings of a folder that name `org_id` or look like a statement, as the program sees them, each
/// with its place. What `format!` fills in parts a string into pieces.
pub fn pieces(tree: &Tree, folder: &str) -> Vec<(String, String)> {
    let mut pieces = Vec::new();
    for (path, tokens) in tree.rust(folder) {
        for token in tokens.iter().filter(|token| token.is_string()) {
            let text = token.text.trim_start_matches(['r', '#']).trim_end_matches('#').trim_matches('"');
            if !names_org(text) && !is_statement(text) {
                continue;
            }
            let text = text.replace("\\\n", " ").replace("\\n", " ");
            let outside = text.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after).to_owned());
            pieces.extend(outside.map(|piece| (format!("{path}:{}", token.line), piece)));
        }
    }
    pieces
}

fn is_statement(text: &str) -> bool {
    let mut words = words(text);
    match words.next() {
        Some("SELECT") => words.any(|word| word == "FROM"),
        Some("INSERT") => words.next() == Some("INTO"),
        Some("DELETE") => words.next() == Some("FROM"),
        Some("UPDATE") => words.any(|word| word == "SET"),
        Some("WITH") => words.any(|word| word == "AS"),
        _ => false,
    }
}

/// The tables that a statement reads or writes.
fn tables_in(sql: &str) -> Vec<&str> {
    let words: Vec<_> = words(sql).collect();
    let pairs = words.windows(2).filter(|pair| ["FROM", "JOIN", "INTO", "UPDATE"].contains(&pair[0]));
    pairs.map(|pair| pair[1]).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty() && *word != "r")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(store: &str) -> Vec<String> {
        let tables = "CREATE TABLE sites (\n org_id BLOB,\n id BLOB\n);\nCREATE TABLE users (\n id BLOB\n);\nCREATE TABLE jobs (\n org_id BLOB\n);";
        let policies = "FOREACH name IN ARRAY ARRAY['sites'] LOOP CREATE POLICY tenant ON %I LOOP\n\
                        FOREACH name IN ARRAY ARRAY['jobs'] LOOP CREATE POLICY directory ON %I LOOP";
        let files = [
            ("migrations/sqlite/0001.sql", tables),
            ("migrations/postgres/0001.sql", policies),
            ("src/features/sites/store.rs", store),
        ];
        assert!(row_security(&Tree::of(&files)).is_empty());
        statements(&Tree::of(&files)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_statement_that_names_its_organisation_in_a_bound_transaction_is_right() {
        assert!(
            findings("async fn f(tx: &mut Tx) { execute!(tx, \"UPDATE sites SET name = $2 WHERE org_id = $1\") }")
                .is_empty()
        );
        assert!(
            findings("async fn f(tx: &mut DirectoryTx) { fetch_one!(tx, R, \"SELECT id FROM users\") }").is_empty()
        );
        assert!(
            findings("async fn f(tx: &mut DirectoryTx) { execute!(tx, \"DELETE FROM jobs WHERE org_id = $1\") }")
                .is_empty()
        );
    }

    #[test]
    fn tenant_data_is_out_of_reach_of_a_transaction_over_the_directory() {
        let found =
            findings("async fn f(tx: &mut DirectoryTx) { execute!(tx, \"DELETE FROM sites WHERE org_id = $1\") }");
        assert_eq!(found, ["src/features/sites/store.rs:1: f reaches tenant data and takes no Tx"]);
    }

    #[test]
    fn a_statement_outside_any_transaction_is_found() {
        let found = findings("async fn f(pool: &Pool) { query(\"SELECT id FROM users\") }");
        assert_eq!(found, ["src/features/sites/store.rs:1: f runs SQL outside a transaction that it is given"]);
    }

    #[test]
    fn a_directory_table_is_searched_across_organisations_only_over_the_directory() {
        let over =
            |tx: &str| findings(&format!("async fn f(tx: &mut {tx}) {{ fetch_one!(tx, R, \"SELECT id FROM jobs\") }}"));
        assert!(over("DirectoryTx").is_empty());
        let found = over("Tx");
        assert_eq!(found, ["src/features/sites/store.rs:1: f is bound to an organisation and does not name org_id"]);
    }

    #[test]
    fn what_hangs_on_a_site_is_asked_for_within_reach() {
        let found = |store: &str, service: &str| {
            let policies = "CREATE POLICY reach ON sites AS RESTRICTIVE USING (true);\n\
                            FOREACH name IN ARRAY ARRAY['photos'] LOOP $policy$CREATE POLICY reach ON %I LOOP";
            let files = [
                ("migrations/postgres/0001.sql", policies),
                ("src/features/sites/store.rs", store),
                ("src/features/sites/service.rs", service),
            ];
            reach(&Tree::of(&files)).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        for store in [
            "const A: &str = concat!(\"SELECT id FROM sites WHERE org_id = $1 AND \", in_reach!(\"id\", \"$2\"));",
            "const A: &str = \"SELECT id FROM photos WHERE org_id = $1 AND inspection_id = $2\";",
            "const A: &str = \"INSERT INTO sites (org_id, id) VALUES ($1, $2)\";",
        ] {
            assert_eq!(found(store, ""), [] as [&str; 0]);
        }
        let store = "const A: &str = \"DELETE FROM photos WHERE org_id = $1 AND id = $2\";";
        let service = "async fn f(member: &Member) { let tx = member.app.db.read(member.org.id).await?; }";
        assert_eq!(
            found(store, service),
            [
                "src/features/sites/store.rs:1: this statement on photos does not say in_reach!",
                "src/features/sites/service.rs:1: begin it by member.read()"
            ]
        );
    }

    #[test]
    fn a_join_and_a_raw_string_and_pieces_are_seen_through() {
        for sql in [
            "\"SELECT u.id FROM users u JOIN sites s ON s.id = u.id\"",
            "r#\"INSERT INTO sites (id) VALUES ($1)\"#",
            "concat!(\"SELECT \", \"id\", \" FROM sites\")",
            "\"WITH s AS (SELECT 1 FROM sites) SELECT * FROM s\"",
        ] {
            let found = findings(&format!("const SQL: &str = {sql};"));
            assert_eq!(found, ["src/features/sites/store.rs:1: this statement on sites does not name org_id"], "{sql}");
        }
    }

    #[test]
    fn a_table_that_was_renamed_or_dropped_is_known_by_what_is_left() {
        let tree = Tree::of(&[
            ("migrations/sqlite/0001.sql", "CREATE TABLE a (\n org_id BLOB\n);\nCREATE TABLE b (\n org_id BLOB\n);"),
            ("migrations/sqlite/0002.sql", "ALTER TABLE a RENAME TO c;\nDROP TABLE b;"),
        ]);
        assert_eq!(tables_with_org_id(&tree), BTreeSet::from(["c".to_owned()]));
    }

    #[test]
    fn a_sentence_is_not_a_statement() {
        assert!(!is_statement("\"SELECT a site\""));
        assert!(!is_statement("\"Update your browser\""));
    }
}
