use norven_proof::digest::Digest;
use norven_proof::log::leaf::{Entry, Event, LeafError, MAX_BYTES, ReportSeal, Role, Statement, Status};
use norven_proof::log::tree::leaf_hash;
use proptest::prelude::*;

use super::{hex, name};

fn entry(statement: Statement) -> Entry {
    Entry { log: name("example.com/log2026"), statement }
}

/// One of each kind, and what it is as text, where a digest is that of its member's name.
fn all() -> Vec<(Entry, String)> {
    let d = |name: &str| Digest::of(name);
    let seal = ReportSeal { document: d("doc"), record: d("rec"), signature: d("sig"), certificate: d("crt") };
    let day = "2026-11-22".parse().expect("a day");
    let status = |status| Statement::ReportStatus { record: d("rec"), status, day };
    let key = |role, event| Statement::KeyEvent { role, key: d("key"), event };
    let hex = |name: &str| format!("{name} {}\n", d(name));
    let (doc, rec, sig, crt, new, key_line) = (hex("doc"), hex("rec"), hex("sig"), hex("crt"), hex("new"), hex("key"));
    [
        (Statement::ReportSeal(seal), format!("report-seal/v1\n{doc}{rec}{sig}{crt}")),
        (
            status(Status::Superseded { by: d("new") }),
            format!("report-status/v1\n{rec}state superseded\nday 2026-11-22\n{new}"),
        ),
        (status(Status::Revoked), format!("report-status/v1\n{rec}state revoked\nday 2026-11-22\n")),
        (
            Statement::StatusSnapshot { list: d("list"), time: 1_795_344_792 },
            format!("status-snapshot/v1\n{}time 1795344792\n", hex("list")),
        ),
        (key(Role::Seal, Event::Begin), format!("key-event/v1\nrole seal\n{key_line}event begin\n")),
        (
            key(Role::Qr, Event::Retire { last: 4711 }),
            format!("key-event/v1\nrole qr\n{key_line}event retire\nlast 4711\n"),
        ),
        (
            key(Role::Standing, Event::Compromise { last: 0 }),
            format!("key-event/v1\nrole standing\n{key_line}event compromise\nlast 0\n"),
        ),
        (key(Role::Log, Event::Begin), format!("key-event/v1\nrole log\n{key_line}event begin\n")),
        (Statement::AuditHead { head: d("head") }, format!("audit-head/v1\n{}", hex("head"))),
    ]
    .map(|(statement, text)| (entry(statement), format!("example.com/log2026/{text}")))
    .to_vec()
}

#[test]
fn every_kind_is_written_and_read_as_documented() {
    for (entry, text) in all() {
        assert_eq!(entry.to_string(), text);
        assert_eq!(Entry::parse(text.as_bytes()), Ok(entry.clone()));
        assert_eq!(entry.leaf_hash(), leaf_hash(text.as_bytes()));
        assert!(text.len() < MAX_BYTES);
    }
}

#[test]
fn the_leaf_hash_is_the_one_computed_elsewhere() {
    // Python: sha256(b"\0" + text).hexdigest()
    let expected = hex("cede659d0a5c2b15627874fd7757380b44eee74aa321339650e15368d5a9309c");
    assert_eq!(all()[0].0.leaf_hash(), expected);
}

#[test]
fn what_is_no_entry_is_refused_and_says_what_in_it() {
    let seal = &all()[0].1;
    let with = |old: &str, new: &str| seal.replacen(old, new, 1);
    for (text, error) in [
        (String::new(), LeafError::Text),
        (seal.trim_end().to_owned(), LeafError::Text),
        (format!("{seal}{}", "x".repeat(MAX_BYTES)), LeafError::Text),
        (with("/v1", "/v2"), LeafError::Kind),
        (with("report-seal", "report-soul"), LeafError::Kind),
        (with("example.com/log2026/", ""), LeafError::Kind),
        (with("example.com/log2026", ""), LeafError::Kind),
        (with("example.com", "example com"), LeafError::Kind),
        (format!("\n{seal}"), LeafError::Kind),
        (with("doc ", "doc"), LeafError::Member("doc")),
        (with("doc ", "doc  "), LeafError::Member("doc")),
        (with("doc ", "DOC "), LeafError::Member("doc")),
        (with("\nrec ", "\r\nrec "), LeafError::Member("doc")),
        (with("\nrec ", "\n\nrec "), LeafError::Member("rec")),
        (with("\nrec ", "\nsig "), LeafError::Member("rec")),
        (
            seal.to_uppercase().replacen("EXAMPLE.COM/LOG2026/REPORT-SEAL/V1", "a/report-seal/v1", 1),
            LeafError::Member("doc"),
        ),
        (format!("{seal}\n"), LeafError::Surplus),
        (format!("{seal}doc\n"), LeafError::Surplus),
    ] {
        assert_eq!(Entry::parse(text.as_bytes()), Err(error), "{text:?}");
    }
    let status = &all()[1].1;
    for (old, new, error) in [
        ("superseded", "current", LeafError::Member("state")),
        ("superseded", "revoked", LeafError::Surplus),
        ("2026-11-22", "2026-11-31", LeafError::Member("day")),
        ("2026-11-22", "1969-12-31", LeafError::Member("day")),
    ] {
        assert_eq!(Entry::parse(status.replacen(old, new, 1).as_bytes()), Err(error));
    }
    let retired = &all()[5].1;
    for (old, new, error) in [
        ("qr", "root", LeafError::Member("role")),
        ("retire", "begin", LeafError::Surplus),
        ("retire", "end", LeafError::Member("event")),
        ("4711", "04711", LeafError::Member("last")),
        ("4711", "99999999999999999999", LeafError::Member("last")),
    ] {
        assert_eq!(Entry::parse(retired.replacen(old, new, 1).as_bytes()), Err(error));
    }
    assert_eq!(Entry::parse(b"\xff\n"), Err(LeafError::Text));
}

proptest! {
    #[test]
    fn a_text_is_an_entry_only_as_the_entry_writes_it(which in 0..9usize, at: prop::sample::Index, byte: u8) {
        let mut bytes = all()[which].1.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(entry) = Entry::parse(&bytes) {
            prop_assert_eq!(entry.to_string().into_bytes(), bytes);
        }
    }
}
