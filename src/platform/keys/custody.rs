//! Which keys belong to which data.
//!
//! Data is worth nothing without the keys it was made with, and other keys make it worse: what they encrypt and sign stands
//! beside what they cannot read. So a database remembers what tells each file of its keys from another of that name, and
//! whoever opens it with others, or without, is refused before anything is written.

use std::path::Path;

use norven_proof::digest::Digest;
use sqlx::{Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{Keyring, KeysError, files};
use crate::{
    execute, fetch_all,
    ids::OrgId,
    platform::{
        blobs::MasterKey,
        db::{AnyTx, Db, statement},
    },
    time::Timestamp,
};

/// What a database knows of the keys that it was made with. One that was never opened knows nothing.
#[derive(Debug, Default)]
pub struct Known {
    /// Whether anything was ever kept in it.
    used: bool,
    /// What tells each file from another of its name.
    fingerprints: Vec<(String, Vec<u8>)>,
    /// The key of the oldest organisation.
    org_key: Option<(OrgId, u32, Vec<u8>)>,
    /// Certificates that sealed.
    certificates: Vec<Vec<u8>>,
    /// The names of the logs.
    logs: Vec<String>,
}

/// Reads what an engine's database knows, by a connection and the list of its tables.
macro_rules! look {
    ($connection:expr, $tables:literal) => {{
        let connection = &mut *$connection;
        let mut known = Known::default();
        let tables: Vec<(String,)> = sqlx::query_as($tables).fetch_all(&mut *connection).await?;
        let has = |table: &str| tables.iter().any(|(name,)| name == table);
        if has("deployment_keys") {
            let sql = "SELECT file, fingerprint FROM deployment_keys ORDER BY file";
            known.fingerprints = sqlx::query_as(sql).fetch_all(&mut *connection).await?;
        }
        if has("logs") {
            let rows: Vec<(String,)> = sqlx::query_as("SELECT origin FROM logs").fetch_all(&mut *connection).await?;
            known.logs = rows.into_iter().map(|(name,)| name).collect();
        }
        if has("seal_keys") {
            let sql = "SELECT certificate FROM seal_keys ORDER BY log, first_position";
            let rows: Vec<(Vec<u8>,)> = sqlx::query_as(sql).fetch_all(&mut *connection).await?;
            known.certificates = rows.into_iter().map(|(certificate,)| certificate).collect();
        }
        if has("organisations") {
            let sql = "SELECT id FROM organisations ORDER BY created_at, id LIMIT 1";
            let oldest: Option<(OrgId,)> = sqlx::query_as(sql).fetch_optional(&mut *connection).await?;
            known.used = oldest.is_some();
            if let Some((org,)) = oldest {
                known.org_key = Some((org, 0, Vec::new()));
            }
        }
        known.used |= !(known.fingerprints.is_empty() && known.logs.is_empty());
        known
    }};
}

/// The wrapped key of an organisation.
macro_rules! org_key {
    ($connection:expr, $org:expr) => {{
        let sql = "SELECT version, wrapped FROM org_keys WHERE org_id = $1 ORDER BY version DESC LIMIT 1";
        let row: Option<(i32, Vec<u8>)> =
            sqlx::query_as(statement(sql)).bind($org).fetch_optional(&mut *$connection).await?;
        row.and_then(|(version, wrapped)| Some(($org, u32::try_from(version).ok()?, wrapped)))
    }};
}

impl Known {
    /// What a file of SQLite knows. It is neither made nor brought up to date.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn of_sqlite(path: &Path) -> Result<Self, sqlx::Error> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let options = SqliteConnectOptions::new().filename(path).pragma("query_only", "ON");
        let mut connection = SqliteConnection::connect_with(&options).await?;
        let mut known = look!(&mut connection, "SELECT name FROM sqlite_schema WHERE type = 'table'");
        if let Some((org, ..)) = known.org_key {
            known.org_key = org_key!(&mut connection, org);
        }
        connection.close().await?;
        Ok(known)
    }

    /// What a database of PostgreSQL knows. It is not brought up to date.
    ///
    /// # Errors
    /// When it cannot be reached or read.
    pub async fn of_postgres(url: &str) -> Result<Self, sqlx::Error> {
        let mut connection = PgConnection::connect(url).await?;
        let mut tx = connection.begin().await?;
        let mut known = look!(&mut *tx, "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()");
        if let Some((org, ..)) = known.org_key {
            // Whoever owns the tables obeys their policies too.
            sqlx::query("SELECT set_config('app.org_id', $1, true)").bind(org.to_string()).execute(&mut *tx).await?;
            known.org_key = org_key!(&mut *tx, org);
        }
        tx.rollback().await?;
        connection.close().await?;
        Ok(known)
    }

    /// Refuses a folder that lacks keys which data needs, or holds others. `objects` tells whether there are objects, which
    /// need them as well. An empty folder is right where there is nothing yet.
    ///
    /// # Errors
    /// [`KeysError::Missing`] and [`KeysError::Foreign`] name the file.
    pub fn check(&self, folder: &Path, objects: bool) -> Result<(), KeysError> {
        let used = self.used || objects;
        if !used && (!files::any_key_in(folder)? || files::is_being_made(folder)) {
            return Ok(());
        }
        let master = files::master_bytes(folder)?;
        let ring = Keyring::load(folder)?;
        let foreign = |file: &str| Err(KeysError::Foreign { path: folder.join(file) });
        let missing = |file: &str| Err(KeysError::Missing { path: folder.join(file) });
        let found = ring.fingerprints(&master);
        if let Some((file, _)) = self.fingerprints.iter().find(|(file, _)| !folder.join(file).exists()) {
            return missing(file);
        }
        for (file, known) in &self.fingerprints {
            match found.iter().find(|(name, _)| name == file) {
                None => return missing(file),
                Some((_, print)) if print.as_bytes().as_slice() != known.as_slice() => return foreign(file),
                Some(_) => {}
            }
        }
        if !self.fingerprints.is_empty() {
            return Ok(());
        }
        // Made by a version that noted none of this: what else it kept tells most of it.
        if let Some((org, version, wrapped)) = &self.org_key
            && MasterKey::new(&master).unwrap_org_key(*org, *version, wrapped).is_none()
        {
            return foreign(files::MASTER);
        }
        if !self.logs.iter().all(|log| log.starts_with(&format!("{}/log/", ring.name))) {
            return foreign("name");
        }
        let is_here = |known: &Vec<u8>| ring.certificates().any(|one| one.sha256().as_bytes().as_slice() == known);
        match self.certificates.iter().filter(|known| is_here(known)).count() {
            all if all == self.certificates.len() => Ok(()),
            0 => foreign("seal-1.pem"),
            _ => missing(&format!("seal-{}.pem", ring.seals.len() + 1)),
        }
    }
}

/// Has a database remember the keys in a folder, which it was opened with.
///
/// # Errors
/// [`KeysError::Foreign`] where it was opened with others first, by another process.
pub async fn record(db: &Db, folder: &Path, ring: &Keyring, now: Timestamp) -> Result<(), KeysError> {
    let found = ring.fingerprints(&files::master_bytes(folder)?);
    let mut tx = db.directory_read().await?;
    let mut known = recorded(&mut tx).await?;
    drop(tx);
    if found.iter().any(|(file, _)| !known.iter().any(|(name, _)| name == file)) {
        let mut tx = db.directory().await?;
        for (file, print) in &found {
            execute!(
                &mut tx,
                "INSERT INTO deployment_keys (file, fingerprint, noted_at) VALUES ($1, $2, $3) ON CONFLICT (file) DO NOTHING",
                file,
                print.as_bytes().as_slice(),
                now
            )?;
        }
        known = recorded(&mut tx).await?;
        tx.commit().await?;
    }
    let differs = |(file, print): &&(String, Digest)| {
        known.iter().any(|(name, known)| name == file && print.as_bytes().as_slice() != known.as_slice())
    };
    match found.iter().find(differs) {
        Some((file, _)) => Err(KeysError::Foreign { path: folder.join(file) }),
        None => Ok(()),
    }
}

async fn recorded(tx: &mut impl AnyTx) -> Result<Vec<(String, Vec<u8>)>, sqlx::Error> {
    fetch_all!(tx, (String, Vec<u8>), "SELECT file, fingerprint FROM deployment_keys ORDER BY file")
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs};

    use super::*;
    use crate::platform::rng::{Rng, SeededRng};

    const NOW: Timestamp = Timestamp(1_795_424_400_000_000);
    const NEEDED: [&str; 9] = [
        "master.key",
        "log.seed",
        "qr.seed",
        "standing.seed",
        "name",
        "root.pem",
        "issuing.pem",
        "seal-1.key",
        "seal-1.pem",
    ];

    /// A folder with keys, and what a database knows that was opened with them.
    fn installation(seed: u64, host: &str) -> (tempfile::TempDir, Known) {
        let folder = tempfile::tempdir().expect("a directory");
        let (ring, _) = Keyring::open(folder.path(), &SeededRng::new(seed), "Acme", host, NOW).expect("keys");
        let prints = ring.fingerprints(&files::master_bytes(folder.path()).expect("a key"));
        let fingerprints = prints.into_iter().map(|(file, print)| (file, print.as_bytes().to_vec())).collect();
        (folder, Known { used: true, fingerprints, ..Known::default() })
    }

    fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
        files.map(|path| (path.display().to_string(), fs::read(path).unwrap_or_default())).collect()
    }

    fn refused(known: &Known, folder: &Path) -> String {
        let before = contents(folder);
        let error = known.check(folder, false).expect_err("refused").to_string();
        assert_eq!(contents(folder), before, "nothing is written");
        assert!(error.contains("backup"), "{error}");
        error
    }

    #[test]
    fn each_missing_key_that_data_needs_is_named() {
        let (folder, known) = installation(1, "localhost");
        known.check(folder.path(), false).expect("all are there");
        for file in NEEDED {
            let (path, away) = (folder.path().join(file), folder.path().join("away"));
            fs::rename(&path, &away).expect("moved away");
            let error = refused(&known, folder.path());
            assert!(error.starts_with(&format!("{} is missing", path.display())), "{file}: {error}");
            // Objects need them, whatever the database says.
            assert!(matches!(Known::default().check(folder.path(), true), Err(KeysError::Missing { .. })), "{file}");
            fs::rename(&away, &path).expect("put back");
        }
        for file in ["root.key", "issuing.key"] {
            fs::remove_file(folder.path().join(file)).expect("kept elsewhere");
        }
        known.check(folder.path(), true).expect("those may be away");
    }

    #[test]
    fn each_key_of_another_installation_is_named() {
        let ((folder, known), (other, _)) = (installation(1, "localhost"), installation(2, "other.example"));
        for file in NEEDED {
            let path = folder.path().join(file);
            let ours = fs::read(&path).expect("a file");
            fs::copy(other.path().join(file), &path).expect("swapped");
            let error = refused(&known, folder.path());
            assert!(error.starts_with(&format!("{} is another file", path.display())), "{file}: {error}");
            fs::write(&path, ours).expect("put back");
        }
        known.check(folder.path(), false).expect("all are back");
    }

    #[test]
    fn a_key_that_seals_is_missed_also_where_it_never_sealed() {
        let (folder, _) = installation(1, "localhost");
        let mut ring = Keyring::load(folder.path()).expect("keys");
        ring.rotate(folder.path(), &SeededRng::new(3), NOW).expect("rotated");
        let prints = ring.fingerprints(&files::master_bytes(folder.path()).expect("a key"));
        let fingerprints = prints.into_iter().map(|(file, print)| (file, print.as_bytes().to_vec())).collect();
        let known = Known { used: true, fingerprints, ..Known::default() };
        for file in ["seal-1.pem", "seal-2.pem", "seal-1.key", "seal-2.key"] {
            let (path, away) = (folder.path().join(file), folder.path().join("away"));
            fs::rename(&path, &away).expect("moved away");
            assert!(refused(&known, folder.path()).contains(file), "{file}");
            fs::rename(&away, &path).expect("put back");
        }
    }

    #[test]
    fn an_older_database_that_noted_no_keys_tells_them_by_what_it_kept() {
        let ((folder, _), (other, _)) = (installation(1, "localhost"), installation(2, "other.example"));
        let ring = Keyring::load(folder.path()).expect("keys");
        let master = MasterKey::new(&files::master_bytes(folder.path()).expect("a key"));
        let org = OrgId(uuid::Uuid::from_u128(1));
        let rng: &dyn Rng = &SeededRng::new(4);
        let known = Known {
            used: true,
            fingerprints: Vec::new(),
            org_key: Some((org, 1, master.create_org_key(org, 1, rng))),
            certificates: vec![ring.seal().certificate.sha256().as_bytes().to_vec()],
            logs: vec!["localhost/log/2026".to_owned()],
        };
        known.check(folder.path(), true).expect("ours");
        assert!(refused(&known, other.path()).contains("master.key"));
        for (file, named) in [("master.key", "master.key"), ("name", "name"), ("seal-1.pem", "seal-1.pem")] {
            let path = folder.path().join(file);
            let ours = fs::read(&path).expect("a file");
            fs::copy(other.path().join(file), &path).expect("swapped");
            assert!(refused(&known, folder.path()).contains(named), "{file}");
            fs::write(&path, ours).expect("put back");
        }
    }

    #[test]
    fn nothing_is_missed_where_there_is_nothing_yet() {
        let folder = tempfile::tempdir().expect("a directory");
        Known::default().check(&folder.path().join("keys"), false).expect("a first start");
        Known::default().check(folder.path(), false).expect("a folder that was made before");
        // Part of the keys is no first start.
        fs::write(folder.path().join("log.seed"), [7; 32]).expect("written");
        assert!(refused(&Known::default(), folder.path()).contains("master.key is missing"));
    }
}
