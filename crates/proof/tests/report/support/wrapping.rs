//! What programs put a report into on its way.

use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

/// One entry of a zip archive.
pub struct Entry<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
    pub deflated: bool,
    /// Whether its lengths follow it, as programs write them that cannot go back.
    pub streamed: bool,
}

pub const fn entry<'a>(name: &'a str, bytes: &'a [u8]) -> Entry<'a> {
    Entry { name, bytes, deflated: true, streamed: false }
}

/// A zip archive, without check sums.
pub fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for Entry { name, bytes, deflated, streamed } in entries {
        let content = if *deflated { compress_to_vec(bytes, 6) } else { bytes.to_vec() };
        let lengths = [long(content.len()), long(bytes.len())].concat();
        let told = if *streamed { vec![0; 8] } else { lengths.clone() };
        let fields = |lengths: &[u8]| {
            let flags = short(if *streamed { 8 } else { 0 });
            let method = short(if *deflated { 8 } else { 0 });
            [&short(20)[..], &flags, &method, &[0; 8], lengths, &short(name.len()), &short(0)].concat()
        };
        let at = long(file.len());
        file.extend([b"PK\x03\x04", fields(&told).as_slice(), name.as_bytes(), &content].concat());
        if *streamed {
            file.extend([b"PK\x07\x08\0\0\0\0", lengths.as_slice()].concat());
        }
        let rest = [&[0; 10], at.as_slice(), name.as_bytes()].concat();
        directory.extend([b"PK\x01\x02\x14\0", fields(&lengths).as_slice(), &rest].concat());
    }
    let count = short(entries.len());
    let end = [b"PK\x05\x06\0\0\0\0", &count[..], &count, &long(directory.len()), &long(file.len()), &[0, 0]].concat();
    [file, directory, end].concat()
}

/// A file compressed by gzip, with its name.
pub fn gzip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let header = [&[0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3], name.as_bytes(), &[0]].concat();
    [header, compress_to_vec(bytes, 6), vec![0; 8]].concat()
}

/// A tar archive.
pub fn tar(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
    header[257..262].copy_from_slice(b"ustar");
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let end = vec![0; bytes.len().next_multiple_of(512) - bytes.len() + 1_024];
    [header, bytes.to_vec(), end].concat()
}

/// A message as Outlook saves it, whose sectors lie the wrong way round.
pub fn message(bytes: &[u8]) -> Vec<u8> {
    let count = bytes.len().div_ceil(512);
    let parts = (count + 1).div_ceil(128);
    // First the table, then the sectors, the last one first.
    let sector = |at: usize| parts + count - 1 - at;
    let mut table = vec![0xFFFF_FFFF_u32; 128 * parts];
    for at in 0..count {
        let next = if at + 1 < count { u32::try_from(sector(at + 1)).unwrap() } else { 0xFFFF_FFFE };
        table[sector(at)] = next;
    }
    let mut file = vec![0; 512 * (1 + parts + count)];
    file[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    file[30] = 9;
    for part in 0..parts {
        file[76 + 4 * part..80 + 4 * part].copy_from_slice(&long(part));
    }
    for (at, number) in table.into_iter().enumerate() {
        file[512 + 4 * at..516 + 4 * at].copy_from_slice(&number.to_le_bytes());
    }
    for (at, content) in bytes.chunks(512).enumerate() {
        let start = 512 * (1 + sector(at));
        file[start..start + content.len()].copy_from_slice(content);
    }
    file
}

/// A mail with an attachment.
pub fn mail(attachment: &[u8], end: &str) -> Vec<u8> {
    let lines: Vec<String> = lines(attachment, 76);
    [
        "From: Door Safety <reports@example.com>",
        "Subject: =?utf-8?q?Your_report?=",
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed;",
        " boundary=\"next\"",
        "",
        "--next",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "Please find your report attached.",
        "--next",
        "Content-Type: application/pdf; name=\"report.pdf\"",
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment; filename=\"report.pdf\"",
        "",
    ]
    .into_iter()
    .chain(lines.iter().map(String::as_str))
    .chain(["--next--", ""])
    .collect::<Vec<_>>()
    .join(end)
    .into_bytes()
}

/// Bytes in lines of base64.
pub fn lines(bytes: &[u8], width: usize) -> Vec<String> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let held = (0..3).fold(0_usize, |held, at| held << 8 | usize::from(group.get(at).copied().unwrap_or_default()));
        let letter = |at: usize| {
            if at > group.len() { '=' } else { char::from(LETTERS[held >> (18 - 6 * at) & 63]) }
        };
        [0, 1, 2, 3].map(letter)
    };
    let letters: Vec<char> = bytes.chunks(3).flat_map(group).collect();
    letters.chunks(width).map(|line| line.iter().collect()).collect()
}

/// A signed file in DER, without the signature: nobody looks at it.
pub fn signed(bytes: &[u8]) -> Vec<u8> {
    let data = [&DATA[..], &tlv(0xA0, &tlv(0x04, bytes))].concat();
    let signed = [&[2, 1, 1], &*tlv(0x31, &tlv(0x30, &[5, 0])), &*tlv(0x30, &data), &[0x31, 0]].concat();
    tlv(0x30, &[&SIGNED_DATA[..], &tlv(0xA0, &tlv(0x30, &signed))].concat())
}

/// The same in BER: every length is left open, and the octets come in pieces.
pub fn signed_in_pieces(bytes: &[u8]) -> Vec<u8> {
    let pieces: Vec<u8> = bytes.chunks(1_000).flat_map(|piece| tlv(0x04, piece)).collect();
    let open = |tag: u8, content: &[u8]| [&[tag, 0x80], content, &[0, 0]].concat();
    let data = [&DATA[..], &open(0xA0, &open(0x24, &pieces))].concat();
    let signed = [&[2, 1, 1], &*open(0x31, &open(0x30, &[5, 0])), &*open(0x30, &data), &[0x31, 0]].concat();
    open(0x30, &[&SIGNED_DATA[..], &open(0xA0, &open(0x30, &signed))].concat())
}

const SIGNED_DATA: [u8; 11] = [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2];
const DATA: [u8; 11] = [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1];

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let [.., a, b, c] = length.to_be_bytes();
    let header = if length < 0x80 { vec![tag, c] } else { vec![tag, 0x83, a, b, c] };
    [&header, content].concat()
}

/// Another PDF with an attachment.
pub fn attached(bytes: &[u8], deflated: bool, end: &str) -> Vec<u8> {
    let content = if deflated { compress_to_vec_zlib(bytes, 6) } else { bytes.to_vec() };
    let filter = if deflated { "/Filter/FlateDecode" } else { "" };
    let head = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(r.pdf)4 0 R]>>>>>>\nendobj\n\
         2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n3 0 obj\n<<{filter}/Length {}>>\nstream{end}",
        content.len()
    );
    let tail = "\nendstream\nendobj\n4 0 obj\n<</Type/Filespec/F(r.pdf)/EF<</F 3 0 R>>>>\nendobj\n\
                trailer\n<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF\n";
    [head.as_bytes(), &content, tail.as_bytes()].concat()
}

fn short(value: usize) -> [u8; 2] {
    u16::try_from(value).unwrap().to_le_bytes()
}

fn long(value: usize) -> [u8; 4] {
    u32::try_from(value).unwrap().to_le_bytes()
}
