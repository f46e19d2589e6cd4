//! People.

use norven_words::Locale;
use serde::{Deserialize, Serialize};

use crate::{
    error::{AppError, FieldProblem},
    ids::{PasskeyId, SessionId, UserId},
    time::Moment,
};

/// A mailed link or code can be used for ten minutes.
pub const LINK_SECONDS: i64 = 10 * 60;
/// Most characters in a name.
pub const MAX_NAME: usize = 120;

/// A person who can sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their e-mail address.
    pub email: Email,
    /// Their name; the part before the @ until they say it.
    pub name: String,
    /// Whether they said it: before that, they sign nothing.
    pub named: bool,
    /// Their language.
    pub locale: Locale,
    /// What qualifies them.
    pub qualification: Qualification,
}

/// What qualifies a person for what they sign, as they say it themselves; empty where they do not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    /// What they are: `Fire door inspector, FDIS`.
    pub title: String,
    /// The number of their licence.
    pub licence_number: String,
}

impl Qualification {
    /// What there is of it in a line, in a language; empty where there is nothing.
    #[must_use]
    pub fn line(&self, locale: Locale) -> String {
        let licence =
            (!self.licence_number.is_empty()).then(|| locale.words().sign.licence_number(&self.licence_number));
        let title = (!self.title.is_empty()).then(|| self.title.clone());
        title.into_iter().chain(licence).collect::<Vec<_>>().join(" · ")
    }

    /// Checks both as names are checked, which may be left out.
    ///
    /// # Errors
    /// [`AppError::Field`] `qualification` or `licence_number`.
    pub fn checked(&self) -> Result<Self, AppError> {
        Ok(Self {
            title: check_optional_name("qualification", &self.title)?,
            licence_number: check_optional_name("licence_number", &self.licence_number)?,
        })
    }
}

/// Where a person is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    /// The session.
    pub id: SessionId,
    /// The device in plain words, such as `Chrome · Android`; empty where it does not say.
    pub device: String,
    /// The address that it signed in from.
    pub ip: String,
    /// When it was last used.
    pub last_used: Moment,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// A passkey of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyLine {
    /// Its id.
    pub id: PasskeyId,
    /// What its person calls it.
    pub name: String,
    /// When it was added.
    pub created: Moment,
    /// When it was last used.
    pub last_used: Option<Moment>,
}

/// Whom a provider of identities means: what somebody signs in with there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityLine {
    /// The provider's name here, or its address where it has none any more.
    pub provider: String,
    /// How the provider names itself.
    pub issuer: String,
    /// How it names the person.
    pub subject: String,
    /// When it was added.
    pub created: Moment,
    /// When it was last used.
    pub last_used: Moment,
}

/// What a device is asked about a passkey: the options of Web Authentication as JSON
/// (`PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ceremony(pub String);

/// A proof that it is still the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofGiven {
    /// The code of a mail.
    Code(String),
    /// What a passkey answered, as JSON.
    Passkey(String),
}

/// An e-mail address in lower case, its domain as the name system has it (A-labels). `address.rs` reads and shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// An address that was checked before it was stored.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part behind the @.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }

    /// The part before the @, a name until the person says theirs.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.0.split('@').next().unwrap_or_default()
    }
}

/// Checks a name as people type it.
///
/// # Errors
/// [`AppError::Field`] with the field's name.
pub fn check_name(field: &str, text: &str) -> Result<String, AppError> {
    check_line(field, text, MAX_NAME)
}

/// Checks what is typed like a name and may have some other number of characters.
fn check_line(field: &str, text: &str, most: usize) -> Result<String, AppError> {
    crate::text::check(text)?;
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        Err(AppError::field(field, FieldProblem::Missing))
    } else if name.contains(norven_proof::misleads) {
        Err(AppError::field(field, FieldProblem::Unseen))
    } else if !name.contains(is_read) {
        // Signs alone are no name; of what is not even a sign, nobody sees anything.
        let seen = name.contains(|character: char| character.is_ascii_punctuation());
        Err(AppError::field(field, if seen { FieldProblem::Missing } else { FieldProblem::Unseen }))
    } else if name.chars().count() > most {
        Err(AppError::field(field, FieldProblem::TooLong(u32::try_from(most).unwrap_or(u32::MAX))))
    } else {
        Ok(name)
    }
}

/// Checks what is typed like a name and may be left out.
///
/// # Errors
/// [`AppError::Field`] with the field's name.
pub fn check_optional_name(field: &str, text: &str) -> Result<String, AppError> {
    check_optional_line(field, text, MAX_NAME)
}

/// The same with some other number of characters.
///
/// # Errors
/// [`AppError::Field`] with the field's name.
pub fn check_optional_line(field: &str, text: &str, most: usize) -> Result<String, AppError> {
    if text.trim().is_empty() { Ok(String::new()) } else { check_line(field, text, most) }
}

/// Whether a character of a name is one that is read. Hangul's fillers are letters that nobody sees.
fn is_read(character: char) -> bool {
    character.is_alphanumeric() && !matches!(character, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_be_read_and_changes_no_words_around_it() {
        for name in [
            "TÜV SÜD \u{202E})moc.dusvut :deifirev sserdda(",
            "Ctl \u{2} Company",
            "A\u{1B}[8mB",
            "\u{3164}\u{200B}",
            "\u{2066}x\u{2069}",
        ] {
            let refused = check_name("name", name);
            assert_eq!(refused, Err(AppError::field("name", FieldProblem::Unseen)), "{name:?}");
        }
        assert_eq!(check_name("name", "-"), Err(AppError::field("name", FieldProblem::Missing)));
        for name in ["葛\u{E0100}城", "ليلى حداد", "می\u{200C}خواهم", "रीता", "王小明", "3M", "O’Neill & Sons (Cork)"]
        {
            assert_eq!(check_name("name", name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn a_qualification_may_be_left_out_and_is_checked_like_a_name_where_it_is_there() {
        let qualification = |title: &str, licence_number: &str| Qualification {
            title: title.to_owned(),
            licence_number: licence_number.to_owned(),
        };
        assert_eq!(qualification(" ", "").checked(), Ok(Qualification::default()));
        let kept = qualification("Fire door inspector, FDIS", "4711/B");
        assert_eq!(qualification(" Fire door  inspector, FDIS", "4711/B ").checked(), Ok(kept.clone()));
        let long = "x".repeat(MAX_NAME + 1);
        for (given, field, problem) in [
            (qualification(&long, ""), "qualification", FieldProblem::TooLong(120)),
            (qualification("", &long), "licence_number", FieldProblem::TooLong(120)),
            (qualification("FDIS\u{202E}", ""), "qualification", FieldProblem::Unseen),
            (qualification("", "47\u{7}11"), "licence_number", FieldProblem::Unseen),
        ] {
            assert_eq!(given.checked(), Err(AppError::field(field, problem)));
        }
        assert_eq!(kept.line(Locale::En), "Fire door inspector, FDIS · licence no. 4711/B");
        assert_eq!(qualification("", "4711/B").line(Locale::Es), "n.º de licencia 4711/B");
        assert_eq!(Qualification::default().line(Locale::En), "");
    }

    #[test]
    fn a_name_keeps_its_letters_and_loses_its_spare_spaces() {
        assert_eq!(check_name("name", "  Lucía   Fernández "), Ok("Lucía Fernández".to_owned()));
        assert!(check_name("name", "   ").is_err());
        assert!(check_name("name", &"x".repeat(MAX_NAME + 1)).is_err());
        assert_eq!(check_name("name", "nul\0"), Err(AppError::Malformed));
    }
}
