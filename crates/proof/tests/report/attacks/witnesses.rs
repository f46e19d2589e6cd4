//! Class E, the lines of several witnesses in the proof: they stand in one order, by name and then by key hash.

use norven_proof::digest::Digest;
use norven_proof::log::checkpoint::Policy;
use norven_proof::log::note::WitnessSigner;
use norven_proof::log::proof::Proof;
use norven_proof::trust::Trust;
use norven_proof::verify::verify;

use crate::support::cms::with_seal;
use crate::support::{ISSUED_AT, Issuer, Log, VERIFIED_AT, at, kind, pdf, reason};

fn witness(name: &str, seed: u8) -> WitnessSigner {
    WitnessSigner::from_seed(name.parse().unwrap(), &[seed; 32])
}

/// The beginning of SHA-256 over name, line feed, kind and key, by which keys of one name are told apart.
fn hash(witness: &WitnessSigner) -> Vec<u8> {
    let key = witness.verifier_key();
    let named = [key.name().as_str().as_bytes(), b"\n\x04".as_slice(), key.public().as_slice()].concat();
    Digest::of(named).as_bytes()[..4].to_vec()
}

/// Two witnesses of these names, of which the first has the smaller key hash.
fn by_hash(names: [&str; 2]) -> [WitnessSigner; 2] {
    let pair = |seed: u8| [witness(names[0], seed), witness(names[1], seed + 1)];
    let mut pairs = (50..100).map(pair);
    pairs.find(|[first, other]| hash(first) < hash(other)).expect("it is so in every other pair")
}

/// A report whose proof has the lines of these witnesses in this order.
fn issued(issuer: &Issuer, witnesses: &[&WitnessSigner]) -> Vec<u8> {
    let prepared = issuer.prepare(&pdf::record());
    let alone = issuer.prove(prepared.entry(), Log { witnessed: None, ..Log::default() });
    let mut proof = Proof::parse(alone.as_bytes()).unwrap();
    for witness in witnesses {
        witness.cosign(&mut proof.checkpoint, u64::try_from(ISSUED_AT + 10).unwrap());
    }
    prepared.finish(&proof.to_string(), None, &issuer.seal_key).unwrap()
}

/// A trust document whose policy names these witnesses and this quorum.
fn trust(issuer: &Issuer, witnesses: &[&WitnessSigner], quorum: usize) -> Trust {
    let mut trust = issuer.trust();
    let keys = witnesses.iter().map(|witness| witness.verifier_key()).collect();
    trust.logs[0].policy = Policy::new(issuer.log.verifier_key(), keys, quorum).unwrap();
    trust
}

/// The report with the two last lines of its proof swapped.
fn swapped(file: &[u8]) -> Vec<u8> {
    with_seal(file, |seal| {
        let proof = seal.log_proof.take().unwrap();
        let mut lines: Vec<&str> = proof.lines().collect();
        let last = lines.len() - 1;
        assert!(lines[last - 1].starts_with("— ") && lines[last].starts_with("— "), "two witnesses: {proof}");
        lines.swap(last - 1, last);
        seal.log_proof = Some(format!("{}\n", lines.join("\n")));
    })
}

/// Holds that a proof has the lines of two witnesses in this order and in no other, whatever the policy's order.
fn try_order([first, second]: [&WitnessSigner; 2]) {
    let issuer = Issuer::new(1);
    let (right, wrong) = (issued(&issuer, &[first, second]), issued(&issuer, &[second, first]));
    for named in [[first, second], [second, first]] {
        for quorum in [1, 2] {
            let trust = trust(&issuer, &named, quorum);
            let judge = |file: &[u8]| verify(file, &trust, None, &at(VERIFIED_AT));
            assert_eq!(kind(&judge(&right)), "issued", "{}", reason(&judge(&right)));
            // By the issuer, who closes the seal over it, and by a stranger.
            let why = reason(&judge(&wrong));
            assert_eq!(kind(&judge(&wrong)), "issued, unlogged", "{why}");
            assert!(why.contains("in their order"), "{why}");
            assert_eq!(kind(&judge(&swapped(&right))), "altered");
            assert_eq!(kind(&judge(&swapped(&wrong))), "altered", "nor can a stranger put it right");
        }
    }
}

#[test]
fn witnesses_stand_in_the_order_of_their_names_and_swapped_they_are_refused() {
    // The names decide, also where the key hashes are the other way round.
    let [a, b] = by_hash(["a.example", "b.example"]);
    try_order([&a, &b]);
    let [b, a] = by_hash(["b.example", "a.example"]);
    try_order([&a, &b]);
}

#[test]
fn two_witnesses_of_one_name_stand_in_the_order_of_their_key_hashes() {
    let [first, second] = by_hash(["witness.example", "witness.example"]);
    assert_eq!(first.verifier_key().name(), second.verifier_key().name());
    assert_eq!(first.verifier_key().id().as_slice(), hash(&first), "it is the ID that the line begins with");
    try_order([&first, &second]);
}

#[test]
fn of_two_witnesses_each_is_asked_for_and_none_may_sign_twice() {
    let issuer = Issuer::new(1);
    let [first, second] = by_hash(["witness.example", "witness.example"]);
    let both = trust(&issuer, &[&first, &second], 2);
    for (signers, expected) in [
        (vec![&first, &second], "issued"),
        (vec![&first], "issued, unlogged"),
        (vec![&second], "issued, unlogged"),
        (vec![&first, &first], "issued, unlogged"),
        (vec![&first, &second, &second], "issued, unlogged"),
    ] {
        let verdict = verify(&issued(&issuer, &signers), &both, None, &at(VERIFIED_AT));
        assert_eq!(kind(&verdict), expected, "{} lines: {}", signers.len(), reason(&verdict));
    }
    // Where one is enough, either is.
    let either = trust(&issuer, &[&first, &second], 1);
    for signer in [&first, &second] {
        assert!(verify(&issued(&issuer, &[signer]), &either, None, &at(VERIFIED_AT)).is_issued());
    }
}
