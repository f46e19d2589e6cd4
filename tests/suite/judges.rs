//! What programs that nobody here wrote say of a report. Their words are read, not their exit codes: each of
//! them lets some attack pass (crates/proof tries those).

use std::{env, path::Path, process::Command, sync::Arc};

use norven::{
    platform::{
        clock::{Clock, FixedClock, SystemClock},
        keys::Keyring,
        rng::SeededRng,
        tlog::{Logs, Witnesses},
    },
    server::state::Parts,
};
use tempfile::TempDir;

use super::proof::issued;
use crate::support::TestApp;

/// What a program prints, on whichever stream.
fn said(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// A report that was sealed just now, by the real clock: these programs judge by it.
async fn sealed_now(folder: &Path) {
    let now = SystemClock.now();
    let made = Keyring::generate(&SeededRng::new(11), "Norven tests", "localhost:3000", now).expect("keys");
    let keys = Arc::new(made.ring);
    let app = TestApp::sqlite().await.with_parts(|parts| {
        let logs = Logs::new(Arc::clone(&keys), Witnesses::default(), parts.db.clone(), Arc::clone(&parts.public));
        Parts { clock: Arc::new(FixedClock::at(now)), logs: Arc::new(logs), keys: Arc::clone(&keys), ..parts }
    });
    let (_, _, pdf) = issued(&app).await;
    std::fs::write(folder.join("report.pdf"), pdf).expect("written");
    std::fs::write(folder.join("root.pem"), keys.root().to_pem()).expect("written");
    app.db.close().await;
}

#[tokio::test]
async fn poppler_pyhanko_mupdf_and_qpdf_find_a_report_valid_and_whole() {
    let folder: TempDir = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    sealed_now(path).await;
    let run = |program: &str, arguments: &[&str]| said(Command::new(program).args(arguments).current_dir(path));

    run("certutil", &["-N", "-d", "sql:.", "--empty-password"]);
    run("certutil", &["-A", "-d", "sql:.", "-n", "root", "-t", "C,C,C", "-a", "-i", "root.pem"]);
    let poppler = run("pdfsig", &["-nssdir", "sql:.", "report.pdf"]);
    for expected in ["Signature is Valid", "Total document signed", "Certificate is Trusted"] {
        assert!(poppler.contains(expected), "pdfsig, {expected}: {poppler}");
    }
    assert_eq!(poppler.matches("Signature #").count(), 1, "{poppler}");

    let python = env::var("NORVEN_TEST_PYTHON").expect("the folder of pyhanko: cargo xtask test sets it");
    let pyhanko = format!("{python}/pyhanko");
    let said = run(&pyhanko, &["sign", "validate", "--pretty-print", "--trust", "root.pem", "report.pdf"]);
    for expected in ["The signature covers the entire file.", "judged VALID"] {
        assert!(said.contains(expected), "pyhanko, {expected}: {said}");
    }

    let said = run("mutool", &["sign", "-v", "report.pdf"]);
    assert!(said.contains("The document is unchanged since signing."), "mutool: {said}");

    let said = run("qpdf", &["--check", "report.pdf"]);
    assert!(said.contains("No syntax or stream encoding errors found"), "qpdf: {said}");
    assert!(!said.contains("WARNING"), "qpdf: {said}");
}
