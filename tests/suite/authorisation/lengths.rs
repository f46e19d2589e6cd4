//! No call takes a text or a list without an end.
//!
//! Every text and every list in the arguments of every call is made far too long, one after another. The calls name
//! every member that their types have, since what is not there is not tried.

use norven::{
    features::inspections::model::{Action, AnswerValue, Batch, CommandResult, Op, Position},
    ids::{ActionId, PhotoId},
};
use norven_proof::{
    digest::Digest,
    record::{Annotation, Shape},
};
use serde_json::{Value, json};

use super::{
    calls::arguments,
    table::{CALLERS, Table},
    world::{Targets, World},
};
use crate::support::{Client, Reply, TestApp, command, on_both};

/// Longer than anything that somebody types, and shorter than the largest body.
const FAR_TOO_LONG: usize = 300_000;
/// More than any list holds, where the largest body has room for it.
const FAR_TOO_MANY: usize = 20_000;
/// What is shorter than the largest body.
const A_BODY: usize = 1_500_000;

/// What is taken, and what bounds it there.
const BOUNDED_OTHERWISE: [(&str, &str, &str); 16] = [
    ("/api/list_sites", "/query/text", "its first words are looked for"),
    ("/api/list_sites", "/query/which", "no site is kept under that word"),
    ("/api/list_templates", "/query/text", "its first words are looked for"),
    ("/api/list_templates", "/query/which", "no template is kept under that word"),
    ("/api/list_members", "/query/text", "its first words are looked for"),
    ("/api/list_members", "/query/which", "nobody has that role"),
    ("/api/list_invitations", "/query/text", "its first words are looked for"),
    ("/api/list_invitations", "/query/which", "invitations are of one kind"),
    ("/api/list_inspections", "/query/text", "its first words are looked for"),
    ("/api/search", "/text", "its first words are looked for"),
    ("/api/load_company", "/domain", "nobody has a domain of that name"),
    ("/api/save_site_group", "/group/sites", "a set: each is there once"),
    ("/api/v1/commands", "/batch/commands/0/op/answer/value/choices/indexes", "a set: each is there once"),
    ("/api/v1/commands", "/batch/commands/0/op/add_photo/taken_at", "what is no date is no date, and the photo counts"),
    ("/api/v1/commands", "/batch/commands/0/op/add_photo/position", "what is no place is none, and the photo counts"),
    ("/api/v1/signatures", "/signature/account_name", "an account that has a name keeps it"),
];

/// Every place of a text or a non-empty list below a value, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(values) => {
            if !values.is_empty() {
                found.push(at.to_owned());
            }
            values.iter().enumerate().for_each(|(index, value)| places(value, &format!("{at}/{index}"), found));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| places(value, &format!("{at}/{name}"), found))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A value as it is, and with what stands at a place far too long.
fn lengthened(value: &Value, place: &str) -> Value {
    let mut value = value.clone();
    match value.pointer_mut(place).expect("a place in the value") {
        Value::String(text) => *text = "7".repeat(FAR_TOO_LONG),
        Value::Array(values) => {
            let each = values[0].to_string().len() + 1;
            *values = vec![values[0].clone(); FAR_TOO_MANY.min(A_BODY / each)];
        }
        other => panic!("{other} has no length"),
    }
    value
}

/// Gives a command in the arguments another id, since each is carried out once.
fn renewed(app: &TestApp, mut value: Value) -> Value {
    if let Some(id @ Value::String(_)) = value.pointer_mut("/batch/commands/0/id") {
        *id = json!(app.id::<PhotoId>());
    }
    value
}

/// One command of each kind, with every member. A new kind fails to compile here, and belongs into the list below.
fn every_op(app: &TestApp, targets: &Targets<'_>) -> Vec<Op> {
    let sample = targets.sample();
    let photo: PhotoId = app.id();
    let text = || "Seen".to_owned();
    let position = Position { latitude: "1.000000".to_owned(), longitude: "1.000000".to_owned(), accuracy_m: 5 };
    let value = |item, value| Op::Answer { item, value: Some(value), seen: 0 };
    let drawn = Annotation { shape: Shape::Arrow, from: [1, 1], to: [100, 100] };
    let action = Action {
        id: app.id::<ActionId>(),
        item: sample.exit,
        text: text(),
        assignee: text(),
        due: Some("2026-12-01".to_owned()),
        done: false,
        closed: None,
    };
    let ops = vec![
        value(sample.hazards, AnswerValue::Choices { indexes: vec![0] }),
        value(sample.remarks, AnswerValue::Text { text: text() }),
        value(sample.light, AnswerValue::Number { decimal: "7".to_owned() }),
        value(sample.serviced, AnswerValue::Date { date: "2026-12-01".to_owned() }),
        value(sample.serviced, AnswerValue::Time { time: "10:48".to_owned() }),
        Op::Note { item: sample.exit, text: text(), seen: 0 },
        Op::AddPhoto {
            photo,
            item: sample.views,
            sha256: Digest::of(b"a photo"),
            bytes: 7,
            media_type: "image/jpeg".to_owned(),
            taken_at: Some("2026-12-01T10:48:00".to_owned()),
            position: Some(position),
        },
        Op::CaptionPhoto { photo, text: text() },
        Op::AnnotatePhoto { photo, annotations: vec![drawn] },
        Op::RemovePhoto { photo },
        Op::RemoveAction { action: action.id },
        Op::SetAction { action },
    ];
    for op in &ops {
        match op {
            Op::Answer { .. }
            | Op::Note { .. }
            | Op::AddPhoto { .. }
            | Op::CaptionPhoto { .. }
            | Op::AnnotatePhoto { .. }
            | Op::RemovePhoto { .. }
            | Op::SetAction { .. }
            | Op::RemoveAction { .. } => {}
        }
    }
    ops
}

/// Arguments of a call in which every member that it knows has a value.
async fn full(browser: &Client, path: &str, targets: &Targets<'_>) -> Vec<Value> {
    let filter = |more: Value| {
        let mut query = json!({ "from": "2026-01-01", "to": "2026-12-31" });
        query.as_object_mut().expect("members").extend(more.as_object().expect("members").clone());
        vec![json!({ "query": query })]
    };
    match path {
        "/api/list_inspections" => filter(json!({ "text": "door" })),
        "/api/list_reports" => filter(json!({})),
        "/api/list_sites" | "/api/list_templates" | "/api/list_members" | "/api/list_invitations" => {
            vec![json!({ "query": { "text": "door", "which": "archived" } })]
        }
        "/api/list_actions" => filter(json!({ "overdue": false })),
        "/api/load_audit_page" => {
            vec![json!({ "before": null, "filter": { "from": "2026-01-01", "to": "2026-12-31", "denied": false } })]
        }
        "/api/v1/commands" => {
            let inspection = targets.inspection().await;
            every_op(&browser.app, targets)
                .into_iter()
                .map(|op| {
                    let commands = vec![command(&browser.app, op)];
                    json!({ "batch": Batch { inspection, device: targets.fresh(), writer: None, commands } })
                })
                .collect()
        }
        "/api/invite_member" => {
            let mut invite = arguments(browser, path, targets).await;
            invite["groups"] = json!([targets.group().await]);
            vec![invite]
        }
        _ => vec![arguments(browser, path, targets).await],
    }
}

/// Whether a call refused, in the way that it does.
fn is_refused(path: &str, reply: &Reply) -> bool {
    match path {
        "/api/v1/commands" if reply.status == 200 => {
            let results: Vec<CommandResult> =
                serde_json::from_value(reply.clone().json::<Value>()["results"].take()).expect("results");
            results.iter().all(|result| matches!(result, CommandResult::Refused { .. }))
        }
        _ => (400..500).contains(&reply.status),
    }
}

/// Whether a call refuses its arguments as they are: those that need what only a browser or another server can make.
fn is_refused_as_it_is(path: &str, body: &Value) -> bool {
    match path {
        "/api/add_passkey" | "/api/rename_passkey" => true,
        // The sample asks for a date, and nothing for a time alone.
        "/api/v1/commands" => body.pointer("/batch/commands/0/op/answer/value/time").is_some(),
        _ => false,
    }
}

on_both! {
    async fn no_call_takes_a_text_or_a_list_that_is_far_too_long(app: TestApp) {
        let world = World::new(&app).await;
        let (mut taken, mut tried) = (Vec::new(), 0);
        for (row, expected) in Table::read().rows {
            let Some(path) = row.strip_prefix("POST ").filter(|path| path.starts_with("/api/")) else { continue };
            // Who gets through to what the call does.
            let Some(column) = expected.iter().rposition(|status| *status < 300) else { continue };
            let targets = Targets::real(&world);
            let browser = world.caller(CALLERS[column]).await;
            for body in full(&browser, path, &targets).await {
                let mut found = Vec::new();
                places(&body, "", &mut found);
                found.retain(|place| {
                    !BOUNDED_OTHERWISE.iter().any(|(call, below, _)| *call == path && place.starts_with(below))
                });
                for place in found {
                    tried += 1;
                    let reply = browser.elsewhere().post_fn(path, lengthened(&renewed(&app, body.clone()), &place)).await;
                    if !is_refused(path, &reply) {
                        taken.push(format!("{path} {place}: {} {:.200}", reply.status, reply.text()));
                    }
                }
                // What was refused was so for its length: nothing else is wrong with it.
                let reply = browser.elsewhere().post_fn(path, renewed(&app, body.clone())).await;
                if is_refused(path, &reply) != is_refused_as_it_is(path, &body) {
                    taken.push(format!("{path} as it is: {} {:.200}", reply.status, reply.text()));
                }
            }
        }
        assert!(taken.is_empty(), "{}", taken.join("\n"));
        assert!(tried > 100, "only {tried} texts were tried");
    }
}
