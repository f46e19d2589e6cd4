//! Which keys belong to which data.

use std::fs;

use norven::platform::{
    keys::{Keyring, KeysError, record},
    rng::SeededRng,
};

use crate::support::{START, TestApp, on_both};

on_both! {
    async fn a_database_that_noted_no_keys_knows_its_own_by_the_oldest_organisation(app: TestApp) {
        app.organisation("Acme").await;
        let oldest = app.organisation("Other").await;
        let mut tx = app.db.directory().await.expect("a transaction");
        norven::execute!(&mut tx, "UPDATE organisations SET created_at = 0 WHERE id = $1", oldest.id).expect("set");
        tx.commit().await.expect("committed");

        let folder = tempfile::tempdir().expect("a folder");
        drop(Keyring::open(folder.path(), &SeededRng::new(1), "Acme", "localhost:3000", START).expect("keys"));
        let known = app.home().known().await;
        let refused = known.check(folder.path(), false).expect_err("made with another master key");
        assert!(matches!(&refused, KeysError::Foreign { path } if path.ends_with("master.key")), "{refused}");
        // The tests' own.
        fs::write(folder.path().join("master.key"), [7; 32]).expect("written");
        known.check(folder.path(), false).expect("its own");
    }

    async fn a_database_remembers_the_keys_that_it_was_first_opened_with(app: TestApp) {
        let keys = |seed| {
            let folder = tempfile::tempdir().expect("a folder");
            let opened = Keyring::open(folder.path(), &SeededRng::new(seed), "Acme", "localhost:3000", START);
            (opened.expect("keys").0, folder)
        };
        let ((first, ours), (second, others)) = (keys(1), keys(2));
        for _ in 0..2 {
            record(&app.db, ours.path(), &first, START).await.expect("remembered");
        }
        // Two machines made keys at once, each in a folder of its own.
        let refused = record(&app.db, others.path(), &second, START).await.expect_err("the second");
        assert!(matches!(refused, KeysError::Foreign { .. }), "{refused}");
        let known = app.home().known().await;
        known.check(ours.path(), false).expect("ours");
        known.check(others.path(), false).expect_err("not theirs");

        // A key that was rotated in is remembered from the next start on.
        let mut rotated = Keyring::load(ours.path()).expect("keys");
        rotated.rotate(ours.path(), &SeededRng::new(3), START).expect("rotated");
        app.home().known().await.check(ours.path(), false).expect("another key that seals");
        record(&app.db, ours.path(), &rotated, START).await.expect("remembered");
        fs::remove_file(ours.path().join("seal-2.pem")).expect("lost");
        let refused = app.home().known().await.check(ours.path(), false).expect_err("missed");
        assert!(matches!(&refused, KeysError::Missing { path } if path.ends_with("seal-2.pem")), "{refused}");
    }
}
