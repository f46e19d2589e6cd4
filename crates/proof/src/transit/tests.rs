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
    let tar = summed([&[b'r'][..], &[0; 123], b"00000000011\0", &[0; 121], b"ustar", &[0; 250], HEADER].concat());
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

/// A header in front of a stored entry, and the entry.
fn stored_entry(name: &str, bytes: &[u8]) -> Vec<u8> {
    let size = u32::try_from(bytes.len()).expect("small").to_le_bytes();
    let named = u16::try_from(name.len()).expect("short").to_le_bytes();
    [
        zip::LOCAL_HEADER,
        &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &size,
        &size,
        &named,
        &[0, 0],
        name.as_bytes(),
        bytes,
    ]
    .concat()
}

/// What the directory says of an entry at a place.
fn listed_entry(name: &str, bytes: &[u8], at: usize) -> Vec<u8> {
    let size = u32::try_from(bytes.len()).expect("small").to_le_bytes();
    let named = u16::try_from(name.len()).expect("short").to_le_bytes();
    let at = u32::try_from(at).expect("small").to_le_bytes();
    [
        b"PK\x01\x02".as_slice(),
        &[20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &size,
        &size,
        &named,
        &[0; 12],
        &at,
        name.as_bytes(),
    ]
    .concat()
}

/// Entries with a directory of some of them.
fn archive(entries: &[(&str, &[u8], bool)]) -> Vec<u8> {
    let (mut file, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (name, bytes, is_listed) in entries {
        if *is_listed {
            directory.extend(listed_entry(name, bytes, file.len()));
            count += 1;
        }
        file.extend(stored_entry(name, bytes));
    }
    let (count, begins) = (count.to_le_bytes(), u32::try_from(file.len()).expect("small").to_le_bytes());
    let length = u32::try_from(directory.len()).expect("small").to_le_bytes();
    file.extend(directory);
    [file.as_slice(), b"PK\x05\x06", &[0; 4], &count, &count, &length, &begins, &[0, 0]].concat()
}

#[test]
fn an_archive_that_programs_may_unpack_as_something_else_holds_nothing_that_is_taken() {
    let report = [HEADER, b" genuine"].concat();
    let (report, forged) = (report.as_slice(), b"%PDF-1.4 forged".as_slice());
    let found = |archive: &[u8]| places(archive, Wrapper::Zip).map(|place| place.name).collect::<Vec<_>>();
    let whole = archive(&[("read me.txt", b"hello", true), ("report.pdf", report, true)]);
    assert_eq!(found(&whole), [Some("report.pdf".to_owned())]);
    // Cut short, it has no directory, and its entries are looked for.
    let cut = &whole[..whole.len() - 30];
    assert_eq!(found(cut), [Some("report.pdf".to_owned())]);

    for entries in [
        // What is unpacked is the forgery, and the report lies beside it.
        [("report.pdf", report, false), ("report.pdf", forged, true)],
        [("report.pdf", forged, true), ("report.pdf", report, false)],
        [("a.pdf", report, true), ("b.pdf", forged, false)],
        // The one that is unpacked last stays.
        [("report.pdf", report, true), ("report.pdf", forged, true)],
    ] {
        assert_eq!(found(&archive(&entries)), [], "{entries:?}");
    }
    // The directory calls it otherwise than the header in front of it.
    let renamed = |archive: &[u8]| {
        let at = memchr::memmem::rfind(archive, b"report.pdf").expect("its name");
        [&archive[..at], b"forged.pdf", &archive[at + 10..]].concat()
    };
    assert_eq!(found(&renamed(&whole)), []);
    for name in ["./report.pdf", "Report.PDF", "report.pdf.", "report.pdf ", "..\\report.pdf"] {
        assert_eq!(found(&archive(&[("report.pdf", report, true), (name, forged, true)])), [], "{name}");
    }
    // Lengths that differ between directory and header; another name in a field; a second end, in the comment of the first.
    let mut longer = whole.clone();
    longer[18] ^= 1;
    assert_eq!(found(&longer), []);
    let end = whole.len() - 22;
    let commented = [&whole[..whole.len() - 2], &22_u16.to_le_bytes(), &whole[end..]].concat();
    assert_eq!(found(&commented), []);
    assert_eq!(found(&[whole.as_slice(), b"more"].concat()), []);
    // Something in front moves every entry.
    assert_eq!(found(&[b"PK\x03\x04front", whole.as_slice()].concat()), []);
    // What an archive in an archive holds is for another look.
    let inner = archive(&[("report.pdf", report, true)]);
    assert_eq!(found(&archive(&[("inner.zip", &inner, true)])), []);
}

/// A tar whose first header has its check sum.
fn summed(mut tar: Vec<u8>) -> Vec<u8> {
    tar[148..156].fill(b' ');
    let sum: u32 = tar[..512].iter().map(|&byte| u32::from(byte)).sum();
    tar[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    tar
}

#[test]
fn of_two_entries_of_a_tar_with_one_name_none_is_taken() {
    let unsummed = |name: &[u8], kind: u8, magic: &[u8], bytes: &[u8]| {
        let size = format!("{:011o}\0", bytes.len());
        let head = [name, &vec![0; 100 - name.len()], &[0; 24], size.as_bytes(), &[0; 20], &[kind]].concat();
        let head = [head.as_slice(), &[0; 100], magic, &[0; 247]].concat();
        let filled = bytes.len().next_multiple_of(512) - bytes.len();
        [head.as_slice(), bytes, &vec![0; filled]].concat()
    };
    let entry = |name: &[u8], kind: u8, bytes: &[u8]| summed(unsummed(name, kind, b"ustar\x0000", bytes));
    let found = |tar: &[Vec<u8>]| {
        let tar = [tar.concat(), vec![0; 1024]].concat();
        places(&tar, Wrapper::Tar).map(|place| place.name).collect::<Vec<_>>()
    };
    let report = entry(b"report.pdf", b'0', HEADER);
    let forged = |name: &[u8]| entry(name, b'0', b"%PDF-1.4 forged");
    let (other, alone) = (forged(b"other.pdf"), [Some("report.pdf".to_owned())]);
    assert_eq!(found(&[report.clone(), other.clone()]), alone);
    let of_all = entry(b"pax_global_header", b'g', b"14 comment=ab\n");
    assert_eq!(found(&[of_all, entry(b"a/", b'5', b""), report.clone()]), alone);
    for second in
        ["report.pdf", "./report.pdf", "REPORT.pdf", ".//Report.pdf.", "r\u{e9}port.pdf", "..\\x", "\u{e9}report.pdf "]
    {
        let is_other = second == "r\u{e9}port.pdf";
        assert_eq!(found(&[report.clone(), forged(second.as_bytes())]).is_empty(), !is_other, "{second}");
    }
    // The name in front of the entry counts, as POSIX and as GNU write it, and the last of them.
    let extended = |text: &[u8]| entry(b"header", b'x', text);
    let gnu = |name: &[u8]| entry(b"link", b'L', name);
    assert_eq!(found(&[report.clone(), extended(b"19 path=report.pdf\n"), other.clone()]), []);
    assert_eq!(found(&[report.clone(), extended(b"10 path=a\n19 path=report.pdf\n"), other.clone()]), []);
    assert_eq!(found(&[report.clone(), gnu(b"report.pdf\0"), other.clone()]), []);
    assert_eq!(found(&[report.clone(), gnu(b"third.pdf\0"), other.clone()]), alone);
    for odd in [
        // Lengths and names that are told in another way, kinds of entries that are not known here.
        extended(b"10 size=9\n"),
        extended(b"nonsense"),
        entry(b"link", b'K', b"report.pdf\0"),
        entry(b"all", b'g', b"19 path=report.pdf\n"),
        entry(b"report.pdf", b'1', b""),
        // A header that a program leaves out, or reads by older rules.
        unsummed(b"x", b'0', b"ustar\x0000", b"%PDF-1.4 forged"),
        summed(unsummed(b"report.pdf", b'0', b"\0\0\0\0\0\0\0\0", b"%PDF-1.4 forged")),
    ] {
        assert_eq!(found(&[report.clone(), odd, other.clone()]), []);
    }
    // Where POSIX has a folder, GNU's tar has times.
    let times = [unsummed(b"report.pdf", b'0', b"ustar  \0", b"%PDF-1.4 forged")].map(|mut header| {
        header[345..356].copy_from_slice(b"14000000000");
        summed(header)
    });
    assert_eq!(found(&[report, times[0].clone()]), []);
}

#[test]
fn of_several_members_of_a_gzip_none_is_taken() {
    let member =
        |bytes: &[u8]| [gzip::MAGIC, &[0, 0, 0, 0, 0, 0, 3], &compress_to_vec(bytes, 6), &[7; gzip::TRAILER]].concat();
    let report = [HEADER, b" genuine"].concat();
    let length = |file: &[u8]| unpacked(file, Wrapper::Gzip, 1000);
    assert_eq!(length(&member(&report)), report.len());
    assert_eq!(length(&[member(&report), vec![0; 512]].concat()), report.len());
    assert_eq!(length(&[member(&report), member(b"appended")].concat()), 0);
    assert_eq!(length(&member(&report)[..25]) > 0, length(&member(&report)[..25]) <= report.len());
}
