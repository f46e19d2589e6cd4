//! The files of the keys.
//!
//! They are made once, all of them or none: a start that is cut short leaves nothing that another start could take for a
//! folder whose files were lost.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use norven_proof::{
    certificate::{Certificate, CertificateError},
    digest::Digest,
    pki::SigningKey,
};
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};

use super::{Keyring, KeysError, Made, SealKey, new_key, new_seal};
use crate::{
    platform::{blobs::MasterKey, rng::Rng},
    time::Timestamp,
};

/// The seeds of keys other than those on P-256, by their files.
const SEEDS: [&str; 3] = ["log.seed", "qr.seed", "standing.seed"];
/// The key that wraps the organisations' keys.
pub(super) const MASTER: &str = "master.key";
/// Where new keys are written before they are in their place. The file of this name is the last that is written there.
const MAKING: &str = ".making";
const LAST: &str = "root.pem";

impl Keyring {
    /// The keys in a folder, and the master key beside them; made where the folder holds none.
    ///
    /// # Errors
    /// [`KeysError`] says which file is wrong.
    pub fn open(
        folder: &Path,
        rng: &dyn Rng,
        issuer: &str,
        host: &str,
        now: Timestamp,
    ) -> Result<(Self, MasterKey), KeysError> {
        if !any_key_in(folder)? || is_being_made(folder) {
            let _turn = turn_in(folder)?;
            let making = folder.join(MAKING);
            if !any_key_in(folder)? {
                make(&making, rng, issuer, host, now)?;
            }
            if is_being_made(folder) {
                put_in_place(folder, &making)?;
            }
        }
        Ok((Self::load(folder)?, master(folder)?))
    }

    /// The keys in a folder.
    ///
    /// # Errors
    /// [`KeysError`] says which file is wrong.
    pub fn load(folder: &Path) -> Result<Self, KeysError> {
        let [log, qr, standing] = SEEDS.map(|name| seed(&folder.join(name)));
        let mut seals = Vec::new();
        for number in 1..=last_seal(folder)?.max(1) {
            let certificate = certificate(&folder.join(format!("seal-{number}.pem")))?;
            seals.push(SealKey { key: key(&folder.join(format!("seal-{number}.key")))?, certificate });
        }
        Ok(Self {
            root: certificate(&folder.join("root.pem"))?,
            issuing: certificate(&folder.join("issuing.pem"))?,
            seals,
            name: String::from_utf8_lossy(&read(&folder.join("name"))?).trim().to_owned(),
            log: log?,
            qr: qr?,
            standing: standing?,
        })
    }

    /// Makes the next key that seals, certified by the issuing authority, and keeps it in the folder.
    ///
    /// # Errors
    /// [`KeysError::Away`] where the authority's key is not there.
    pub fn rotate(&mut self, folder: &Path, rng: &dyn Rng, now: Timestamp) -> Result<(), KeysError> {
        let path = folder.join("issuing.key");
        if !path.exists() {
            return Err(KeysError::Away { path });
        }
        let number = self.seals.len() + 1;
        let issuer = self.issuing.facts().subject.organisation;
        let new = folder.join(format!("seal-{number}.key"));
        if !new.exists() {
            write_key(&new, &new_key(rng))?;
        }
        // Where an earlier call stopped here, its key has no certificate yet.
        let seal = new_seal(key(&new)?, rng, &issuer, &self.issuing, &key(&path)?, number, now)?;
        write(&folder.join(format!("seal-{number}.pem")), seal.certificate.to_pem().as_bytes())?;
        self.seals.push(seal);
        Ok(())
    }

    /// What tells each file from another of its name.
    pub(super) fn fingerprints(&self, master: &[u8; 32]) -> Vec<(String, Digest)> {
        let of = |bytes: &[u8]| Digest::of([b"norven/key-file/v1\n".as_slice(), bytes].concat());
        let mut all = vec![(MASTER.to_owned(), of(master))];
        all.extend(
            SEEDS.into_iter().zip([self.log, self.qr, self.standing]).map(|(name, seed)| (name.into(), of(&seed))),
        );
        all.push(("name".to_owned(), of(self.name.as_bytes())));
        all.push(("root.pem".to_owned(), self.root.sha256()));
        all.push(("issuing.pem".to_owned(), self.issuing.sha256()));
        for (number, seal) in (1..).zip(&self.seals) {
            all.push((format!("seal-{number}.pem"), seal.certificate.sha256()));
            all.push((format!("seal-{number}.key"), of(seal.key.to_bytes().as_slice())));
        }
        all
    }
}

/// Waits until no other process makes keys in a folder; none begins until what is given back is dropped.
fn turn_in(folder: &Path) -> Result<fs::File, KeysError> {
    let lock = || {
        private_folder(folder)?;
        let file = fs::File::open(folder)?;
        // A file system that locks no folder leaves it to those who start servers that they start one first.
        if let Err(error) = file.lock() {
            tracing::warn!(%error, "the folder of the keys cannot be locked: start one server first");
        }
        Ok(file)
    };
    lock().map_err(|error| KeysError::Io { path: folder.to_owned(), error })
}

/// Makes every key in a folder beside their place.
fn make(making: &Path, rng: &dyn Rng, issuer: &str, host: &str, now: Timestamp) -> Result<(), KeysError> {
    let Made { ring, root_key, issuing_key } = Keyring::generate(rng, issuer, host, now)?;
    if making.exists() {
        // Of a start that was cut short: nothing was ever made with them.
        fs::remove_dir_all(making).map_err(at(making))?;
    }
    let path = |name: &str| making.join(name);
    write(&path(MASTER), &rng.bytes::<32>())?;
    for (name, seed) in SEEDS.into_iter().zip([ring.log, ring.qr, ring.standing]) {
        write(&path(name), &seed)?;
    }
    write(&path("name"), ring.name.as_bytes())?;
    write_key(&path("issuing.key"), &issuing_key)?;
    write(&path("issuing.pem"), ring.issuing.to_pem().as_bytes())?;
    let seal = ring.seal();
    write_key(&path("seal-1.key"), &seal.key)?;
    write(&path("seal-1.pem"), seal.certificate.to_pem().as_bytes())?;
    write_key(&path("root.key"), &root_key)?;
    write(&path(LAST), ring.root.to_pem().as_bytes())
}

/// Moves keys that were all made into their place, also those that an earlier start did not get to. A file that is there
/// stays.
fn put_in_place(folder: &Path, making: &Path) -> Result<(), KeysError> {
    let mut files = names_in(making)?;
    // While it is there, it is known that not all are in their place.
    files.sort_by_key(|name| name == LAST);
    for name in files {
        let (from, to) = (making.join(&name), folder.join(&name));
        if to.exists() {
            return Err(KeysError::Io { path: to, error: io::ErrorKind::AlreadyExists.into() });
        }
        fs::rename(&from, &to).map_err(at(&to))?;
    }
    fs::remove_dir(making).map_err(at(making))?;
    sync(folder).map_err(at(folder))
}

/// Whether a folder of data holds anything: objects or files.
///
/// # Errors
/// When it cannot be read.
pub fn anything_in(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        entries => Ok(entries?.next().transpose()?.is_some()),
    }
}

/// Whether any file of keys is in a folder.
pub(super) fn any_key_in(folder: &Path) -> Result<bool, KeysError> {
    let is_key = |name: &String| name == "name" || [".key", ".pem", ".seed"].iter().any(|end| name.ends_with(end));
    Ok(names_in(folder)?.iter().any(is_key))
}

/// Whether the folder holds keys that were all made, on their way into their place.
pub(super) fn is_being_made(folder: &Path) -> bool {
    folder.join(MAKING).join(LAST).exists()
}

/// The highest number of a key that seals; zero where there is none.
fn last_seal(folder: &Path) -> Result<usize, KeysError> {
    let number = |name: &String| name.strip_prefix("seal-")?.strip_suffix(".pem")?.parse().ok();
    Ok(names_in(folder)?.iter().filter_map(number).max().unwrap_or(0))
}

fn names_in(folder: &Path) -> Result<Vec<String>, KeysError> {
    let names = || -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    };
    names().map_err(at(folder))
}

/// The bytes of the master key.
pub(super) fn master_bytes(folder: &Path) -> Result<[u8; 32], KeysError> {
    let path = folder.join(MASTER);
    read(&path)?.try_into().map_err(|_| KeysError::Damaged { path, what: "key of 32 bytes" })
}

fn master(folder: &Path) -> Result<MasterKey, KeysError> {
    Ok(MasterKey::new(&master_bytes(folder)?))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> KeysError + use<> {
    let path = path.to_owned();
    move |error| match error.kind() {
        io::ErrorKind::NotFound => KeysError::Missing { path },
        _ => KeysError::Io { path, error },
    }
}

fn read(path: &Path) -> Result<Vec<u8>, KeysError> {
    fs::read(path).map_err(at(path))
}

fn seed(path: &Path) -> Result<[u8; 32], KeysError> {
    read(path)?.try_into().map_err(|_| KeysError::Damaged { path: path.to_owned(), what: "seed of 32 bytes" })
}

fn key(path: &Path) -> Result<SigningKey, KeysError> {
    let damaged = || KeysError::Damaged { path: path.to_owned(), what: "P-256 key in PEM" };
    let text = String::from_utf8(read(path)?).map_err(|_| damaged())?;
    SigningKey::from_pkcs8_pem(&text).map_err(|_| damaged())
}

fn certificate(path: &Path) -> Result<Certificate, KeysError> {
    let damaged = |_: CertificateError| KeysError::Damaged { path: path.to_owned(), what: "certificate in PEM" };
    Certificate::from_pem(&String::from_utf8_lossy(&read(path)?)).map_err(damaged)
}

fn write_key(path: &Path, key: &SigningKey) -> Result<(), KeysError> {
    let damaged = |_| KeysError::Damaged { path: path.to_owned(), what: "P-256 key" };
    let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(damaged)?;
    write(path, pem.as_bytes())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), KeysError> {
    write_secret(path, bytes).map_err(|error| KeysError::Io { path: path.to_owned(), error })
}

/// Writes a file that only its owner may read, whole or not at all; one that is there stays.
fn write_secret(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    private_folder(folder)?;
    if path.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let partial = partial(path);
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&partial, path)?;
    sync(folder)
}

fn partial(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.partial"))
}

fn sync(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// Makes a folder that only its owner may enter; one that is there keeps its mode.
///
/// # Errors
/// When it cannot be made.
pub fn private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::rng::SeededRng;

    const NOW: Timestamp = Timestamp(1_795_424_400_000_000);

    #[test]
    fn keys_are_made_once_and_read_back_and_only_their_owner_may_read_them() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().expect("a directory");
        let folder = home.path().join("keys");
        let rng = SeededRng::new(1);
        let (made, _) = Keyring::open(&folder, &rng, "Acme", "localhost", NOW).expect("made");
        let (read, _) = Keyring::open(&folder, &rng, "Acme", "localhost", NOW).expect("read");
        assert_eq!(made.seal().certificate.sha256(), read.seal().certificate.sha256());
        let log = |ring: &Keyring| ring.log(2026).expect("a key").verifier_key();
        assert_eq!(log(&made), log(&read));
        assert_eq!(log(&read).name().as_str(), "localhost/log/2026");
        assert_ne!(made.standing().expect("a key").verifier_key(), made.qr().expect("a key").verifier_key());
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let mode = entry.expect("a file").metadata().expect("facts").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_rotated_key_seals_from_then_on_and_the_old_certificate_is_kept() {
        let home = tempfile::tempdir().expect("a directory");
        let rng = SeededRng::new(2);
        let (mut ring, _) = Keyring::open(home.path(), &rng, "Acme", "localhost", NOW).expect("made");
        let first = ring.seal().certificate.sha256();
        ring.rotate(home.path(), &rng, NOW).expect("rotated");
        assert_ne!(ring.seal().certificate.sha256(), first);
        let (read, _) = Keyring::open(home.path(), &rng, "Acme", "localhost", NOW).expect("read");
        assert_eq!(read.certificates().map(Certificate::sha256).collect::<Vec<_>>()[0], first);
        assert_eq!(read.seal().certificate.sha256(), ring.seal().certificate.sha256());

        std::fs::remove_file(home.path().join("issuing.key")).expect("taken away");
        assert!(matches!(ring.rotate(home.path(), &rng, NOW), Err(KeysError::Away { .. })));
    }

    #[test]
    fn keys_whose_making_was_cut_short_are_made_again_or_put_in_their_place() {
        let home = tempfile::tempdir().expect("a directory");
        let folder = home.path();
        let open = |seed| Keyring::open(folder, &SeededRng::new(seed), "Acme", "localhost", NOW);
        // Cut short while they were made: none is in use.
        std::fs::create_dir(folder.join(MAKING)).expect("made");
        std::fs::write(folder.join(MAKING).join("log.seed"), "half").expect("written");
        let (made, _) = open(1).expect("made");
        assert!(!folder.join(MAKING).exists());

        // Cut short while they were put in their place: the same ones go on.
        std::fs::create_dir(folder.join(MAKING)).expect("made");
        for name in ["qr.seed", "seal-1.key", "root.pem"] {
            std::fs::rename(folder.join(name), folder.join(MAKING).join(name)).expect("moved");
        }
        let (read, _) = open(2).expect("put in their place");
        assert_eq!(made.fingerprints(&[0; 32]), read.fingerprints(&[0; 32]));
        assert!(!folder.join(MAKING).exists());
    }

    #[test]
    fn many_who_open_an_empty_folder_at_once_get_the_same_keys() {
        for round in 0..20 {
            let home = tempfile::tempdir().expect("a directory");
            let folder = home.path().join("keys");
            let open = |seed| Keyring::open(&folder, &SeededRng::new(seed), "Acme", "localhost", NOW).expect("keys").0;
            let prints: Vec<_> = std::thread::scope(|scope| {
                let all: Vec<_> = (0..8).map(|seed| scope.spawn(move || open(round * 8 + seed))).collect();
                all.into_iter().map(|one| one.join().expect("opened").fingerprints(&[0; 32])).collect()
            });
            assert!(prints.iter().all(|one| *one == prints[0]));
        }
    }

    #[test]
    fn a_rotation_that_was_cut_short_is_finished_by_another() {
        let home = tempfile::tempdir().expect("a directory");
        let rng = SeededRng::new(5);
        let (mut ring, _) = Keyring::open(home.path(), &rng, "Acme", "localhost", NOW).expect("made");
        write_key(&home.path().join("seal-2.key"), &new_key(&rng)).expect("a key without its certificate");
        assert_eq!(Keyring::load(home.path()).expect("read").certificates().count(), 1);
        ring.rotate(home.path(), &rng, NOW).expect("rotated");
        let read = Keyring::load(home.path()).expect("read");
        assert_eq!(read.fingerprints(&[0; 32]), ring.fingerprints(&[0; 32]));
        assert_eq!(read.certificates().count(), 2);
    }

    #[test]
    fn a_damaged_key_is_named() {
        let home = tempfile::tempdir().expect("a directory");
        let rng = SeededRng::new(3);
        Keyring::open(home.path(), &rng, "Acme", "localhost", NOW).expect("made");
        std::fs::write(home.path().join("seal-1.key"), "not a key").expect("written");
        let error = Keyring::open(home.path(), &rng, "Acme", "localhost", NOW).err().expect("refused");
        assert!(
            error
                .to_string()
                .ends_with("seal-1.key is not a P-256 key in PEM; restore it from your backup of the keys")
        );
    }

    #[test]
    fn a_master_key_of_another_length_is_named() {
        let home = tempfile::tempdir().expect("a directory");
        let rng = SeededRng::new(6);
        Keyring::open(home.path(), &rng, "Acme", "localhost", NOW).expect("made");
        assert_eq!(std::fs::read(home.path().join(MASTER)).expect("a key").len(), 32);
        std::fs::write(home.path().join(MASTER), "short").expect("written");
        let error = Keyring::open(home.path(), &rng, "Acme", "localhost", NOW).err().expect("refused");
        assert!(
            error.to_string().ends_with("master.key is not a key of 32 bytes; restore it from your backup of the keys")
        );
    }
}
