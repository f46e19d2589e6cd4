//! The record, whole: one view after the other, in the order in which the pages print it. Nothing here touches the
//! browser, and what is a word and not a fact is in the page's templates.

use norven_proof::record::{
    Action, Answer, Device, File, Identification, Method, Outcome, PrintedOrigin, Record, Signature, Value,
};
use norven_words::{Locale, decimal};

use crate::text;
use crate::view::View;

/// Everything that people said in a record: sections, answers, photos, actions, signatures.
#[must_use]
pub fn rows(locale: Locale, record: &Record) -> Vec<View> {
    let mut rows = Vec::new();
    rows.extend(order(record));
    rows.extend(record.core.correction.as_ref().map(|it| {
        View::new("whole-correction")
            .with("reason", &it.reason)
            .with("from", text::date_time(locale, &it.started_at))
            .with("to", text::date_time(locale, &it.finished_at))
            .with("by", &it.started_by.name)
    }));
    for section in &record.core.sections {
        rows.push(View::new("whole-section").with("title", &section.title));
        for answer in &section.answers {
            rows.push(item(locale, answer));
            let photos = answer.photos.iter();
            let photos = photos.filter_map(|id| record.core.files.iter().find(|file| file.id == *id));
            rows.extend(photos.map(|file| photo(locale, file)));
            rows.extend(answer.actions.iter().map(|it| action(locale, it)));
        }
    }
    let mut signatures = View::new("whole-signatures");
    signatures.part("unsigned", record.signatures.is_empty());
    rows.push(signatures);
    rows.extend(record.signatures.iter().map(|it| signature(locale, it)));
    rows
}

/// Who issued it in their own words, for whom and under which number, where the record says any of it.
fn order(record: &Record) -> Option<View> {
    let core = &record.core;
    let mut view = View::new("whole-order");
    let company = core.company.as_ref().map(|it| it.lines().collect::<Vec<_>>().join(" · "));
    optional(&mut view, "company", company);
    optional(&mut view, "client", core.site.client.as_deref());
    optional(&mut view, "order", core.order_number.as_deref());
    (!view.parts.is_empty()).then_some(view)
}

/// A value that is there only sometimes: the part of its name.
fn optional(view: &mut View, name: &'static str, value: Option<impl ToString>) {
    if let Some(value) = value {
        view.set(name, value);
        view.part(name, true);
    }
}

fn item(locale: Locale, answer: &Answer) -> View {
    let mut view = View::new("whole-item").with("number", &answer.number).with("question", &answer.question);
    let word = |view: &mut View, value: &str| {
        view.set("value", value);
        view.part("value", true);
    };
    match &answer.value {
        // An instruction has no number and asks nothing.
        None => view.part("unanswered", !answer.number.is_empty()),
        Some(Value::Pass) => view.part("pass", true),
        Some(Value::Fail) => view.part("fail", true),
        Some(Value::NotApplicable) => view.part("na", true),
        Some(Value::Yes) => view.part("yes", true),
        Some(Value::No) => view.part("no", true),
        Some(Value::Choice { text } | Value::Text { text }) => word(&mut view, text),
        Some(Value::Choices { texts }) => word(&mut view, &texts.join(" · ")),
        Some(Value::Number { decimal: figure, unit, min, max }) => {
            let with_unit = |figure: &String| match unit {
                Some(unit) => format!("{}\u{a0}{unit}", decimal(locale, figure)),
                None => decimal(locale, figure),
            };
            word(&mut view, &with_unit(figure));
            optional(&mut view, "min", min.as_ref().map(with_unit));
            optional(&mut view, "max", max.as_ref().map(with_unit));
        }
        Some(Value::Date { date }) => word(&mut view, &text::day(locale, date)),
        Some(Value::Time { time }) => word(&mut view, time),
        Some(Value::DateTime { local }) => word(&mut view, &text::local(locale, local)),
        // They follow.
        Some(Value::Photos) => {}
    }
    let outcome = match answer.outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::NotApplicable => "na",
        Outcome::Neutral => "",
    };
    let is_news = !outcome.is_empty() && !view.has(outcome);
    view.part(outcome, is_news);
    optional(&mut view, "note", answer.note.as_deref());
    view
}

fn action(locale: Locale, it: &Action) -> View {
    let mut view = View::new("whole-action").with("text", &it.text);
    optional(&mut view, "assignee", it.assignee.as_deref());
    optional(&mut view, "due", it.due.as_deref().map(|due| text::day(locale, due)));
    match &it.done_on_site {
        Some(done) => {
            view.set("done_at", text::date_time(locale, &done.at));
            view.set("done_by", &done.by.name);
            view.part("done-by", true);
        }
        None => view.part("done", it.done),
    }
    if let Some(closed) = &it.closed_later {
        view.set("closed_at", text::date_time(locale, &closed.at));
        view.set("closed_by", &closed.by.name);
        view.part("closed", true);
    }
    view
}

fn photo(locale: Locale, file: &File) -> View {
    let mut view = View::new("whole-photo").with("sha256", file.sha256).with("shown", file.shown.sha256);
    optional(&mut view, "caption", file.caption.as_deref());
    optional(&mut view, "taken", file.taken_at.as_deref().map(|at| text::local(locale, at)));
    view.part("drawn-upon", !file.annotations.is_empty());
    view
}

fn signature(locale: Locale, it: &Signature) -> View {
    let mut view = View::new("whole-signature")
        .with("signer", text::signer(it))
        .with("signed_at", text::date_time(locale, &it.server_time))
        .with("consent", &it.consent.text);
    optional(&mut view, "qualification", it.qualification.as_deref());
    optional(&mut view, "licence", it.licence_number.as_deref());
    view.part(
        match (it.method, it.device) {
            (Method::Drawn, Device::Own) => "drawn-own",
            (Method::Drawn, Device::Inspector) => "drawn-inspector",
            (Method::Typed, Device::Own) => "typed-own",
            (Method::Typed, Device::Inspector) => "typed-inspector",
        },
        true,
    );
    match it.identified_by {
        Identification::Session => view.part("session", true),
        Identification::Inspector => optional(&mut view, "vouched", Some(&it.signed_in.name)),
    }
    if let Some(PrintedOrigin { ip, position, .. }) = &it.printed {
        optional(&mut view, "ip", Some(ip));
        let position = position.as_ref();
        let position = position.map(|at| format!("{}, {} (±{} m)", at.latitude, at.longitude, at.accuracy_m));
        optional(&mut view, "position", position);
    }
    view
}

#[cfg(test)]
mod tests {
    use super::*;

    fn golden() -> Record {
        Record::parse(include_bytes!("../../proof/tests/golden/record.json")).expect("the golden record")
    }

    /// The items, by their numbers.
    fn of(rows: &[View], number: &str) -> View {
        rows.iter().find(|row| row.value("number") == Some(number)).expect("an item of this number").clone()
    }

    #[test]
    fn nothing_that_was_said_is_left_out() {
        let record = golden();
        let rows = rows(Locale::En, &record);
        let shown = |text: &str| rows.iter().any(|row| row.values.iter().any(|(_, value)| value.contains(text)));
        for section in &record.core.sections {
            assert!(shown(&section.title), "{}", section.title);
            for answer in &section.answers {
                assert!(shown(&answer.number) && shown(&answer.question), "{}", answer.question);
                assert!(answer.note.as_deref().is_none_or(shown), "{:?}", answer.note);
                for action in &answer.actions {
                    assert!(shown(&action.text) && action.assignee.as_deref().is_none_or(shown), "{}", action.text);
                }
            }
        }
        for file in &record.core.files {
            assert!(shown(&file.sha256.to_string()) && shown(&file.shown.sha256.to_string()));
            assert!(file.caption.as_deref().is_none_or(shown));
        }
        for signature in &record.signatures {
            assert!(shown(&signature.name) && shown(&signature.role) && shown(&signature.consent.text));
            assert!(signature.organisation.as_deref().is_none_or(shown));
        }
    }

    #[test]
    fn a_correction_comes_first_and_actions_tell_what_became_of_them() {
        let golden = include_bytes!("../../proof/tests/golden/corrected.json");
        let rows = rows(Locale::En, &Record::parse(golden).expect("the golden record"));
        let first = &rows[0];
        assert_eq!(first.template, "whole-correction");
        assert_eq!(first.value("reason"), Some("The pressure of extinguisher 14 was read in another unit."));
        assert_eq!((first.value("from"), first.value("by")), (Some("23 Nov 2026, 08:00"), Some("Maya Chen")));
        let actions: Vec<_> = rows.iter().filter(|row| row.template == "whole-action").collect();
        let [done, closed, open] = actions[..] else { panic!("three actions") };
        assert!(done.has("done-by") && !done.has("done") && done.value("done_by") == Some("Maya Chen"));
        assert!(closed.has("closed") && !closed.has("done-by"));
        assert!(!open.has("closed") && !open.has("done"));
    }

    #[test]
    fn what_the_cover_and_a_signer_say_is_there_where_the_record_says_it_and_nowhere_else() {
        let qualified = include_bytes!("../../proof/tests/golden/qualified.json");
        let said = rows(Locale::En, &Record::parse(qualified).expect("the golden record"));
        let first = &said[0];
        assert_eq!((first.template, first.value("order")), ("whole-order", Some("PO-2026/0815")));
        assert_eq!(first.value("client"), Some("Inmobiliaria Ñandú, S. A."));
        let company = "Königstraße 12, 70173 Stuttgart · DE 123 456 789 · +49 711 5550100 · büro@pruefdienst.example · \
                       www.pruefdienst.example";
        assert_eq!(first.value("company"), Some(company));
        let signers: Vec<_> = said.iter().filter(|row| row.template == "whole-signature").collect();
        let [one, two] = signers[..] else { panic!("two signatures") };
        assert_eq!(one.value("qualification"), Some("Fire door inspector, FDIS"));
        assert!(one.has("licence") && one.value("licence") == Some("Nº 4711/B"));
        assert!(!two.has("qualification") && !two.has("licence"));
        let without = rows(Locale::En, &golden());
        assert!(without.iter().all(|row| row.template != "whole-order" && !row.has("licence")));
    }

    #[test]
    fn every_kind_of_answer_is_worded() {
        let rows = rows(Locale::Es, &golden());
        for (number, parts, value) in [
            ("1.1", vec!["pass"], None),
            ("1.2", vec!["fail", "note"], None),
            ("1.3", vec!["na"], None),
            ("1.4", vec!["yes", "pass"], None),
            ("1.5", vec!["no"], None),
            ("1.6", vec!["unanswered"], None),
            ("2.1", vec!["value"], Some("T30")),
            ("2.2", vec!["value"], Some("CO₂ · Powder")),
            ("2.4", vec!["value", "min", "max"], Some("4,50\u{a0}bar")),
            ("2.5", vec!["value"], Some("-2")),
            ("2.6", vec!["value"], Some("28 feb 2026")),
            ("2.7", vec!["value"], Some("10:48")),
            ("2.8", vec!["value"], Some("1 dic 2026, 08:30")),
            ("2.9", vec![], None),
        ] {
            let row = of(&rows, number);
            assert_eq!((row.parts.as_slice(), row.value("value")), (parts.as_slice(), value), "{number}");
        }
        assert_eq!(of(&rows, "2.4").value("max"), Some("6,0\u{a0}bar"));
    }

    #[test]
    fn an_instruction_is_not_called_unanswered() {
        let mut record = golden();
        let answer = &mut record.core.sections[0].answers[5];
        answer.number.clear();
        let rows = rows(Locale::En, &record);
        assert!(!of(&rows, "").has("unanswered"));
    }

    #[test]
    fn what_belongs_to_an_item_follows_it() {
        let rows = rows(Locale::En, &golden());
        let templates: Vec<_> = rows.iter().map(|row| row.template).collect();
        let at = rows.iter().position(|row| row.value("number") == Some("1.2")).expect("the item");
        assert_eq!(templates[at..at + 4], ["whole-item", "whole-photo", "whole-action", "whole-action"]);
        assert!(rows[at + 1].has("drawn-upon") && rows[at + 1].value("taken") == Some("22 Nov 2026, 09:31:07"));
        assert!(rows[at + 2].value("due") == Some("29 Nov 2026") && !rows[at + 2].has("done"));
        assert!(rows[at + 3].has("done") && !rows[at + 3].has("assignee"));
        assert_eq!(templates[templates.len() - 3..], ["whole-signatures", "whole-signature", "whole-signature"]);
        let [one, two] = &rows[rows.len() - 2..] else { panic!("two signatures") };
        assert!(one.has("drawn-own") && one.has("session") && one.has("position"));
        assert!(two.has("typed-inspector") && two.value("vouched") == Some("Zoë Ångström") && !two.has("position"));
        assert_eq!(two.value("signer"), Some("José Núñez, caretaker, Hausverwaltung Süd"));
    }
}
