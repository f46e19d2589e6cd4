//! The programs that read the report in these tests.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// How a test that looks into a document ends.
pub type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A report in a file.
pub struct OnDisk {
    folder: TempDir,
    path: PathBuf,
}

impl OnDisk {
    pub fn new(pdf: &[u8]) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("report.pdf");
        std::fs::write(&path, pdf).expect("the report is written");
        Self { folder, path }
    }

    /// A file beside the report.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a program with the report as its argument and fails unless it succeeds.
    pub fn run(&self, program: &str, before: &[&str], after: &[&str]) -> Output {
        let output = run(program, before, &self.path, after);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} says: {errors}");
        output
    }

    /// The text of all pages, laid out as on paper; a form feed ends each.
    pub fn text(&self) -> String {
        let output = self.run("pdftotext", &["-layout"], &["-"]);
        String::from_utf8(output.stdout).expect("pdftotext writes UTF-8")
    }

    /// The text of each page.
    pub fn pages(&self) -> Vec<String> {
        let text = self.text();
        text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
    }

    /// All words of the report with single spaces between them, in reading order.
    pub fn words(&self) -> String {
        let output = self.run("pdftotext", &["-raw"], &["-"]);
        let text = String::from_utf8(output.stdout).expect("pdftotext writes UTF-8");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn run(program: &str, before: &[&str], path: &Path, after: &[&str]) -> Output {
    Command::new(program).args(before).arg(path).args(after).output().unwrap_or_else(|_| {
        panic!("{program} is not installed: run `cargo xtask test`, which installs what tests need")
    })
}
