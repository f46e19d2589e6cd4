//! Class F: the file around the report is another one.

use crate::support::pdf::{digits, find, spliced};
use crate::support::{Genuine, kind, try_all};

#[test]
fn a_report_in_another_structure_is_altered() {
    try_all(&[
        ("a byte before it", |it| [b"\n", it.file.as_slice()].concat(), "altered"),
        ("a script before it", |it| [b"#!/bin/sh\n", it.file.as_slice()].concat(), "altered"),
        ("another version", |it| it.with("%PDF-1.7\n", "%PDF-1.6\n"), "altered"),
        ("another end of the first line", |it| it.with("%PDF-1.7\n", "%PDF-1.7\r"), "altered"),
        ("a comment in the gap", |it| in_gap(it, 100, b"%comment\n"), "not ours"),
        ("white space in the gap", |it| in_gap(it, 100, b" "), "altered"),
        ("white space in the place of two zeros", |it| over_gap(it, 30_000, b"  "), "altered"),
        ("an early end of the digits", |it| over_gap(it, 20_000, b">"), "altered"),
        ("an early end and a second string", |it| over_gap(it, 20_000, b"><"), "altered"),
        ("lower-case digits", |it| lower_case(it), "altered"),
        ("one lower-case digit", |it| one_lower_case(it), "altered"),
        ("a second /ByteRange before", |it| it.with("/Title<5265706F7274>", "/ByteRange[0 1 2 3] "), "altered"),
        (
            "a second /ByteRange in a comment behind",
            |it| [it.file.as_slice(), b"%/ByteRange[0 1 2 3]"].concat(),
            "altered",
        ),
        (
            "behind the beginning of another PDF",
            |it| [b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", it.file.as_slice()].concat(),
            "altered",
        ),
        ("embedded with its header cut off", |it| [b"%PDF-1.7\n% ", &it.file[9..]].concat(), "altered"),
        ("cut off in the cross-references", |it| it.file[..find(&it.file, b"\nxref\n") + 20].to_vec(), "incomplete"),
        ("cut off behind the seal's digits", |it| it.file[..digits(&it.file).end + 1].to_vec(), "incomplete"),
        ("cut off in the seal", |it| it.file[..digits(&it.file).start + 1_000].to_vec(), "incomplete"),
        ("cut off before the seal", |it| it.file[..digits(&it.file).start].to_vec(), "incomplete"),
        ("without its last byte", |it| it.file[..it.file.len() - 1].to_vec(), "incomplete"),
        ("with line ends of another system", |it| crlf(&it.file), "altered"),
        (
            "only its seal, in another file",
            |it| {
                let seal = &it.file[find(&it.file, b"/Contents<")..];
                [b"%PDF-1.7\n1 0 obj\n<</Type/Sig", seal].concat()
            },
            "altered",
        ),
    ]);
}

#[test]
fn what_is_no_pdf_is_not_read() {
    let genuine = Genuine::new();
    let mut text = genuine.file.clone();
    text[0] = b'$';
    for file in [&b""[..], b"hello", &[0; 100_000], b"%PD", &text] {
        assert_eq!(kind(&genuine.verify(file)), "unreadable");
    }
}

#[test]
fn files_of_strangers_are_not_ours() {
    let genuine = Genuine::new();
    let start = digits(&genuine.file).start - b"/Contents<".len();
    let unsealed = [&genuine.file[..start], b">>\nendobj\n%%EOF"].concat();
    let encrypted = b"%PDF-1.7\n1 0 obj\n<</Filter/Standard/V 5>>\nendobj\ntrailer\n<</Encrypt 1 0 R>>\n%%EOF".to_vec();
    for file in [b"%PDF-1.4".to_vec(), b"%PDF-1.7\n%%EOF".to_vec(), unsealed, encrypted] {
        assert_eq!(kind(&genuine.verify(&file)), "not ours");
    }
}

fn in_gap(genuine: &Genuine, at: usize, content: &[u8]) -> Vec<u8> {
    let at = digits(&genuine.file).start + at;
    spliced(&genuine.file, at..at, content)
}

fn over_gap(genuine: &Genuine, at: usize, content: &[u8]) -> Vec<u8> {
    let at = digits(&genuine.file).start + at;
    spliced(&genuine.file, at..at + content.len(), content)
}

fn lower_case(genuine: &Genuine) -> Vec<u8> {
    let mut file = genuine.file.clone();
    file[digits(&genuine.file)].make_ascii_lowercase();
    file
}

fn one_lower_case(genuine: &Genuine) -> Vec<u8> {
    let mut file = genuine.file.clone();
    let letter = file[digits(&genuine.file)].iter_mut().find(|byte| byte.is_ascii_alphabetic()).unwrap();
    letter.make_ascii_lowercase();
    file
}

fn crlf(file: &[u8]) -> Vec<u8> {
    file.iter().flat_map(|&byte| if byte == b'\n' { vec![b'\r', b'\n'] } else { vec![byte] }).collect()
}
