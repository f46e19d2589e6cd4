//! What leads through a report: contents, links, structure; and what makes it the organisation's.

use lopdf::{Dictionary, Document, Object, ObjectId};
use norven_proof::digest::Digest;

use super::samples::{crowd, fire_safety, logo, many};
use super::tools::{OnDisk, Outcome};

/// The links of all pages: on which page they stand (from 1), and where they lead.
fn links(document: &Document) -> Vec<(usize, Dictionary)> {
    let pages: Vec<ObjectId> = document.page_iter().collect();
    let mut links = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let page = document.get_dictionary(*page).expect("a page");
        let annotations = page.get(b"Annots").and_then(Object::as_array).cloned().unwrap_or_default();
        for annotation in annotations {
            let id = annotation.as_reference().expect("a reference");
            let annotation = document.get_dictionary(id).expect("an annotation");
            if annotation.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Link") {
                links.push((at + 1, annotation.clone()));
            }
        }
    }
    links
}

fn target(document: &Document, link: &Dictionary) -> Option<usize> {
    let destination = link.get(b"Dest").and_then(Object::as_array).ok()?;
    let page = destination.first()?.as_reference().ok()?;
    document.page_iter().position(|id| id == page).map(|at| at + 1)
}

#[test]
fn the_contents_name_the_page_of_every_section_and_lead_there() -> Outcome {
    let pdf = many("en", 60, 12, (64, 48)).render()?;
    let document = Document::load_mem(&pdf)?;
    let outline: Vec<usize> = document.get_toc()?.toc.iter().map(|entry| entry.page).collect();
    let pages = OnDisk::new(&pdf).pages();
    let listed = pages.iter().position(|page| page.contains("Contents")).expect("contents");
    let lines: Vec<&str> = pages[listed].lines().skip_while(|line| !line.contains("Contents")).collect();
    let last_word = |line: &str| line.split_whitespace().next_back().and_then(|word| word.parse::<usize>().ok());
    let named: Vec<usize> = lines[1..].iter().filter(|l| !l.trim().is_empty()).map_while(|l| last_word(l)).collect();
    // Summary, what needs to be done and the contents themselves come before the sections.
    assert_eq!(named, outline[3..]);
    let leading = links(&document).into_iter().filter(|(page, _)| *page == listed + 1);
    let leading: Vec<usize> = leading.filter_map(|(_, link)| target(&document, &link)).collect();
    assert_eq!(leading, named);
    Ok(())
}

#[test]
fn a_short_report_has_no_contents_but_what_failed_leads_to_its_item() -> Outcome {
    let pdf = fire_safety().render()?;
    assert!(!OnDisk::new(&pdf).text().contains("Contents"));
    let document = Document::load_mem(&pdf)?;
    let inner = links(&document).into_iter().filter_map(|(page, link)| Some((page, target(&document, &link)?)));
    assert_eq!(inner.collect::<Vec<_>>(), [(1, 2), (1, 2), (1, 3), (1, 3)]);
    Ok(())
}

#[test]
fn every_page_leads_to_the_page_that_checks_the_report() -> Outcome {
    let document = Document::load_mem(&fire_safety().render()?)?;
    let mut pages: Vec<usize> = Vec::new();
    for (page, link) in links(&document) {
        let Ok(action) = link.get(b"A").and_then(Object::as_dict) else { continue };
        assert_eq!(action.get(b"URI")?.as_str()?, b"https://norven.example/verify");
        pages.push(page);
    }
    pages.dedup();
    assert_eq!(pages.len(), document.get_pages().len());
    Ok(())
}

#[test]
fn every_mark_of_a_page_belongs_to_an_element_or_is_an_artifact() -> Outcome {
    let document = Document::load_mem(&many("en", 30, 9, (64, 48)).render()?)?;
    for page in document.page_iter() {
        let content = lopdf::content::Content::decode(&document.get_page_content(page))?;
        let mut inside = false;
        for operation in content.operations {
            match operation.operator.as_str() {
                "BDC" | "BMC" => assert!(!std::mem::replace(&mut inside, true)),
                "EMC" => assert!(std::mem::replace(&mut inside, false)),
                "Tj" | "TJ" | "Do" | "f" | "S" | "s" | "B" => assert!(inside, "{operation:?}"),
                _ => {}
            }
        }
        assert!(!inside);
    }
    Ok(())
}

#[test]
fn a_reader_hears_the_title_the_headings_and_the_captions_in_order() {
    let pdf = OnDisk::new(&fire_safety().render().expect("the report is set"));
    let said = String::from_utf8(pdf.run("pdfinfo", &["-struct-text"], &[]).stdout).expect("UTF-8");
    let mut rest = said.as_str();
    for expected in [
        "H1 (block)",
        "Annual fire safety inspection",
        "H2 (block)",
        "What needs to be done",
        "2 · Fire detection",
        "Is the control panel free of faults and disablements?",
        "Figure",
        "1 · Panel, zone 3 · 09:11",
        "Signatures",
    ] {
        let at = rest.find(expected).unwrap_or_else(|| panic!("{expected:?} is missing from {rest}"));
        rest = &rest[at..];
    }
    assert!(said.contains("identified by signing in · position"), "lines are read on: {said}");
    assert!(!said.contains("Page 1 of"), "the footer is no part of the text");
}

#[test]
fn what_all_signers_have_in_common_is_said_once() {
    let words = OnDisk::new(&crowd().render().expect("the report is set")).words();
    assert_eq!(words.matches("Everybody agreed to (version 1):").count(), 1);
    assert_eq!(words.matches("Agreed to (version 1):").count(), 0);
    assert_eq!(words.matches(&Digest::of("core").to_string()).count(), 1);
    assert!(words.contains("Ana Ruiz and 9 more"));

    let mut differ = crowd();
    differ.record.signatures[0].core_sha256 = Digest::of("another core");
    let words = OnDisk::new(&differ.render().expect("the report is set")).words();
    assert_eq!(words.matches("Agreed to (version 1):").count(), 12);
}

#[test]
fn a_wide_logo_stands_for_the_name_and_a_square_one_beside_it() -> Outcome {
    let mut sample = fire_safety();
    for (size, names) in [((900, 200), 1), ((240, 240), 2)] {
        let picture = logo(size.0, size.1);
        sample.logo = Some(picture.clone());
        let pdf = sample.render()?;
        let document = Document::load_mem(&pdf)?;
        let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
        assert_eq!(streams.filter(|stream| stream.content == picture).count(), 1);
        let cover = OnDisk::new(&pdf).pages().remove(0);
        assert_eq!(cover.matches("Prevención Centro S.L.").count(), names);
    }
    Ok(())
}
