//! Texts of any length: inside the margins, over nothing else.

use std::collections::BTreeMap;

use norven_proof::record::{Device, Method, Outcome, Value};

use super::support::{Sample, action, answer, fail, jpeg};
use super::tools::OnDisk;

const LONG: &str = include_str!("../cases/text-long.json");
/// The edges of the text, in points; italics and figures reach a little over them.
const LEFT: f32 = 43.0;
const RIGHT: f32 = 552.0;
/// Where the text of a page ends: the footer is below.
const BOTTOM: f32 = 842.0 - 66.0 + 2.0;
const HEADER: f32 = 53.0;

/// A word and its box.
#[derive(Debug)]
struct Word {
    left: f32,
    top: f32,
    right: f32,
    foot: f32,
}

/// The words of each page.
fn words(pdf: &OnDisk) -> Vec<Vec<Word>> {
    let output = pdf.run("pdftotext", &["-bbox"], &["-"]);
    // Above the pages stands the title, in which pdftotext 22.12 writes the two halves of an emoji by themselves.
    let pages = output.stdout.windows(6).position(|bytes| bytes == b"<page ").expect("a page");
    let html = std::str::from_utf8(&output.stdout[pages..]).expect("UTF-8");
    let pages = html.split("<page ").skip(1);
    let word = |line: &str| {
        let number = |name: &str| -> f32 {
            let value = line.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
            value.and_then(|value| value.parse().ok()).expect("a number")
        };
        let [left, top, right, foot] = ["xMin", "yMin", "xMax", "yMax"].map(number);
        Word { left, top, right, foot }
    };
    pages.map(|page| page.lines().filter(|line| line.contains("<word ")).map(word).collect()).collect()
}

/// Holds that every word is inside the margins and that no two lie on one another.
fn stands_well(what: &str, sample: &Sample) {
    let pdf = OnDisk::new(&sample.render().expect("the report is set"));
    for (page, words) in words(&pdf).iter().enumerate() {
        for (at, word) in words.iter().enumerate() {
            assert!(word.left >= LEFT && word.right <= RIGHT, "{what}, page {}: outside {word:?}", page + 1);
            let text = page == 0 || word.top > HEADER || word.foot < HEADER;
            assert!(text && word.foot < 832.0 && word.top > 20.0, "{what}, page {}: outside {word:?}", page + 1);
            assert!(word.foot <= BOTTOM || word.top > BOTTOM, "{what}, page {}: into the footer {word:?}", page + 1);
            for other in &words[at + 1..] {
                let wide = word.right.min(other.right) - word.left.max(other.left);
                let high = word.foot.min(other.foot) - word.top.max(other.top);
                let least = (word.foot - word.top).min(other.foot - other.top);
                // Boxes hold the room for accents: lines may touch.
                assert!(wide < 0.5 || high < 0.45 * least, "{what}, page {}: {word:?} on {other:?}", page + 1);
            }
        }
    }
}

fn cases() -> BTreeMap<String, String> {
    serde_json::from_str(LONG).expect("the cases read")
}

/// A report in which every text is long, or one of them.
fn long(texts: &BTreeMap<String, String>, which: Option<&str>) -> Sample {
    let text = |name: &str| match which {
        Some(which) if which != name => "Short".to_owned(),
        _ => texts.get(name).cloned().expect("there is such a case"),
    };
    let mut sample = Sample::empty("en");
    let site = text("site name (120 characters, no space)");
    sample.record.core.site.name = site.clone();
    sample.record.core.site.address = Some(text("site address"));
    sample.record.core.template.title = site.clone();
    sample.record.core.template.standard = Some(site.clone());
    sample.record.core.inspector.name = text("role of a signer");
    sample.record.issuer.name = site;
    let question = text("question (500 characters, no space)");
    let caption = text("caption (200 characters, no space)");
    sample.photo("photo", jpeg(320, 240, 1), (320, 240), &caption);
    let doing = action(&text("action (what has to be done)"), Some(&text("who")), Some("2026-12-01"), false);
    let notes = texts.keys().filter(|name| name.starts_with("note:"));
    let answers = notes.zip(1..).map(|(name, number)| {
        let mut failed = fail(&format!("1.{number}"), &question, &text(name));
        failed.photos = vec!["photo".into()];
        failed.actions = vec![doing.clone()];
        failed
    });
    let mut answers: Vec<_> = answers.collect();
    let serial = text("note: a serial number beside limits");
    let value = Value::Number {
        decimal: "8".repeat(40),
        unit: Some(serial.chars().take(24).collect()),
        min: Some("8".repeat(40)),
        max: Some("9".repeat(40)),
    };
    answers.push(answer("1.99", &question, value, Outcome::Fail));
    let choice = Value::Choice { text: caption.clone() };
    answers.push(answer("1.100", &question, choice, Outcome::Pass));
    answers.push(answer("1.101", "Serial", Value::Text { text: serial }, Outcome::Neutral));
    sample.section(&question, answers);
    let role = text("role of a signer");
    sample.sign(&role, &role, Method::Typed, Device::Own);
    sample.sign(&role, &role, Method::Drawn, Device::Inspector);
    sample
}

#[test]
fn a_long_text_stays_inside_the_margins_and_over_nothing_else() {
    let texts = cases();
    for name in texts.keys() {
        stands_well(name, &long(&texts, Some(name)));
    }
}

#[test]
fn a_report_of_nothing_but_long_texts_stays_inside_the_margins_and_over_nothing_else() {
    stands_well("all", &long(&cases(), None));
}

#[test]
fn a_long_text_of_another_script_stays_inside_the_margins_and_over_nothing_else() {
    for letters in
        ["ทางหนีไฟถูกปิดกั้น", "ליליתחסומה", "الباب مغلق ", "अवरुद्धहै", "\u{1f525}\u{1f44d}\u{1f3fd}", "A\u{301}\u{302}"]
    {
        let text = letters.repeat(400);
        let as_long = |long: String| text.chars().take(long.chars().count()).collect::<String>();
        let texts = cases().into_iter().map(|(name, long)| (name, as_long(long))).collect();
        stands_well(letters, &long(&texts, None));
    }
}
