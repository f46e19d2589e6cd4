//! A long inspection: what it holds is loaded while others write.

use norven::{
    features::{
        inspections::model::{Action, AnswerValue, Op, State},
        templates::model::{Item, ItemKind, OnFail, Section},
    },
    ids::{InspectionId, ItemId, ReportId},
};
use serde_json::json;

use crate::support::{Sample, TestApp, on_both};

/// More than a transaction that writes may read.
const MANY: usize = 300;

on_both! {
    // Debug builds end a transaction that writes where it has read more than a few lists: each step would fail.
    async fn a_long_inspection_is_filled_signed_issued_and_corrected_without_reading_it_under_the_writer(app: TestApp) {
        let org = app.organisation("Acme").await;
        let mut sample = Sample::new(&app);
        let items: Vec<Item> = (0..MANY).map(|number| question(&app, number)).collect();
        let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
        sample.checklist.sections.push(Section { id: app.id(), title: "Doors".to_owned(), items });
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        for some in ids.chunks(150) {
            org.owner.act(inspection, some.iter().map(|item| said(*item, "Closes", 0))).await;
        }
        for some in ids.chunks(150) {
            org.owner.act(inspection, some.iter().map(|item| to_do(&app, *item))).await;
        }
        org.owner.fill_and_finish(inspection, &sample).await;
        org.owner.sign(inspection, sample.signature).await;
        let core = org.owner.inspection(inspection).await.core_sha256.expect("a core");
        for _ in 0..3 {
            let more = crate::support::signature(&app, inspection, None, core);
            org.owner.post_fn("/api/v1/signatures", json!({ "signature": more })).await.ok();
        }
        let report: ReportId = org.owner.issue(inspection).await;
        app.drain().await;

        let correct = json!({ "id": report, "reason": "Misread" });
        let again: InspectionId = org.owner.post_fn("/api/correct_report", correct).await.json();
        let seen = org.owner.inspection(again).await.findings.answers[&ids[7]].value_rev;
        org.owner.act(again, [said(ids[7], "Sticks", seen)]).await;
        org.owner.post_fn("/api/give_up_correction", json!({ "id": report })).await.ok();
        let back = org.owner.inspection(inspection).await;
        assert_eq!((back.state, back.core_sha256, back.signatures.len()), (State::Issued, Some(core), 4));
        let value = Some(AnswerValue::Text { text: "Closes".to_owned() });
        assert_eq!(back.findings.answers[&ids[7]].value, value);
    }
}

fn question(app: &TestApp, number: usize) -> Item {
    Item {
        id: app.id(),
        text: format!("Door {number}"),
        help: String::new(),
        required: true,
        on_fail: OnFail::default(),
        kind: ItemKind::Text { long: false },
    }
}

fn said(item: ItemId, text: &str, seen: i64) -> Op {
    Op::Answer { item, value: Some(AnswerValue::Text { text: text.to_owned() }), seen }
}

fn to_do(app: &TestApp, item: ItemId) -> Op {
    let (text, assignee) = ("Oil the hinge".to_owned(), String::new());
    Op::SetAction { action: Action { id: app.id(), item, text, assignee, due: None, done: false, closed: None } }
}
