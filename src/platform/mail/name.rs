//! What others wrote, as a mail may carry it. A mail comes from us: what stands in its subject and its sentences is read as
//! said by us, and mail programs make a link of whatever looks like an address.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// So many digits are a telephone number.
const NUMBER: usize = 7;

/// A name that somebody else chose: of a person, an organisation, a provider. One that looks like an address, a link or a
/// telephone number is not shown, and none ends the quotation marks around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameInMail(String);

impl NameInMail {
    /// The name, or the words that stand for one that is not shown.
    #[must_use]
    pub fn new(name: &str, withheld: &str) -> Self {
        let plain: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !hides(*c)).collect();
        let plain: String = plain.chars().filter(|c| !"“”„«»\"".contains(*c)).collect();
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        Self(if plain.is_empty() || leads_somewhere(&plain) { withheld.to_owned() } else { plain })
    }
}

impl fmt::Display for NameInMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The subject of a mail: our words, and names at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Subject(String);

impl Subject {
    /// A subject that names somebody.
    #[must_use]
    pub fn naming(name: &NameInMail, words: impl FnOnce(&NameInMail) -> String) -> Self {
        Self(words(name))
    }

    /// A subject with the letters by which its mail is told from others of its kind.
    #[must_use]
    pub fn marked(mark: &str, words: impl FnOnce(&str) -> String) -> Self {
        Self(words(mark))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&'static str> for Subject {
    fn from(words: &'static str) -> Self {
        Self(words.to_owned())
    }
}

/// Whether a character shows nothing and may hide what stands beside it: marks of direction, zero widths, tags.
fn hides(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Whether a mail program, or a reader, would take a text for an address of the network, of a mailbox or of a telephone. Full
/// stops inside a word that one letter follows belong to names: “S.L.U.”.
#[must_use]
pub fn leads_somewhere(text: &str) -> bool {
    let joins = |c: &char| !matches!(c, '\u{200c}' | '\u{200d}');
    let text: Vec<char> = text.nfkc().map(|c| if c == '\u{3002}' { '.' } else { c }).filter(joins).collect();
    let glued = |at: usize| text.get(at).is_some_and(|c| !c.is_whitespace());
    let in_label = |c: &&char| c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii() && !c.is_whitespace();
    let marks = text.iter().enumerate().any(|(at, c)| match c {
        '@' => true,
        ':' => glued(at + 1),
        '/' | '\\' => text.get(at + 1) == Some(c),
        '.' => {
            let label = text[at + 1..].iter().take_while(in_label).count();
            // Quotation marks stand before the first letter.
            (at == 0 || glued(at - 1)) && (label > 1 || text.get(at + 1).is_some_and(|c| c.is_numeric()))
        }
        _ => false,
    });
    marks || text.iter().filter(|c| c.is_numeric()).count() >= NUMBER
}

#[cfg(test)]
mod tests {
    use linkify::{LinkFinder, LinkKind};
    use proptest::prelude::*;

    use super::*;

    const WITHHELD: &str = "withheld";

    fn shown(name: &str) -> String {
        NameInMail::new(name, WITHHELD).to_string()
    }

    #[test]
    fn names_of_people_and_companies_are_shown_as_they_are() {
        for name in [
            "Prieto Inspections",
            "Construcciones Díaz, S.L.U.",
            "J. R. Smith & Sons Ltd.",
            "Møller A/S",
            "Dr. med. Ana Núñez",
            "Acme (Norte): obras",
            "Nr 12, 3rd floor",
            "東京検査株式会社",
            "شرکت بازرسی",
        ] {
            assert_eq!(shown(name), name);
        }
    }

    #[test]
    fn what_looks_like_an_address_is_withheld_however_it_is_spelt() {
        for name in [
            "www.evil.example/login",
            "evil.example",
            ".AA",
            "Pay at evil.example now",
            "https://evil.example",
            "hxxps:evil",
            "//evil",
            "a@evil",
            "evil\u{200b}.exam\u{200d}ple",
            "ｅｖｉｌ．ｅｘａｍｐｌｅ",
            "evil。example",
            "evil․example",
            "192.0.2.1",
            "1.1.1.1",
            "[2001:db8::1]",
            "Call 900 123 456",
            "Call ９００ １２３ ４５６",
            "\u{200b}\u{202e}",
        ] {
            assert_eq!(shown(name), WITHHELD, "{name:?}");
        }
    }

    #[test]
    fn a_name_neither_ends_its_quotation_nor_turns_the_line_around() {
        assert_eq!(shown("Acme” is closed. “Norven\r\nBcc: x"), "Acme is closed. Norven Bcc: x");
        assert_eq!(shown("Acme \u{202e}txt\u{2069}"), "Acme txt");
    }

    proptest! {
        #[test]
        fn no_name_puts_a_link_into_a_mail(name in "([a-zA-Z0-9ä東.。．@:/_ -]|\\PC){0,40}") {
            let mut finder = LinkFinder::new();
            finder.kinds(&[LinkKind::Url, LinkKind::Email]).url_must_have_scheme(false);
            for subject in [format!("“{}” invites you", shown(&name)), shown(&name)] {
                let links: Vec<_> = finder.links(&subject).map(|link| link.as_str().to_owned()).collect();
                prop_assert!(links.is_empty(), "{links:?} in {subject:?}");
            }
        }

        #[test]
        fn an_address_inside_any_name_is_withheld(
            before in "[A-Za-z ]{0,9}", host in "[a-z0-9]{1,9}(\\.[a-z0-9]{2,9}){1,3}", after in "(/[a-z]{0,9})?( [a-z]{0,9})?",
        ) {
            prop_assert_eq!(shown(&format!("{before}{host}{after}")), WITHHELD);
        }
    }
}
