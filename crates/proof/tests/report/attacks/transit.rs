//! Not an attack, but what becomes of reports on their way: cut short, with something in front or
//! behind, packed, mailed, signed, attached. None of these files was issued; where the report in
//! them is untouched, it is found.

use norven_proof::transit::Wrapper;
use norven_proof::verdict::{Change, Unreadable, Verdict};

use crate::support::pdf::{digits, find};
use crate::support::wrapping::{
    Entry, attached, entry, gzip, lines, mail, message, signed, signed_in_pieces, tar, zip,
};
use crate::support::{Genuine, kind, reason, try_all};

const BANNER: &str = "\r\n-- \r\nThis message was scanned for viruses and is believed to be clean.\r\n";

/// What programs put in front of a file.
fn in_front() -> Vec<(&'static str, Vec<u8>)> {
    let page = format!("<!doctype html><title>Download</title><p>{}</p>", "Your download begins. ".repeat(80));
    assert!(page.len() > 1_024);
    vec![
        ("a line", b"report.pdf\n".to_vec()),
        ("a byte order mark", b"\xEF\xBB\xBF".to_vec()),
        ("a page of HTML", page.into_bytes()),
        ("headers of HTTP", b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n".to_vec()),
        ("much", vec![b' '; 100_000]),
        ("another PDF", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n".to_vec()),
        ("the beginning of a report", b"%PDF-1.7\n%".to_vec()),
    ]
}

#[test]
fn a_report_with_something_in_front_of_it_is_altered_and_given_back() {
    let genuine = Genuine::new();
    for (name, front) in in_front() {
        for behind in ["", "\n", "\r\n", BANNER] {
            let file = [&front, genuine.file.as_slice(), behind.as_bytes()].concat();
            let verdict = genuine.verify(&file);
            let Verdict::Altered { change, record: Some(_), original: Some(original), .. } = &verdict else {
                panic!("{name}: {} {}", kind(&verdict), reason(&verdict));
            };
            let (before, after) = (front.len(), behind.len());
            let expected =
                if after == 0 { Change::Prepended { bytes: before } } else { Change::Surrounded { before, after } };
            assert_eq!(*change, expected, "{name}");
            assert_eq!(file[original.clone()], genuine.file, "{name}");
        }
    }
}

#[test]
fn a_changed_report_with_something_in_front_of_it_is_not_given_back() {
    let genuine = Genuine::new();
    let changed = genuine.with("closes by itself", "closes by hand  ");
    for (name, front) in in_front() {
        let verdict = genuine.verify(&[&front, changed.as_slice(), BANNER.as_bytes()].concat());
        assert!(matches!(verdict, Verdict::Altered { original: None, .. }), "{name}: {}", reason(&verdict));
    }
}

#[test]
fn a_report_that_was_cut_short_is_incomplete_whatever_it_was_cut_short_by() {
    try_all(&[
        ("at 1 %", |it| it.file[..it.file.len() / 100].to_vec(), "incomplete"),
        ("at 50 %", |it| it.file[..it.file.len() / 2].to_vec(), "incomplete"),
        ("in the seal", |it| it.file[..digits(&it.file).start + 3_000].to_vec(), "incomplete"),
        ("before the end", |it| it.file[..find(&it.file, b"%%EOF")].to_vec(), "incomplete"),
        ("in the end", |it| it.file[..it.file.len() - 1].to_vec(), "incomplete"),
        ("and padded with zeros", |it| padded(it, it.file.len() / 2), "incomplete"),
        ("in the seal and padded with zeros", |it| padded(it, digits(&it.file).start + 3_000), "incomplete"),
        ("with a banner behind", |it| [&it.file[..9_000], BANNER.as_bytes()].concat(), "incomplete"),
        ("with a byte order mark", |it| [b"\xEF\xBB\xBF", &it.file[..9_000]].concat(), "incomplete"),
        (
            "behind a page of HTML",
            |it| [" ".repeat(2_000).as_bytes(), &it.file[..it.file.len() - 20]].concat(),
            "incomplete",
        ),
        (
            "as a PDF that was written in steps",
            |_| b"%PDF-1.7\n%%EOF\n1 0 obj\n<<>>\nendobj\n2 0 o".to_vec(),
            "incomplete",
        ),
        // What was lost is not the end.
        ("at the front", |it| it.file[200..].to_vec(), "unreadable"),
        ("in the middle", |it| [&it.file[..300], &it.file[400..]].concat(), "altered"),
        (
            "and is whole all the same, but another's",
            |_| b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF".to_vec(),
            "not ours",
        ),
    ]);
}

/// As many programs leave a file whose transfer broke off: as long as it should be.
fn padded(genuine: &Genuine, end: usize) -> Vec<u8> {
    let mut file = genuine.file.clone();
    file[end..].fill(0);
    file
}

/// Every form in which a file may be wrapped.
fn wrapped(report: &[u8]) -> Vec<(&'static str, Wrapper, Vec<u8>)> {
    let text = |width| lines(report, width).join("\n").into_bytes();
    let stored = |streamed| Entry { name: "a/report.pdf", bytes: report, deflated: false, streamed };
    let readme = || entry("README.txt", b"%PDF-1.7 is what a report begins with");
    let armoured = |label: &str, file: &[u8]| {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines(file, 64).join("\n")).into_bytes()
    };
    let directory = "Content-Type: text/plain\r\nX-Long: a\r\n b\r\n".repeat(50);
    vec![
        ("deflated in a zip", Wrapper::Zip, zip(&[readme(), entry("a/report.pdf", report)])),
        ("stored in a zip", Wrapper::Zip, zip(&[stored(false), readme()])),
        ("stored in a zip that was streamed", Wrapper::Zip, zip(&[stored(true), readme()])),
        (
            "deflated in a zip that was streamed",
            Wrapper::Zip,
            zip(&[Entry { deflated: true, ..stored(true) }, readme()]),
        ),
        ("in gzip", Wrapper::Gzip, gzip("a/report.pdf", report)),
        ("in tar", Wrapper::Tar, tar("a/report.pdf", report)),
        ("in a message of Outlook", Wrapper::Message, message(report)),
        ("in a mail", Wrapper::Mail, mail(report, "\r\n")),
        ("in a mail with line ends of another system", Wrapper::Mail, mail(report, "\n")),
        ("in a mailbox", Wrapper::Mail, [b"From a Sun Nov 22\n", mail(report, "\n").as_slice()].concat()),
        ("in a mail with a long header", Wrapper::Mail, [directory.as_bytes(), &mail(report, "\r\n")].concat()),
        ("in base64", Wrapper::Text, text(usize::MAX)),
        ("in lines of base64", Wrapper::Text, text(60)),
        ("in JSON", Wrapper::Text, [b"{\"pdf\":\"", text(usize::MAX).as_slice(), b"\"}"].concat()),
        ("signed", Wrapper::Signed, signed(report)),
        ("signed in pieces", Wrapper::Signed, signed_in_pieces(report)),
        ("signed in base64", Wrapper::Signed, lines(&signed(report), 64).join("\r\n").into_bytes()),
        ("signed with a label", Wrapper::Signed, armoured("PKCS7", &signed_in_pieces(report))),
        ("attached to a PDF", Wrapper::Pdf, attached(report, true, "\n")),
        ("attached to a PDF with other line ends", Wrapper::Pdf, attached(report, true, "\r\n")),
        ("attached to a PDF as it is", Wrapper::Pdf, attached(report, false, "\r\n")),
    ]
}

#[test]
fn a_report_in_a_wrapper_is_found_there_and_handed_out() {
    let genuine = Genuine::new();
    for (name, expected, file) in wrapped(&genuine.file) {
        let verdict = genuine.verify(&file);
        let Verdict::Wrapped { wrapper, others: 0, inside, file: facts } = &verdict else {
            panic!("{name}: {} {}", kind(&verdict), reason(&verdict));
        };
        assert_eq!((*wrapper, facts.bytes), (expected, file.len()), "{name}");
        assert!(inside.verdict.is_issued() && inside.bytes == genuine.file, "{name}: {}", reason(&inside.verdict));
        assert!(!verdict.is_issued() && verdict.seal().is_none() && verdict.record().is_none());
        let named = matches!(wrapper, Wrapper::Zip | Wrapper::Gzip | Wrapper::Tar).then_some("a/report.pdf");
        assert_eq!(inside.name.as_deref(), named, "{name}");
    }
}

#[test]
fn a_changed_report_in_a_wrapper_is_changed_there() {
    let genuine = Genuine::new();
    let changed = genuine.with("closes by itself", "closes by hand  ");
    for (name, expected, file) in wrapped(&changed) {
        let verdict = genuine.verify(&file);
        if name == "attached to a PDF as it is" {
            // Its seal stands in the other PDF as it would in a report that was rebuilt.
            assert_eq!(kind(&verdict), "altered");
            continue;
        }
        let Verdict::Wrapped { wrapper, inside, .. } = &verdict else { panic!("{name}: {}", reason(&verdict)) };
        assert_eq!((*wrapper, kind(&inside.verdict)), (expected, "altered"), "{name}");
    }
}

#[test]
fn a_wrapper_that_was_cut_short_holds_an_incomplete_report() {
    let genuine = Genuine::new();
    for (name, wrapper, file) in wrapped(&genuine.file) {
        // Of the message, which holds it the wrong way round, the end is the beginning.
        let end = if wrapper == Wrapper::Message { file.len() - 300 } else { file.len() / 2 };
        let verdict = genuine.verify(&file[..end]);
        match &verdict {
            // The other PDF is not complete either.
            Verdict::Incomplete { .. } => assert_eq!(wrapper, Wrapper::Pdf, "{name}"),
            Verdict::Wrapped { inside, .. } => assert_eq!(kind(&inside.verdict), "incomplete", "{name}"),
            verdict => panic!("{name}: {} {}", kind(verdict), reason(verdict)),
        }
    }
}

#[test]
fn wrappers_without_a_report_say_what_they_are() {
    let genuine = Genuine::new();
    let stranger = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
    for (name, wrapper, file) in wrapped(stranger) {
        let verdict = genuine.verify(&file);
        let expected = match wrapper {
            Wrapper::Pdf => "not ours",
            _ => "unreadable",
        };
        assert_eq!(kind(&verdict), expected, "{name}: {}", reason(&verdict));
        if let Verdict::Unreadable { why, .. } = verdict {
            let plain = wrapper == Wrapper::Text;
            assert_eq!(why, if plain { Unreadable::NotPdf } else { Unreadable::Packed { wrapper } }, "{name}");
        }
    }
    // An archive in an archive, and one with a password.
    let twice = zip(&[entry("reports.zip", &zip(&[entry("report.pdf", &genuine.file)]))]);
    let mut locked = zip(&[entry("report.pdf", &genuine.file)]);
    locked[6] |= 1;
    for file in [twice, locked, gzip("r.pdf", &mail(&genuine.file, "\n")), b"PK\x03\x04".to_vec()] {
        let verdict = genuine.verify(&file);
        assert!(matches!(verdict, Verdict::Unreadable { why: Unreadable::Packed { .. }, .. }), "{}", reason(&verdict));
    }
}

#[test]
fn of_several_reports_in_a_wrapper_one_that_was_issued_is_handed_out_and_the_rest_counted() {
    let genuine = Genuine::new();
    let changed = genuine.with("closes by itself", "closes by hand  ");
    let stranger = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
    let file = zip(&[
        entry("changed.pdf", &changed),
        entry("stranger.pdf", stranger),
        entry("a\\genuine\u{202E}\n.pdf", &genuine.file),
        entry("cut.pdf", &genuine.file[..700]),
    ]);
    let Verdict::Wrapped { inside, others: 2, .. } = genuine.verify(&file) else { panic!("a wrapper") };
    assert_eq!((inside.name.as_deref(), inside.bytes), (Some("a\\genuine[U+202E][U+000A].pdf"), genuine.file));
}

#[test]
fn a_changed_report_does_not_hide_behind_an_untouched_one_in_it() {
    let genuine = Genuine::new();
    let changed = genuine.with("closes by itself", "closes by hand  ");
    for deflated in [true, false] {
        let other = attached(&genuine.file, deflated, "\n");
        let start = find(&other, b"3 0 obj");
        // Attached by an update to the report that was changed, and put in front of it.
        for file in [[changed.as_slice(), b"\n", &other[start..]].concat(), [&other[..], b"\n", &changed[9..]].concat()]
        {
            let verdict = genuine.verify(&file);
            assert_eq!(kind(&verdict), "altered", "{}", reason(&verdict));
        }
    }
}
