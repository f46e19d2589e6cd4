//! The keys that reports are sealed with, and the certificates that they chain to.
//!
//! | file in `<data>/keys` | what |
//! |---|---|
//! | `root.key`, `root.pem` | the root (20 years): move its key to a safe place, it is needed only to certify |
//! | `issuing.key`, `issuing.pem` | the issuing authority (5 years) |
//! | `seal-1.key`, `seal-1.pem`, … | the keys that seal (1 year each); the one with the highest number seals |
//! | `log.seed`, `qr.seed`, `standing.seed` | 32 random bytes each: what the Ed25519 keys are derived from |
//! | `name` | what logs and keys are called: the deployment's first address, which it keeps when it moves |
//!
//! Private keys are PKCS #8 in PEM (RFC 5958), certificates PEM (RFC 7468). All are made on the first
//! start; only their owner may read them.

use std::{
    io,
    path::{Path, PathBuf},
};

use norven_proof::{
    certificate::{Certificate, CertificateError, Subject},
    digest::Digest,
    log::note::{Name, NoteSigner},
    pki::{self, Authority, PkiError, SigningKey},
    record::Instant,
};
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};

use super::rng::Rng;
use crate::time::Timestamp;

/// Certificates count from so many days before they are made: for the sample organisations, which have
/// a past, and for clocks that are behind.
const BEFORE_DAYS: i64 = 7;
const DAY_SECONDS: i64 = 24 * 3600;

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// A file cannot be read or written.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
    /// A file is not what it should be.
    #[error("{path} is not a {what}; restore it from your backup of the keys")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What it should be.
        what: &'static str,
    },
    /// A certificate cannot be made.
    #[error("a certificate cannot be made: {0}")]
    Pki(#[from] PkiError),
    /// A host that no key can be called like.
    #[error("no key can be called {host:?}")]
    Name {
        /// The host.
        host: String,
    },
    /// The key of an authority was moved away, and is needed.
    #[error("{path} is not there: put it back while a key is made, then take it away again")]
    Away {
        /// The file.
        path: PathBuf,
    },
}

/// A key that seals, and its certificate.
pub struct SealKey {
    /// The key.
    pub key: SigningKey,
    /// Its certificate.
    pub certificate: Certificate,
}

/// All keys of a deployment.
pub struct Keyring {
    root: Certificate,
    issuing: Certificate,
    seals: Vec<SealKey>,
    name: String,
    log: [u8; 32],
    qr: [u8; 32],
    standing: [u8; 32],
}

/// The seeds of keys other than those on P-256, by their files.
const SEEDS: [&str; 3] = ["log", "qr", "standing"];

impl Keyring {
    /// Makes every key, for an issuer of this name at a host.
    ///
    /// # Errors
    /// Where a name is too long, or no key can be called like the host.
    pub fn generate(rng: &dyn Rng, issuer: &str, host: &str, now: Timestamp) -> Result<Made, KeysError> {
        if format!("{host}/log/{}", i16::MAX).parse::<Name>().is_err() {
            return Err(KeysError::Name { host: host.to_owned() });
        }
        let (root_key, issuing_key) = (new_key(rng), new_key(rng));
        let from = from(now);
        let root = pki::root(&root_key, &subject(issuer, "Norven root"), rng.bytes(), &from)?;
        let authority = Authority { certificate: &root, key: &root_key };
        let issuing = authority.certify_authority(
            issuing_key.verifying_key(),
            &subject(issuer, "Norven issuing CA"),
            rng.bytes(),
            &from,
        )?;
        let seal = new_seal(rng, issuer, &issuing, &issuing_key, 1, now)?;
        let (log, qr, standing) = (rng.bytes(), rng.bytes(), rng.bytes());
        let ring = Self { root, issuing, seals: vec![seal], name: host.to_owned(), log, qr, standing };
        Ok(Made { ring, root_key, issuing_key })
    }

    /// The issuer's name, as its certificates say it.
    #[must_use]
    pub fn issuer(&self) -> String {
        self.root.facts().subject.organisation
    }

    /// The keys in a folder, made where there are none.
    ///
    /// # Errors
    /// [`KeysError`] says which file is wrong.
    pub fn open(folder: &Path, rng: &dyn Rng, issuer: &str, host: &str, now: Timestamp) -> Result<Self, KeysError> {
        if folder.join("root.pem").exists() {
            return Self::load(folder);
        }
        let made = Self::generate(rng, issuer, host, now)?;
        let write = |name: &str, bytes: &[u8]| write(&folder.join(name), bytes);
        let Made { ring, root_key, issuing_key } = made;
        for (name, seed) in SEEDS.into_iter().zip([ring.log, ring.qr, ring.standing]) {
            write(&format!("{name}.seed"), &seed)?;
        }
        write("name", ring.name.as_bytes())?;
        write_key(&folder.join("issuing.key"), &issuing_key)?;
        write("issuing.pem", ring.issuing.to_pem().as_bytes())?;
        ring.write_seal(folder, 1)?;
        write_key(&folder.join("root.key"), &root_key)?;
        // Last: where it is, all are.
        write("root.pem", ring.root.to_pem().as_bytes())?;
        Ok(ring)
    }

    /// The keys in a folder.
    ///
    /// # Errors
    /// [`KeysError`] says which file is wrong.
    pub fn load(folder: &Path) -> Result<Self, KeysError> {
        let [log, qr, standing] = SEEDS.map(|name| seed(&folder.join(format!("{name}.seed"))));
        let mut seals = Vec::new();
        for number in 1.. {
            let path = folder.join(format!("seal-{number}.key"));
            if !path.exists() {
                break;
            }
            let certificate = certificate(&folder.join(format!("seal-{number}.pem")))?;
            seals.push(SealKey { key: key(&path)?, certificate });
        }
        if seals.is_empty() {
            return Err(KeysError::Damaged { path: folder.join("seal-1.key"), what: "key" });
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

    fn write_seal(&self, folder: &Path, number: usize) -> Result<(), KeysError> {
        let seal = self.seal();
        write_key(&folder.join(format!("seal-{number}.key")), &seal.key)?;
        write(&folder.join(format!("seal-{number}.pem")), seal.certificate.to_pem().as_bytes())
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
        let seal = new_seal(rng, &issuer, &self.issuing, &key(&path)?, number, now)?;
        self.seals.push(seal);
        self.write_seal(folder, number)
    }

    /// The key that seals.
    #[must_use]
    pub fn seal(&self) -> &SealKey {
        // There is always one: `generate` makes it, `load` refuses a folder without.
        &self.seals[self.seals.len() - 1]
    }

    /// Every certificate that ever sealed, oldest first.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.seals.iter().map(|seal| &seal.certificate)
    }

    /// The root's certificate.
    #[must_use]
    pub fn root(&self) -> &Certificate {
        &self.root
    }

    /// The issuing authority's certificate.
    #[must_use]
    pub fn issuing(&self) -> &Certificate {
        &self.issuing
    }

    /// The key of a year's log, which is called `norven.example.com/log/2026`.
    ///
    /// # Errors
    /// [`KeysError::Name`].
    pub fn log(&self, year: i16) -> Result<NoteSigner, KeysError> {
        self.derived(&format!("{}/log/{year}", self.name), "log", &self.log)
    }

    /// The key of the private audit log, which is called `norven.example.com/audit`.
    ///
    /// # Errors
    /// [`KeysError::Name`].
    pub fn audit(&self) -> Result<NoteSigner, KeysError> {
        self.derived(&format!("{}/audit", self.name), "audit", &self.log)
    }

    /// The key of the QR codes.
    ///
    /// # Errors
    /// [`KeysError::Name`].
    pub fn qr(&self) -> Result<NoteSigner, KeysError> {
        self.derived(&self.name, "qr", &self.qr)
    }

    /// The key of the standing list.
    ///
    /// # Errors
    /// [`KeysError::Name`].
    pub fn standing(&self) -> Result<NoteSigner, KeysError> {
        self.derived(&self.name, "standing", &self.standing)
    }

    fn derived(&self, name: &str, purpose: &str, seed: &[u8; 32]) -> Result<NoteSigner, KeysError> {
        let text = format!("norven/note-key/v1\n{purpose}\n{name}\n");
        let name: Name = name.parse().map_err(|_| KeysError::Name { host: self.name.clone() })?;
        let seed = Digest::of([text.as_bytes(), seed].concat());
        Ok(NoteSigner::from_seed(name, seed.as_bytes()))
    }
}

/// Keys that were just made, with those that only certify.
pub struct Made {
    /// What is needed from day to day.
    pub ring: Keyring,
    /// The root's key.
    pub root_key: SigningKey,
    /// The issuing authority's key.
    pub issuing_key: SigningKey,
}

fn from(now: Timestamp) -> Instant {
    now.plus_seconds(-BEFORE_DAYS * DAY_SECONDS).to_record()
}

fn subject(issuer: &str, name: &str) -> Subject {
    Subject { organisation: issuer.to_owned(), common_name: name.to_owned() }
}

fn new_seal(
    rng: &dyn Rng,
    issuer: &str,
    issuing: &Certificate,
    issuing_key: &SigningKey,
    number: usize,
    now: Timestamp,
) -> Result<SealKey, KeysError> {
    let key = new_key(rng);
    let authority = Authority { certificate: issuing, key: issuing_key };
    let name = subject(issuer, &format!("Norven reports {number}"));
    let certificate = authority.certify_seal(key.verifying_key(), &name, rng.bytes(), &from(now))?;
    Ok(SealKey { key, certificate })
}

/// A random key: bytes that are no scalar of the curve, about one in 2^32, are drawn again.
fn new_key(rng: &dyn Rng) -> SigningKey {
    loop {
        if let Ok(key) = SigningKey::from_slice(&rng.bytes::<32>()) {
            return key;
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, KeysError> {
    std::fs::read(path).map_err(|error| KeysError::Io { path: path.to_owned(), error })
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

/// Writes a file that only its owner may read; one that is there stays.
///
/// # Errors
/// When the file is there, or folder or file cannot be made.
pub fn write_secret(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    if let Some(folder) = path.parent() {
        private_folder(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes a folder that only its owner may enter; one that is there keeps its mode.
///
/// # Errors
/// When it cannot be made.
pub fn private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
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
        let made = Keyring::open(&folder, &rng, "Acme", "localhost", NOW).expect("made");
        let read = Keyring::open(&folder, &rng, "Acme", "localhost", NOW).expect("read");
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
        let mut ring = Keyring::open(home.path(), &rng, "Acme", "localhost", NOW).expect("made");
        let first = ring.seal().certificate.sha256();
        ring.rotate(home.path(), &rng, NOW).expect("rotated");
        assert_ne!(ring.seal().certificate.sha256(), first);
        let read = Keyring::open(home.path(), &rng, "Acme", "localhost", NOW).expect("read");
        assert_eq!(read.certificates().map(Certificate::sha256).collect::<Vec<_>>()[0], first);
        assert_eq!(read.seal().certificate.sha256(), ring.seal().certificate.sha256());

        std::fs::remove_file(home.path().join("issuing.key")).expect("taken away");
        assert!(matches!(ring.rotate(home.path(), &rng, NOW), Err(KeysError::Away { .. })));
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
}
