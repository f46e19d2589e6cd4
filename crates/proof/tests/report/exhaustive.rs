//! Every byte, every length.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use norven_proof::envelope::{BYTE_RANGE_LENGTH, Envelope, EnvelopeError};
use norven_proof::verdict::Verdict;

use crate::support::cms::seal_of;
use crate::support::pdf::digits;
use crate::support::{Genuine, kind};

/// Judges many files on all processors.
fn for_all(count: usize, judge: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            match next.fetch_add(1, Ordering::Relaxed) {
                number if number < count => judge(number),
                _ => break,
            }
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
}

/// The zeros behind the seal's DER: three quarters of the file, and all alike.
fn padding(genuine: &Genuine) -> Range<usize> {
    let digits = digits(&genuine.file);
    digits.start + 2 * seal_of(&genuine.file).len()..digits.end
}

#[test]
fn no_single_byte_can_be_changed() {
    let genuine = Genuine::new();
    let padding = padding(&genuine);
    let elsewhere: Vec<usize> = (0..genuine.file.len()).filter(|at| !padding.contains(at)).collect();
    let changed = |at: usize| {
        let mut file = genuine.file.clone();
        file[at] ^= 1;
        file
    };
    for_all(elsewhere.len(), |number| {
        let at = elsewhere[number];
        let verdict = genuine.verify(&changed(at));
        assert!(!verdict.is_issued(), "byte {at}");
    });
    // What is not taken apart is not judged any further.
    for_all(padding.len(), |number| {
        assert!(Envelope::open(&changed(padding.start + number)).is_err());
    });
}

#[test]
fn whatever_byte_outside_the_seal_is_changed_the_report_is_known_again() {
    let genuine = Genuine::new();
    let digits = digits(&genuine.file);
    // The first bytes say that it is a PDF, and the name of the seal's place leads to the seal.
    let named = digits.start - b"/Contents<".len()..digits.start;
    let known = |at: &usize| *at >= b"%PDF-".len() && !named.contains(at) && !digits.contains(at);
    let places: Vec<usize> = (0..genuine.file.len()).filter(known).step_by(13).collect();
    for_all(places.len(), |number| {
        let mut file = genuine.file.clone();
        file[places[number]] ^= 1;
        assert_eq!(kind(&genuine.verify(&file)), "altered", "byte {}", places[number]);
    });
}

#[test]
fn no_digit_of_the_seal_can_be_written_in_the_other_case() {
    let genuine = Genuine::new();
    let letters: Vec<usize> = digits(&genuine.file).filter(|&at| genuine.file[at].is_ascii_alphabetic()).collect();
    for_all(letters.len(), |number| {
        let mut file = genuine.file.clone();
        file[letters[number]] ^= 0x20;
        let offset = letters[number];
        assert_eq!(Envelope::open(&file), Err(EnvelopeError::Digit { offset }));
    });
}

#[test]
fn no_beginning_of_a_report_is_a_report() {
    let genuine = Genuine::new();
    let padding = padding(&genuine);
    for_all(genuine.file.len(), |end| {
        let beginning = &genuine.file[..end];
        assert!(Envelope::open(beginning).is_err(), "the first {end} bytes");
        if !padding.contains(&end) {
            assert!(!genuine.verify(beginning).is_issued(), "the first {end} bytes");
        }
    });
}

#[test]
fn whatever_byte_is_added_the_report_is_given_back() {
    let genuine = Genuine::new();
    for_all(256, |byte| {
        let file = [genuine.file.as_slice(), &[u8::try_from(byte).unwrap_or_default()]].concat();
        let Verdict::Altered { original: Some(original), .. } = genuine.verify(&file) else {
            panic!("byte {byte}");
        };
        assert_eq!(file[original], genuine.file);
    });
}

#[test]
fn every_beginning_of_a_report_is_incomplete_and_says_how_much_is_missing_where_it_can() {
    let genuine = Genuine::new();
    let named = digits(&genuine.file).end + 1 + b"/ByteRange".len() + BYTE_RANGE_LENGTH;
    let ends: Vec<usize> =
        (b"%PDF-".len()..genuine.file.len()).filter(|end| end % 11 == 0 || *end > named - 20).collect();
    for_all(ends.len(), |number| {
        let end = ends[number];
        let Verdict::Incomplete { file, whole } = genuine.verify(&genuine.file[..end]) else {
            panic!("the first {end} bytes");
        };
        assert_eq!(file.bytes, end);
        assert_eq!(whole, (end >= named).then_some(genuine.file.len()), "the first {end} bytes");
    });
}
