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
    } else if name.chars().count() > MAX_NAME {
        Err(AppError::field(field, FieldProblem::TooLong(u32::try_from(MAX_NAME).unwrap_or(u32::MAX))))
    } else {
        Ok(name)
    }
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
    fn a_name_keeps_its_letters_and_loses_its_spare_spaces() {
        assert_eq!(check_name("name", "  Lucía   Fernández "), Ok("Lucía Fernández".to_owned()));
        assert!(check_name("name", "   ").is_err());
        assert!(check_name("name", &"x".repeat(MAX_NAME + 1)).is_err());
        assert_eq!(check_name("name", "nul\0"), Err(AppError::Malformed));
    }
}
