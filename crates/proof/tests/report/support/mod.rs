//! A whole issuer in memory, and genuine reports of it to attack.

pub mod asn1;
pub mod authority;
pub mod cms;
pub mod issuer;
pub mod pdf;
pub mod wrapping;

use norven_proof::record::Instant;
use norven_proof::verdict::Verdict;
use norven_proof::verify::verify;

pub use issuer::{Issuer, Log};

/// When the reports here are issued: 2026-11-22T10:53:12Z.
pub const ISSUED_AT: i64 = 1_795_344_792;
/// When they are verified: a day later.
pub const VERIFIED_AT: i64 = ISSUED_AT + 86_400;

/// A second since 1970 as an instant.
pub fn at(second: i64) -> Instant {
    Instant::from_unix_micros(second * 1_000_000)
}

/// What the kind of a verdict is called.
pub fn kind(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Unreadable { .. } => "unreadable",
        Verdict::Incomplete { .. } => "incomplete",
        Verdict::Wrapped { .. } => "wrapped",
        Verdict::FutureVersion { .. } => "future version",
        Verdict::NotOurs { .. } => "not ours",
        Verdict::Altered { .. } => "altered",
        Verdict::IssuedUnlogged { .. } => "issued, unlogged",
        Verdict::Issued { .. } => "issued",
    }
}

/// Why a verdict is what it is.
pub fn reason(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Unreadable { why, .. } => format!("{why:?}"),
        Verdict::Incomplete { whole, .. } => format!("of {whole:?} bytes"),
        Verdict::Wrapped { wrapper, inside, .. } => format!("{wrapper:?}: {}", reason(&inside.verdict)),
        Verdict::FutureVersion { what, .. } => what.to_string(),
        Verdict::NotOurs { why, .. } => why.to_string(),
        Verdict::Altered { change, .. } => change.to_string(),
        Verdict::IssuedUnlogged { why, .. } => why.to_string(),
        Verdict::Issued { .. } => "issued".to_owned(),
    }
}

/// An issuer and a report that it issued.
pub struct Genuine {
    pub issuer: Issuer,
    pub file: Vec<u8>,
}

impl Genuine {
    /// With a log of eleven entries, a witness who is asked for, and no time stamp.
    pub fn new() -> Self {
        let issuer = Issuer::new(1);
        let file = issuer.issue(&pdf::record(), Log::default());
        Self { issuer, file }
    }

    pub fn verify(&self, file: &[u8]) -> Verdict {
        verify(file, &self.issuer.trust(), None, &at(VERIFIED_AT))
    }

    /// The report with the first occurrence of a text replaced by another of the same length.
    pub fn with(&self, old: &str, new: &str) -> Vec<u8> {
        assert_eq!(old.len(), new.len());
        let mut file = self.file.clone();
        let start = pdf::find(&file, old.as_bytes());
        file[start..start + new.len()].copy_from_slice(new.as_bytes());
        file
    }
}

/// One line of a table of attacks: what is done, with what, and what must come out.
pub type Attack = (&'static str, fn(&Genuine) -> Vec<u8>, &'static str);

/// Tries every attack of a table.
pub fn try_all(attacks: &[Attack]) {
    let genuine = Genuine::new();
    assert_eq!(kind(&genuine.verify(&genuine.file)), "issued");
    for (name, attack, expected) in attacks {
        let file = attack(&genuine);
        assert_ne!(file, genuine.file, "{name}: nothing was changed");
        let verdict = genuine.verify(&file);
        assert_eq!(kind(&verdict), *expected, "{name}: {}", reason(&verdict));
    }
}
