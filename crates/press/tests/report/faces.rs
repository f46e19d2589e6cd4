//! The faces of a record say the same: the PDF, and the words from which the web page is made.

use std::collections::BTreeSet;

use norven_press::words::{Words, words};

use super::samples::{fire_safety, gallery, many};
use super::support::Sample;
use super::tools::OnDisk;

/// Every text of the words, in any order.
fn texts(said: &Words) -> Vec<String> {
    let mut texts = vec![said.number.clone(), said.title.clone(), said.issuer.clone(), said.verdict.clone()];
    texts.extend(said.place.clone());
    texts.extend(said.percent.clone());
    texts.extend(said.counts.clone());
    texts.extend(said.facts.iter().flat_map(|(label, fact)| [(*label).to_owned(), fact.clone()]));
    for section in &said.sections {
        texts.extend([section.title.clone(), section.score.clone()]);
        for item in &section.items {
            texts.extend([item.number.clone(), item.question.clone()]);
            texts.extend(item.words.clone());
            texts.extend([&item.limits, &item.text, &item.note].into_iter().flatten().cloned());
            texts.extend(item.photos.iter().map(|photo| photo.caption.clone()));
            texts.extend(item.actions.concat());
        }
    }
    for signature in &said.signatures.each {
        texts.extend(signature.who.clone());
        // What all have in common is said once on paper, of everybody.
        let agreed = signature.agreed.split_once(':').map_or("", |(_, agreed)| agreed);
        texts.extend([signature.given.clone(), agreed.to_owned(), signature.signed.to_string()]);
        texts.extend(signature.origin.clone());
    }
    texts
}

/// The words of a text: what is between blanks, without what stands before and behind.
fn tokens(text: &str) -> BTreeSet<String> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect()
}

#[test]
fn what_the_web_page_says_is_on_the_pages_of_the_pdf() {
    let samples: [Sample; 4] = [fire_safety(), many("en", 30, 4, (320, 240)), many("es", 30, 4, (320, 240)), gallery()];
    for sample in samples {
        let printed = tokens(&OnDisk::new(&sample.render().expect("the report is set")).words());
        let said = words(&sample.record).expect("the record is put into words");
        let texts = texts(&said);
        assert!(texts.len() > 20, "{said:?}");
        for text in texts {
            let missing: Vec<_> = tokens(&text).difference(&printed).cloned().collect();
            assert!(missing.is_empty(), "{missing:?} of {text:?} is not printed");
        }
    }
}

#[test]
fn what_needs_to_be_done_is_what_failed_and_what_has_an_open_action() {
    let said = words(&fire_safety().record).expect("the record is put into words");
    assert!(!said.to_be_done.is_empty());
    for (section, at) in &said.to_be_done {
        assert!(said.sections[section - 1].items.get(*at).is_some());
    }
}
