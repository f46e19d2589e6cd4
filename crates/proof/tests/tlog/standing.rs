use base64ct::{Base64, Encoding};
use norven_proof::digest::Digest;
use norven_proof::log::note::{Note, NoteError, NoteKey};
use norven_proof::record::Instant;
use norven_proof::standing::{List, MAX_BYTES, Prefix, Row, Standing, StandingError};
use proptest::prelude::*;

use super::signer;

/// Written and signed in Python, with `hashlib`, `struct` and `cryptography`.
const FOREIGN: &[u8] = include_bytes!("foreign.standing");
const FOREIGN_KEY: &str = "example.com+1e68af81+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

fn prefix(text: &str) -> Prefix {
    Prefix::of(&Digest::of(text))
}

fn row(report: &str, successor: Option<&str>) -> Row {
    Row { report: prefix(report), day: "2026-11-22".parse().expect("a day"), successor: successor.map(prefix) }
}

/// Whatever text, signed with the right key.
fn signed(text: &str) -> String {
    signer("example.com", 7).sign(text).as_ref().map(Note::to_string).expect("a text")
}

fn parse(text: &str) -> Result<List, StandingError> {
    List::parse(text.as_bytes(), &signer("example.com", 7).verifier_key())
}

#[test]
fn a_list_that_was_made_elsewhere_is_read() {
    let key: NoteKey = FOREIGN_KEY.parse().expect("a key");
    let list = List::parse(FOREIGN, &key).expect("a list");
    let day = |text: &str| text.parse().expect("a day");
    assert_eq!(list.time(), 1_795_344_792);
    assert_eq!(list.standing(&prefix("a")), Standing::Superseded { by: prefix("b"), day: day("2026-11-22") });
    assert_eq!(list.standing(&prefix("c")), Standing::Revoked { day: day("2026-11-23") });
    assert_eq!(list.standing(&prefix("b")), Standing::Current);
    let digest = "5477cb75830363029d8a2bc84b661f8cd100945a6820ff5c885384ebbae33877";
    assert_eq!(Digest::of(FOREIGN).to_string(), digest);
    assert!(FOREIGN.starts_with(list.text(key.name()).as_bytes()));
}

#[test]
fn a_list_knows_how_old_it_is_and_when_it_is_from_the_future() {
    let list = List::new(1000, vec![]).expect("a list");
    assert_eq!(list.age_at(1000), Some(0));
    assert_eq!(list.age_at(4600), Some(3600));
    assert_eq!(list.age_at(999), None);
}

#[test]
fn a_list_is_before_what_came_after_its_second() {
    let list = List::new(1000, vec![]).expect("a list");
    for (micros, before) in [(999_999_999, false), (1_000_999_999, false), (1_001_000_000, true), (-1, false)] {
        assert_eq!(list.is_before(&Instant::from_unix_micros(micros)), before, "{micros}");
    }
    assert!(!list.is_before(&Instant("soon".into())));
}

#[test]
fn a_list_that_another_key_signed_says_nothing() {
    let list = List::new(1000, vec![row("a", None)]).expect("a list");
    let text = list.sign(&signer("example.com", 8)).expect("a note").to_string();
    assert_eq!(parse(&text), Err(NoteError::Unsigned.into()));
    // The same name and key, but another note: a checkpoint, say.
    for text in ["example.com\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "example.com/standing/v2\ntime 5\n"]
    {
        assert_eq!(parse(&signed(text)), Err(StandingError::NotAList));
    }
}

#[test]
fn what_is_no_list_is_refused_even_if_signed() {
    let list = List::new(1000, vec![row("a", Some("b")), row("b", None), row("c", None)]).expect("a list");
    let text = list.text(signer("example.com", 7).verifier_key().name());
    assert_eq!(parse(&signed(&text)), Ok(list));
    let rows: Vec<_> = text.lines().skip(2).collect();
    let head = "example.com/standing/v1\ntime 1000\n";
    for (text, error) in [
        ("example.com/standing/v1\n".to_owned(), StandingError::NotAList),
        (text.replace("time 1000", "time 01000"), StandingError::NotAList),
        (text.replace("time 1000", "time -1"), StandingError::NotAList),
        (text.replace("time 1000", "1000"), StandingError::NotAList),
        (format!("{head}\n"), StandingError::Row { row: 0 }),
        (format!("{head}{}\n\n{}\n", rows[0], rows[1]), StandingError::Row { row: 1 }),
        (format!("{head}{}\n", &rows[0][..48]), StandingError::Row { row: 0 }),
        (format!("{head}{}AAAA\n", &rows[0][..48]), StandingError::Row { row: 0 }),
        (format!("{head}{}\n{}\n", rows[1], rows[0]), StandingError::Order { row: 1 }),
        (format!("{head}{}\n{}\n", rows[0], rows[0]), StandingError::Order { row: 1 }),
    ] {
        assert_eq!(parse(&signed(&text)), Err(error), "{text}");
    }
}

#[test]
fn a_row_has_a_state_a_day_and_a_successor_only_where_superseded() {
    let parse_row = |state: u8, day: u32, successor: u8| {
        let bytes = [&[7; 16], &[state][..], &day.to_be_bytes(), &[successor; 16]].concat();
        let row = Base64::encode_string(&bytes);
        parse(&signed(&format!("example.com/standing/v1\ntime 1000\n{row}\n"))).map(|list| list.rows().len())
    };
    assert_eq!(parse_row(1, 0, 9), Ok(1));
    assert_eq!(parse_row(2, 2_932_896, 0), Ok(1));
    for (state, day, successor) in [(0, 0, 0), (1, 0, 0), (2, 0, 9), (3, 0, 0), (2, 2_932_897, 0), (2, u32::MAX, 0)] {
        assert_eq!(parse_row(state, day, successor), Err(StandingError::Row { row: 0 }));
    }
}

#[test]
fn a_report_has_one_row_and_a_successor_is_not_nothing() {
    let rows = vec![row("a", None), row("b", None), row("a", Some("c"))];
    assert!(matches!(List::new(1, rows), Err(StandingError::Order { .. })));
    let nothing = Row { successor: Some(Prefix::from_bytes([0; 16])), ..row("a", None) };
    assert_eq!(List::new(1, vec![nothing]), Err(StandingError::Row { row: 0 }));
}

#[test]
fn a_list_has_bounds() {
    let rows = vec![row("a", None); 400_000];
    assert_eq!(List::new(1, rows), Err(StandingError::TooMany { rows: 400_000 }));
    let long = vec![b'\n'; MAX_BYTES + 1];
    let error = NoteError::TooLong { bytes: MAX_BYTES + 1, most: MAX_BYTES };
    assert_eq!(List::parse(&long, &signer("example.com", 7).verifier_key()), Err(error.into()));
}

proptest! {
    #[test]
    fn every_row_is_found_and_nothing_else_is(reports in prop::collection::btree_map(any::<u16>(), any::<bool>(), 0..200), others: Vec<u16>) {
        let name = |report: u16| report.to_string();
        let rows = reports.iter().map(|(report, superseded)| row(&name(*report), superseded.then_some("new"))).collect();
        let list = List::new(1000, rows)?;
        let read = parse(&list.sign(&signer("example.com", 7))?.to_string())?;
        prop_assert_eq!(&read, &list);
        for report in reports.keys().chain(&others) {
            let expected = match reports.get(report) {
                None => Standing::Current,
                Some(true) => Standing::Superseded { by: prefix("new"), day: row("", None).day },
                Some(false) => Standing::Revoked { day: row("", None).day },
            };
            prop_assert_eq!(read.standing(&prefix(&name(*report))), expected);
        }
    }
}
