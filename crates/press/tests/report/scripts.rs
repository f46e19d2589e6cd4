//! Texts in every script: as signer, note, site and caption.

use norven_press::{FaceFile, Faces};
use norven_proof::record::{Device, Method};
use serde::Deserialize;

use super::support::{Sample, action, fail, jpeg, pass};
use super::tools::OnDisk;

const SCRIPTS: &str = include_str!("../cases/text-scripts.json");

#[derive(Deserialize)]
struct Case {
    id: String,
    signer: String,
    note: String,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(SCRIPTS).expect("the cases read")
}

fn case(id: &str) -> Case {
    cases().into_iter().find(|case| case.id == id).expect("there is such a case")
}

/// A report with a text wherever people write, signed twice.
fn written(signer: &str, note: &str) -> Sample {
    let mut sample = Sample::empty("en");
    sample.record.core.site.name = note.into();
    sample.record.core.inspector.name = signer.into();
    sample.record.core.template.title = note.into();
    sample.photo("photo", jpeg(320, 240, 1), (320, 240), note);
    let mut failed = fail("1.1", note, note);
    failed.photos = vec!["photo".into()];
    failed.actions = vec![action(note, Some(signer), None, false)];
    sample.section(note, vec![failed, pass("1.2", "Is the door closed?")]);
    sample.sign(signer, "Inspector", Method::Typed, Device::Own);
    sample.sign(signer, "Owner", Method::Drawn, Device::Inspector);
    sample
}

/// The faces of Chinese, Japanese and Korean that Debian has.
fn cjk() -> Faces {
    let files = ["NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"].map(|name| {
        let path = std::path::Path::new("/usr/share/fonts/opentype/noto").join(name);
        let bytes = std::fs::read(path).expect("fonts-noto-cjk is installed: `cargo xtask test` does it");
        FaceFile { name: name.to_owned(), bytes }
    });
    Faces::built_in().expect("the faces parse").with(files).expect("they are faces")
}

/// A text as it is compared: composed, without the marks that `pdftotext` adds and without space, as lines end anywhere.
fn comparable(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let marks = '\u{202a}'..='\u{202c}';
    text.nfc().filter(|c| !marks.contains(c) && !c.is_whitespace()).collect()
}

fn read(pdf: &OnDisk, how: &[&str]) -> String {
    let output = pdf.run("pdftotext", how, &["-"]);
    comparable(&String::from_utf8(output.stdout).expect("UTF-8"))
}

/// Holds that a case comes back wherever it was written, in every way `pdftotext` has.
fn comes_back(sample: &Sample, case: &Case) {
    let pdf = OnDisk::new(&sample.render().expect("the report is set"));
    for how in [&[] as &[&str], &["-layout"], &["-raw"]] {
        let text = read(&pdf, how);
        // Title, place, heading, entry of what to do with note and action, header, question, note, caption, action.
        let notes = text.matches(&comparable(&case.note)).count();
        assert!(notes >= 8, "{} {how:?}: the note comes back {notes} times from\n{text}", case.id);
        // Facts, signers twice, action twice, typed name, two signatures.
        let names = text.matches(&comparable(&case.signer)).count();
        // Where two columns are read as one, a name on two lines is torn.
        assert!(names >= 5, "{} {how:?}: the name comes back {names} times from\n{text}", case.id);
        assert!(!text.contains('□'), "{} {how:?}: a box in\n{text}", case.id);
    }
}

#[test]
fn scripts_whose_faces_come_along_print_and_are_read_back() {
    for id in ["arabic", "hebrew", "thai", "devanagari", "emoji", "decomposed", "turned-around", "latin-far"] {
        let case = case(id);
        comes_back(&written(&case.signer, &case.note), &case);
    }
}

#[test]
fn scripts_of_faces_found_print_and_are_read_back() {
    let faces = cjk();
    for id in ["han", "kana", "hangul", "emoji", "arabic"] {
        let case = case(id);
        comes_back(&Sample { faces: faces.clone(), ..written(&case.signer, &case.note) }, &case);
    }
}

#[test]
fn every_text_prints_or_what_cannot_be_printed_is_named() {
    let faces = cjk();
    for case in cases() {
        let mut missing = faces.missing(&case.signer);
        missing.extend(faces.missing(&case.note));
        if missing.is_empty() {
            // A word wider than its column is divided, which no reader puts together again.
            if case.id != "long-name" {
                comes_back(&Sample { faces: faces.clone(), ..written(&case.signer, &case.note) }, &case);
            }
        } else {
            assert_eq!(case.id, "stacked", "{missing:?} cannot be printed");
        }
    }
}

#[test]
fn letters_no_face_has_and_marks_in_heaps_are_named_once_and_in_order() {
    let faces = Faces::built_in().expect("the faces parse");
    assert_eq!(faces.missing("王小明 and 小王, Łódź 🔥 \u{200d}שלום\n"), ['王', '小', '明']);
    assert_eq!(faces.missing("A\u{301}\u{302}\u{303}\u{304}\u{306}na"), ['\u{304}', '\u{306}']);
    assert_eq!(faces.missing("bell \u{7} and \u{e000}"), ['\u{e000}']);
    assert!(faces.missing("👩‍🔧 🇪🇸 👍🏽 1️⃣ ⚠️ हिन्दी Nguyễn").is_empty());
    let ranges = faces.coverage();
    let covered = |c: char| ranges.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)));
    assert!("aŁЖאبกह🔥".chars().all(covered) && !"王ꓘ\u{7}".chars().any(covered), "{ranges:?}");
    assert!(ranges.len() < 600, "{} ranges", ranges.len());
}

#[test]
fn the_same_report_in_the_same_faces_is_the_same_file_and_tells_the_faces() {
    let case = case("han");
    let sample = Sample { faces: cjk(), ..written(&case.signer, &case.note) };
    let bytes = sample.bytes();
    let first = sample.rendered(&bytes).expect("the report is set");
    assert_eq!(Sample { faces: cjk(), ..sample.clone() }.rendered(&bytes).expect("the report is set"), first);
    let names: Vec<&str> = first.faces.iter().map(|face| face.name.as_str()).collect();
    let own = ["Inter-Regular", "Inter-SemiBold", "Inter-Bold", "JetBrainsMono-Hex"];
    assert_eq!(names[..4], own);
    assert!(names[4..].iter().all(|name| name.starts_with("NotoSansCJKsc")) && names.len() > 4, "{names:?}");
    let plain = written("Ana", "Plain");
    assert_eq!(plain.rendered(&plain.bytes()).expect("the report is set").faces.len(), own.len());
}

#[test]
fn a_text_from_the_right_is_told_to_who_listens_in_the_order_of_writing() {
    let case = case("hebrew");
    let pdf = written(&case.signer, &case.note).render().expect("the report is set");
    let document = lopdf::Document::load_mem(&pdf).expect("it is read");
    let said: Vec<String> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok())
        .filter(|dict| dict.has(b"S") && dict.has(b"ActualText"))
        .filter_map(|dict| lopdf::decode_text_string(dict.get(b"ActualText").ok()?).ok())
        .collect();
    assert!(said.contains(&case.note) && said.contains(&case.signer), "{said:?}");
}

#[test]
fn a_file_without_a_face_is_refused_by_its_name() {
    let files = [FaceFile { name: "notes.ttf".into(), bytes: b"no face".to_vec() }];
    let refused = Faces::built_in().expect("the faces parse").with(files).expect_err("it holds none");
    assert_eq!(refused.to_string(), "notes.ttf holds no face that text can be set in");
}
