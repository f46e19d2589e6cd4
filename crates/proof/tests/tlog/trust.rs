use norven_proof::certificate::{Certificate, Subject};
use norven_proof::digest::Digest;
use norven_proof::log::checkpoint::Policy;
use norven_proof::pki::{self, SigningKey};
use norven_proof::record::Instant;
use norven_proof::trust::{Log, MAX_TRUST_BYTES, SealKey, StandingSource, Trust, TrustError};
use serde_json::{Value, json};

use super::{name, signer, witness};

fn certificate(seed: u8) -> Certificate {
    let key = SigningKey::from_slice(&[seed; 32]).expect("a key");
    let name = Subject { organisation: "Door Safety Ltd".into(), common_name: "Root".into() };
    let from = Instant("2026-11-22T10:53:12.000000Z".into());
    pki::root(&key, &name, [seed; 16], &from).expect("a certificate")
}

fn trust() -> Trust {
    let witnesses = vec![witness("w1", 11).verifier_key(), witness("w2", 12).verifier_key()];
    let log = |origin: &str| Log {
        url: format!("https://{origin}"),
        policy: Policy::new(signer(origin, 1).verifier_key(), witnesses.clone(), 1).expect("a policy"),
    };
    let leaf = Digest::of("leaf");
    let key =
        |log: &str, first_index, last_index| SealKey { cert_sha256: leaf, log: name(log), first_index, last_index };
    Trust {
        v: 1,
        issuer: "Door Safety Ltd".into(),
        origin: "https://example.com".into(),
        issued_at: Instant("2026-11-22T10:53:12.000000Z".into()),
        roots: vec![certificate(1)],
        intermediates: vec![certificate(2)],
        seal_keys: vec![key("example.com/log2026", 3, Some(9)), key("example.com/log2027", 0, None)],
        logs: vec![log("example.com/log2026"), log("example.com/log2027")],
        standing: StandingSource {
            url: "https://example.com/standing".into(),
            key: signer("example.com/standing", 2).verifier_key(),
        },
        qr_key: signer("example.com", 3).verifier_key(),
        tsa_roots: vec![],
    }
}

fn value() -> Value {
    serde_json::from_str(&trust().to_json().expect("a document")).expect("JSON")
}

/// What is wrong with the document once a member was exchanged.
fn with(pointer: &str, new: Value) -> Result<Trust, TrustError> {
    let mut value = value();
    *value.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}")) = new;
    Trust::parse(value.to_string().as_bytes())
}

fn is_shape(result: &Result<Trust, TrustError>, reason: &str) -> bool {
    matches!(result, Err(TrustError::Shape { reason: found }) if found.contains(reason))
}

#[test]
fn a_document_is_read_as_it_was_written() {
    let json = trust().to_json().expect("a document");
    assert_eq!(Trust::parse(json.as_bytes()), Ok(trust()));
    let value = value();
    let members: Vec<_> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut documented = [
        "v",
        "issuer",
        "origin",
        "issued_at",
        "roots",
        "intermediates",
        "seal_keys",
        "logs",
        "standing",
        "qr_key",
        "tsa_roots",
    ];
    documented.sort_unstable();
    assert_eq!(members, documented);
    assert_eq!(
        value["seal_keys"][1],
        json!({
            "cert_sha256": Digest::of("leaf").to_string(), "log": "example.com/log2027", "first_index": 0, "last_index": null,
        })
    );
    assert!(value["roots"][0].as_str().is_some_and(|pem| pem.starts_with("-----BEGIN CERTIFICATE-----\nMIIB")));
}

#[test]
fn logs_and_seals_are_found_by_name_and_digest() {
    let trust = trust();
    let (leaf, log) = (Digest::of("leaf"), name("example.com/log2026"));
    assert_eq!(trust.log(&log).map(|log| log.policy.quorum()), Some(1));
    assert_eq!(trust.log(&name("example.com/log2028")), None);
    let key = trust.seal_key(&leaf, &log).expect("a key");
    let covered: Vec<_> = (0..12).filter(|index| key.covers(*index)).collect();
    assert_eq!(covered, [3, 4, 5, 6, 7, 8, 9]);
    assert!(trust.seal_key(&leaf, &name("example.com/log2027")).is_some_and(|key| key.covers(u64::MAX)));
    assert_eq!(trust.seal_key(&Digest::of("other"), &log), None);
    assert_eq!(trust.roots[0], certificate(1));
}

#[test]
fn a_later_version_is_told_apart_from_a_wrong_document() {
    assert_eq!(with("/v", json!(2)), Err(TrustError::FutureVersion { found: 2 }));
    assert_eq!(Trust::parse(br#"{"v":7,"rooms":[]}"#), Err(TrustError::FutureVersion { found: 7 }));
    assert!(is_shape(&with("/v", json!(0)), "version 0"));
    assert!(is_shape(&with("/v", json!("1")), "#/v: not a natural number"));
}

#[test]
fn members_that_are_unknown_missing_or_twice_are_refused() {
    for (pointer, member) in
        [("", "issuer"), ("/seal_keys/0", "last_index"), ("/logs/0", "quorum"), ("/standing", "key")]
    {
        let mut less = value();
        less.pointer_mut(pointer).and_then(Value::as_object_mut).expect("an object").remove(member);
        assert!(is_shape(&Trust::parse(less.to_string().as_bytes()), "missing"), "{member}");
        let mut more = value();
        more.pointer_mut(pointer).and_then(Value::as_object_mut).expect("an object").insert("more".into(), json!(1));
        assert_eq!(
            Trust::parse(more.to_string().as_bytes()),
            Err(TrustError::Unknown { at: format!("{pointer}/more") })
        );
    }
    let twice = value().to_string().replacen("{", "{\"qr_key\":\"\",", 1);
    assert!(Trust::parse(twice.as_bytes()).is_err());
    assert!(is_shape(&Trust::parse(b"{}"), "missing"));
    assert!(is_shape(&Trust::parse(b""), "no value"));
    assert!(is_shape(&Trust::parse(&[value().to_string().as_bytes(), b"x"].concat()), "more than one value"));
}

#[test]
fn keys_of_another_kind_or_with_another_name_are_refused() {
    let log = json!(signer("example.com/log2026", 1).verifier_key());
    let seen_by = json!(witness("example.com/log2026", 11).verifier_key());
    assert!(is_shape(&with("/logs/0/key", seen_by), "kind 4"));
    assert!(is_shape(&with("/logs/0/witnesses/0", log.clone()), "kind 1"));
    assert!(is_shape(&with("/logs/1/key", log), "another name"));
    assert!(is_shape(&with("/qr_key", json!("example.com+00000000+AAAA")), "kind 0"));
    let typo = value()["qr_key"].as_str().expect("a key").replace("example", "exemple");
    assert!(is_shape(&with("/qr_key", json!(typo)), "ID"));
}

#[test]
fn witnesses_that_are_too_few_or_the_same_are_refused() {
    assert!(is_shape(&with("/logs/0/quorum", json!(3)), "3 witnesses are asked for"));
    assert!(is_shape(&with("/logs/0/quorum", json!(-1)), "#/logs/0/quorum: not a natural number"));
    let same = json!(witness("w1", 11).verifier_key());
    assert!(is_shape(&with("/logs/0/witnesses/1", same), "key of another"));
}

#[test]
fn certificates_are_pem_and_nothing_else() {
    let pem = value()["roots"][0].as_str().expect("PEM").to_owned();
    for wrong in [
        String::new(),
        pem.replace("CERTIFICATE", "PRIVATE KEY"),
        pem.replace("MIIB", "MII!"),
        pem.replacen("-----BEGIN", "----BEGIN", 1),
        pem.replacen("-----END CERTIFICATE-----", "", 1),
        pem.repeat(2),
    ] {
        assert!(with("/roots/0", json!(wrong)).is_err(), "{wrong}");
    }
    let long = der::pem::encode_string("CERTIFICATE", der::pem::LineEnding::LF, &[0x30; 16 * 1024 + 1]);
    assert!(is_shape(&with("/roots/0", json!(long.expect("PEM"))), "more than 16384"));
    let none = der::pem::encode_string("CERTIFICATE", der::pem::LineEnding::LF, &[0x30; 400]);
    assert!(is_shape(&with("/roots/0", json!(none.expect("PEM"))), "not in DER"));
}

#[test]
fn a_document_that_contradicts_itself_is_neither_read_nor_written() {
    let change = |change: fn(&mut Trust)| {
        let mut trust = trust();
        change(&mut trust);
        let written = trust.to_json();
        let read = Trust::parse(serde_json::to_string(&trust).expect("JSON").as_bytes());
        assert_eq!(written.clone().err(), read.err());
        written
    };
    let (leaf, log) = (Digest::of("leaf"), name("example.com/log2026"));
    assert_eq!(change(|it| it.logs.push(it.logs[0].clone())), Err(TrustError::TwoLogs { log: log.clone() }));
    let other = name("example.com/log2028");
    let no_log = change(|it| it.seal_keys[0].log = name("example.com/log2028"));
    assert_eq!(no_log, Err(TrustError::NoSuchLog { log: other }));
    let interval = Err(TrustError::Interval { certificate: leaf, log });
    assert_eq!(change(|it| it.seal_keys[0].last_index = Some(2)), interval);
    assert_eq!(change(|it| it.seal_keys.push(it.seal_keys[0].clone())), interval);
    assert_eq!(change(|it| it.roots.clear()), Err(TrustError::Items { member: "roots", found: 0 }));
    assert_eq!(
        change(|it| {
            it.seal_keys.clear();
            it.logs.clear()
        }),
        Err(TrustError::Items { member: "logs", found: 0 })
    );
    let many = change(|it| it.tsa_roots = vec![certificate(3); 257]);
    assert_eq!(many, Err(TrustError::Items { member: "tsa_roots", found: 257 }));
    assert_eq!(change(|it| it.issuer.clear()), Err(TrustError::Text { member: "issuer" }));
    assert_eq!(change(|it| it.issuer = "x\n".into()), Err(TrustError::Text { member: "issuer" }));
    assert_eq!(change(|it| it.issued_at.0 = "2026".into()), Err(TrustError::Text { member: "issued_at" }));
    assert_eq!(change(|it| it.origin = "javascript:alert(1)".into()), Err(TrustError::Text { member: "origin" }));
    assert_eq!(change(|it| it.logs[1].url = "https://a b".into()), Err(TrustError::Text { member: "logs.url" }));
    let long = change(|it| it.standing.url = format!("https://{}", "a".repeat(1024)));
    assert_eq!(long, Err(TrustError::Text { member: "standing.url" }));
}

#[test]
fn a_document_longer_than_any_is_refused() {
    let error = TrustError::TooLong { bytes: MAX_TRUST_BYTES + 1 };
    assert_eq!(Trust::parse(&vec![b' '; MAX_TRUST_BYTES + 1]), Err(error));
    let mut long = trust();
    long.roots = vec![certificate(1); 256];
    long.intermediates = long.roots.clone();
    assert!(matches!(long.to_json(), Err(TrustError::TooLong { .. })));
}
