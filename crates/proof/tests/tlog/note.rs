use norven_proof::log::note::{Budget, KeyError, Name, Note, NoteError, NoteKey, NoteSigner, WitnessKey};
use proptest::prelude::*;

use super::{name, signer, witness};

/// The example of the specification, "Verifier keys".
const EXAMPLE_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const EXAMPLE: &str = "This is an example message.\n\n— example.com/foo \
    Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

/// The example of Go's `sumdb/note`.
const GO_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const GO_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const GO_TEXT: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n";
const GO_SIGNATURE: &str = "— PeterNeumann \
    x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

/// A checkpoint that a log published and witnesses in operation signed on 2026-05-23.
const WITNESSED: &str = include_str!("witnessed-checkpoint.txt");
const WITNESSED_LOG: &str =
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f";
const WITNESSES: [&str; 4] = [
    "transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
];

fn parse(text: &str) -> Result<Note, NoteError> {
    Note::parse(text.as_bytes(), Budget::CHECKPOINT)
}

fn key(text: &str) -> NoteKey {
    text.parse().expect("a key")
}

#[test]
fn the_examples_of_the_specification_and_of_go_verify() {
    let note = parse(EXAMPLE).expect("a note");
    assert_eq!(note.text(), "This is an example message.\n");
    assert_eq!(key(EXAMPLE_KEY).verify(&note), Ok(()));
    assert_eq!(key(GO_KEY).verify(&note), Err(NoteError::Unsigned));

    let note = parse(&format!("{GO_TEXT}\n{GO_SIGNATURE}")).expect("a note");
    assert_eq!(key(GO_KEY).verify(&note), Ok(()));
}

#[test]
fn the_secret_key_of_go_signs_what_go_signs() {
    let secret: NoteSigner = GO_SECRET.parse().expect("a secret key");
    assert_eq!(secret.verifier_key(), key(GO_KEY));
    assert_eq!(secret.secret(), GO_SECRET);
    let note = secret.sign(GO_TEXT).expect("a text");
    assert_eq!(note.to_string(), format!("{GO_TEXT}\n{GO_SIGNATURE}"));
    assert!(!format!("{secret:?}").contains("YEKFALVFGyNhPJEMzD1QIDr"));
    assert_eq!(GO_KEY.parse::<NoteSigner>().map(drop), Err(KeyError::Structure));
}

#[test]
fn a_checkpoint_from_the_field_verifies_with_its_log_and_its_four_witnesses() {
    let note = parse(WITNESSED).expect("a note");
    assert_eq!(note.to_string(), WITNESSED);
    assert_eq!(note.signatures().len(), 6);
    for witness in WITNESSES {
        let key: WitnessKey = witness.parse().expect("a key");
        assert_eq!(key.to_string(), witness);
        assert_eq!(key.verify(&note), Ok(1_779_573_024), "{witness}");
    }
    // The log signs twice, with a kind that is not known here (05) before the one that is.
    assert_eq!(WITNESSED_LOG.parse::<NoteKey>(), Ok(key(WITNESSED_LOG)));
    assert_eq!(key(WITNESSED_LOG).verify(&note), Ok(()));
}

#[test]
fn a_key_with_any_part_or_byte_missing_or_other_is_refused() {
    for start in 0..EXAMPLE_KEY.len() {
        for end in start..=EXAMPLE_KEY.len() {
            let part = &EXAMPLE_KEY[start..end];
            assert_eq!(part.parse::<NoteKey>().is_ok(), part == EXAMPLE_KEY, "{part}");
        }
    }
    for at in 0..EXAMPLE_KEY.len() {
        for byte in b' '..=b'~' {
            let mut other = EXAMPLE_KEY.as_bytes().to_vec();
            other[at] = byte;
            let other = String::from_utf8(other).expect("ASCII");
            assert_eq!(other.parse::<NoteKey>().is_ok(), other == EXAMPLE_KEY, "{other}");
        }
    }
    // Another length and another kind, each with the ID that it would have (Go's `note_test.go`).
    let long = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==";
    assert_eq!(long.parse::<NoteKey>(), Err(KeyError::Structure));
    let kind = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    assert_eq!(kind.parse::<NoteKey>(), Err(KeyError::Kind { found: 0x65, expected: 1 }));
}

#[test]
fn a_witness_is_no_log_and_a_log_no_witness() {
    assert_eq!(WITNESSES[0].parse::<NoteKey>(), Err(KeyError::Kind { found: 4, expected: 1 }));
    assert_eq!(EXAMPLE_KEY.parse::<WitnessKey>(), Err(KeyError::Kind { found: 1, expected: 4 }));
    // One name and one secret: what one kind signed the other has not.
    let (log, witness) = (signer("example.com", 7), witness("example.com", 7));
    let mut note = log.sign("text\n").expect("a text");
    assert_eq!(witness.verifier_key().verify(&note), Err(NoteError::Unsigned));
    witness.cosign(&mut note, 5);
    assert_eq!(witness.verifier_key().verify(&note), Ok(5));
    assert_eq!(log.verifier_key().verify(&note), Ok(()));
}

#[test]
fn keys_for_which_anybody_could_sign_are_refused() {
    // The neutral element and a point of order 8.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let low = [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ];
    for bytes in [neutral, low] {
        assert_eq!(NoteKey::new(name("weak"), &bytes), Err(KeyError::Unsound));
    }
}

#[test]
fn names_have_no_spaces_plus_signs_or_control_characters() {
    for text in ["example.com/log", "Prüfstelle", "a", &"n".repeat(255)] {
        assert_eq!(text.parse::<Name>().map(|name| name.to_string()).as_deref(), Ok(text));
    }
    for text in ["", "a b", "a+b", "a\u{a0}b", "a\u{2003}b", "a\nb", "a\u{85}b", "a\u{7f}", &"n".repeat(256)] {
        assert!(text.parse::<Name>().is_err(), "{text:?}");
    }
}

#[test]
fn what_is_no_note_is_refused() {
    for (text, error) in [
        ("", NoteError::Structure),
        ("text\n", NoteError::Structure),
        ("text\n\n", NoteError::Structure),
        ("\n\n", NoteError::Structure),
        ("text\n\n— a YWJjZGU=", NoteError::Structure),
        ("text\r\n\n— a YWJjZGU=\n", NoteError::NotText),
        ("te\txt\n\n— a YWJjZGU=\n", NoteError::NotText),
        ("te\u{7f}xt\n\n— a YWJjZGU=\n", NoteError::NotText),
        ("text\n\n— a YWJjZGU=\nmore\n", NoteError::Signature { line: 2 }),
        ("text\n\n- a YWJjZGU=\n", NoteError::Signature { line: 1 }),
        ("text\n\n—\u{a0}a YWJjZGU=\n", NoteError::Signature { line: 1 }),
        ("text\n\n—  a YWJjZGU=\n", NoteError::Signature { line: 1 }),
        ("text\n\n— a YWJjZGU= \n", NoteError::Signature { line: 1 }),
        ("text\n\n— a b YWJjZGU=\n", NoteError::Signature { line: 1 }),
        ("text\n\n— a+b YWJjZGU=\n", NoteError::Signature { line: 1 }),
        // Not canonical: bits that no byte has, no padding.
        ("text\n\n— a YWJjZGV=\n", NoteError::Signature { line: 1 }),
        ("text\n\n— a YWJjZGU\n", NoteError::Signature { line: 1 }),
        // An ID without a signature.
        ("text\n\n— a YWJjZA==\n", NoteError::Signature { line: 1 }),
    ] {
        assert_eq!(parse(text), Err(error), "{text:?}");
    }
    assert_eq!(Note::parse(b"text\xff\n\n", Budget::CHECKPOINT), Err(NoteError::NotText));
}

#[test]
fn a_text_may_hold_empty_lines_and_what_looks_like_signatures() {
    let text = format!("\n\n{EXAMPLE}\n\n");
    let key = signer("example.com", 7);
    let note = parse(&key.sign(&text).expect("a text").to_string()).expect("a note");
    assert_eq!(note.text(), text);
    assert_eq!(key.verifier_key().verify(&note), Ok(()));
}

#[test]
fn a_note_over_its_budget_is_refused() {
    let line = "— a YWJjZGU=\n";
    let note = format!("text\n\n{}", line.repeat(4));
    let budget = Budget { bytes: note.len(), signatures: 4 };
    assert!(Note::parse(note.as_bytes(), budget).is_ok());
    let less = Budget { signatures: 3, ..budget };
    assert_eq!(Note::parse(note.as_bytes(), less), Err(NoteError::TooManySignatures { most: 3 }));
    let less = Budget { bytes: note.len() - 1, ..budget };
    assert_eq!(Note::parse(note.as_bytes(), less), Err(NoteError::TooLong { bytes: note.len(), most: note.len() - 1 }));
    assert!(parse(&format!("text\n\n{}", line.repeat(32))).is_ok());
    assert!(parse(&format!("text\n\n{}", line.repeat(33))).is_err());
}

#[test]
fn signatures_of_unknown_keys_are_ignored_even_with_a_known_name_or_id() {
    let key = key(EXAMPLE_KEY);
    let id = "Uw2QOg=="; // The example's.
    let other_id = "— example.com/foo AAAAAAAA\n";
    let other_name = format!("— example.com/bar {}AA=\n", &id[..5]);
    let note = EXAMPLE.replace("\n\n", &format!("\n\n{other_id}{other_name}{other_id}"));
    assert_eq!(key.verify(&parse(&note).expect("a note")), Ok(()));
}

#[test]
fn a_key_that_signed_twice_is_refused_even_with_the_same_signature() {
    let (text, line) = EXAMPLE.split_once("\n\n").expect("a note");
    let note = parse(&format!("{text}\n\n{line}{line}")).expect("a note");
    assert_eq!(key(EXAMPLE_KEY).verify(&note), Err(NoteError::SignedTwice));

    let witness = witness("w", 9);
    let mut note = signer("example.com", 7).sign("text\n").expect("a text");
    witness.cosign(&mut note, 1);
    witness.cosign(&mut note, 2);
    assert_eq!(witness.verifier_key().verify(&note), Err(NoteError::SignedTwice));
}

#[test]
fn a_witness_signs_its_time_with_the_text() {
    let witness = witness("w", 9);
    let mut note = signer("example.com", 7).sign("text\n").expect("a text");
    witness.cosign(&mut note, 0x0102_0304);
    let text = note.to_string();
    let read = parse(&text).expect("a note");
    assert_eq!(witness.verifier_key().verify(&read), Ok(0x0102_0304));

    // Times after 2^63 − 1 are none, though signed.
    let mut note = signer("example.com", 7).sign("text\n").expect("a text");
    witness.cosign(&mut note, 1 << 63);
    assert_eq!(witness.verifier_key().verify(&note), Err(NoteError::Forged));
}

#[test]
fn a_line_that_a_witness_sent_is_added() {
    let mut note = parse(EXAMPLE).expect("a note");
    let witness = witness("w", 9);
    let mut there = note.clone();
    witness.cosign(&mut there, 5);
    let line = format!("{}\n", there.signatures()[1]);
    assert_eq!(note.add(&line), Ok(()));
    assert_eq!(note, there);
    for wrong in ["", "\n", line.trim_end(), &format!("{line}\n"), &line.repeat(2)] {
        assert_eq!(note.add(wrong), Err(NoteError::Signature { line: 3 }), "{wrong:?}");
    }
}

#[test]
fn only_a_text_is_signed() {
    let key = signer("example.com", 7);
    for (text, error) in [("", NoteError::Structure), ("text", NoteError::Structure), ("te\rxt\n", NoteError::NotText)]
    {
        assert_eq!(key.sign(text), Err(error));
    }
}

#[test]
fn no_byte_of_a_signed_note_can_change_unnoticed() {
    let key = key(EXAMPLE_KEY);
    for at in 0..EXAMPLE.len() {
        for change in [1, 0x80] {
            let mut bytes = EXAMPLE.as_bytes().to_vec();
            bytes[at] ^= change;
            let verified = Note::parse(&bytes, Budget::CHECKPOINT).and_then(|note| key.verify(&note));
            assert!(verified.is_err(), "byte {at}");
        }
    }
}

proptest! {
    #[test]
    fn a_note_is_written_as_it_was_read(text in "(\\PC{0,20}\n){1,3}\n(— [a-z]{1,3} [A-Za-z0-9+/]{8,12}={0,2}\n){0,3}") {
        if let Ok(note) = parse(&text) {
            prop_assert_eq!(note.to_string(), text);
        }
    }

    #[test]
    fn whatever_is_signed_verifies(text in "(\\PC{0,40}\n){1,5}", seed: [u8; 32], time in 0..1u64 << 63) {
        let key = NoteSigner::from_seed(name("example.com"), &seed);
        let witness = witness("w", 3);
        if let Ok(mut note) = key.sign(&text) {
            witness.cosign(&mut note, time);
            let note = parse(&note.to_string())?;
            prop_assert_eq!(key.verifier_key().verify(&note), Ok(()));
            prop_assert_eq!(witness.verifier_key().verify(&note), Ok(time));
        }
    }
}
