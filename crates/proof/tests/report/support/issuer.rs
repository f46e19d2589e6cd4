//! An issuer: keys, certificates, a log, and reports.

use norven_proof::certificate::{Certificate, Subject};
use norven_proof::digest::Digest;
use norven_proof::log::checkpoint::{Checkpoint, Policy};
use norven_proof::log::leaf::{Entry, ReportSeal, Statement};
use norven_proof::log::note::{Name, NoteSigner, WitnessSigner};
use norven_proof::log::proof::Proof;
use norven_proof::log::tree::{self, leaf_hash};
use norven_proof::pki::{self, Authority, SigningKey};
use norven_proof::record::{Record, content_digest};
use norven_proof::seal::Prepared;
use norven_proof::trust::{self, SealKey, StandingSource, TRUST_VERSION, Trust};

use super::{ISSUED_AT, at, authority, pdf};

/// Names are the same for every issuer here: an attacker may call himself as he likes.
const LOG: &str = "reports.example/log2026";

pub struct Issuer {
    pub root_key: SigningKey,
    pub root: Certificate,
    pub issuing_key: SigningKey,
    pub issuing: Certificate,
    pub seal_key: SigningKey,
    pub certificate: Certificate,
    pub log: NoteSigner,
    pub witness: WitnessSigner,
}

/// Where in which log a report is entered.
#[derive(Clone, Copy)]
pub struct Log {
    pub index: u64,
    pub size: u64,
    /// When the witness signs, in seconds after issue; it may not.
    pub witnessed: Option<i64>,
}

impl Default for Log {
    fn default() -> Self {
        Self { index: 4, size: 11, witnessed: Some(10) }
    }
}

fn named(common_name: &str) -> Subject {
    Subject { organisation: "Door Safety Ltd".into(), common_name: common_name.into() }
}

impl Issuer {
    /// The issuer whose keys come from this seed. Its certificates are valid from a day before the
    /// reports are issued.
    pub fn new(seed: u8) -> Self {
        Self::valid_from(seed, ISSUED_AT - 86_400)
    }

    pub fn valid_from(seed: u8, second: i64) -> Self {
        let key = |number: u8| SigningKey::from_slice(&[seed + number; 32]).unwrap();
        let (root_key, issuing_key, seal_key) = (key(0), key(1), key(2));
        let from = at(second);
        let root = pki::root(&root_key, &named("Root"), [1; 16], &from).unwrap();
        let by_root = Authority { certificate: &root, key: &root_key };
        let issuing =
            by_root.certify_authority(issuing_key.verifying_key(), &named("Issuing CA"), [2; 16], &from).unwrap();
        let by_issuing = Authority { certificate: &issuing, key: &issuing_key };
        let certificate =
            by_issuing.certify_seal(seal_key.verifying_key(), &named("Reports 2026"), [3; 16], &from).unwrap();
        let log = NoteSigner::from_seed(LOG.parse().unwrap(), &[seed + 3; 32]);
        let witness = WitnessSigner::from_seed("witness.example".parse().unwrap(), &[seed + 4; 32]);
        Self { root_key, root, issuing_key, issuing, seal_key, certificate, log, witness }
    }

    /// What this issuer publishes: its witness is asked for.
    pub fn trust(&self) -> Trust {
        Trust {
            v: TRUST_VERSION,
            issuer: "Door Safety Ltd".into(),
            origin: "https://reports.example".into(),
            issued_at: at(ISSUED_AT - 3_600),
            roots: vec![self.root.clone()],
            intermediates: vec![self.issuing.clone()],
            seal_keys: vec![SealKey {
                cert_sha256: self.certificate.sha256(),
                log: self.log_name(),
                first_index: 0,
                last_index: None,
            }],
            logs: vec![trust::Log {
                url: "https://reports.example/log2026".into(),
                policy: Policy::new(self.log.verifier_key(), vec![self.witness.verifier_key()], 1).unwrap(),
            }],
            standing: StandingSource {
                url: "https://reports.example/standing".into(),
                key: self.standing_key().verifier_key(),
            },
            qr_key: self.standing_key().verifier_key(),
            tsa_roots: vec![authority::root()],
        }
    }

    pub fn standing_key(&self) -> NoteSigner {
        NoteSigner::from_seed("reports.example/standing".parse().unwrap(), &[77; 32])
    }

    pub fn log_name(&self) -> Name {
        LOG.parse().unwrap()
    }

    /// A report that is signed and not yet sealed.
    pub fn prepare(&self, record: &Record) -> Prepared {
        self.prepare_file(pdf::unsealed(&record.to_bytes().unwrap()), content_digest(&record.to_bytes().unwrap()))
    }

    pub fn prepare_file(&self, file: Vec<u8>, record: Digest) -> Prepared {
        Prepared::new(file, record, &self.seal_key, &self.certificate, Some(&self.issuing)).unwrap()
    }

    /// A report, sealed and logged.
    pub fn issue(&self, record: &Record, log: Log) -> Vec<u8> {
        self.finish_in(self.prepare(record), log)
    }

    /// What was prepared, sealed and logged.
    pub fn finish(&self, prepared: Prepared) -> Vec<u8> {
        self.finish_in(prepared, Log::default())
    }

    fn finish_in(&self, prepared: Prepared, log: Log) -> Vec<u8> {
        let proof = self.prove(prepared.entry(), log);
        prepared.finish(&proof, None, &self.seal_key).unwrap()
    }

    /// A report with a time stamp.
    pub fn issue_stamped(&self, record: &Record) -> Vec<u8> {
        self.issue_stamped_at(record, ISSUED_AT + 5)
    }

    /// A report with a time stamp of this second.
    pub fn issue_stamped_at(&self, record: &Record, second: i64) -> Vec<u8> {
        let prepared = self.prepare(record);
        let proof = self.prove(prepared.entry(), Log::default());
        let token = authority::stamp(prepared.signature(), second);
        prepared.finish(&proof, Some(&token), &self.seal_key).unwrap()
    }

    /// The proof that a log with this entry among others has it.
    pub fn prove(&self, seal: ReportSeal, log: Log) -> String {
        self.prove_among(&[(log.index, seal)], log)
    }

    /// The proof that a log has the entry at an index, where these seals have theirs.
    pub fn prove_among(&self, seals: &[(u64, ReportSeal)], log: Log) -> String {
        let leaf = |index: u64| match seals.iter().find(|(at, _)| *at == index) {
            Some((_, seal)) => Entry { log: self.log_name(), statement: Statement::ReportSeal(*seal) }.leaf_hash(),
            None => leaf_hash(&index.to_be_bytes()),
        };
        let leaves: Vec<Digest> = (0..log.size).map(leaf).collect();
        let root = tree::root(leaves.as_slice(), log.size).unwrap();
        let path = tree::inclusion(leaves.as_slice(), log.index, log.size).unwrap();
        let mut checkpoint = Checkpoint::new(self.log_name(), log.size, root).sign(&self.log).unwrap();
        if let Some(seconds) = log.witnessed {
            self.witness.cosign(&mut checkpoint, u64::try_from(ISSUED_AT + seconds).unwrap());
        }
        Proof { index: log.index, path, checkpoint }.to_string()
    }
}
