//! Class A: bytes of the report are changed where they stand.

use crate::support::pdf::find;
use crate::support::{Genuine, try_all};

#[test]
fn changing_content_where_it_stands_is_altering() {
    try_all(&[
        ("what the page says", |it| it.with("closes by itself", "closes by hand  "), "altered"),
        ("a byte of the embedded record", |it| flipped_after(it, b"FlateDecode/Length ", 40), "altered"),
        ("the title in Info", |it| it.with("/Title<52", "/Title<53"), "altered"),
        ("the language", |it| it.with("/Lang<656E>", "/Lang<6573>"), "altered"),
        ("the time of sealing in the seal's dictionary", |it| it.with("/M<443A32303236", "/M<443A32303235"), "altered"),
        ("the name in the seal's dictionary", |it| it.with("/Name<44", "/Name<45"), "altered"),
        ("the permissions", |it| it.with("/P 1/V/1.2", "/P 3/V/1.2"), "altered"),
        ("the kind of signature", |it| it.with("ETSI.CAdES.detached", "adbe.pkcs7.detached"), "altered"),
        ("the seal's field", |it| it.with("/V 10 0 R", "/V 11 0 R"), "altered"),
        ("an entry of the cross-references", |it| it.with("00000 n", "00000 f"), "altered"),
        ("the trailer", |it| it.with("/Root 1 0 R", "/Root 2 0 R"), "altered"),
        ("where the cross-references begin", |it| flipped_after(it, b"startxref\n", 0), "altered"),
        ("the last byte", |it| it.with("%%EOF", "%%EOE"), "altered"),
    ]);
}

fn flipped_after(genuine: &Genuine, text: &[u8], distance: usize) -> Vec<u8> {
    let mut file = genuine.file.clone();
    let at = find(&file, text) + text.len() + distance;
    file[at] ^= 1;
    file
}
