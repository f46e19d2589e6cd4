//! The place that is kept for the seal.

use lopdf::{Document, Object};
use norven_press::{BYTE_RANGE, CONTENTS_DIGITS};

use super::document::count;
use super::samples::{fire_safety, hostile};
use super::support::{Sample, pass};
use super::tools::Outcome;

const BEFORE_DIGITS: &[u8] = b"/Contents<";

fn find(haystack: &[u8], needle: &[u8]) -> usize {
    haystack.windows(needle.len()).position(|window| window == needle).expect("it is there")
}

#[test]
fn each_placeholder_is_there_once_whatever_people_write() {
    let zeros = "0".repeat(64);
    let trick = format!("{BYTE_RANGE} /Contents<{zeros}> /Type/Sig 9999999999");
    let mut sample = Sample::empty("en");
    sample.section(&trick, vec![pass("1.1", &trick)]);
    sample.record.number = trick.clone();
    sample.record.issuer.name = trick.clone();
    sample.record.core.template.title = trick.clone();
    for sample in [sample, fire_safety(), hostile()] {
        let pdf = sample.render().expect("the report is set");
        assert_eq!(count(&pdf, BYTE_RANGE.as_bytes()), 1);
        for once in [b"/ByteRange".as_slice(), BEFORE_DIGITS, b"/Type/Sig/"] {
            assert_eq!(count(&pdf, once), 1, "{}", String::from_utf8_lossy(once));
        }
        let digits = find(&pdf, BEFORE_DIGITS) + BEFORE_DIGITS.len();
        assert!(pdf[digits..digits + CONTENTS_DIGITS].iter().all(|digit| *digit == b'0'));
        assert_eq!(pdf[digits + CONTENTS_DIGITS], b'>');
    }
}

#[test]
fn the_sealer_finds_its_place_and_the_record() -> Outcome {
    use norven_proof::{certificate::Subject, digest::Digest, pki, record::Instant, seal::Prepared};
    let sample = fire_safety();
    let record = b"{\"v\":1}";
    let pdf = sample.render_with(record)?;
    let key = pki::SigningKey::from_slice(&[7; 32])?;
    let name = Subject { organisation: "Acme".into(), common_name: "Reports".into() };
    let certificate = pki::root(&key, &name, [1; 16], &Instant::from_unix_micros(1_795_000_000_000_000))?;
    let length = pdf.len();
    let prepared = Prepared::new(pdf, Digest::of(record), &key, &certificate, None)?;
    assert_eq!(prepared.finish("c2sp.org/tlog-proof@v1\n", None, &key)?.len(), length);
    Ok(())
}

#[test]
fn the_seal_is_the_last_object_and_keeps_its_spelling() {
    let pdf = fire_safety().render().expect("the report is set");
    let contents = find(&pdf, BEFORE_DIGITS);
    let head = b" 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached";
    assert!(pdf[..contents].ends_with(head));
    let after = &pdf[contents + BEFORE_DIGITS.len() + CONTENTS_DIGITS..];
    let tail = String::from_utf8_lossy(&after[..find(after, b"\nxref\n")]);
    let name = "FEFF";
    assert!(tail.starts_with(&format!(">{BYTE_RANGE}/M(D:20261122095312Z)/Name<{name}")), "{tail}");
    let reference = "/Reference[<</Type/SigRef/TransformMethod/DocMDP\
        /TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]>>\nendobj";
    assert!(tail.ends_with(reference), "{tail}");
}

#[test]
fn an_invisible_field_on_the_first_page_holds_the_seal() -> Outcome {
    let document = Document::load_mem(&fire_safety().render()?)?;
    let catalog = document.catalog()?;
    let form = catalog.get(b"AcroForm")?.as_dict()?;
    assert_eq!(form.get(b"SigFlags")?.as_i64()?, 3);
    let fields = form.get(b"Fields")?.as_array()?;
    assert_eq!(fields.len(), 1);
    let widget = document.get_dictionary(fields[0].as_reference()?)?;
    assert_eq!(widget.get(b"Rect")?, &Object::Array(vec![0.into(); 4]));
    assert_eq!(widget.get(b"F")?.as_i64()?, 132);
    assert_eq!(widget.get(b"FT")?.as_name()?, b"Sig");

    let page = document.page_iter().next().expect("a page");
    assert_eq!(widget.get(b"P")?.as_reference()?, page);
    let annotations = document.get_dictionary(page)?.get(b"Annots")?.as_array()?;
    assert!(annotations.contains(&fields[0]));

    let seal = widget.get(b"V")?.as_reference()?;
    assert_eq!(catalog.get(b"Perms")?.as_dict()?.get(b"DocMDP")?.as_reference()?, seal);
    assert_eq!(document.objects.keys().next_back(), Some(&seal));
    let range = document.get_dictionary(seal)?.get(b"ByteRange")?.as_array()?;
    assert_eq!(range.len(), 4);
    Ok(())
}
