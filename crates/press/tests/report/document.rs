//! The document as a file.

use lopdf::{Document, Object};
use norven_proof::digest::Digest;

use super::samples::{fire_safety, hostile, many};
use super::support::{Sample, pass};
use super::tools::{OnDisk, Outcome};

pub fn count(haystack: &[u8], needle: &[u8]) -> usize {
    haystack.windows(needle.len()).filter(|window| *window == needle).count()
}

#[test]
fn qpdf_finds_nothing_wrong() {
    for sample in [fire_safety(), hostile(), many("es", 300, 40, (64, 48)), Sample::empty("en")] {
        let pdf = OnDisk::new(&sample.render().expect("the report is set"));
        let output = pdf.run("qpdf", &["--check"], &[]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
        assert!(!said.contains("WARNING"), "{said}");
    }
}

#[test]
fn every_font_is_embedded_and_can_be_copied_from() {
    let pdf = OnDisk::new(&fire_safety().render().expect("the report is set"));
    let table = String::from_utf8(pdf.run("pdffonts", &[], &[]).stdout).expect("UTF-8");
    let fonts: Vec<Vec<&str>> = table.lines().skip(2).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(fonts.len(), 4, "{table}");
    for font in fonts {
        // name, "CID TrueType", encoding, embedded, subset, unicode, object, generation
        assert_eq!([font[4], font[6]], ["yes", "yes"], "{table}");
    }
}

#[test]
fn the_same_report_is_the_same_file() {
    let sample = fire_safety();
    let first = sample.render().expect("the report is set");
    many("es", 20, 0, (0, 0)).render().expect("another report is set in between");
    assert_eq!(sample.render().expect("the report is set"), first);
}

#[test]
fn the_file_has_one_revision_and_the_exact_header() {
    let pdf = fire_safety().render().expect("the report is set");
    assert!(pdf.starts_with(b"%PDF-1.7\n"));
    assert!(pdf.ends_with(b"%%EOF"));
    for once in [b"startxref".as_slice(), b"\nxref\n", b"trailer", b"%%EOF"] {
        assert_eq!(count(&pdf, once), 1, "{}", String::from_utf8_lossy(once));
    }
    assert_eq!(count(&pdf, b"/ObjStm"), 0);
}

#[test]
fn identity_dates_and_language_come_from_the_record() -> Outcome {
    let sample = many("es", 20, 0, (0, 0));
    let document = Document::load_mem(&sample.render()?)?;
    let digest = Digest::of(sample.bytes());
    let id = Object::String(digest.as_bytes()[..16].to_vec(), lopdf::StringFormat::Hexadecimal);
    assert_eq!(document.trailer.get(b"ID")?, &Object::Array(vec![id.clone(), id]));

    let info = document.trailer.get(b"Info")?.as_reference()?;
    let info = document.get_dictionary(info)?;
    for date in [b"CreationDate".as_slice(), b"ModDate"] {
        assert_eq!(info.get(date)?.as_str()?, b"D:20261122095312Z");
    }
    let catalog = document.catalog()?;
    assert_eq!(catalog.get(b"Lang")?.as_str()?, b"es");
    let preferences = catalog.get(b"ViewerPreferences")?.as_dict()?;
    assert!(preferences.get(b"DisplayDocTitle")?.as_bool()?);
    Ok(())
}

#[test]
fn the_outline_leads_to_the_summary_every_section_and_the_signatures() -> Outcome {
    let sample = fire_safety();
    let document = Document::load_mem(&sample.render()?)?;
    let toc = document.get_toc()?;
    let titles: Vec<&str> = toc.toc.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(
        titles,
        ["Summary", "What needs to be done", "1 · Escape routes", "2 · Fire detection", "3 · Equipment", "Signatures",]
    );
    let pages: Vec<usize> = toc.toc.iter().map(|entry| entry.page).collect();
    assert!(pages.is_sorted() && pages[0] == 1 && pages[2] == 2, "{pages:?}");
    Ok(())
}

#[test]
fn nothing_people_write_can_pass_for_a_part_of_the_files_structure() {
    let trick = "/ByteRange [0 1 2 3] endstream endobj ) >> %%EOF startxref (";
    let mut sample = Sample::empty("en");
    sample.section(trick, vec![pass("1.1", trick)]);
    sample.record.issuer.name = trick.into();
    sample.record.core.template.title = trick.into();
    sample.record.core.site.name = trick.into();
    let pdf = sample.render().expect("the report is set");
    assert_eq!(count(&pdf, b"ByteRange"), 1);
    assert_eq!(count(&pdf, b"%%EOF"), 1);
    assert!(OnDisk::new(&pdf).words().contains("/ByteRange [0 1 2 3] endstream"));
}

#[test]
fn a_report_without_photos_stays_small() {
    let pdf = many("en", 60, 0, (0, 0)).render().expect("the report is set");
    assert!(pdf.len() < 270_000, "{} bytes", pdf.len());
}
