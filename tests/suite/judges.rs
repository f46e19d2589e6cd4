//! What programs that nobody here wrote say of a report. Their words are read, not their exit codes: each of
//! them lets some attack pass (crates/proof tries those).

use std::{env, path::Path, process::Command, sync::Arc};

use norven::{
    platform::{
        clock::{Clock, FixedClock, SystemClock},
        keys::Keyring,
        mail::{Mail, SmtpMailer, Subject},
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

/// What Python's strict parser of mail reads: no defect, the version of MIME, the type, and the text.
const READ_MAIL: &str = r#"
import email, email.policy, json, sys
message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
body = message.get_body()
defects = [str(defect) for part in message.walk() for defect in part.defects]
defects += [str(defect) for header in message.values() for defect in header.defects]
print(json.dumps({
    "defects": defects, "mime": message["MIME-Version"], "type": message.get_content_type(),
    "charset": message.get_content_charset(), "dated": message["Date"] is not None,
    "subject": message["Subject"], "to": message["To"], "text": body.get_content(),
}))
"#;

#[test]
fn a_strict_reader_of_mail_reads_every_letter_and_link() {
    let python = env::var("NORVEN_TEST_PYTHON").expect("the folder of pyhanko: cargo xtask test sets it");
    let mailer = SmtpMailer::new("smtp://127.0.0.1:25", "Norven <norven@example.com>").expect("a mailer");
    let text =
        "Usted pidió un código: 2345 6789\n\nhttps://norven.example/sign-in?token=a=b&n=1\n\n\u{65e5}\u{672c} 👷\n";
    let subject =
        Subject::marked("ñandú", |mark| format!("Código para {mark}: inspección finalizada en Cádiz y después"));
    let mail = Mail { to: "maria@example.com".to_owned(), subject, body: text.to_owned() };
    let sent = mailer.message(&mail).expect("a message").formatted();
    assert!(sent.is_ascii(), "servers that take only ASCII pass it on unchanged");

    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("mail.eml"), sent).expect("written");
    let input = std::fs::File::open(folder.path().join("mail.eml")).expect("opened");
    let read = said(Command::new(format!("{python}/python3")).args(["-c", READ_MAIL]).stdin(input));
    let read: serde_json::Value = serde_json::from_str(&read).unwrap_or_else(|error| panic!("{error}: {read}"));
    assert_eq!(read["defects"], serde_json::json!([]), "{read}");
    for (name, expected) in [
        ("mime", "1.0"),
        ("type", "text/plain"),
        ("charset", "utf-8"),
        ("subject", mail.subject.as_str()),
        ("to", "maria@example.com"),
    ] {
        assert_eq!(read[name], expected, "{read}");
    }
    assert_eq!(read["dated"], true);
    // A mail ends with the end of a line, whatever its text ends with.
    assert_eq!(
        read["text"].as_str().map(|read| read.replace("\r\n", "\n").trim_end().to_owned()),
        Some(text.trim_end().to_owned())
    );
}
