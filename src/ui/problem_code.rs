//! An error as a code in an address: `passkey.unknown`, `too_many.60`. Anybody can write an address, so that nothing of one
//! is shown but sentences of ours: a code that is in no list of ours is none, and beside codes only figures and the id of an
//! incident are read.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::error::AppError;

/// The largest figure that is read: no error of ours tells a larger one.
const MOST: u32 = 86_400;
/// What errors call the figures that they tell.
const FIGURES: [&str; 4] = ["tries_left", "seconds", "limit_kb", "count"];
/// The one field of the forms that errors come back to by their address.
const FIELD: &str = "email";

/// Writes an error.
#[must_use]
pub fn write(error: &AppError) -> String {
    let wire = serde_json::to_value(error).unwrap_or_default();
    let text = |name: &str| wire.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let figure = FIGURES.iter().find_map(|name| wire.get(*name)?.as_u64()).map(|figure| figure.to_string());
    // A problem with a fact of its own is an object of one member.
    let told = wire.get("problem").and_then(Value::as_object).and_then(|problem| problem.iter().next());
    let told = told.map(|(name, fact)| format!("{name}.{}", fact_as_figure(fact)));
    let parts = [text("code"), text("problem").or(told), figure, text("incident")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(".")
}

/// A figure as it is, a letter by its number.
fn fact_as_figure(fact: &Value) -> u32 {
    let letter = fact.as_str().and_then(|text| text.chars().next()).map(u32::from);
    letter.or_else(|| fact.as_u64()?.try_into().ok()).unwrap_or_default()
}

/// What a problem tells of a figure, where it does.
fn fact(problem: &str, figure: u32) -> Option<Value> {
    match problem {
        "too_long" => (figure <= MOST).then(|| json!({ problem: figure })),
        "unprintable" => char::from_u32(figure)
            .filter(|letter| !norven_proof::misleads(*letter))
            .map(|letter| json!({ problem: letter })),
        "not_in_address" => {
            char::from_u32(figure).filter(|letter| letter.is_alphanumeric()).map(|letter| json!({ problem: letter }))
        }
        _ => None,
    }
}

/// Reads one, where it is one.
#[must_use]
pub fn read(code: &str) -> Option<AppError> {
    let mut parts = code.split('.');
    let mut wire = Map::from_iter([("field".to_owned(), FIELD.into()), ("incident".to_owned(), "".into())]);
    wire.insert("code".to_owned(), parts.next()?.into());
    for part in parts {
        if let Ok(figure) = part.parse::<u32>() {
            if let Some(problem) = wire.get("problem").and_then(Value::as_str).and_then(|problem| fact(problem, figure))
            {
                wire.insert("problem".to_owned(), problem);
                continue;
            }
            let figure = (figure <= MOST).then_some(figure)?;
            wire.extend(FIGURES.map(|name| (name.to_owned(), figure.into())));
        } else if let Ok(incident) = part.parse::<Uuid>() {
            wire.insert("incident".to_owned(), incident.to_string().into());
        } else {
            wire.insert("problem".to_owned(), part.into());
        }
    }
    serde_json::from_value(wire.into()).ok()
}

#[cfg(test)]
mod tests {
    use norven_words::Locale;
    use proptest::prelude::*;

    use super::*;
    use crate::error::{AccessProblem, FieldProblem, PasskeyProblem, PhotoProblem, ProviderProblem};

    const INCIDENT: &str = "0192f0c1-2ab3-7c4d-8e5f-60718293a4b5";

    fn errors() -> Vec<AppError> {
        let incident = || INCIDENT.to_owned();
        let mut errors = vec![
            AppError::NotSignedIn,
            AppError::NotFound,
            AppError::LinkInvalid,
            AppError::Conflict,
            AppError::Malformed,
            AppError::Offline,
            AppError::CodeWrong { tries_left: 4 },
            AppError::TooMany { seconds: 60 },
            AppError::TooLarge { limit_kb: 65 },
            AppError::Gaps { count: 7 },
            AppError::Photo { problem: PhotoProblem::Heic },
            AppError::Access { problem: AccessProblem::NoWayIn },
            AppError::Unavailable { incident: incident() },
            AppError::StorageFull { incident: incident() },
            AppError::Internal { incident: incident() },
            AppError::Internal { incident: String::new() },
        ];
        let of_field = [
            FieldProblem::Missing,
            FieldProblem::NotEmail,
            FieldProblem::Unseen,
            FieldProblem::NotInAddress('é'),
            FieldProblem::TooLong(254),
            FieldProblem::Unprintable('王'),
            FieldProblem::Unprintable('\u{1F600}'),
        ];
        errors.extend(of_field.map(|problem| AppError::field(FIELD, problem)));
        errors.extend(
            [PasskeyProblem::NotConfirmed, PasskeyProblem::Unknown].map(|problem| AppError::Passkey { problem }),
        );
        errors.extend(
            [ProviderProblem::Refused, ProviderProblem::OtherDomain].map(|problem| AppError::Provider { problem }),
        );
        errors
    }

    #[test]
    fn an_error_survives_its_journey_through_an_address() {
        for error in errors() {
            let code = write(&error);
            assert!(code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)), "{code}");
            assert_eq!(read(&code), Some(error), "{code}");
        }
    }

    #[test]
    fn a_text_that_somebody_wrote_into_an_address_is_not_shown() {
        for code in [
            r#"{"code":"internal","incident":"Call +34 600 000 000 at once"}"#,
            "internal.Call +34 600 000 000",
            "unavailable.http://evil.example",
            "too_many.4000000000",
            "field.not_email.<b>",
            "field.not_in_address.8238",
            "field.unprintable.8238",
            "field.too_long.4000000000",
            "nothing",
            "",
        ] {
            let told = read(code).map(|error| error.sentence(Locale::En)).unwrap_or_default();
            assert!(["Call", "evil", "<b>", "4000000000"].iter().all(|text| !told.contains(text)), "{code}: {told}");
            assert!(!told.contains('\u{202e}'), "{code}: {told}");
        }
        assert_eq!(read("too_many.4000000000"), None);
        assert_eq!(read(r#"{"code":"internal","incident":""}"#), None);
    }

    proptest! {
        #[test]
        fn whatever_an_address_says_a_sentence_of_ours_is_shown_or_none(
            code in prop_oneof![
                "\\PC*",
                ("(internal|too_many|field|passkey|storage_full)", "\\PC{0,40}").prop_map(|(code, rest)| format!("{code}.{rest}")),
            ],
        ) {
            if let Some(error) = read(&code) {
                let written = write(&error);
                prop_assert_eq!(read(&written), Some(error));
                prop_assert!(written.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)), "{}", written);
            }
        }
    }
}
