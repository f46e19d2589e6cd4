use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

use super::*;

/// An archive of one deflated entry.
fn zip_of(bytes: &[u8]) -> Vec<u8> {
    let header = [zip::LOCAL_HEADER, &[20, 0, 0, 0, 8, 0], &[0; 16], &[1, 0, 0, 0], b"r"].concat();
    [header, compress_to_vec(bytes, 6)].concat()
}

#[test]
fn nothing_is_unpacked_beyond_the_budget() {
    let bomb = [HEADER, &[0; 1_000_000]].concat();
    let lengths = |limit: usize| {
        let zip = unpacked(&zip_of(&bomb), Wrapper::Zip, limit);
        let pdf = unpacked(&[b"stream\n".as_slice(), &compress_to_vec_zlib(&bomb, 6)].concat(), Wrapper::Pdf, limit);
        [zip, pdf]
    };
    assert_eq!(lengths(bomb.len()), [bomb.len(); 2]);
    assert_eq!(lengths(bomb.len() - 1), [0; 2]);
    assert_eq!(lengths(0), [0; 2]);
    let text = [b"JVBERi0xLjcK".as_slice(), &[b'A'; 4_000]].concat();
    assert_eq!([3_008, 3_009].map(|limit| unpacked(&text, Wrapper::Text, limit)), [0, 3_009]);
}

#[test]
fn no_more_places_are_unpacked_than_are_worth_it() {
    let one = zip_of(HEADER);
    assert_eq!(places(&one.repeat(100), Wrapper::Zip).count(), MAX_REPORTS);
    let other = zip_of(b"another");
    let late = [other.repeat(MAX_PLACES), one.clone()].concat();
    assert_eq!(places(&late, Wrapper::Zip).count(), 0);
    assert_eq!(places(&late[other.len()..], Wrapper::Zip).count(), 1);
}

#[test]
fn a_name_is_the_last_part_of_a_path_and_nothing_that_misleads() {
    for (path, expected) in [
        ("report.pdf", Some("report.pdf")),
        ("a/b/Prüfung 1 (2).pdf", Some("Prüfung 1 (2).pdf")),
        ("..\\..\\windows\\r.pdf", Some("r.pdf")),
        ("r\u{202E}fdp.exe\n", Some("rfdp.exe")),
        ("<b>\"r\"</b>", Some("b")),
        ("a/", None),
        ("..", None),
        ("", None),
    ] {
        assert_eq!(name(path.as_bytes()).as_deref(), expected, "{path}");
    }
    assert_eq!(name(b"\xFF.pdf"), None);
    assert_eq!(name("a".repeat(500).as_bytes()).map(|name| name.len()), Some(MAX_NAME));
}

#[test]
fn base64_is_read_across_lines_and_up_to_what_is_none() {
    for (text, bytes) in [
        ("JVBE\r\nRi0x\n LjcK", &b"%PDF-1.7\n"[..]),
        ("Zm9vYg==Zm9v", b"foob"),
        ("Zm9vYmE=\n--next", b"fooba"),
        ("Zm9v--next", b"foo"),
        ("Z", b""),
        ("", b""),
        ("+/+/", &[0xFB, 0xFF, 0xBF]),
    ] {
        assert_eq!(base64::bytes(text.as_bytes()).collect::<Vec<_>>(), bytes, "{text}");
    }
}

#[test]
fn a_mail_is_told_from_a_text_with_colons() {
    for (text, expected) in [
        ("MIME-Version: 1.0\r\n\r\n", true),
        ("From a\nReceived: by b\n with c\ncontent-type: text/plain\n\nhello", true),
        ("\u{FEFF}Content-Type: a\n\n", true),
        ("Subject: only this\n\nhello", false),
        ("Content-Type: a\nand then no colon\n\n", false),
        ("Content-Type: never ends", false),
        ("two words: a\nContent-Type: a\n\n", false),
        (": a\nContent-Type: a\n\n", false),
        ("", false),
    ] {
        assert_eq!(is_mail(text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn headers_that_are_cut_short_or_lie_are_no_places() {
    let zip = zip_of(HEADER);
    let gzip =
        [gzip::MAGIC, &[31, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9], b"r.pdf\0why\0..", &compress_to_vec(HEADER, 6)].concat();
    let content = [&[0xA0, 0x0B, 0x04, 9], HEADER].concat();
    let data = [&[0x30, 24, 6, 9, 42, 134, 72, 134, 247, 13, 1, 7, 1], content.as_slice()].concat();
    let signed = [
        &[0x30, 0x80, 6, 9, 42, 134, 72, 134, 247, 13, 1, 7, 2, 0xA0, 0x80, 0x30, 0x80],
        &[2, 1, 1, 0x31, 0][..],
        &data,
    ]
    .concat();
    let pdf = [b"stream\r\n".as_slice(), &compress_to_vec_zlib(HEADER, 6)].concat();
    let tar = [&[b'r'][..], &[0; 123], b"00000000011\0", &[0; 121], b"ustar", &[0; 250], HEADER].concat();
    for (wrapper, file) in [
        (Wrapper::Zip, zip),
        (Wrapper::Gzip, gzip),
        (Wrapper::Tar, tar),
        (Wrapper::Signed, signed),
        (Wrapper::Pdf, pdf),
    ] {
        assert_eq!(unpacked(&file, wrapper, 100), HEADER.len(), "{wrapper:?}");
        for end in 0..file.len() {
            assert!(unpacked(&file[..end], wrapper, 100) <= HEADER.len());
        }
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 0xFF;
            // Whatever comes out of it, it comes within bounds.
            assert!(Wrapper::ALL.iter().all(|wrapper| unpacked(&changed, *wrapper, 100) <= 100));
        }
    }
}
