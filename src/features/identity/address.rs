//! E-mail addresses and names of domains, as people type and paste them, as they are kept, and as they are shown.
//!
//! A domain is kept as the name system has it (A-labels, RFC 5890) and shown with its own letters (U-labels): one person is
//! one address, however it was typed. What would turn into an address that was not typed is refused, and so is what mixes
//! scripts: the Kelvin sign in place of a k, a Cyrillic letter among Latin ones (UTS 39, 5.2).

use std::collections::BTreeSet;

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, Script},
};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use norven_proof::canonical::nfc;

use super::model::{Email, check_name};
use crate::error::{AppError, FieldProblem};

/// Most characters in an e-mail address (RFC 5321, 4.5.3.1.3).
const MAX_EMAIL: usize = 254;
/// Most characters before the @ (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL: usize = 64;
/// What a paste brings along at its ends and nobody means: spaces of no width, the mark of a byte order, the soft hyphen.
const PASTED: [char; 6] = ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}'];
/// Scripts with words that look like Latin ones: under the end of a domain that is not of the script, such as com, they are
/// shown as the name system has them.
const LIKE_LATIN: [Script; 7] = [
    Script::Cyrillic,
    Script::Greek,
    Script::Armenian,
    Script::Cherokee,
    Script::Coptic,
    Script::Georgian,
    Script::Lisu,
];
/// Scripts that are written together (UTS 39, 5.2: highly restrictive).
const TOGETHER: [&[Script]; 3] = [
    &[Script::Latin, Script::Han, Script::Hiragana, Script::Katakana],
    &[Script::Latin, Script::Han, Script::Bopomofo],
    &[Script::Latin, Script::Han, Script::Hangul],
];

impl Email {
    /// Reads an address as people type it. Only its shape is checked: whether mail arrives is shown by the mail that
    /// arrives.
    ///
    /// # Errors
    /// [`AppError::Field`] `email`.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        read(text).map(Self::stored).map_err(|problem| AppError::field("email", problem))
    }
}

fn read(text: &str) -> Result<String, FieldProblem> {
    let text = address_in(bare(text));
    if text.is_empty() {
        return Err(FieldProblem::Missing);
    }
    if text.chars().any(is_unseen) {
        return Err(FieldProblem::Unseen);
    }
    let (local, domain) = text.split_once('@').ok_or(FieldProblem::NotEmail)?;
    if let Some(letter) = local.chars().find(|letter| !letter.is_ascii()) {
        return Err(if letter.is_alphanumeric() { FieldProblem::NotInAddress(letter) } else { FieldProblem::NotEmail });
    }
    let domain = read_domain(domain).map_err(|_| FieldProblem::NotEmail)?;
    let email = format!("{}@{domain}", local.to_ascii_lowercase());
    let fits = is_dot_atom(local) && local.len() <= MAX_LOCAL && email.len() <= MAX_EMAIL;
    if fits { Ok(email) } else { Err(FieldProblem::NotEmail) }
}

/// What stands before the @ where it needs no quotes (RFC 5322, 3.2.3).
fn is_dot_atom(local: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(fits))
}

/// A text without what surrounds it when it is pasted.
#[must_use]
pub fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || PASTED.contains(&c))
}

/// The address in what programs copy: `mailto:ana@example.com`, `Ana Ruiz <ana@example.com>`.
fn address_in(text: &str) -> &str {
    let named = text.strip_suffix('>').and_then(|text| text.rsplit_once('<'));
    let text = named.map_or(text, |(_, address)| bare(address));
    match text.split_once(':') {
        Some((scheme, address)) if scheme.eq_ignore_ascii_case("mailto") => {
            bare(address.split_once('?').map_or(address, |(address, _)| address))
        }
        _ => text,
    }
}

/// Whether a character cannot be seen: a control, a mark that turns the text around, a space that is none.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Reads a domain as people type it; gives it as the name system has it, in lower case.
///
/// # Errors
/// Says what is wrong with it.
pub fn read_domain(text: &str) -> Result<String, FieldProblem> {
    if text.is_empty() {
        return Err(FieldProblem::Missing);
    }
    if text.chars().any(is_unseen) {
        return Err(FieldProblem::Unseen);
    }
    // The full stop at the end is the name system's own.
    let text = text.strip_suffix('.').unwrap_or(text);
    let names = Uts46::new();
    let ascii = names.to_ascii(text.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify);
    let ascii = ascii.map_err(|_| FieldProblem::NotADomain)?.into_owned();
    let (shown, whole) = names.to_unicode(ascii.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    let same_count = shown.split('.').count() == text.split('.').count();
    let is_sound = |(typed, shown): (&str, &str)| is_as_typed(typed, shown) && is_of_one_script(shown.chars());
    if whole.is_ok() && same_count && ascii.contains('.') && text.split('.').zip(shown.split('.')).all(is_sound) {
        Ok(ascii)
    } else {
        Err(FieldProblem::NotADomain)
    }
}

/// Whether a label is what was typed but for its case and how its accents are composed.
fn is_as_typed(typed: &str, shown: &str) -> bool {
    // Letters whose lower case is an ASCII letter, and are none: the Kelvin sign.
    let turns = |letter: char| !letter.is_ascii() && letter.to_lowercase().any(|lower| lower.is_ascii());
    let lower: String = typed.chars().flat_map(char::to_lowercase).collect();
    typed.is_ascii() || (!typed.chars().any(turns) && nfc(&lower) == shown)
}

fn script(letter: char) -> Option<Script> {
    let script = CodePointMapData::<Script>::new().get(letter);
    (script != Script::Common && script != Script::Inherited).then_some(script)
}

fn is_of_one_script(label: impl Iterator<Item = char>) -> bool {
    let scripts: BTreeSet<Script> = label.filter_map(script).collect();
    scripts.len() <= 1 || TOGETHER.iter().any(|together| scripts.iter().all(|script| together.contains(script)))
}

/// What somebody says that they are called: a name, and not their address.
///
/// # Errors
/// [`AppError::Field`] with the field's name.
pub fn check_own_name(field: &str, text: &str) -> Result<String, AppError> {
    let name = check_name(field, text)?;
    if Email::parse(&name).is_ok() { Err(AppError::field(field, FieldProblem::NotAName)) } else { Ok(name) }
}

/// An address as people read it: its domain with its own letters.
#[must_use]
pub fn shown(email: &str) -> String {
    match email.split_once('@') {
        Some((local, domain)) => format!("{local}@{}", shown_domain(domain)),
        None => email.to_owned(),
    }
}

/// A domain as people read it, with its own letters; a label that could be taken for another stays as the name system has
/// it.
#[must_use]
pub fn shown_domain(domain: &str) -> String {
    let (shown, whole) = Uts46::new().to_user_interface(
        domain.as_bytes(),
        AsciiDenyList::STD3,
        Hyphens::CheckFirstLast,
        |label, end, _| is_plain(label, end),
    );
    if whole.is_ok() { shown.into_owned() } else { domain.to_owned() }
}

/// Whether nobody takes a label for one of other letters.
fn is_plain(label: &[char], end: &[char]) -> bool {
    let is_of_end = |script| end.iter().any(|letter| self::script(*letter) == Some(script));
    let is_plain = |letter: char| match script(letter) {
        Some(Script::Latin) => letter.is_ascii() || is_usual(letter),
        Some(script) => !LIKE_LATIN.contains(&script) || is_of_end(script),
        None => true,
    };
    is_of_one_script(label.iter().copied()) && label.iter().all(|letter| is_plain(*letter))
}

/// Latin letters of living alphabets, whose marks can be seen; not the dotless i and the like.
fn is_usual(letter: char) -> bool {
    matches!(letter, 'ß'..='ö' | 'ø'..='ÿ' | 'ā'..='İ' | 'Ĳ'..='ň' | 'Ŋ'..='ž' | 'ș'..='ț' | '\u{1e00}'..='\u{1eff}')
}

#[cfg(test)]
mod tests {
    use lettre::Address;
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Result<String, FieldProblem> {
        Email::parse(text).map(|email| email.as_str().to_owned()).map_err(|error| match error {
            AppError::Field { problem, .. } => problem,
            other => panic!("{other}"),
        })
    }

    #[test]
    fn an_address_is_one_however_it_is_typed_or_pasted() {
        for text in [
            "INFO@Example.COM",
            "  info@example.com  ",
            "info@example.com\u{200b}",
            "\u{2060}info@example.com",
            "\u{feff} info@example.com\u{a0}\r\n",
            "info@example.com.",
            "mailto:info@example.com",
            "MAILTO:info@example.com?subject=Hello",
            "Ana Ruiz <info@example.com>",
            "<info@example.com>",
            "Ana <mailto:info@example.com>",
        ] {
            assert_eq!(parsed(text).as_deref(), Ok("info@example.com"), "{text:?}");
        }
        assert_eq!(parsed("info+site@example.com").as_deref(), Ok("info+site@example.com"));
        for text in [
            "perito@pe\u{f1}a.example",
            "PERITO@PE\u{d1}A.example",
            "perito@pen\u{303}a.example",
            "perito@xn--pea-8ma.example",
            "perito@XN--PEA-8MA.example",
        ] {
            let email = parsed(text);
            assert_eq!(email.as_deref(), Ok("perito@xn--pea-8ma.example"), "{text:?}");
            assert_eq!(shown(&email.expect("an address")), "perito@pe\u{f1}a.example");
        }
    }

    #[test]
    fn what_is_no_address_is_told_by_what_is_wrong_with_it() {
        for (text, problem) in [
            ("", FieldProblem::Missing),
            (" \u{200b} ", FieldProblem::Missing),
            ("info@exa\u{ad}mple.com", FieldProblem::Unseen),
            ("info\u{a0}@example.com", FieldProblem::Unseen),
            ("in\u{200b}fo@example.com", FieldProblem::Unseen),
            ("info@example.com\u{202e}", FieldProblem::Unseen),
            ("info@example.com\0", FieldProblem::Unseen),
            ("a@c.d\r\nBcc: x@y.z", FieldProblem::Unseen),
            ("jos\u{e9}@example.com", FieldProblem::NotInAddress('\u{e9}')),
            ("k\u{456}m@example.com", FieldProblem::NotInAddress('\u{456}')),
        ] {
            assert_eq!(parsed(text), Err(problem), "{text:?}");
        }
        for text in [
            "lucia",
            "a@b",
            "a b@c.d",
            "@c.d",
            "a@.d",
            "a@c..d",
            "a@-c.d",
            "a@c_d.e",
            "a@b@c.d",
            ".a@c.d",
            "a..b@c.d",
            "\"a b\"@c.d",
            "info@example,com",
            "kim@example.com,eve@example.com",
            "kim\u{ff20}example.com",
            "kim@example\u{3002}com",
            "kim@\u{ff45}xample.com",
            "kim@ex\u{430}mple.com",
            "kim@\u{212a}im.example",
            "kim@xn--exmple-4nf.com",
            "kim@xn--.com",
            "kim@xn--a.com",
            "kim@\u{3b1}\u{430}.example",
        ] {
            assert_eq!(parsed(text), Err(FieldProblem::NotEmail), "{text:?}");
        }
        assert!(parsed(&format!("{}@example.com", "x".repeat(65))).is_err());
    }

    #[test]
    fn an_address_is_nobodys_name() {
        for text in ["maria@acme.example", " Maria@Acme.Example "] {
            assert_eq!(check_own_name("name", text), Err(AppError::field("name", FieldProblem::NotAName)));
        }
        assert_eq!(check_own_name("name", "María @ Acme"), Ok("María @ Acme".to_owned()));
    }

    #[test]
    fn a_domain_is_shown_with_its_letters_unless_it_could_be_taken_for_another() {
        for own in [
            "pe\u{f1}a.example",
            "m\u{fc}ller.de",
            "\u{43f}\u{440}\u{438}\u{43c}\u{435}\u{440}.\u{440}\u{444}",
            "\u{4f8b}\u{5b50}.com",
        ] {
            let kept = read_domain(own).expect("a domain");
            assert!(kept.is_ascii() && kept.contains("xn--"), "{kept}");
            assert_eq!(shown_domain(&kept), own);
        }
        for likeness in ["\u{430}\u{440}\u{440}\u{4cf}\u{435}.com", "k\u{131}m.example", "ex\u{251}mple.com"] {
            if let Ok(kept) = read_domain(likeness) {
                assert_eq!(shown_domain(&kept), kept, "{likeness}");
            }
        }
        assert_eq!(shown_domain("xn--exmple-4nf.com"), "xn--exmple-4nf.com", "of two scripts");
        assert_eq!(shown_domain("example.com"), "example.com");
        assert_eq!(shown("kept before_@x_y.example"), "kept before_@x_y.example");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_becomes_an_address_that_mail_can_be_sent_to_or_none(
            text in prop_oneof!["\\PC{0,40}", "[a-zñÑéКкα\u{303}\u{200b} .+_<>:\"-]{1,12}@[a-zñÑÉßкα一ー\u{303}.-]{1,12}\\.(com|es|рф|example)\\.?"],
        ) {
            if let Ok(email) = Email::parse(&text) {
                let kept = email.as_str();
                prop_assert!(kept.is_ascii(), "{}", kept);
                prop_assert!(kept.parse::<Address>().is_ok(), "{}", kept);
                prop_assert_eq!(Email::parse(kept), Ok(email.clone()));
                prop_assert_eq!(Email::parse(&shown(kept)), Ok(email.clone()), "shown as {}", shown(kept));
            }
        }
    }
}
