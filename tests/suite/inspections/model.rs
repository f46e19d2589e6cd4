//! What answers mean, and what is missing: the same on the phone and on the server.

use norven::{
    error::{AppError, FieldProblem},
    features::{
        inspections::model::{Answer, AnswerValue, Findings, Gap, Missing, Photo, Tally},
        templates::model::{Item, ItemKind, OnFail, YesNo},
    },
    ids::{ItemId, PhotoId},
};
use norven_proof::record::Outcome;
use uuid::Uuid;

use crate::support::Sample;

fn answered(answers: &[(ItemId, AnswerValue)]) -> Findings {
    let answer = |value: &AnswerValue| Answer { value: Some(value.clone()), ..Answer::default() };
    Findings { answers: answers.iter().map(|(item, value)| (*item, answer(value))).collect(), ..Findings::default() }
}

fn photo(item: ItemId, received: bool) -> Photo {
    Photo { id: PhotoId(Uuid::nil()), item, caption: String::new(), received, taken_at: None, annotations: Vec::new() }
}

fn item(sample: &Sample, id: ItemId) -> Item {
    sample.checklist.item(id).expect("an item").clone()
}

fn number(figure: &str) -> AnswerValue {
    AnswerValue::Number { decimal: figure.to_owned() }
}

#[test]
fn the_score_counts_passes_and_failures_and_rounds_half_up() {
    let tally = |passed, failed| Tally { passed, failed, not_applicable: 7, ..Tally::default() };
    for (passed, failed, percent) in [
        (0, 0, None),
        (0, 3, Some("0.0")),
        (3, 0, Some("100.0")),
        (2, 1, Some("66.7")),
        (1, 2, Some("33.3")),
        (25, 4, Some("86.2")),
        (1, 15, Some("6.3")),
        (399, 1, Some("99.8")),
    ] {
        assert_eq!(tally(passed, failed).percent().as_deref(), percent, "{passed} of {}", passed + failed);
    }
}

#[test]
fn an_answer_is_written_in_one_way() {
    let sample = Sample::alone();
    let checked = |id, value: AnswerValue| value.checked(&item(&sample, id)).expect("it fits");
    assert_eq!(checked(sample.light, number("071.50")), number("71.50"));
    let many = AnswerValue::Choices { indexes: vec![1, 0, 1] };
    assert_eq!(checked(sample.hazards, many), AnswerValue::Choices { indexes: vec![0, 1] });
    assert_eq!(checked(sample.views, AnswerValue::NotApplicable), AnswerValue::NotApplicable);
}

#[test]
fn a_reading_on_the_wire_has_one_spelling_so_that_no_mark_is_guessed_at() {
    let sample = Sample::alone();
    for figure in ["1,234", "71,5", " 71.5", "1 234", "71.5 V", "+5", ".5", "5.", "1e3", ""] {
        let refused = AppError::field("value", FieldProblem::NotANumber);
        assert_eq!(number(figure).checked(&item(&sample, sample.light)), Err(refused), "{figure:?}");
    }
}

#[test]
fn dates_and_times_are_taken_in_the_form_that_reports_print() {
    let sample = Sample::alone();
    let date =
        |text: &str| AnswerValue::Date { date: text.to_owned() }.checked(&item(&sample, sample.serviced)).is_ok();
    assert!(date("2026-11-23") && date("2024-02-29"));
    for text in ["2026-02-29", "2026-13-01", "23/11/2026", "20261123", "2026-11-23T10:00", "", "+002026-11-23"] {
        assert!(!date(text), "{text}");
    }
}

#[test]
fn what_an_answer_means_follows_its_item() {
    let sample = Sample::alone();
    let cases = [
        (sample.exit, AnswerValue::Pass, Outcome::Pass),
        (sample.exit, AnswerValue::Fail, Outcome::Fail),
        (sample.exit, AnswerValue::NotApplicable, Outcome::NotApplicable),
        (sample.light, number("1"), Outcome::Pass),
        (sample.light, number("0.99"), Outcome::Fail),
        (sample.light, number("200.50"), Outcome::Pass),
        (sample.drill, AnswerValue::Yes, Outcome::Pass),
        (sample.drill, AnswerValue::No, Outcome::Fail),
        (sample.state, AnswerValue::Choice { index: 1 }, Outcome::Pass),
        (sample.state, AnswerValue::Choice { index: 2 }, Outcome::Fail),
        (sample.hazards, AnswerValue::Choices { indexes: vec![0] }, Outcome::Neutral),
        (sample.remarks, AnswerValue::Text { text: "Fine".to_owned() }, Outcome::Neutral),
    ];
    for (id, value, outcome) in cases {
        assert_eq!(value.outcome(&item(&sample, id)), outcome, "{value:?}");
    }
    let neutral = Item { kind: ItemKind::YesNo { failing: None }, ..item(&sample, sample.drill) };
    assert_eq!(AnswerValue::No.outcome(&neutral), Outcome::Neutral);
    let turned = Item { kind: ItemKind::YesNo { failing: Some(YesNo::Yes) }, ..neutral };
    assert_eq!(AnswerValue::Yes.outcome(&turned), Outcome::Fail);
}

#[test]
fn the_tally_counts_what_takes_an_answer_and_empty_text_is_none() {
    let sample = Sample::alone();
    let mut findings = answered(&[
        (sample.exit, AnswerValue::Fail),
        (sample.light, number("50")),
        (sample.drill, AnswerValue::NotApplicable),
        (sample.remarks, AnswerValue::Text { text: "  ".to_owned() }),
        (sample.hazards, AnswerValue::Choices { indexes: Vec::new() }),
    ]);
    let expected = Tally { items: 8, answered: 3, passed: 1, failed: 1, not_applicable: 1 };
    assert_eq!(findings.tally(&sample.checklist), expected);
    findings.photos.push(photo(sample.views, true));
    assert_eq!(findings.tally(&sample.checklist), Tally { answered: 4, ..expected });
}

#[test]
fn what_is_missing_is_told_one_thing_at_a_time() {
    let sample = Sample::alone();
    let gap = |item, missing| [Gap { item, missing }];
    let mut findings = Findings::default();
    assert_eq!(findings.gaps(&sample.checklist), gap(sample.exit, Missing::Answer));
    findings = answered(&[(sample.exit, AnswerValue::Fail)]);
    assert_eq!(findings.gaps(&sample.checklist), gap(sample.exit, Missing::Note));
    findings.answers.get_mut(&sample.exit).expect("answered").note = " ".to_owned();
    assert_eq!(findings.gaps(&sample.checklist), gap(sample.exit, Missing::Note));
    findings.answers.get_mut(&sample.exit).expect("answered").note = "Pallets".to_owned();
    assert_eq!(findings.gaps(&sample.checklist), gap(sample.exit, Missing::Photo));
    findings.photos.push(photo(sample.exit, false));
    assert_eq!(findings.gaps(&sample.checklist), gap(sample.exit, Missing::Upload));
    findings.photos[0].received = true;
    assert_eq!(findings.gaps(&sample.checklist), []);
}

#[test]
fn a_photo_item_wants_as_many_as_it_says_once_it_is_begun_or_required() {
    let sample = Sample::alone();
    let kind = ItemKind::Photo { min: 3, max: 5 };
    let optional = Item { kind, required: false, on_fail: OnFail::default(), ..item(&sample, sample.views) };
    let required = Item { required: true, ..optional.clone() };
    let mut findings = Findings::default();
    assert_eq!((findings.missing(&optional), findings.missing(&required)), (None, Some(Missing::Photos(3))));
    findings.photos.push(photo(sample.views, true));
    assert_eq!(findings.missing(&optional), Some(Missing::Photos(2)));
    findings.answers = answered(&[(sample.views, AnswerValue::NotApplicable)]).answers;
    assert_eq!((findings.missing(&optional), findings.missing(&required)), (None, None));
}
