//! Seals what was set: signature, log entry and proof, without a time stamp.

use norven_proof::certificate::{Certificate, Subject};
use norven_proof::digest::Digest;
use norven_proof::log::checkpoint::{Checkpoint, Policy};
use norven_proof::log::leaf::{Entry, Statement};
use norven_proof::log::note::{Name, NoteSigner};
use norven_proof::log::proof::Proof;
use norven_proof::pki::{self, Authority, SigningKey};
use norven_proof::record::Instant;
use norven_proof::seal::Prepared;
use norven_proof::trust::{Log, SealKey, StandingSource, TRUST_VERSION, Trust};

type Error = Box<dyn std::error::Error>;

/// Who seals.
pub struct Sealer {
    key: SigningKey,
    certificate: Certificate,
    root: Certificate,
    issuing: Certificate,
    log: NoteSigner,
    origin: Name,
}

impl Sealer {
    /// A sealer with keys of its own.
    pub fn new(from: &Instant) -> Result<Self, Error> {
        let key = |seed: u8| SigningKey::from_slice(&[seed; 32]);
        let name = |name: &str| Subject { organisation: "Norven".into(), common_name: name.into() };
        let (root_key, issuing_key, seal_key) = (key(1)?, key(2)?, key(3)?);
        let root = pki::root(&root_key, &name("Root"), [1; 16], from)?;
        let by_root = Authority { certificate: &root, key: &root_key };
        let issuing = by_root.certify_authority(issuing_key.verifying_key(), &name("Issuing"), [2; 16], from)?;
        let by_issuing = Authority { certificate: &issuing, key: &issuing_key };
        let certificate = by_issuing.certify_seal(seal_key.verifying_key(), &name("Reports"), [3; 16], from)?;
        let origin: Name = "example.com/log2026".parse()?;
        let log = NoteSigner::from_seed(origin.clone(), &[4; 32]);
        Ok(Self { key: seal_key, certificate, root, issuing, log, origin })
    }

    /// Whom to trust who trusts this sealer.
    pub fn trust(&self, at: &Instant) -> Result<Trust, Error> {
        let key = |name: &str| Ok::<_, Error>(NoteSigner::from_seed(name.parse()?, &[5; 32]).verifier_key());
        let policy = Policy::new(self.log.verifier_key(), vec![], 0)?;
        Ok(Trust {
            v: TRUST_VERSION,
            issuer: "Norven".into(),
            origin: "https://example.com".into(),
            issued_at: at.clone(),
            roots: vec![self.root.clone()],
            intermediates: vec![self.issuing.clone()],
            seal_keys: vec![SealKey {
                cert_sha256: self.certificate.sha256(),
                log: self.origin.clone(),
                first_index: 0,
                last_index: None,
            }],
            logs: vec![Log { url: "https://example.com/log2026".into(), policy }],
            standing: StandingSource { url: "https://example.com/standing".into(), key: key("example.com/standing")? },
            qr_key: key("example.com/qr")?,
            tsa_roots: vec![],
        })
    }

    /// Seals a file. The log has this one entry: what a larger one costs is a benchmark of its own.
    pub fn seal(&self, pdf: Vec<u8>, content: Digest) -> Result<Vec<u8>, Error> {
        let prepared = Prepared::new(pdf, content, &self.key, &self.certificate, Some(&self.issuing))?;
        let entry = Entry { log: self.origin.clone(), statement: Statement::ReportSeal(prepared.entry()) };
        let checkpoint = Checkpoint::new(self.origin.clone(), 1, entry.leaf_hash()).sign(&self.log)?;
        let proof = Proof { index: 0, path: vec![], checkpoint };
        Ok(prepared.finish(&proof.to_string(), None, &self.key)?)
    }
}
