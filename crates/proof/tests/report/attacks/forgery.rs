//! Class D: a seal that is none, in the ways that made readers of PDF say “valid”.

use norven_proof::envelope::{BYTE_RANGE_LENGTH, SEAL_DIGITS};

use crate::support::pdf::{digits, find, spliced};
use crate::support::{Genuine, try_all};

#[test]
fn a_byte_range_that_says_nothing_is_refused() {
    try_all(&[
        ("missing", |it| it.with("/ByteRange", "/ByteRang_"), "altered"),
        ("null", |it| with_array(it, "null"), "altered"),
        ("empty", |it| with_array(it, "[]"), "altered"),
        ("zeros", |it| with_array(it, "[0 0 0 0]"), "altered"),
        ("two numbers", |it| with_array(it, "[0 1000]"), "altered"),
        ("three numbers", |it| with_array(it, "[0 1000 2000]"), "altered"),
        ("five numbers", |it| with_array(it, "[0 1000 34000 1000 1]"), "altered"),
        ("negative numbers", |it| with_array(it, "[0 -1 34000 1000]"), "altered"),
        ("a first number that is not zero", |it| with_array(it, "[1 1000 34000 1000]"), "altered"),
        ("numbers beyond the file", |it| with_array(it, "[0 9999999999 9999999999 9999999999]"), "altered"),
        ("numbers that overflow", |it| with_array(it, "[0 18446744073709551615 1 1]"), "altered"),
        ("a plus sign", |it| it.with("/ByteRange[0 ", "/ByteRange[+0"), "altered"),
        ("leading zeros", |it| with_array(it, "[0 0002000 00034770 1000]"), "altered"),
        ("a reference", |it| with_array(it, "11 0 R"), "altered"),
        ("the array as a string", |it| with_array(it, "([0 1 2 3])"), "altered"),
        ("a line break before the array", |it| it.with("/ByteRange[0 ", "/ByteRange\n[0"), "altered"),
    ]);
}

#[test]
fn contents_that_hold_no_seal_are_refused() {
    try_all(&[
        ("empty", |it| with_contents(it, "<>"), "not ours"),
        ("null", |it| with_contents(it, "null"), "not ours"),
        ("a string", |it| with_contents(it, "(seal)"), "not ours"),
        ("absent", |it| spliced(&it.file, contents(it), b""), "not ours"),
        ("zeros", |it| with_digits(it, &"0".repeat(SEAL_DIGITS)), "not ours"),
        ("one byte", |it| with_digits(it, &format!("{:0<SEAL_DIGITS$}", "30")), "not ours"),
        ("a sequence with nothing in it", |it| with_digits(it, &format!("{:0<SEAL_DIGITS$}", "30820000")), "not ours"),
        (
            "a sequence longer than its room",
            |it| with_digits(it, &format!("{:0<SEAL_DIGITS$}", "3082FFFF")),
            "not ours",
        ),
        ("a DER value of another kind", |it| with_digits(it, &format!("{:0<SEAL_DIGITS$}", "04820002")), "not ours"),
        ("an indefinite length", |it| with_digits(it, &format!("{:0<SEAL_DIGITS$}", "3080")), "not ours"),
    ]);
}

fn with_array(genuine: &Genuine, array: &str) -> Vec<u8> {
    let start = find(&genuine.file, b"/ByteRange[") + b"/ByteRange".len();
    spliced(&genuine.file, start..start + BYTE_RANGE_LENGTH, format!("{array:BYTE_RANGE_LENGTH$}").as_bytes())
}

fn with_digits(genuine: &Genuine, text: &str) -> Vec<u8> {
    spliced(&genuine.file, digits(&genuine.file), text.as_bytes())
}

/// What stands between `/Contents` and `/ByteRange`.
fn with_contents(genuine: &Genuine, text: &str) -> Vec<u8> {
    let digits = digits(&genuine.file);
    spliced(&genuine.file, digits.start - 1..digits.end + 1, text.as_bytes())
}

fn contents(genuine: &Genuine) -> std::ops::Range<usize> {
    let digits = digits(&genuine.file);
    digits.start - b"/Contents<".len()..digits.end + 1
}
