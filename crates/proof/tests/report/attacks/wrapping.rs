//! Class C: the seal is made to cover other bytes than a reader shows.

use norven_proof::envelope::BYTE_RANGE_LENGTH;

use crate::support::pdf::{digits, find, spliced};
use crate::support::{Genuine, try_all};

#[test]
fn moving_what_the_seal_covers_is_altering() {
    try_all(&[
        (
            "the second range moved behind inserted content",
            |it| inserted(it, b"9 0 obj\n<</Evil true>>\nendobj\n"),
            "altered",
        ),
        ("a gap that hides a dictionary behind the digits", |it| widened(it, b"><</Evil true>><"), "altered"),
        ("a gap with more zeros", |it| widened(it, b"00"), "altered"),
        (
            "content between the digits and the array",
            |it| {
                let end = digits(&it.file).end + 1;
                with_range(&spliced(&it.file, end..end, b"/Evil true"), |[a, b, c]| [a, b + 10, c])
            },
            "altered",
        ),
        (
            "a second range that ends before the file does",
            |it| {
                let file = [it.file.as_slice(), b"evil"].concat();
                with_range(&file, |[a, b, c]| [a, b, c - 1])
            },
            "altered",
        ),
        (
            "a second range that covers what is behind the report",
            |it| {
                let file = [it.file.as_slice(), b"evil"].concat();
                with_range(&file, |[a, b, c]| [a, b, c + 4])
            },
            "altered",
        ),
        ("ranges that overlap", |it| with_range(&it.file, |[a, b, c]| [a, b - 100, c + 100]), "altered"),
        ("a first range that covers less", |it| with_range(&it.file, |[a, b, c]| [a - 10, b, c]), "altered"),
        ("a gap over the whole file", |it| with_range(&it.file, |[_, b, c]| [1, b + c - 1, 1]), "altered"),
    ]);
}

/// Content inserted before the second range, whose place is said to be behind it.
fn inserted(genuine: &Genuine, content: &[u8]) -> Vec<u8> {
    let end = digits(&genuine.file).end + 1;
    let file = spliced(&genuine.file, end..end, content);
    with_range(&file, |[a, b, c]| [a, b + content.len(), c])
}

/// Something behind the digits, where the gap ends.
fn widened(genuine: &Genuine, content: &[u8]) -> Vec<u8> {
    let end = digits(&genuine.file).end;
    let file = spliced(&genuine.file, end..end, content);
    with_range(&file, |[a, b, c]| [a, b + content.len(), c])
}

/// The numbers of the array changed.
fn with_range(file: &[u8], change: impl Fn([usize; 3]) -> [usize; 3]) -> Vec<u8> {
    let start = find(file, b"/ByteRange[") + b"/ByteRange".len();
    let array = String::from_utf8_lossy(&file[start..start + BYTE_RANGE_LENGTH]).into_owned();
    let numbers: Vec<usize> = array.split(&[' ', ']'][..]).filter_map(|it| it.parse().ok()).collect();
    let [a, b, c] = change([numbers[0], numbers[1], numbers[2]]);
    let array = format!("{:width$}]", format!("[0 {a} {b} {c}"), width = BYTE_RANGE_LENGTH - 1);
    spliced(file, start..start + BYTE_RANGE_LENGTH, array.as_bytes())
}
