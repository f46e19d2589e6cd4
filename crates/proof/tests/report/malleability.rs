//! No byte of a seal is anybody's but the issuer's: changes at the level of ASN.1, which stay DER (or BER)
//! and leave what lies further in as it is.

use std::sync::LazyLock;

use norven_proof::cms::Seal;
use p256::ecdsa::{DerSignature, Signature};
use proptest::prelude::*;

use crate::support::asn1::{Lengths, Value};
use crate::support::cms::{seal_of, with_der, with_seal};
use crate::support::pdf::{digits, record};
use crate::support::{Genuine, Issuer, kind, reason};

/// With a time stamp, a witness and the authority's certificate: everything that a seal may hold.
static STAMPED: LazyLock<Genuine> = LazyLock::new(|| {
    let issuer = Issuer::new(1);
    Genuine { file: issuer.issue_stamped(&record()), issuer }
});

/// One change, at the place with a number.
#[derive(Clone, Debug)]
enum Change {
    Drop(usize, usize),
    Repeat(usize, usize),
    Swap(usize, usize, usize),
    Insert(usize, usize, Vec<u8>),
    Move(usize, usize, usize),
    Bytes(usize, Vec<u8>),
    Kind(usize, u8),
}

fn change() -> impl Strategy<Value = Change> {
    let number = || any::<usize>();
    // Whole values to put in: NULL, an empty SET, an empty attribute, a number, a text.
    let whole = prop::sample::select(vec![
        vec![5, 0],
        vec![0x31, 0],
        vec![0x30, 4, 6, 0, 0x31, 0],
        vec![2, 1, 1],
        vec![4, 2, 0x41, 0x41],
        vec![0xa1, 0],
    ]);
    prop_oneof![
        (number(), number()).prop_map(|(at, which)| Change::Drop(at, which)),
        (number(), number()).prop_map(|(at, which)| Change::Repeat(at, which)),
        (number(), number(), number()).prop_map(|(at, one, other)| Change::Swap(at, one, other)),
        (number(), number(), whole).prop_map(|(at, before, whole)| Change::Insert(at, before, whole)),
        (number(), number(), number()).prop_map(|(from, which, to)| Change::Move(from, which, to)),
        (number(), proptest::collection::vec(any::<u8>(), 0..6)).prop_map(|(at, bytes)| Change::Bytes(at, bytes)),
        (number(), any::<u8>()).prop_map(|(at, kind)| Change::Kind(at, kind)),
    ]
}

/// Takes the change to the next place where it can be made.
fn apply(seal: &mut Value, change: &Change) {
    let count = seal.count();
    let branch = |seal: &mut Value, at: usize| {
        (0..count)
            .map(|step| (at % count + step) % count)
            .find(|&at| matches!(seal.at(at), Some(Value::Branch(_, values)) if !values.is_empty()))
    };
    match change {
        Change::Drop(at, which) | Change::Repeat(at, which) => {
            let Some(Value::Branch(_, values)) = branch(seal, *at).and_then(|at| seal.at(at)) else { return };
            let which = which % values.len();
            match change {
                Change::Drop(..) => drop(values.remove(which)),
                _ => values.insert(which, values[which].clone()),
            }
        }
        Change::Swap(at, one, other) => {
            let Some(Value::Branch(_, values)) = branch(seal, *at).and_then(|at| seal.at(at)) else { return };
            let count = values.len();
            values.swap(one % count, other % count);
        }
        Change::Insert(at, before, whole) => {
            let Some(Value::Branch(_, values)) = branch(seal, *at).and_then(|at| seal.at(at)) else { return };
            let before = before % (values.len() + 1);
            values.splice(before..before, Value::read_all(whole));
        }
        Change::Move(from, which, to) => {
            let Some(Value::Branch(_, values)) = branch(seal, *from).and_then(|at| seal.at(at)) else { return };
            let moved = values.remove(which % values.len());
            let count = seal.count();
            if let Some(Value::Branch(_, values)) = seal.at(to % count) {
                values.push(moved);
            }
        }
        Change::Bytes(at, bytes) => {
            if let Some(Value::Leaf(_, content)) = seal.at(at % count) {
                *content = bytes.clone();
            }
        }
        Change::Kind(at, kind) => match seal.at(at % count) {
            Some(Value::Leaf(first, _)) => *first = *kind & !0x20,
            Some(Value::Branch(first, _)) => *first = *kind | 0x20,
            None => {}
        },
    }
}

fn parsed(file: &[u8]) -> Value {
    let [seal] = Value::read_all(&seal_of(file)).try_into().unwrap();
    seal
}

/// Judges the stamped report with another seal in its place; `false` where it is the same one.
fn refused(der: &[u8]) -> bool {
    if der == seal_of(&STAMPED.file) || 2 * der.len() > digits(&STAMPED.file).len() {
        return false;
    }
    let verdict = STAMPED.verify(&with_der(&STAMPED.file, der));
    assert!(!verdict.is_issued(), "{}", reason(&verdict));
    true
}

#[test]
fn taking_a_seal_apart_and_writing_it_again_changes_nothing() {
    assert_eq!(parsed(&STAMPED.file).write(Lengths::Der), seal_of(&STAMPED.file));
    assert_eq!(kind(&STAMPED.verify(&STAMPED.file)), "issued");
}

#[test]
fn every_value_of_a_seal_is_needed_once_and_where_it_stands() {
    let count = parsed(&STAMPED.file).count();
    let mut tried = 0;
    for at in 0..count {
        let Some(Value::Branch(_, values)) = parsed(&STAMPED.file).at(at).cloned() else { continue };
        for which in 0..values.len() {
            for change in [
                Change::Drop(at, which),
                Change::Repeat(at, which),
                Change::Swap(at, which, which + 1),
                Change::Insert(at, which, vec![5, 0]),
            ] {
                let mut seal = parsed(&STAMPED.file);
                apply(&mut seal, &change);
                tried += usize::from(refused(&seal.write(Lengths::Der)));
            }
        }
    }
    assert!(tried > 3 * count / 2, "only {tried} changes of {count} values");
}

#[test]
fn no_byte_of_any_value_of_a_seal_can_be_changed() {
    let seal = seal_of(&STAMPED.file);
    for at in 0..seal.len() {
        for bit in [0x01, 0x80] {
            let mut changed = seal.clone();
            changed[at] ^= bit;
            assert!(refused(&changed), "byte {at}");
        }
    }
}

#[test]
fn a_seal_in_ber_is_refused() {
    for lengths in [Lengths::Long, Lengths::Indefinite] {
        assert!(refused(&parsed(&STAMPED.file).write(lengths)), "{lengths:?}");
    }
    // Only one value written otherwise, each in turn.
    let count = parsed(&STAMPED.file).count();
    for at in 0..count {
        let mut seal = parsed(&STAMPED.file);
        let value = seal.at(at).unwrap();
        let long = value.write(Lengths::Long);
        // Kept as it is by a leaf whose first two bytes are those of what it holds.
        let Some((first, rest)) = long.split_first() else { continue };
        if rest.len() < 128 {
            *value = Value::Leaf(*first, rest.to_vec());
            assert!(refused(&seal.write(Lengths::Der)), "value {at}");
        }
    }
}

#[test]
fn neither_signature_has_a_second_spelling() {
    let other = |der: &[u8]| {
        let signature: Signature = DerSignature::from_bytes(der).unwrap().try_into().unwrap();
        let other = Signature::from_scalars(signature.r(), -signature.s()).unwrap();
        DerSignature::from(other).as_bytes().to_vec()
    };
    let of_seal = with_seal(&STAMPED.file, |seal| seal.signature = other(&seal.signature));
    assert_eq!(kind(&STAMPED.verify(&of_seal)), "not ours");
    let of_closing = with_seal(&STAMPED.file, |seal| seal.closing = seal.closing.take().map(|der| other(&der)));
    assert_eq!(kind(&STAMPED.verify(&of_closing)), "altered");
    // A number with a zero before it.
    let padded = |der: &[u8]| {
        let (length, r) = (der[3], &der[4..]);
        [&[0x30, der[1] + 1, 2, length + 1, 0], r].concat()
    };
    let of_closing = with_seal(&STAMPED.file, |seal| seal.closing = seal.closing.take().map(|der| padded(&der)));
    assert_eq!(kind(&STAMPED.verify(&of_closing)), "altered");
}

#[test]
fn the_same_seal_is_closed_alike() {
    let again = STAMPED.issuer.issue_stamped(&record());
    assert_eq!(again, STAMPED.file);
    let seal = Seal::from_der(&seal_of(&again)).unwrap();
    assert_eq!(seal.check_closing(), Ok(()));
    assert!(seal.closing_message().unwrap().starts_with(b"norven/seal-closing/v1\n0\x82"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(768))]

    #[test]
    fn a_seal_changed_in_any_of_its_values_is_refused(changes in proptest::collection::vec(change(), 1..4)) {
        let mut seal = parsed(&STAMPED.file);
        changes.iter().for_each(|change| apply(&mut seal, change));
        let same = seal == parsed(&STAMPED.file);
        prop_assert!(refused(&seal.write(Lengths::Der)) || same || seal.write(Lengths::Der).len() > 16_384);
    }
}
