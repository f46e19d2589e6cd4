//! What programs that nobody here wrote made of one report on its way: `zip`, `gzip`, `openssl cms -sign -nodetach -stream`,
//! Python's `email` and `zipfile`, `qpdf --add-attachment`, and `qpdf` and `mutool clean`, which save it again.
//!
//! `tests/fixtures/transit` holds their files and the trust document of the report's issuer.

use std::fs;
use std::path::Path;

use norven_proof::record::Instant;
use norven_proof::transit::Wrapper;
use norven_proof::trust::Trust;
use norven_proof::verdict::Verdict;
use norven_proof::verify::verify;

fn read(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/transit");
    fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn judge(file: &[u8]) -> Verdict {
    let trust = Trust::parse(&read("trust.json")).expect("a trust document");
    verify(file, &trust, None, &Instant("2026-11-23T10:53:12.000000Z".into()))
}

#[test]
fn what_other_programs_packed_mailed_signed_and_attached_holds_one_and_the_same_untouched_report() {
    let mut reports = Vec::new();
    for (name, expected, called) in [
        ("info-zip.zip", Wrapper::Zip, Some("report.pdf")),
        ("python-streamed.zip", Wrapper::Zip, Some("report.pdf")),
        ("gzip.pdf.gz", Wrapper::Gzip, None),
        ("python.eml", Wrapper::Mail, None),
        ("openssl-streamed.p7m", Wrapper::Signed, None),
        ("qpdf-attached.pdf", Wrapper::Pdf, None),
    ] {
        let verdict = judge(&read(name));
        let Verdict::Wrapped { wrapper, others: 0, inside, .. } = &verdict else { panic!("{name}: {verdict:?}") };
        assert_eq!((*wrapper, inside.name.as_deref()), (expected, called), "{name}");
        assert!(inside.verdict.is_issued(), "{name}: {:?}", inside.verdict);
        assert_eq!(judge(&inside.bytes), inside.verdict);
        reports.push(inside.bytes.clone());
    }
    assert!(reports.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_report_that_was_saved_again_is_altered() {
    for name in ["qpdf-saved.pdf", "mutool-saved.pdf"] {
        let verdict = judge(&read(name));
        assert!(matches!(verdict, Verdict::Altered { original: None, .. }), "{name}: {verdict:?}");
    }
}
