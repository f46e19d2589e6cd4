//! Files that nobody thought of.

use std::sync::LazyLock;

use norven_proof::timestamp;
use norven_proof::verdict::Verdict;
use proptest::prelude::*;

use crate::support::cms::{seal_of, with_der};
use crate::support::pdf::{digits, unsealed};
use crate::support::wrapping::{Entry, attached, entry, gzip, mail, signed, signed_in_pieces, zip};
use crate::support::{Genuine, kind};

static GENUINE: LazyLock<Genuine> = LazyLock::new(Genuine::new);

/// One change to a file.
#[derive(Clone, Debug)]
enum Change {
    Overwrite(usize, Vec<u8>),
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Repeat(usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let bytes = || proptest::collection::vec(any::<u8>(), 1..40);
    let telling = prop::sample::select(vec![
        b"/ByteRange".to_vec(),
        b"/Contents<".to_vec(),
        b">".to_vec(),
        b"%PDF-1.7\n".to_vec(),
        b"/Type/EmbeddedFile".to_vec(),
        b"[0 1 2 3]".to_vec(),
        b"stream\n".to_vec(),
        b"3082".to_vec(),
    ]);
    prop_oneof![
        (any::<usize>(), bytes()).prop_map(|(at, bytes)| Change::Overwrite(at, bytes)),
        (any::<usize>(), prop_oneof![bytes(), telling]).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (any::<usize>(), 1_usize..2_000).prop_map(|(at, length)| Change::Remove(at, length)),
        (any::<usize>(), 1_usize..2_000).prop_map(|(at, length)| Change::Repeat(at, length)),
    ]
}

/// Places are taken from the part that says something, not from the padding.
fn applied(change: &Change, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let within = |at: usize| at % bytes.len().max(1);
    match change {
        Change::Overwrite(at, new) => {
            let at = within(*at);
            bytes.iter_mut().skip(at).zip(new).for_each(|(old, new)| *old = *new);
        }
        Change::Insert(at, new) => drop(bytes.splice(within(*at)..within(*at), new.iter().copied())),
        Change::Remove(at, length) => {
            let (at, end) = (within(*at), (within(*at) + length).min(bytes.len()));
            bytes.drain(at..end);
        }
        Change::Repeat(at, length) => {
            let (at, end) = (within(*at), (within(*at) + length).min(bytes.len()));
            let again = bytes[at..end].to_vec();
            bytes.splice(end..end, again);
        }
    }
    bytes
}

/// What a file may be put together from: the report, parts of it, what reports are packed in.
fn part() -> impl Strategy<Value = Vec<u8>> {
    let report = || GENUINE.file.as_slice();
    let wrapped = prop::sample::select(vec![
        zip(&[entry("report.pdf", report())]),
        zip(&[Entry { name: "r.pdf", bytes: report(), deflated: false, streamed: true }]),
        gzip("report.pdf", report()),
        mail(report(), "\r\n"),
        signed(report()),
        signed_in_pieces(report()),
        attached(report(), true, "\n"),
        attached(report(), false, "\n"),
        report().to_vec(),
    ]);
    let cut = |(bytes, start, end): (Vec<u8>, usize, usize)| {
        let (start, end) = (start % bytes.len(), end % bytes.len());
        bytes[start.min(end)..start.max(end)].to_vec()
    };
    prop_oneof![
        wrapped.clone(),
        (wrapped.clone(), any::<usize>(), any::<usize>()).prop_map(cut),
        (wrapped, any::<usize>()).prop_map(|(bytes, end)| bytes[..end % bytes.len()].to_vec()),
        proptest::collection::vec(any::<u8>(), 0..40),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_is_put_together_from_reports_and_wrappers_is_issued_only_if_it_is_the_report(
        parts in proptest::collection::vec(part(), 1..4),
        wrapper in 0_usize..6,
    ) {
        let file = parts.concat();
        let file = match wrapper {
            0 => zip(&[entry("a.pdf", &file)]),
            1 => mail(&file, "\n"),
            2 => attached(&file, true, "\n"),
            _ => file,
        };
        let verdict = GENUINE.verify(&file);
        prop_assert_eq!(verdict.is_issued(), file == GENUINE.file, "{}", kind(&verdict));
        if let Verdict::Altered { original: Some(range), .. } = &verdict {
            prop_assert_eq!(&file[range.clone()], GENUINE.file.as_slice());
        }
        if let Verdict::Wrapped { inside, .. } = &verdict {
            prop_assert_eq!(inside.verdict.is_issued(), inside.bytes == GENUINE.file);
        }
    }

    #[test]
    fn random_bytes_are_never_a_report(bytes in proptest::collection::vec(any::<u8>(), 0..4_000)) {
        prop_assert!(!GENUINE.verify(&bytes).is_issued());
        prop_assert!(!GENUINE.verify(&[b"%PDF-1.7\n", bytes.as_slice()].concat()).is_issued());
    }

    #[test]
    fn a_changed_report_is_never_a_report(changes in proptest::collection::vec(change(), 1..4)) {
        let file = changes.iter().fold(GENUINE.file.clone(), |file, change| applied(change, &file));
        let verdict = GENUINE.verify(&file);
        prop_assert!(file == GENUINE.file || !verdict.is_issued(), "{}", kind(&verdict));
    }

    #[test]
    fn a_report_with_a_changed_seal_is_never_a_report(changes in proptest::collection::vec(change(), 1..3)) {
        let seal = seal_of(&GENUINE.file);
        let changed = changes.iter().fold(seal.clone(), |der, change| applied(change, &der));
        prop_assume!(changed != seal && 2 * changed.len() <= digits(&GENUINE.file).len());
        prop_assert!(!GENUINE.verify(&with_der(&GENUINE.file, &changed)).is_issued());
    }

    #[test]
    fn a_file_without_a_seal_is_no_report(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert_eq!(kind(&GENUINE.verify(&unsealed(&bytes))), "not ours");
    }

    #[test]
    fn random_bytes_are_never_a_time_stamp(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), nonce: [u8; 8]) {
        prop_assert!(timestamp::verify(&bytes, b"message", &[]).is_err());
        prop_assert!(timestamp::accept(&bytes, b"message", nonce, &[]).is_err());
    }
}
