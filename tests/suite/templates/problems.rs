//! What keeps a checklist from being published.

use norven::features::templates::model::{
    Checklist, Item, ItemKind, MAX_ITEMS, MAX_OPTIONS, MAX_TEXT, Place, Problem, ProblemKind,
};

use crate::support::Sample;

/// The problems of the sample's checklist with its first item changed.
fn problems(change: impl FnOnce(&mut Item)) -> Vec<ProblemKind> {
    let mut checklist = Sample::alone().checklist;
    change(&mut checklist.sections[0].items[0]);
    checklist.problems().into_iter().map(|problem| problem.what).collect()
}

fn number(min: &str, max: &str) -> ItemKind {
    ItemKind::Number { unit: String::new(), min: Some(min.to_owned()), max: Some(max.to_owned()), decimals: 1 }
}

fn choice(options: usize, text: &str) -> ItemKind {
    let option = norven::features::templates::model::ChoiceOption { text: text.to_owned(), failing: false };
    ItemKind::Choice { options: vec![option; options] }
}

#[test]
fn a_checklist_with_an_item_of_every_kind_has_no_problem() {
    assert_eq!(Sample::alone().checklist.problems(), []);
}

#[test]
fn each_problem_of_an_item_is_found_at_its_place() {
    let cases: [(ItemKind, ProblemKind); 9] = [
        (choice(1, "Good"), ProblemKind::TooFewOptions),
        (choice(MAX_OPTIONS + 1, "Good"), ProblemKind::TooMany),
        (choice(2, " "), ProblemKind::OptionMissing),
        (number("2", "1.9"), ProblemKind::LimitsCrossed),
        (number("two", "3"), ProblemKind::LimitNotANumber),
        (number("1", ""), ProblemKind::LimitNotANumber),
        (ItemKind::Photo { min: 2, max: 1 }, ProblemKind::LimitsCrossed),
        (ItemKind::Photo { min: 0, max: 0 }, ProblemKind::LimitsCrossed),
        (ItemKind::Signature { role: " ".to_owned() }, ProblemKind::RoleMissing),
    ];
    for (kind, problem) in cases {
        assert_eq!(problems(|item| item.kind = kind.clone()), [problem], "{kind:?}");
    }
    assert_eq!(problems(|item| item.text = "\t".to_owned()), [ProblemKind::TextMissing]);
    assert_eq!(problems(|item| item.text = "x".repeat(MAX_TEXT + 1)), [ProblemKind::TextTooLong]);
    assert_eq!(problems(|item| item.kind = number("1.5", "1.50")), []);
}

#[test]
fn a_checklist_needs_a_title_and_items_that_are_not_too_many_nor_the_same() {
    let sample = Sample::alone();
    let at_title = |what| Problem { place: Place::Title, what };
    let empty = Checklist { title: " ".to_owned(), standard: String::new(), sections: Vec::new() };
    assert_eq!(empty.problems(), [at_title(ProblemKind::TextMissing), at_title(ProblemKind::NoItems)]);

    let mut twice = sample.checklist.clone();
    twice.sections.push(twice.sections[2].clone());
    let repeated = Problem { place: Place::Item(sample.signature), what: ProblemKind::Repeated };
    assert_eq!(twice.problems(), [repeated]);

    let mut long = sample.checklist;
    let item = long.sections[0].items[0].clone();
    long.sections[0].items.resize(MAX_ITEMS + 1, item);
    assert!(long.problems().contains(&at_title(ProblemKind::TooMany)));
}

#[test]
fn items_are_numbered_as_they_are_printed() {
    let checklist = Sample::alone().checklist;
    let numbers: Vec<String> = checklist.numbered().map(|(number, ..)| number).collect();
    assert_eq!(numbers, ["1.1", "1.2", "1.3", "1.4", "1.5", "", "2.1", "2.2", "2.3", ""]);
}
