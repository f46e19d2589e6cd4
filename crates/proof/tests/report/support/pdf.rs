//! A small report, written by hand in the way in which the real ones are written.

use miniz_oxide::deflate::compress_to_vec_zlib;
use norven_proof::envelope::SEAL_DIGITS;
use norven_proof::record::Record;

use super::{ISSUED_AT, at};

/// The golden record, issued when the reports here are.
pub fn record() -> Record {
    let mut record = Record::parse(include_bytes!("../../golden/record.json")).unwrap();
    record.issued_at = at(ISSUED_AT);
    record
}

/// A PDF with a page, the record and room for a seal.
pub fn unsealed(record: &[u8]) -> Vec<u8> {
    let page = b"BT /F1 24 Tf 72 720 Td (The fire door closes by itself.) Tj ET";
    let zeros = "0".repeat(SEAL_DIGITS);
    let objects: Vec<Vec<u8>> = vec![
        b"<</Type/Catalog/Pages 2 0 R/Lang<656E>/Names<</EmbeddedFiles<</Names[<7265636F72642E6A736F6E>8 0 R]>>>>\
          /AF[8 0 R]/AcroForm<</Fields[9 0 R]/SigFlags 3>>/Perms<</DocMDP 10 0 R>>>>"
            .to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R\
          /Annots[9 0 R]>>"
            .to_vec(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
        stream("", page),
        b"<</Title<5265706F7274>/Producer<4E6F7276656E>>>".to_vec(),
        stream(
            "/Type/EmbeddedFile/Subtype/application#2Fjson/Params<</Size 6035>>/Filter/FlateDecode",
            &compress_to_vec_zlib(record, 6),
        ),
        b"<</Type/Filespec/F<7265636F72642E6A736F6E>/UF<7265636F72642E6A736F6E>/AFRelationship/Source\
          /EF<</F 7 0 R/UF 7 0 R>>>>"
            .to_vec(),
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T<5365616C>/F 132/Rect[0 0 0 0]/P 3 0 R/V 10 0 R>>".to_vec(),
        format!(
            "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents<{zeros}>\
             /ByteRange[0 9999999999 9999999999 9999999999]/M<443A32303236313132323130353331325A>\
             /Name<446F6F7220536166657479>/Reason<497373756564>/Reference[<</Type/SigRef/TransformMethod/DocMDP\
             /TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]>>"
        )
        .into_bytes(),
    ];
    let mut file = b"%PDF-1.7\n%\xbb\xad\xc0\xde\n".to_vec();
    let mut xref = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (object, number) in objects.iter().zip(1..) {
        xref.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(format!("{number} 0 obj\n").into_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let size = objects.len() + 1;
    let trailer = format!("trailer\n<</Root 1 0 R/Info 6 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF");
    file.extend(xref.into_bytes());
    file.extend(trailer.into_bytes());
    file
}

fn stream(entries: &str, bytes: &[u8]) -> Vec<u8> {
    let dictionary = format!("<<{entries}/Length {}>>stream\n", bytes.len());
    [dictionary.as_bytes(), bytes, b"\nendstream"].concat()
}

/// Where a text begins.
pub fn find(file: &[u8], text: &[u8]) -> usize {
    file.windows(text.len()).position(|window| window == text).expect("the file has the text")
}

/// The gap between `/Contents` and `/ByteRange`, without its brackets.
pub fn digits(file: &[u8]) -> std::ops::Range<usize> {
    let start = find(file, b"/Contents<") + b"/Contents<".len();
    start..start + SEAL_DIGITS
}

/// The file with other bytes in the place of a range.
pub fn spliced(file: &[u8], range: std::ops::Range<usize>, bytes: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    file.splice(range, bytes.iter().copied());
    file
}
