//! Class B: something is added behind the report, as PDF allows. The report is still in the file.

use miniz_oxide::deflate::compress_to_vec_zlib;
use norven_proof::envelope::SEAL_DIGITS;
use norven_proof::verdict::{Change, Verdict};

use crate::support::pdf::{digits, find};
use crate::support::{Genuine, ISSUED_AT, Issuer, pdf, reason};

type Addition = (&'static str, fn(&Genuine) -> Vec<u8>);

const ADDITIONS: [Addition; 10] = [
    ("a newline", |_| b"\n".to_vec()),
    ("a comment", |_| b"\n% nothing to see here\n".to_vec()),
    ("zeros", |_| vec![0; 1024]),
    ("an object without cross-references", |_| b"\n5 0 obj\n<</Length 0>>stream\n\nendstream\nendobj\n".to_vec()),
    ("a page in the place of another", |it| update(it, 3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>")),
    ("a record in the place of another", |it| {
        let deflated = compress_to_vec_zlib(b"{\"v\":1}", 6);
        let digits: String = deflated.iter().map(|byte| format!("{byte:02X}")).collect();
        update(it, 7, &format!("<</Type/EmbeddedFile/Filter[/AHx/Fl]>>stream\n{digits}>\nendstream"))
    }),
    ("an annotation", |it| {
        update(it, 11, "<</Type/Annot/Subtype/FreeText/Rect[0 0 595 842]/Contents(Passed)/P 3 0 R>>")
    }),
    ("the seal once more", |it| {
        let seal = &it.file[find(&it.file, b"<</Type/Sig")..find(&it.file, b"\nendobj\nxref")];
        update(it, 11, &String::from_utf8_lossy(seal))
    }),
    ("an honest time stamp of the document", |it| {
        let size = it.file.len();
        let zeros = "0".repeat(SEAL_DIGITS);
        let range = format!("[0 {} {} 400]", size + 100, size + 100 + SEAL_DIGITS + 2);
        update(it, 11, &format!("<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161/Contents<{zeros}>/ByteRange{range}>>"))
    }),
    ("the whole report once more", |it| it.file.clone()),
];

#[test]
fn a_report_with_something_added_behind_it_is_altered_and_given_back() {
    let genuine = Genuine::new();
    for (name, addition) in ADDITIONS {
        let addition = addition(&genuine);
        let file = [genuine.file.as_slice(), &addition].concat();
        let verdict = genuine.verify(&file);
        let Verdict::Altered { change, record, original: Some(original), .. } = &verdict else {
            panic!("{name}: {}", reason(&verdict));
        };
        assert_eq!(*change, Change::Appended { bytes: addition.len() }, "{name}");
        assert_eq!(file[original.clone()], genuine.file, "{name}");
        assert_eq!(record.as_deref(), Some(&pdf::record()), "{name}");
    }
}

#[test]
fn a_changed_report_with_something_behind_it_is_not_given_back() {
    let genuine = Genuine::new();
    let file = [genuine.with("closes by itself", "closes by hand  ").as_slice(), b"\n% more"].concat();
    let verdict = genuine.verify(&file);
    assert!(matches!(verdict, Verdict::Altered { original: None, .. }), "{}", reason(&verdict));
}

#[test]
fn a_report_that_should_not_be_relied_on_is_not_given_back() {
    // Everything about it is right, but its certificates come a year after it.
    let issuer = Issuer::valid_from(1, ISSUED_AT + 365 * 86_400);
    let file = issuer.issue(&pdf::record(), crate::support::Log::default());
    let genuine = Genuine { issuer, file };
    let verdict = genuine.verify(&[genuine.file.as_slice(), b"\n"].concat());
    assert!(matches!(verdict, Verdict::Altered { original: None, .. }), "{}", reason(&verdict));
}

/// An incremental update that gives an object another content.
fn update(genuine: &Genuine, number: u32, object: &str) -> Vec<u8> {
    let size = genuine.file.len();
    let start = find(&genuine.file, b"\nxref\n") + 1;
    let written = format!("\n{number} 0 obj\n{object}\nendobj\n");
    let xref = size + written.len();
    let entry = format!("xref\n{number} 1\n{:010} 00000 n \n", size + 1);
    let trailer = format!("trailer\n<</Root 1 0 R/Size 12/Prev {start}>>\nstartxref\n{xref}\n%%EOF");
    assert!(!digits(&genuine.file).contains(&start));
    format!("{written}{entry}{trailer}").into_bytes()
}
