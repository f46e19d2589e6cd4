//! What was said in an inspection, as the search finds it.

use super::{
    model::AnswerValue,
    service::{Loaded, load},
    store,
};
use crate::{
    features::{
        sites,
        templates::model::{Item, ItemKind},
    },
    ids::InspectionId,
    platform::{
        db::Tx,
        fault::Fault,
        search::{Doc, fold, id_mark, mark},
    },
};

/// The marks by which inspections are narrowed: site, template, inspector and state.
pub const MARKS: [char; 4] = ['s', 't', 'i', 'z'];

/// What is found of an inspection; nothing where it is gone.
///
/// # Errors
/// When the database refuses.
pub async fn doc(tx: &mut Tx, id: InspectionId) -> Result<Option<Doc>, Fault> {
    let Some(row) = store::one(tx, id).await? else { return Ok(None) };
    let site = sites::service::any(tx, row.site_id).await?;
    let Loaded { row, version, findings, .. } = load(tx, row).await?;
    let checklist = &version.checklist;
    let mut texts = vec![site.name.as_str(), checklist.title.as_str()];
    for item in checklist.items() {
        texts.extend(findings.value(item.id).into_iter().flat_map(|value| said(item, value)));
        texts.push(findings.note(item.id));
    }
    texts.extend(findings.photos.iter().map(|photo| photo.caption.as_str()));
    texts.extend(findings.actions.iter().flat_map(|action| [action.text.as_str(), action.assignee.as_str()]));
    let [of_site, of_template, of_inspector, of_state] = MARKS;
    Ok(Some(Doc {
        kind: "inspection",
        thing: id.0,
        site: Some(row.site_id),
        inspector: Some(row.inspector_id),
        words: fold::words(texts),
        marks: vec![
            id_mark(of_site, row.site_id.0),
            id_mark(of_template, row.template_id.0),
            id_mark(of_inspector, row.inspector_id.0),
            mark(of_state, row.state().as_str()),
        ],
        at: Some(row.started_at),
        title: site.name,
        detail: version.checklist.title,
    }))
}

/// The words of an answer: a text, a reading, the options that were chosen.
fn said<'a>(item: &'a Item, value: &'a AnswerValue) -> Vec<&'a str> {
    let option = |index: &u16| match &item.kind {
        ItemKind::Choice { options } | ItemKind::Choices { options } => {
            options.get(usize::from(*index)).map(|option| option.text.as_str())
        }
        _ => None,
    };
    match value {
        AnswerValue::Text { text } => vec![text],
        AnswerValue::Number { decimal } => vec![decimal],
        AnswerValue::Choice { index } => option(index).into_iter().collect(),
        AnswerValue::Choices { indexes } => indexes.iter().filter_map(option).collect(),
        _ => Vec::new(),
    }
}
