//! Names in archives: what is shown of them, and whether programs may unpack one over another.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::MAX_NAME;
use crate::shown;

/// A path as it is shown: whole, and with every character named that would mislead. Nothing where it is no text or too long to
/// be read: a part of it could be another entry's name.
pub(super) fn name(path: &[u8]) -> Option<String> {
    let path = std::str::from_utf8(path).ok()?.trim();
    let is_shown = !path.is_empty() && path.chars().count() <= MAX_NAME;
    is_shown.then(|| shown(path).into_owned())
}

/// The names of an archive's entries, as programs that unpack it may understand them.
#[derive(Default)]
pub(super) struct Names {
    files: HashSet<String>,
    folders: HashSet<String>,
    entries: usize,
    /// Whether one has a colon: Windows takes what is before it for a drive or a file, and what is behind for a part of it.
    has_colon: bool,
}

impl Names {
    /// Adds an entry; nothing where programs may unpack it over another, or elsewhere.
    pub(super) fn add(&mut self, path: &[u8], is_folder: bool) -> Option<()> {
        self.entries += 1;
        self.has_colon |= path.contains(&b':');
        for spelling in spellings(path) {
            let parts = parts(&spelling?)?;
            let (last, above) = parts.split_last()?;
            let mut so_far = String::new();
            for part in above {
                so_far = format!("{so_far}/{part}");
                if self.files.contains(&so_far) {
                    return None;
                }
                self.folders.insert(so_far.clone());
            }
            let whole = format!("{so_far}/{last}");
            let is_taken = self.files.contains(&whole) || !is_folder && self.folders.contains(&whole);
            if is_taken {
                return None;
            }
            if is_folder {
                self.folders.insert(whole)
            } else {
                self.files.insert(whole)
            };
        }
        (self.entries == 1 || !self.has_colon).then_some(())
    }
}

/// A path in its two spellings: as text that file systems take for the same (composed or not, of any width, in capitals or not), and as the ASCII in it, which is all that is sure where programs disagree on the rest. Each
/// counts by itself.
fn spellings(path: &[u8]) -> [Option<String>; 2] {
    let ascii: String = path.iter().filter(|byte| byte.is_ascii()).map(|byte| char::from(*byte)).collect();
    let text = std::str::from_utf8(path).map_or_else(|_| ascii.clone(), folded);
    let clean = |text: String| (!text.contains('\0')).then(|| text.to_lowercase());
    // Told apart: one entry's ASCII may well be another's text.
    [clean(format!("t/{text}")), clean(format!("a/{ascii}"))]
}

fn folded(text: &str) -> String {
    text.nfkd().collect()
}

/// The parts of a path: `./A\\b.pdf. ` is `A` and `b.pdf`. Nothing where it leads elsewhere.
fn parts(path: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => return None,
            _ => {
                // What Windows allows in no name becomes something that it allows.
                let allowed = |c: char| if c.is_control() || ":*?\"<>|".contains(c) { '_' } else { c };
                parts.push(part.trim_end_matches(['.', ' ']).chars().map(allowed).collect());
            }
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_whole_path_with_what_misleads_written_out() {
        for (path, expected) in [
            ("report.pdf", Some("report.pdf")),
            ("a/b/Prüfung 1 (2).pdf", Some("a/b/Prüfung 1 (2).pdf")),
            ("report!.pdf", Some("report!.pdf")),
            ("r\u{202E}fdp.exe", Some("r[U+202E]fdp.exe")),
            ("", None),
        ] {
            assert_eq!(name(path.as_bytes()).as_deref(), expected, "{path}");
        }
        assert_eq!(name(b"\xFF.pdf"), None);
        assert_eq!(name("a".repeat(500).as_bytes()), None);
    }

    #[test]
    fn names_that_programs_may_take_for_one_are_told() {
        let together = |names: &[&str]| {
            let mut all = Names::default();
            names.iter().try_for_each(|name| all.add(name.as_bytes(), name.ends_with('/'))).is_some()
        };
        for names in [
            ["r.pdf", "R.PDF"],
            ["é.pdf", "e\u{301}.pdf"],
            ["k.pdf", "\u{212A}.pdf"],
            ["s.pdf", "\u{17F}.pdf"],
            ["r.pdf", "\u{FF52}.pdf"],
            ["r_.pdf", "r?.pdf"],
            ["r.pdf", "./r.pdf. "],
            ["a/r.pdf", "a\\r.pdf"],
            ["r.pdf", "r.pdf/x"],
            ["r.pdf/x", "r.pdf"],
            ["r.pdf", "r.pdf::$DATA"],
            ["r.pdf", "C:r.pdf"],
            ["r.pdf", "../r.pdf"],
            ["r.pdf", "r\0.pdf"],
        ] {
            assert!(!together(&names), "{names:?}");
        }
        for names in [
            &["report.pdf", "report!.pdf"][..],
            &["report.pdf", "old/report.pdf"],
            &["fotos/", "fotos/año.jpg", "fotos/calle.jpg", "Informe.pdf"],
            &["10:48.pdf"],
        ] {
            assert!(together(names), "{names:?}");
        }
        let mut raw = Names::default();
        assert!(
            raw.add(b"\xE9.pdf", false).is_some() && raw.add("é.pdf".as_bytes(), false).is_none(),
            "Latin 1 and UTF-8"
        );
    }
}
