//! How long verifying takes. Prints one JSON object a line: name, unit, value.
//!
//! ```text
//! cargo run --release -p norven-proof --example verify [FOLDER]
//! ```
//!
//! Leaves the larger report in the folder, with the trust document and the standing list of who issued it, for a
//! measurement elsewhere.

use std::{
    env, fs,
    path::Path,
    time::{Duration, Instant as Clock, UNIX_EPOCH},
};

use miniz_oxide::deflate::compress_to_vec_zlib;
use norven_proof::certificate::Subject;
use norven_proof::envelope::SEAL_DIGITS;
use norven_proof::log::checkpoint::{Checkpoint, Policy};
use norven_proof::log::leaf::{Entry, Statement};
use norven_proof::log::note::{Name, NoteSigner};
use norven_proof::log::proof::Proof;
use norven_proof::pki::{self, Authority, SigningKey};
use norven_proof::record::{Instant, Record, content_digest};
use norven_proof::seal::Prepared;
use norven_proof::standing::List;
use norven_proof::trust::{self, SealKey, StandingSource, TRUST_VERSION, Trust};
use norven_proof::verify::verify;

type Error = Box<dyn std::error::Error>;

fn main() -> Result<(), Error> {
    let record = Record::parse(include_bytes!("../tests/golden/record.json"))?;
    let small = issue(&record, 0)?;
    let large = issue(&record, 5_000_000)?;
    for (name, Issued { file, trust, .. }) in [("verify_small_report", &small), ("verify_5_mb_report", &large)] {
        if !verify(file, trust, None, &record.issued_at).is_issued() {
            return Err("a genuine report was refused".into());
        }
        let took = median(|| {
            std::hint::black_box(verify(file, trust, None, &record.issued_at));
        });
        println!(r#"{{"name":"{name}","unit":"ms","value":{:.3}}}"#, took.as_secs_f64() * 1_000.0);
    }
    if let Some(folder) = env::args_os().nth(1) {
        let folder = Path::new(&folder);
        fs::write(folder.join("report.pdf"), &large.file)?;
        // The list is of now: a page looks for one that is younger than the report.
        let now = fs::metadata(folder.join("report.pdf"))?.modified()?;
        let standing = List::new(now.duration_since(UNIX_EPOCH)?.as_secs(), vec![])?.sign(&large.log)?;
        fs::write(folder.join("trust.json"), large.trust.to_json()?)?;
        fs::write(folder.join("standing"), standing.to_string())?;
    }
    Ok(())
}

/// The median of as many runs as take about a second.
fn median(run: impl Fn()) -> Duration {
    let mut times = Vec::new();
    let start = Clock::now();
    while times.len() < 11 || start.elapsed() < Duration::from_secs(1) {
        let start = Clock::now();
        run();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    times[times.len() / 2]
}

/// A report, and what its issuer publishes.
struct Issued {
    file: Vec<u8>,
    trust: Trust,
    log: NoteSigner,
}

/// A report that shows this many bytes of photos.
fn issue(record: &Record, photos: usize) -> Result<Issued, Error> {
    let key = |seed: u8| SigningKey::from_slice(&[seed; 32]);
    let name = |name: &str| Subject { organisation: "Door Safety Ltd".into(), common_name: name.into() };
    let (root_key, issuing_key, seal_key) = (key(1)?, key(2)?, key(3)?);
    let from = &record.issued_at;
    let root = pki::root(&root_key, &name("Root"), [1; 16], from)?;
    let by_root = Authority { certificate: &root, key: &root_key };
    let issuing = by_root.certify_authority(issuing_key.verifying_key(), &name("Issuing CA"), [2; 16], from)?;
    let by_issuing = Authority { certificate: &issuing, key: &issuing_key };
    let certificate = by_issuing.certify_seal(seal_key.verifying_key(), &name("Reports"), [3; 16], from)?;

    let bytes = record.to_bytes()?;
    let file = unsealed(&bytes, photos);
    let prepared = Prepared::new(file, content_digest(&bytes), &seal_key, &certificate, Some(&issuing))?;
    let origin: Name = "example.com/log2026".parse()?;
    let log = NoteSigner::from_seed(origin.clone(), &[4; 32]);
    let entry = Entry { log: origin.clone(), statement: Statement::ReportSeal(prepared.entry()) };
    let checkpoint = Checkpoint::new(origin.clone(), 1, entry.leaf_hash()).sign(&log)?;
    let proof = Proof { index: 0, path: vec![], checkpoint }.to_string();

    let trust = Trust {
        v: TRUST_VERSION,
        issuer: "Door Safety Ltd".into(),
        origin: "https://example.com".into(),
        issued_at: Instant::clone(from),
        roots: vec![root],
        intermediates: vec![issuing],
        seal_keys: vec![SealKey { cert_sha256: certificate.sha256(), log: origin, first_index: 0, last_index: None }],
        logs: vec![trust::Log {
            url: "https://example.com/log2026".into(),
            policy: Policy::new(log.verifier_key(), vec![], 0)?,
        }],
        standing: StandingSource { url: "https://example.com/standing".into(), key: log.verifier_key() },
        qr_key: log.verifier_key(),
        tsa_roots: vec![],
    };
    Ok(Issued { file: prepared.finish(&proof, None, &seal_key)?, trust, log })
}

/// As much of a PDF as a verifier looks at.
fn unsealed(record: &[u8], photos: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    let mut file = b"%PDF-1.7\n1 0 obj\n<</Filter/DCTDecode>>stream\n".to_vec();
    file.extend(noise.take(photos));
    file.extend(b"\nendstream\nendobj\n2 0 obj\n<</Type/EmbeddedFile/Filter/FlateDecode>>stream\n");
    file.extend(compress_to_vec_zlib(record, 6));
    file.extend(b"\nendstream\nendobj\n3 0 obj\n<</Type/Sig/Contents<");
    file.extend(std::iter::repeat_n(b'0', SEAL_DIGITS));
    file.extend(b">/ByteRange[0 9999999999 9999999999 9999999999]>>\nendobj\n%%EOF");
    file
}
