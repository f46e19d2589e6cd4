//! Canonical JSON against the examples of RFC 8785 and against what must be refused.

use norven_proof::canonical::{CanonicalError, MAX_DEPTH, MAX_INTEGER, MAX_RECORD_BYTES, check, nfc, to_vec};
use proptest::prelude::*;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

/// An object whose members come in a given order, equal keys included.
#[derive(Clone)]
struct Members<V>(Vec<(String, V)>);

impl<V: Serialize> Serialize for Members<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

fn members<V: Clone>(members: &[(&str, V)]) -> Members<V> {
    let owned = |(key, value): &(&str, V)| ((*key).to_owned(), value.clone());
    Members(members.iter().map(owned).collect())
}

fn text<T: Serialize + ?Sized>(value: &T) -> Result<String, CanonicalError> {
    to_vec(value).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn number(at: &str, found: &str) -> CanonicalError {
    CanonicalError::Number { at: at.into(), found: found.into() }
}

#[test]
fn strings_are_escaped_as_in_rfc_8785() {
    // Section 3.2.2.2 and the sample of section 3.2.2.
    let sample = "\u{20ac}$\u{000f}\u{000a}A'\u{0042}\u{0022}\u{005c}\\\"/";
    assert_eq!(text(sample), Ok(r#""€$\u000f\nA'B\"\\\\\"/""#.into()));
    let escaped = "\u{8}\t\n\u{c}\r\0\u{1f}\u{7f}\u{2028}</script>";
    let expected = "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u{7f}\u{2028}</script>\"";
    assert_eq!(text(escaped), Ok(expected.into()));
}

#[test]
fn literals_are_those_of_rfc_8785() {
    assert_eq!(text(&json!([null, true, false])), Ok("[null,true,false]".into()));
}

#[test]
fn keys_are_sorted_as_in_rfc_8785() {
    // Section 3.2.3, with U+FB01 in the place of U+FB33, which is never in form C. By code points
    // the emoji would be last, by UTF-16 code units it is not.
    let unsorted = members(&[
        ("\u{20ac}", "Euro Sign"),
        ("\r", "Carriage Return"),
        ("\u{fb01}", "Latin Small Ligature Fi"),
        ("1", "One"),
        ("\u{1f600}", "Emoji: Grinning Face"),
        ("\u{80}", "Control"),
        ("\u{f6}", "Latin Small Letter O With Diaeresis"),
    ]);
    let sorted = concat!(
        r#"{"\r":"Carriage Return","1":"One",""#,
        "\u{80}",
        r#"":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","#,
        r#""😀":"Emoji: Grinning Face","ﬁ":"Latin Small Ligature Fi"}"#
    );
    assert_eq!(text(&unsorted), Ok(sorted.into()));
    assert_eq!(check(sorted.as_bytes()), Ok(()));

    let original = members(&[("\u{fb33}", "Hebrew Letter Dalet With Dagesh")]);
    let at = "/\u{fb33}".into();
    assert_eq!(text(&original), Err(CanonicalError::NotNormalised { at }));
}

#[test]
fn keys_are_sorted_at_every_depth() {
    let inner = members(&[("f", json!({"f": "hi", "F": 5})), ("\n", json!(56))]);
    let outer = members(&[("1", inner)]);
    assert_eq!(text(&outer), Ok(r#"{"1":{"\n":56,"f":{"F":5,"f":"hi"}}}"#.into()));
}

#[test]
fn a_value_looks_as_serde_json_writes_it() {
    #[derive(Serialize)]
    struct Unit;
    #[derive(Serialize)]
    struct Newtype(u8);
    #[derive(Serialize)]
    struct Pair(u8, char);
    #[derive(Serialize)]
    enum Variant {
        Unit,
        Newtype(Option<i8>),
        Tuple(u16, i16),
        Struct { a: u32, b: i32 },
    }
    let value = (
        (Unit, Newtype(1), Pair(2, 'c')),
        (Variant::Unit, Variant::Newtype(None), Variant::Newtype(Some(-3))),
        (Variant::Tuple(4, -5), Variant::Struct { a: 6, b: -7 }),
        ((), Some("x"), [true, false]),
    );
    assert_eq!(to_vec(&value).ok(), serde_json::to_vec(&value).ok());
}

#[test]
fn integers_that_some_readers_would_round_are_refused() {
    let max = i64::try_from(MAX_INTEGER).unwrap_or_default();
    assert_eq!(text(&[max, -max]), Ok("[9007199254740991,-9007199254740991]".into()));
    for (value, found) in [
        (json!({ "a": [0, max + 1] }), "9007199254740992"),
        (json!({ "a": [0, 9_007_199_254_740_993_u64] }), "9007199254740993"),
        (json!({ "a": [0, -max - 1] }), "-9007199254740992"),
        (json!({ "a": [0, u64::MAX] }), "18446744073709551615"),
    ] {
        assert_eq!(text(&value), Err(number("/a/1", found)));
        assert_eq!(check(value.to_string().as_bytes()), Err(number("/a/1", found)));
    }
    assert!(matches!(text(&0_u128), Err(CanonicalError::Unwritable { .. })));
}

#[test]
fn floats_are_refused_even_where_they_are_whole() {
    for (float, found) in [(1.5, "1.5"), (2.0, "2"), (f64::NAN, "NaN"), (f64::INFINITY, "inf")] {
        assert_eq!(text(&[float]), Err(number("/0", found)));
    }
    for bytes in ["1.0", "1e2", "-0", "18446744073709551616"] {
        assert!(matches!(check(bytes.as_bytes()), Err(CanonicalError::Number { .. })), "{bytes}");
    }
}

#[test]
fn text_out_of_form_c_is_refused_and_can_be_brought_there() {
    let decomposed = "Cafe\u{301}";
    let at = "/a~1b~0c/0".into();
    let value = members(&[("a/b~c", [decomposed])]);
    assert_eq!(text(&value), Err(CanonicalError::NotNormalised { at }));
    assert_eq!(text(&nfc(decomposed)), Ok("\"Café\"".into()));
}

#[test]
fn equal_keys_are_refused_at_any_depth() {
    let twice = members(&[("a", 1), ("b", 2), ("a", 1)]);
    let error = |at: &str| CanonicalError::DuplicateKey { at: at.into() };
    assert_eq!(text(&twice), Err(error("/a")));
    assert_eq!(check(br#"{"a":1,"a":1}"#), Err(error("/a")));
    assert_eq!(check(br#"{"x":[0,{"a":1,"\u0061":2}]}"#), Err(error("/x/1/a")));
}

#[test]
fn only_text_can_be_a_key() {
    #[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
    enum Key {
        Named,
    }
    use std::collections::BTreeMap;
    assert_eq!(text(&BTreeMap::from([(Key::Named, 1)])), Ok(r#"{"Named":1}"#.into()));
    let numbered = text(&BTreeMap::from([(1, 1)]));
    assert!(matches!(numbered, Err(CanonicalError::Unwritable { .. })));
}

#[test]
fn depth_is_bounded() {
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let deepest = nested(MAX_DEPTH);
    let too_deep = nested(MAX_DEPTH + 1);
    assert_eq!(check(deepest.as_bytes()), Ok(()));
    assert_eq!(check(too_deep.as_bytes()), Err(CanonicalError::TooDeep));
    assert_eq!(check(nested(MAX_RECORD_BYTES / 2).as_bytes()), Err(CanonicalError::TooDeep));

    let value = |json: &str| serde_json::from_str::<Value>(json).unwrap_or_default();
    assert_eq!(text(&value(&deepest)), Ok(deepest));
    assert_eq!(text(&value(&too_deep)), Err(CanonicalError::TooDeep));
}

#[test]
fn length_is_bounded() {
    let longest = "x".repeat(MAX_RECORD_BYTES - 2);
    assert_eq!(to_vec(&longest).map(|bytes| bytes.len()), Ok(MAX_RECORD_BYTES));
    let longer = "x".repeat(MAX_RECORD_BYTES - 1);
    assert_eq!(to_vec(&longer), Err(CanonicalError::TooLong));
    assert_eq!(check(format!("\"{longer}\"").as_bytes()), Err(CanonicalError::TooLong));
}

#[test]
fn json_written_otherwise_is_not_canonical_from_where_it_differs() {
    for (bytes, offset) in [
        (r#"{"a":1} "#, 7),
        (r#" {"a":1}"#, 0),
        (r#"{"b":1,"a":2}"#, 2),
        (r#"["\u0041"]"#, 2),
        (r#"["\/"]"#, 2),
        (r#"["\u000A"]"#, 3),
        (r#"["\u001F"]"#, 7),
    ] {
        let error = CanonicalError::NotCanonical { offset };
        assert_eq!(check(bytes.as_bytes()), Err(error), "{bytes}");
    }
}

#[test]
fn a_text_may_be_spelt_in_many_ways_and_is_the_same() {
    let spelt = r#"["\"\\\/\b\f\n\r\t","\u00e9\u00C9","\uD83D\uDE00"]"#;
    let read: Value = serde_json::from_str(spelt).expect("JSON");
    let canonical = to_vec(&read).expect("canonical");
    let offset = canonical.iter().zip(spelt.as_bytes()).take_while(|(a, b)| a == b).count();
    assert_eq!(check(spelt.as_bytes()), Err(CanonicalError::NotCanonical { offset }));
    let spaced = " [ 1 ,\t{ \"a\" :\r\n true } ] ";
    assert_eq!(check(spaced.as_bytes()), Err(CanonicalError::NotCanonical { offset: 0 }));
}

#[test]
fn what_is_not_json_is_refused() {
    for bytes in [
        &b""[..],
        b"{",
        b"{}{}",
        b"[1,]",
        b"[1 2]",
        b"{\"a\":1,}",
        b"{\"a\" 1}",
        b"{a:1}",
        b"01",
        b"-",
        b"1.",
        b".1",
        b"1e",
        b"+1",
        b"NaN",
        b"nul",
        b"\"a",
        b"\"\\x\"",
        b"\"\\u00g0\"",
        b"\"\\u+123\"",
        b"\"\\ud800\\u0041\"",
        b"\"\x01\"",
        b"\"\xff\"",
        b"\"\\ud800\"",
        b"\xef\xbb\xbf{}",
    ] {
        assert!(matches!(check(bytes), Err(CanonicalError::NotJson { .. })), "{bytes:?}");
    }
}

/// Any JSON that canonical JSON can say.
fn any_json() -> impl Strategy<Value = Value> {
    let max = MAX_INTEGER.cast_signed();
    let text = || any::<String>().prop_map(|text| nfc(&text).into_owned());
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-max..=max).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..8).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_canonical_and_reads_back(value in any_json()) {
        let bytes = to_vec(&value);
        prop_assert_eq!(bytes.as_deref().map(check), Ok(Ok(())));
        let read = bytes.ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        prop_assert_eq!(read, Some(value));
    }

    #[test]
    fn the_order_in_which_members_come_does_not_matter(
        (sorted, shuffled) in prop::collection::btree_map("\\PC{0,3}", 0_u8.., 0..12)
            .prop_map(|members| members.into_iter().map(|(key, value)| (nfc(&key).into_owned(), value)))
            .prop_map(|members| members.collect::<std::collections::BTreeMap<_, _>>())
            .prop_map(|members| members.into_iter().collect::<Vec<_>>())
            .prop_flat_map(|members| (Just(members.clone()), Just(members).prop_shuffle()))
    ) {
        prop_assert_eq!(to_vec(&Members(sorted)), to_vec(&Members(shuffled)));
    }

    #[test]
    fn json_is_what_serde_json_takes_for_it(json in "(\\PC{0,3}|[\\[\\]{}:,\"\\\\u0-9dD8Eetrufalsn.+ -]){0,24}") {
        // Floating point apart, of which `serde_json` refuses what is out of its range.
        let is_json = !matches!(check(json.as_bytes()), Err(CanonicalError::NotJson { .. }));
        let known = serde_json::from_str::<serde::de::IgnoredAny>(&json).is_ok();
        prop_assert!(is_json == known || json.contains(['e', 'E']) && is_json, "{json}");
    }

    #[test]
    fn no_bytes_bring_the_check_down(bytes: Vec<u8>, json in "[\\[\\]{}:,\"0-9a-z\\\\. -]*") {
        let _ = check(&bytes);
        let _ = check(json.as_bytes());
    }
}
