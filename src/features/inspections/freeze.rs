//! Freezing: an inspection as the core of a record, the thing that people sign.

use std::collections::HashMap;

use norven_proof::record;
use serde_json::Value;

use super::{
    model::{AnswerValue, Findings},
    store::{ActionRow, AnswerRow, InspectionRow},
};
use crate::{
    features::{
        evidence::service::Received,
        identity::model::User,
        orgs::model::Company,
        sites::model::Site,
        templates::{
            model::{Item, ItemKind},
            service::Version,
        },
    },
    ids::{ItemId, UserId},
    platform::fault::Fault,
    text,
    time::Timestamp,
};

/// Everything a core is made of.
pub struct Material<'a> {
    pub inspection: &'a InspectionRow,
    pub version: &'a Version,
    pub site: &'a Site,
    pub company: &'a Company,
    pub inspector: &'a User,
    pub findings: &'a Findings,
    pub answers: &'a HashMap<ItemId, AnswerRow>,
    pub photos: &'a [Received],
    pub actions: &'a [ActionRow],
    /// When it was finished first.
    pub finished_at: Timestamp,
    pub correction: Option<record::Correction>,
}

/// Builds the core.
pub fn core(material: &Material<'_>) -> Result<record::Core, Fault> {
    let checklist = &material.version.checklist;
    let tally = material.findings.tally(checklist);
    let mut sections: Vec<record::Section> = checklist
        .sections
        .iter()
        .map(|section| record::Section { title: section.title.clone(), answers: Vec::new() })
        .collect();
    let places: HashMap<_, _> =
        checklist.sections.iter().enumerate().map(|(place, section)| (section.id, place)).collect();
    for (number, section, item) in checklist.numbered() {
        if !matches!(item.kind, ItemKind::Signature { .. }) {
            sections[places[&section.id]].answers.push(answer(material, item, number));
        }
    }
    // A section of signature slots only would print as an empty heading.
    sections.retain(|section| !section.answers.is_empty());
    let core = record::Core {
        inspection: material.inspection.id.to_string(),
        template: record::Template {
            id: material.version.template.to_string(),
            version: material.version.number,
            sha256: material.version.sha256,
            title: checklist.title.clone(),
            standard: present(&checklist.standard),
        },
        site: record::Site {
            id: material.site.id.to_string(),
            name: material.site.name.clone(),
            address: present(&material.site.address),
            client: present(&material.site.client),
        },
        order_number: present(&material.inspection.order_number),
        company: company(material.company),
        inspector: record::Person { id: material.inspector.id.to_string(), name: material.inspector.name.clone() },
        started_at: material.inspection.started_at.to_record(),
        finished_at: material.finished_at.to_record(),
        correction: material.correction.clone(),
        score: record::Score {
            percent: tally.percent(),
            passed: tally.passed,
            failed: tally.failed,
            not_applicable: tally.not_applicable,
            items: tally.items,
        },
        sections,
        files: material.photos.iter().map(file).collect(),
    };
    Ok(text::normalised(&core)?)
}

/// Every text of a core, the name it is issued in, and what those are called who signed it.
pub fn printed_text(core: &record::Core, issuer: &str, signatures: &[record::Signature]) -> Result<String, Fault> {
    fn gather(value: &Value, text: &mut String) {
        match value {
            Value::String(part) => {
                text.push_str(part);
                text.push('\n');
            }
            Value::Array(values) => values.iter().for_each(|value| gather(value, text)),
            Value::Object(members) => members.values().for_each(|value| gather(value, text)),
            _ => {}
        }
    }
    let mut text = format!("{issuer}\n");
    gather(&serde_json::to_value(core)?, &mut text);
    for signature in signatures {
        let said = [
            Some(&signature.name),
            Some(&signature.role),
            signature.organisation.as_ref(),
            signature.qualification.as_ref(),
            signature.licence_number.as_ref(),
        ];
        for part in said.into_iter().flatten().chain([&signature.signed_in.name]) {
            text.push_str(part);
            text.push('\n');
        }
    }
    Ok(text)
}

fn answer(material: &Material<'_>, item: &Item, number: String) -> record::Answer {
    let findings = material.findings;
    let value = findings.value(item.id).map(|value| printed(item, value)).or_else(|| {
        let has_photos = findings.photos_of(item.id).next().is_some();
        (matches!(item.kind, ItemKind::Photo { .. }) && has_photos).then_some(record::Value::Photos)
    });
    record::Answer {
        item: item.id.to_string(),
        number,
        question: item.text.clone(),
        outcome: findings.outcome(item).unwrap_or(record::Outcome::Neutral),
        note: present(findings.note(item.id)),
        photos: findings.photos_of(item.id).map(|photo| photo.id.to_string()).collect(),
        actions: material.actions.iter().filter(|action| action.item_id == item.id).map(action).collect(),
        answered_at: value.as_ref().and_then(|_| material.answers.get(&item.id)).map(|row| row.answered_at.to_record()),
        value,
    }
}

/// What the organisation says of itself; nothing where it says nothing.
fn company(said: &Company) -> Option<record::Company> {
    let company = record::Company {
        address: present(&said.address),
        tax_number: present(&said.tax_number),
        phone: present(&said.phone),
        email: present(&said.email),
        web: present(&said.web),
    };
    (company != record::Company::default()).then_some(company)
}

fn action(row: &ActionRow) -> record::Action {
    let deed = |at: Option<Timestamp>, by: Option<UserId>, name: &Option<String>| {
        let by = record::Person { id: by?.to_string(), name: name.clone()? };
        Some(record::Deed { at: at?.to_record(), by })
    };
    record::Action {
        id: row.id.to_string(),
        text: row.text.clone(),
        assignee: present(&row.assignee),
        due: row.due.clone(),
        done: row.done_at.is_some(),
        done_on_site: deed(row.done_at, row.done_by, &row.done_by_name),
        closed_later: deed(row.closed_at, row.closed_by, &row.closed_by_name),
    }
}

/// An answer as the report words it.
fn printed(item: &Item, value: &AnswerValue) -> record::Value {
    let option = |index: &u16| match &item.kind {
        ItemKind::Choice { options } | ItemKind::Choices { options } => {
            options.get(usize::from(*index)).map(|option| option.text.clone()).unwrap_or_default()
        }
        _ => String::new(),
    };
    match value {
        AnswerValue::Pass => record::Value::Pass,
        AnswerValue::Fail => record::Value::Fail,
        AnswerValue::NotApplicable => record::Value::NotApplicable,
        AnswerValue::Yes => record::Value::Yes,
        AnswerValue::No => record::Value::No,
        AnswerValue::Choice { index } => record::Value::Choice { text: option(index) },
        AnswerValue::Choices { indexes } => record::Value::Choices { texts: indexes.iter().map(option).collect() },
        AnswerValue::Text { text } => record::Value::Text { text: text.clone() },
        AnswerValue::Number { decimal } => {
            let (unit, min, max) = match &item.kind {
                ItemKind::Number { unit, min, max, .. } => (present(unit), min.clone(), max.clone()),
                _ => (None, None, None),
            };
            record::Value::Number { decimal: decimal.clone(), unit, min, max }
        }
        AnswerValue::Date { date } => record::Value::Date { date: date.clone() },
        AnswerValue::Time { time } => record::Value::Time { time: time.clone() },
        AnswerValue::DateTime { local } => record::Value::DateTime { local: local.clone() },
    }
}

fn file(photo: &Received) -> record::File {
    record::File {
        id: photo.id.to_string(),
        kind: record::FileKind::Photo,
        media_type: photo.media_type.clone(),
        bytes: photo.bytes,
        sha256: photo.sha256,
        shown: record::Shown {
            sha256: photo.shown_sha256,
            bytes: photo.shown_bytes,
            width: photo.shown_width,
            height: photo.shown_height,
        },
        taken_at: photo.taken_at.clone(),
        caption: present(&photo.caption),
        annotations: photo.annotations.clone(),
    }
}

fn present(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
