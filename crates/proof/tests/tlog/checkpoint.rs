use norven_proof::digest::Digest;
use norven_proof::log::checkpoint::{Checkpoint, CheckpointError, Policy, PolicyError, Witnessed};
use norven_proof::log::note::{Note, NoteError, NoteKey, WitnessKey, WitnessSigner};
use norven_proof::log::tree::empty_root;
use proptest::prelude::*;

use super::{name, signer, witness};

/// The text of the specification's example.
const EXAMPLE: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

fn structure(part: &'static str) -> Result<Checkpoint, CheckpointError> {
    Err(CheckpointError::Structure { part })
}

fn checkpoint() -> Checkpoint {
    Checkpoint::new(name("example.com/log"), 5, Digest::of("root"))
}

/// A checkpoint that the log signed, and the first so many of three witnesses.
fn signed(witnesses: usize) -> Note {
    let mut note = checkpoint().sign(&signer("example.com/log", 1)).expect("a checkpoint");
    for i in 0..witnesses {
        witness(&format!("w{i}"), 10 + i as u8).cosign(&mut note, 1000 - i as u64);
    }
    note
}

fn keys() -> (NoteKey, Vec<WitnessKey>) {
    let witnesses = (0..3).map(|i| witness(&format!("w{i}"), 10 + i).verifier_key());
    (signer("example.com/log", 1).verifier_key(), witnesses.collect())
}

fn policy(quorum: usize) -> Policy {
    let (log, witnesses) = keys();
    Policy::new(log, witnesses, quorum).expect("a policy")
}

#[test]
fn the_example_of_the_specification_is_read_and_written() {
    let checkpoint: Checkpoint = EXAMPLE.parse().expect("a checkpoint");
    assert_eq!(checkpoint.origin, name("example.com/behind-the-sofa"));
    assert_eq!(checkpoint.size, 20_852_163);
    assert_eq!(checkpoint.root.as_bytes()[..3], [0x0a, 0xc5, 0x18]);
    assert_eq!(checkpoint.to_string(), EXAMPLE);

    let more = format!("{EXAMPLE}one\ntwo words\n");
    let checkpoint: Checkpoint = more.parse().expect("a checkpoint");
    assert_eq!(checkpoint.extensions, ["one", "two words"]);
    assert_eq!(checkpoint.to_string(), more);
}

#[test]
fn what_is_no_checkpoint_is_refused_and_says_what_in_it() {
    let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    for (text, part) in [
        (String::new(), "end"),
        (format!("a\n5\n{root}"), "end"),
        ("\n".into(), "origin"),
        (format!("\n5\n{root}\n"), "origin"),
        (format!("a b\n5\n{root}\n"), "origin"),
        ("a\n".into(), "size"),
        (format!("a\n\n{root}\n"), "size"),
        (format!("a\n05\n{root}\n"), "size"),
        (format!("a\n+5\n{root}\n"), "size"),
        (format!("a\n-5\n{root}\n"), "size"),
        (format!("a\n5 \n{root}\n"), "size"),
        (format!("a\n9223372036854775808\n{root}\n"), "size"),
        (format!("a\n99999999999999999999\n{root}\n"), "size"),
        ("a\n5\n".into(), "root"),
        ("a\n5\n\n".into(), "root"),
        (format!("a\n5\n{}\n", &root[..43]), "root"),
        (format!("a\n5\n{}J=\n", &root[..42]), "root"),
        (format!("a\n5\nAA{root}\n"), "root"),
        ("a\n5\nAAAA\n".into(), "root"),
        // Without entries there is only one root.
        (format!("a\n0\n{root}\n"), "root"),
        (format!("a\n5\n{root}\n\n"), "extension"),
        (format!("a\n5\n{root}\none\n\ntwo\n"), "extension"),
    ] {
        assert_eq!(text.parse(), structure(part), "{text:?}");
    }
    assert!(Checkpoint::new(name("a"), 0, empty_root()).to_string().parse::<Checkpoint>().is_ok());
}

#[test]
fn only_what_can_be_read_is_signed_and_only_by_its_own_log() {
    let key = signer("example.com/log", 1);
    for (extensions, root, size) in [
        (vec![String::new()], Digest::of("root"), 5),
        (vec!["one\n\n— two".into()], Digest::of("root"), 5),
        (vec![], Digest::of("root"), 0),
        (vec![], Digest::of("root"), u64::MAX),
    ] {
        let wrong = Checkpoint { extensions, root, size, ..checkpoint() };
        assert_eq!(wrong.sign(&key), Err(CheckpointError::Structure { part: "content" }));
    }
    assert_eq!(checkpoint().sign(&signer("example.com/other", 1)), Err(CheckpointError::OtherLog));
}

#[test]
fn a_quorum_is_met_by_so_many_different_witnesses() {
    for there in 0..=3 {
        for quorum in 0..=3 {
            let head = policy(quorum).open(signed(there).to_string().as_bytes());
            if there < quorum {
                assert_eq!(head, Err(CheckpointError::Quorum { found: there, quorum }));
            } else {
                let head = head.expect("enough witnesses");
                assert_eq!(head.checkpoint, checkpoint());
                let expected = (0..there).map(|i| Witnessed { name: name(&format!("w{i}")), time: 1000 - i as u64 });
                assert!(head.witnesses.into_iter().eq(expected));
            }
        }
    }
}

#[test]
fn one_witness_is_never_counted_twice() {
    let mut note = signed(1);
    witness("w0", 10).cosign(&mut note, 7);
    assert_eq!(policy(2).check(&note), Err(NoteError::SignedTwice.into()));
    // Nor under another name: a key is another witness only if it is another key.
    let (log, mut witnesses) = keys();
    witnesses.push(witness("w0-again", 10).verifier_key());
    assert_eq!(Policy::new(log.clone(), witnesses.clone(), 2), Err(PolicyError::SameKey));
    let own = witness("w", 1).verifier_key();
    assert_eq!(Policy::new(log, vec![own], 1), Err(PolicyError::SameKey));
}

#[test]
fn a_policy_that_cannot_be_met_or_that_names_too_many_is_none() {
    let (log, witnesses) = keys();
    assert_eq!(Policy::new(log.clone(), witnesses, 4), Err(PolicyError::Unreachable { quorum: 4, witnesses: 3 }));
    let many = (1..=17).map(|i| witness("w", 100 + i).verifier_key()).collect();
    assert_eq!(Policy::new(log, many, 0), Err(PolicyError::TooManyWitnesses { found: 17 }));
}

#[test]
fn another_log_with_our_origin_is_not_ours() {
    let other = signer("example.com/log", 99);
    let note = checkpoint().sign(&other).expect("a checkpoint");
    assert_eq!(policy(0).check(&note), Err(NoteError::Unsigned.into()));
    // Our key under the text of another origin.
    let note = signer("example.com/log", 1).sign(EXAMPLE).expect("a text");
    assert_eq!(policy(0).check(&note), Err(CheckpointError::OtherLog));
    let note = signer("example.com/log", 1).sign("text\n").expect("a text");
    assert_eq!(policy(0).check(&note), Err(CheckpointError::Structure { part: "size" }));
}

#[test]
fn a_known_key_whose_signature_is_not_genuine_refuses_the_checkpoint() {
    let text = signed(1).to_string();
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    let forged = lines.pop().expect("a witness").replace("— w0 ", "— w0 !");
    // The ID stays, eight characters further a signature changes.
    let at = forged.find('!').expect("the mark") + 12;
    let mut forged = forged.into_bytes();
    forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).expect("text").replace('!', "");
    lines.push(forged);
    let note = lines.join("\n") + "\n";
    assert_eq!(policy(0).open(note.as_bytes()), Err(NoteError::Forged.into()));
}

#[test]
fn the_lines_that_travel_in_a_proof_have_one_order_by_name_and_then_by_key_hash() {
    let hash = |witness: &WitnessSigner| {
        let key = witness.verifier_key();
        let named = [key.name().as_str().as_bytes(), b"\n\x04".as_slice(), key.public().as_slice()].concat();
        Digest::of(named).as_bytes()[..4].to_vec()
    };
    let mut witnesses = [witness("b", 20), witness("a", 21), witness("b", 22)];
    witnesses.sort_by_key(|witness| (witness.verifier_key().name().as_str().to_owned(), hash(witness)));
    let note = |order: [usize; 3]| {
        let mut note = checkpoint().sign(&signer("example.com/log", 1)).expect("a checkpoint");
        order.into_iter().for_each(|at| witnesses[at].cosign(&mut note, 1000));
        note
    };
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for named in orders {
        let keys = named.map(|at| witnesses[at].verifier_key());
        let policy = Policy::new(signer("example.com/log", 1).verifier_key(), keys.to_vec(), 2).expect("a policy");
        for order in orders {
            assert_eq!(policy.stapled(&note(order)), note([0, 1, 2]), "{named:?} {order:?}");
            let checked = policy.check_stapled(&note(order)).map(|head| head.witnesses.len());
            let expected = if order == [0, 1, 2] { Ok(3) } else { Err(CheckpointError::Lines) };
            assert_eq!(checked, expected, "{named:?} {order:?}");
        }
    }
}

#[test]
fn a_policy_is_written_for_the_tools_of_others() {
    let (log, witnesses) = keys();
    let expected = format!(
        "log {log}\nwitness w1 {}\nwitness w2 {}\nwitness w3 {}\ngroup witnesses 2 w1 w2 w3\nquorum witnesses\n",
        witnesses[0], witnesses[1], witnesses[2]
    );
    assert_eq!(policy(2).to_string(), expected);
    let alone = Policy::new(log.clone(), vec![], 0).expect("a policy");
    assert_eq!(alone.to_string(), format!("log {log}\nquorum none\n"));
}

proptest! {
    #[test]
    fn a_text_is_a_checkpoint_only_as_the_checkpoint_writes_it(size in "[0-9]{1,20}", root: [u8; 32], rest in "([a-z ]{0,3}\n){0,2}") {
        let root = Checkpoint::new(name("a"), 1, Digest::from_bytes(root)).to_string();
        let text = root.replace("a\n1\n", &format!("a\n{size}\n")) + &rest;
        if let Ok(checkpoint) = text.parse::<Checkpoint>() {
            prop_assert_eq!(checkpoint.to_string(), text);
        }
    }
}
