//! What the documents say that nobody would notice when it changes.

use norven::{
    features::evidence::model::MAX_PHOTO_BYTES,
    platform::{db::Db, keys::Keyring, rng::SeededRng},
    server::{admission::Admission, intake, limits, listen, router},
};

use crate::support::{START, TestApp};

/// A document at the top of the repository.
fn document(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(path).expect("the document reads")
}

#[test]
fn the_security_page_names_the_limits_that_hold() {
    let page = document("SECURITY.md");
    let (sign_in, at_once) = (limits::SIGN_INS_A_MINUTE, limits::SIGN_INS_AT_ONCE);
    let (lookups, lookups_at_once) = (limits::LOOKUPS_A_SECOND, limits::LOOKUPS_AT_ONCE);
    let (requests, requests_at_once) = (limits::REQUESTS_A_SECOND, limits::REQUESTS_AT_ONCE);
    let (strangers, strangers_at_once) = (limits::STRANGERS_WRITES_A_SECOND, limits::STRANGERS_WRITES_AT_ONCE);
    let mails = Admission::default().stranger_mails;
    let mib = 1024 * 1024;
    for limit in [
        format!("sign-in {sign_in} a minute ({at_once} at once)"),
        format!("digests {lookups} a second ({lookups_at_once})"),
        format!("`/api/` and `/webhooks/` {requests} a second ({requests_at_once})"),
        format!("Bodies up to {} MiB, photos {} MiB", router::MAX_BODY_MB, MAX_PHOTO_BYTES / mib),
        format!("messages of providers {} KiB", router::MAX_MESSAGE / 1024),
        format!("{strangers} attempts to sign in a second ({strangers_at_once} at once)"),
        format!("{mails} mails an hour"),
        format!(
            "in {} seconds, a body that stands still for {}",
            listen::HEAD.as_secs(),
            intake::STANDS_STILL.as_secs()
        ),
        format!("{} megapixels, read before decoding", norven_picture::MAX_PIXELS / 1_000_000),
        format!("{} MiB while decoding", norven_picture::MAX_DECODED / mib as u64),
    ] {
        assert!(page.contains(&limit), "SECURITY.md does not say: {limit}");
    }
    assert_eq!(router::TIMEOUT.as_secs(), 120);
    assert!(page.contains("two minutes for a request"));
}

#[test]
fn every_key_that_is_made_is_in_the_inventory_of_keys() {
    let page = document("docs/keys.md");
    let folder = tempfile::tempdir().expect("a folder");
    let open = || Keyring::open(folder.path(), &SeededRng::new(1), "Norven tests", "localhost", START);
    open().expect("keys").0.rotate(folder.path(), &SeededRng::new(2), START).expect("another key that seals");
    let mut secrets = 0;
    for file in std::fs::read_dir(folder.path()).expect("a folder") {
        let name = file.expect("a file").file_name().into_string().expect("text");
        if [".key", ".seed"].iter().any(|ending| name.ends_with(ending)) {
            assert!(page.contains(&format!("`{name}`")), "docs/keys.md does not name {name}");
            secrets += 1;
        }
    }
    assert_eq!(secrets, 8, "the master key, two keys that certify, two that seal, three seeds");
}

#[tokio::test]
async fn every_column_of_a_secret_is_in_the_inventory_of_keys() {
    let page = document("docs/keys.md");
    let app = TestApp::sqlite().await;
    let Db::Sqlite { readers, .. } = &app.db else { unreachable!("SQLite") };
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE '_sqlx_%'",
    )
    .fetch_all(readers)
    .await
    .expect("the schema reads");
    let is_secret = |column: &str| {
        let words = ["token", "secret", "wrapped", "salt", "salts", "credential", "code", "browser"];
        column.trim_end_matches("_sha256").split('_').any(|word| words.contains(&word))
    };
    let secrets: Vec<_> = columns.iter().filter(|(_, column)| is_secret(column)).collect();
    assert!(secrets.len() >= 12, "{secrets:?}");
    for (table, column) in secrets {
        assert!(page.contains(&format!("`{table}.{column}`")), "docs/keys.md does not name {table}.{column}");
    }
}
