//! What a QR code says: facts, and never good news. Whoever copies a code onto another paper copies
//! everything that is in it.

use norven_proof::qr::{Facts, QrError};
use norven_proof::standing::{List, Standing};
use norven_words::Locale;

use crate::text;
use crate::view::View;

/// What is shown of the facts of a code, as the list says that the report stands.
#[must_use]
pub fn facts(locale: Locale, facts: &Facts, list: Option<&List>) -> View {
    // A list that is older than the report says nothing about it; of the report the code tells the day.
    let standing = list.map(|list| list.standing(&facts.content)).filter(|standing| {
        *standing != Standing::Current || list.is_none_or(|list| !list.is_before(&facts.day.start()))
    });
    let mut view = View::new(match standing {
        None | Some(Standing::Current) => "code",
        Some(Standing::Superseded { .. }) => "code-superseded",
        Some(Standing::Revoked { .. }) => "code-revoked",
    });
    view.set("issuer", &facts.issuer);
    view.set("number", &facts.number);
    view.set("revision", facts.revision);
    view.set("date", text::date(locale, &facts.day.start()));
    view.set("result", &facts.result);
    view.set("content", facts.content);
    view.part("unchecked", standing.is_none());
    view.part("current", standing == Some(Standing::Current));
    if let Some(list) = list {
        let made = i64::try_from(list.time()).unwrap_or(i64::MAX).saturating_mul(1_000_000);
        let made = norven_proof::record::Instant::from_unix_micros(made);
        view.set("list_date", text::date_time(locale, &made));
    }
    if let Some(Standing::Superseded { day, .. } | Standing::Revoked { day }) = standing {
        view.set("since", text::date(locale, &day.start()));
    }
    view
}

/// What is shown of a code that is none of the issuer's.
#[must_use]
pub fn refused(error: QrError) -> View {
    View::new(match error {
        QrError::Structure => "code-malformed",
        QrError::Version => "code-version",
        QrError::Forged | QrError::Facts => "code-forged",
    })
}

#[cfg(test)]
mod tests {
    use norven_proof::digest::Digest;
    use norven_proof::log::note::NoteSigner;
    use norven_proof::standing::{Prefix, Row};

    use super::*;

    fn sample() -> Facts {
        Facts {
            number: "NV-2026-000123".into(),
            revision: 1,
            day: "2026-11-22".parse().expect("a day"),
            issuer: "Door Safety Ltd".into(),
            result: "96.5 %".into(),
            content: Prefix::of(&Digest::of("record.json")),
        }
    }

    fn list(rows: Vec<Row>) -> List {
        List::new(1_795_344_792, rows).expect("a list")
    }

    #[test]
    fn a_code_tells_its_facts_and_how_the_report_stands() {
        let current = facts(Locale::En, &sample(), Some(&list(vec![])));
        assert_eq!(current.template, "code");
        assert!(current.has("current"));
        assert_eq!(current.value("date"), Some("22 Nov 2026"));
        assert_eq!(current.value("list_date"), Some("22 Nov 2026, 10:53"));

        let row = |successor| Row { report: sample().content, day: "2026-12-01".parse().expect("a day"), successor };
        let new = Prefix::of(&Digest::of("revision 2"));
        let superseded = facts(Locale::Es, &sample(), Some(&list(vec![row(Some(new))])));
        assert_eq!((superseded.template, superseded.value("since")), ("code-superseded", Some("1 dic 2026")));
        assert_eq!(facts(Locale::En, &sample(), Some(&list(vec![row(None)]))).template, "code-revoked");
    }

    #[test]
    fn without_a_list_nothing_is_said_of_how_it_stands() {
        let view = facts(Locale::En, &sample(), None);
        assert_eq!(view.template, "code");
        assert!(view.has("unchecked") && !view.has("current"));
    }

    #[test]
    fn a_list_of_an_earlier_day_says_nothing_of_how_it_stands() {
        let of = |time| facts(Locale::En, &sample(), Some(&List::new(time, vec![]).expect("a list")));
        let midnight = 1_795_305_600;
        assert!(of(midnight - 1).has("unchecked") && !of(midnight - 1).has("current"));
        assert!(of(midnight).has("current") && !of(midnight).has("unchecked"));
    }

    #[test]
    fn a_code_that_somebody_else_signed_is_told_apart_from_a_torn_one_and_from_a_later_one() {
        let [key, other] =
            [7, 8].map(|seed| NoteSigner::from_seed("example.com".parse().expect("a name"), &[seed; 32]));
        let fragment = sample().sign(&other).expect("signs");
        let read =
            |fragment: &str| Facts::parse(fragment, &key.verifier_key()).map_err(|error| refused(error).template);
        assert_eq!(read(&fragment), Err("code-forged"));
        assert_eq!(read(&fragment[..20]), Err("code-malformed"));
        assert_eq!(read("#2.abc.def"), Err("code-version"));
        assert_eq!(read(&sample().sign(&key).expect("signs")), Ok(sample()));
    }
}
