//! The repository's texts, as the checks see them.

use std::{collections::BTreeMap, fmt, fs, path::Path};

use anyhow::{Context, Result};

use super::rust::{Token, tokens};

/// Folders, wherever they stand, that hold nothing written by us.
const SKIPPED: [&str; 7] =
    [".git", "target", "node_modules", "data", "screenshots", "test-results", "playwright-report"];

/// Kinds of files that are read.
const READ: [&str; 12] = ["rs", "toml", "sql", "css", "json", "ts", "js", "md", "sh", "html", "svg", "yml"];

/// Every text of the repository by its path, and every Rust file as tokens too.
#[derive(Default)]
pub struct Tree {
    texts: BTreeMap<String, String>,
    rust: BTreeMap<String, Vec<Token>>,
}

/// A place where a rule does not hold.
#[derive(Debug)]
pub struct Finding {
    path: String,
    line: usize,
    what: String,
}

impl Finding {
    /// A finding in a line of a file; line 0 stands for the whole file.
    pub fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, what } = self;
        if *line == 0 { write!(f, "{path}: {what}") } else { write!(f, "{path}:{line}: {what}") }
    }
}

impl Tree {
    /// Reads the repository.
    pub fn read(root: &Path) -> Result<Self> {
        let mut tree = Self::default();
        tree.read_folder(root, root)?;
        Ok(tree)
    }

    /// A tree of these files.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let mut tree = Self::default();
        for (path, text) in files {
            tree.add((*path).to_owned(), (*text).to_owned());
        }
        tree
    }

    fn read_folder(&mut self, root: &Path, folder: &Path) -> Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).context("file names are UTF-8")?;
            if path.is_dir() {
                if !SKIPPED.contains(&name) {
                    self.read_folder(root, &path)?;
                }
            } else if path.extension().is_some_and(|kind| READ.iter().any(|read| kind == *read)) {
                let text = fs::read_to_string(&path).with_context(|| format!("{} is not UTF-8", path.display()))?;
                self.add(path.strip_prefix(root)?.to_string_lossy().into_owned(), text);
            }
        }
        Ok(())
    }

    fn add(&mut self, path: String, text: String) {
        if path.ends_with(".rs") {
            self.rust.insert(path.clone(), tokens(&text));
        }
        self.texts.insert(path, text);
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// The tokens of a Rust file.
    pub fn tokens(&self, path: &str) -> Option<&[Token]> {
        self.rust.get(path).map(Vec::as_slice)
    }

    /// The files whose path begins so, with their text.
    pub fn texts<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let files = self.texts.iter().filter(move |(path, _)| path.starts_with(prefix));
        files.map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The Rust files that the product is made of, without its tests and tools.
    pub fn product(&self) -> impl Iterator<Item = (&str, &[Token])> {
        self.rust("src/").chain(self.rust("crates/").filter(|(path, _)| path.contains("/src/")))
    }

    /// The Rust files whose path begins so, as tokens.
    pub fn rust<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a [Token])> {
        let files = self.rust.iter().filter(move |(path, _)| path.starts_with(prefix));
        files.map(|(path, tokens)| (path.as_str(), tokens.as_slice()))
    }
}

/// `mod.rs` of `src/features/mod.rs`.
pub fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
