use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use norven_proof::digest::Digest;
use norven_proof::log::note::NoteKey;
use norven_proof::qr::{Facts, MAX_FRAGMENT_BYTES, QrError};
use norven_proof::standing::Prefix;
use proptest::prelude::*;

use super::signer;

/// Encoded and signed in Python, with `struct` and `cryptography`.
const FOREIGN: &str = "#1.hm5OVi0yMDI2LTAwMDEyMwEZUSt4HlByw7xmc3RlbGxlIE5vcmQgR21iSCAmIENvLiBLR2Y5Ni41ICVQy0Gzg4fW_KAScr4DOA9jVg.\
    QjGlRUeuD2zJKY5UrSediKu6g8oJo9mMqBaoGMtPf0WizApcqVHwVRSWqkSQUFwEYs6TV9tY8CGEoScW_sFBCQ";
const FOREIGN_KEY: &str = "example.com+1e68af81+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

fn facts() -> Facts {
    Facts {
        number: "NV-2026-000123".into(),
        revision: 1,
        day: "2026-11-22".parse().expect("a day"),
        issuer: "Prüfstelle Nord GmbH & Co. KG".into(),
        result: "96.5 %".into(),
        content: Prefix::of(&Digest::of("rec")),
    }
}

fn key() -> NoteKey {
    FOREIGN_KEY.parse().expect("a key")
}

/// The fragment for whatever CBOR, signed with the right key: as a note, by the documentation.
fn signed(cbor: &[u8]) -> String {
    let facts = Base64UrlUnpadded::encode_string(cbor);
    let note = signer("example.com", 7).sign(&format!("example.com/qr/v1\n{facts}\n")).expect("a text");
    let line = note.signatures()[0].to_string();
    let signature = line.rsplit_once(' ').and_then(|(_, text)| Base64::decode_vec(text).ok()).expect("base64");
    // After the key's ID, four bytes.
    format!("#1.{facts}.{}", Base64UrlUnpadded::encode_string(&signature[4..]))
}

fn parse(fragment: &str) -> Result<Facts, QrError> {
    Facts::parse(fragment, &signer("example.com", 7).verifier_key())
}

#[test]
fn a_code_that_was_made_elsewhere_is_read() {
    assert_eq!(Facts::parse(FOREIGN, &key()), Ok(facts()));
}

#[test]
fn a_code_holds_the_signature_of_a_note() {
    // `signed` signs one; the facts in the foreign code are these.
    let cbor = FOREIGN.split('.').nth(1).and_then(|facts| Base64UrlUnpadded::decode_vec(facts).ok()).expect("facts");
    assert_eq!(facts().sign(&signer("example.com", 7)), Ok(signed(&cbor)));
}

#[test]
fn what_is_no_fragment_is_refused() {
    for (fragment, error) in [
        ("", QrError::Structure),
        ("#", QrError::Structure),
        ("#2.AA.AA", QrError::Version),
        ("#12", QrError::Structure),
        ("#one.AA.AA", QrError::Structure),
        ("#1.AA", QrError::Structure),
        ("#1.A.AA", QrError::Structure),
        ("#1.AA.A", QrError::Structure),
        ("#1.AA.AA.AA", QrError::Structure),
        ("#1.AA==.AA", QrError::Structure),
        ("#1.AA.AA", QrError::Forged),
        ("#1..", QrError::Forged),
        (&FOREIGN[1..], QrError::Structure),
    ] {
        assert_eq!(Facts::parse(fragment, &key()), Err(error), "{fragment}");
    }
    let long = format!("{FOREIGN}{}", "A".repeat(MAX_FRAGMENT_BYTES));
    assert_eq!(Facts::parse(&long, &key()), Err(QrError::Structure));
}

#[test]
fn no_character_of_a_code_can_change() {
    for at in 0..FOREIGN.len() {
        for other in "A1.".chars().filter(|other| !FOREIGN[at..].starts_with(*other)) {
            let mut changed = FOREIGN.to_owned();
            changed.replace_range(at..=at, &other.to_string());
            assert!(Facts::parse(&changed, &key()).is_err(), "{changed}");
        }
    }
    assert_eq!(parse(FOREIGN), Err(QrError::Forged));
}

#[test]
fn facts_that_are_written_otherwise_are_refused_even_if_signed() {
    // [ "N", 1, 2, "I", "R", 16 bytes ]
    let good = [&b"\x86\x61N\x01\x02\x61I\x61R\x50"[..], &[7; 16]].concat();
    assert!(parse(&signed(&good)).is_ok_and(|facts| facts.number == "N" && facts.day.number() == 2));
    let with = |at: usize, length: usize, new: &[u8]| [&good[..at], new, &good[at + length..]].concat();
    for cbor in [
        vec![],
        good[..25].to_vec(),
        [&good[..], b"\x00"].concat(),
        with(0, 1, b"\x85"),
        with(0, 1, b"\x87"),
        with(0, 1, b"\x9f"),
        with(0, 1, b"\xa6"),
        with(0, 1, b"\x98\x06"),
        // Longer heads than needed, another type, a length beyond the end.
        with(1, 1, b"\x78\x01"),
        with(1, 1, b"\x41"),
        with(1, 1, b"\x7b\xff\xff\xff\xff\xff\xff\xff\xff"),
        with(1, 2, b"\x62\xc3\x28"),
        with(1, 2, b"\x61\x0a"),
        with(1, 2, b"\x61\x7f"),
        with(3, 1, b"\x18\x01"),
        with(3, 1, b"\x20"),
        with(3, 1, b"\x1b\x00\x00\x00\x01\x00\x00\x00\x00"),
        with(4, 1, b"\x1a\xff\xff\xff\xff"),
        with(4, 1, b"\x1c"),
        with(9, 1, b"\x4f"),
        with(1, 2, &[&b"\x79\x01\x00"[..], &[b'N'; 256]].concat()),
    ] {
        assert_eq!(parse(&signed(&cbor)), Err(QrError::Facts), "{cbor:02x?}");
    }
}

#[test]
fn only_facts_that_can_be_read_are_signed() {
    let key = signer("example.com", 7);
    for number in ["N\n", "N\u{85}", &"N".repeat(256)] {
        let facts = Facts { number: number.into(), ..facts() };
        assert_eq!(facts.sign(&key), Err(QrError::Facts));
    }
    let longest = Facts { number: "N".repeat(255), issuer: "I".repeat(255), result: "R".repeat(255), ..facts() };
    assert_eq!(longest.sign(&key).and_then(|fragment| parse(&fragment)), Ok(longest));
}

proptest! {
    #[test]
    fn all_facts_survive_being_signed_and_read(number in "\\PC{0,60}", revision: u32, day in 0..2_932_897u32, issuer in "\\PC{0,60}", result in "\\PC{0,60}", content: [u8; 16]) {
        let day = norven_proof::day::Day::from_number(day).ok_or(TestCaseError::fail("a day"))?;
        let facts = Facts { number, revision, day, issuer, result, content: Prefix::from_bytes(content) };
        let fragment = facts.sign(&signer("example.com", 7))?;
        prop_assert_eq!(parse(&fragment), Ok(facts));
    }

    #[test]
    fn whatever_is_signed_is_answered(cbor: Vec<u8>) {
        let _ = parse(&signed(&cbor));
    }
}
