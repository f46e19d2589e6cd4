//! What an answer of the register means: nothing here touches the browser.

use norven_proof::digest::Digest;

/// Where a digest comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// It was computed here, of a file in the reader's hand.
    File,
    /// It was read from an address, as a report's QR code holds it.
    Code,
}

/// What the register said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The digest is registered.
    Known(Entry),
    /// It is not.
    Unknown,
    /// Too many questions; wait so many seconds.
    Busy(u32),
    /// There was no answer.
    Silent,
}

/// An entry of the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Whether it is the digest of a whole PDF, or else that of a record.
    pub is_file: bool,
    /// Who issued the report.
    pub issuer: String,
    /// Its number.
    pub number: String,
    /// Its revision.
    pub revision: String,
    /// When, as the page writes dates.
    pub issued: String,
}

/// A verdict: each has a template of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The file is a report, exactly as issued.
    Issued,
    /// The file is the record of a report, exactly as issued.
    Record,
    /// The file is not registered.
    Unknown,
    /// A code names a record that was issued. This says nothing of the paper that shows the code.
    Mentioned,
    /// A code names nothing that was issued here.
    Unmentioned,
    /// Too many questions.
    Busy,
    /// The register could not be asked.
    Offline,
}

impl Verdict {
    /// What a reply means for a digest of this source.
    pub fn of(source: Source, reply: &Reply) -> Self {
        match (source, reply) {
            (_, Reply::Busy(_)) => Self::Busy,
            (_, Reply::Silent) => Self::Offline,
            (Source::File, Reply::Known(entry)) if entry.is_file => Self::Issued,
            (Source::File, Reply::Known(_)) => Self::Record,
            (Source::File, Reply::Unknown) => Self::Unknown,
            // Whoever copies a code onto another paper copies its digest too: never good news by itself.
            (Source::Code, Reply::Known(_)) => Self::Mentioned,
            (Source::Code, Reply::Unknown) => Self::Unmentioned,
        }
    }

    /// The name of its template.
    pub fn template(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Record => "record",
            Self::Unknown => "unknown",
            Self::Mentioned => "mentioned",
            Self::Unmentioned => "unmentioned",
            Self::Busy => "busy",
            Self::Offline => "offline",
        }
    }
}

/// The digest in an address, where there is one: `#` and 64 hexadecimal digits. Some programs that
/// read codes turn letters into capitals.
///
/// # Errors
/// With the text where it is no digest.
pub fn code(fragment: &str) -> Result<Option<Digest>, String> {
    match fragment.trim_start_matches('#') {
        "" => Ok(None),
        text => text.to_ascii_lowercase().parse().map(Some).map_err(|_| text.to_owned()),
    }
}

/// A size for people: `5.4 MB`.
pub fn size(bytes: f64, decimal_comma: bool) -> String {
    let (unit, step) = match bytes {
        ..1e3 => return format!("{bytes} B"),
        ..1e6 => ("kB", 1e3),
        ..1e9 => ("MB", 1e6),
        _ => ("GB", 1e9),
    };
    let text = format!("{:.1}", bytes / step);
    format!("{} {unit}", if decimal_comma { text.replace('.', ",") } else { text })
}

/// Puts values into the `{placeholders}` of a text. A value is not looked through for placeholders.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let value = part.split_once('}').and_then(|(name, rest)| {
            values.iter().find(|(key, _)| *key == name).map(|(_, value)| [value, rest].concat())
        });
        match value {
            Some(value) => filled.push_str(&value),
            None => {
                filled.push('{');
                filled.push_str(part);
            }
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(is_file: bool) -> Reply {
        Reply::Known(Entry { is_file, ..Entry::default() })
    }

    #[test]
    fn only_a_file_in_the_hand_whose_digest_is_registered_is_good_news() {
        assert_eq!(Verdict::of(Source::File, &known(true)), Verdict::Issued);
        assert_eq!(Verdict::of(Source::File, &known(false)), Verdict::Record);
        assert_eq!(Verdict::of(Source::File, &Reply::Unknown), Verdict::Unknown);
    }

    #[test]
    fn a_code_alone_proves_nothing_whatever_it_names() {
        assert_eq!(Verdict::of(Source::Code, &known(true)), Verdict::Mentioned);
        assert_eq!(Verdict::of(Source::Code, &known(false)), Verdict::Mentioned);
        assert_eq!(Verdict::of(Source::Code, &Reply::Unknown), Verdict::Unmentioned);
    }

    #[test]
    fn no_answer_is_not_an_unknown_file() {
        for source in [Source::File, Source::Code] {
            assert_eq!(Verdict::of(source, &Reply::Silent), Verdict::Offline);
            assert_eq!(Verdict::of(source, &Reply::Busy(3)), Verdict::Busy);
        }
    }

    #[test]
    fn a_code_is_sixty_four_digits_and_anything_else_is_told_apart_from_nothing() {
        let digest = Digest::of("abc");
        assert_eq!(code(&format!("#{digest}")), Ok(Some(digest)));
        assert_eq!(code(&format!("#{digest}").to_uppercase()), Ok(Some(digest)));
        assert_eq!(code(""), Ok(None));
        assert_eq!(code("#"), Ok(None));
        assert_eq!(code("#ba78"), Err("ba78".to_owned()));
    }

    #[test]
    fn sizes_read_as_people_write_them() {
        assert_eq!(size(999.0, false), "999 B");
        assert_eq!(size(5_420_000.0, false), "5.4 MB");
        assert_eq!(size(5_420_000.0, true), "5,4 MB");
        assert_eq!(size(1.2e9, false), "1.2 GB");
    }

    #[test]
    fn placeholders_are_filled_once_and_what_is_no_placeholder_stays() {
        assert_eq!(fill("{a} of {b}", &[("b", "7"), ("a", "{b}")]), "{b} of 7");
        assert_eq!(fill("{other} {", &[("a", "1")]), "{other} {");
    }
}
