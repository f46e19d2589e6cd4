//! Two devices at one inspection.

use norven::{
    features::{
        inspections::model::{AnswerValue, Batch, BatchReply, Command, CommandResult, Op},
        orgs::model::Role,
    },
    ids::{DeviceId, InspectionId, ItemId, WriterId},
    platform::db::AnyTx,
    time::Timestamp,
};

use serde_json::json;

use crate::support::{Client, Sample, TestApp, command, on_both};

/// Sends one answer from a device that had seen a revision, at an instant of its clock.
async fn answer(
    client: &Client,
    inspection: InspectionId,
    (device, seen, at): (DeviceId, i64, Timestamp),
    (item, value): (ItemId, AnswerValue),
) -> BatchReply {
    let command = Command { at, ..command(&client.app, Op::Answer { item, value: Some(value), seen }) };
    client.commands(inspection, device, &[command]).await.json()
}

/// What the history holds: the outcomes, in the order of their revisions.
async fn history(app: &TestApp, org: norven::ids::OrgId, inspection: InspectionId) -> Vec<CommandResult> {
    let mut tx = app.db.read(org).await.expect("a transaction");
    let sql = "SELECT outcome FROM inspection_commands WHERE inspection_id = $2 AND org_id = $1 ORDER BY rev";
    let rows: Vec<(String,)> = norven::fetch_all!(&mut tx, (String,), sql, org, inspection).expect("history reads");
    assert_eq!(tx.bound_to(), Some(org));
    rows.iter().map(|(outcome,)| serde_json::from_str(outcome).expect("an outcome")).collect()
}

on_both! {
    async fn the_later_answer_wins_and_both_stay_in_the_history(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let (ana, luis) = (org.person("ana", Role::Manager).await, org.person("luis", Role::Manager).await);
        let inspection = ana.start_sample(&org.owner, &sample).await;
        let (phone, tablet): (DeviceId, DeviceId) = (app.id(), app.id());
        let now = app.now();

        let first = answer(&ana, inspection, (phone, 0, now), (sample.exit, AnswerValue::Fail)).await;
        assert_eq!(first.results, [CommandResult::Applied]);
        // Luis answered a minute before Ana, without a connection; it arrives after hers.
        let earlier = now.plus_seconds(-60);
        let second = answer(&luis, inspection, (tablet, 0, earlier), (sample.exit, AnswerValue::Pass)).await;
        assert_eq!(second.results, [CommandResult::Superseded { by: "ana".to_owned() }]);
        assert_eq!(second.answers[&sample.exit].value, Some(AnswerValue::Fail), "the reply tells what stands");
        // And once more at the same instant as hers: what arrives later wins then.
        let third = answer(&luis, inspection, (tablet, 0, now), (sample.exit, AnswerValue::NotApplicable)).await;
        assert_eq!(third.results, [CommandResult::Overwrote { by: "ana".to_owned() }]);
        assert_eq!(third.answers[&sample.exit].value, Some(AnswerValue::NotApplicable));

        assert_eq!(
            history(&app, org.id, inspection).await,
            [first.results[0].clone(), second.results[0].clone(), third.results[0].clone()]
        );
    }

    async fn a_device_that_saw_the_other_answer_changes_it_without_ado(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let now = app.now();
        let first = answer(&org.owner, inspection, (app.id(), 0, now), (sample.exit, AnswerValue::Fail)).await;
        let seen = first.answers[&sample.exit].value_rev;
        // Its clock is behind, and yet it has seen what it replaces.
        let behind = now.plus_seconds(-3600);
        let second = answer(&org.owner, inspection, (app.id(), seen, behind), (sample.exit, AnswerValue::Pass)).await;
        assert_eq!(second.results, [CommandResult::Applied]);
        assert_eq!(second.answers[&sample.exit].value, Some(AnswerValue::Pass));
    }

    async fn one_writes_the_answer_and_the_other_the_note(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        answer(&org.owner, inspection, (app.id(), 0, app.now()), (sample.exit, AnswerValue::Fail)).await;
        let note = command(&app, Op::Note { item: sample.exit, text: "Pallets".to_owned(), seen: 0 });
        let reply: BatchReply = org.owner.commands(inspection, app.id(), &[note]).await.json();
        assert_eq!(reply.results, [CommandResult::Applied]);
        let both = &reply.answers[&sample.exit];
        assert_eq!((both.value.as_ref(), both.note.as_str()), (Some(&AnswerValue::Fail), "Pallets"));
    }

    async fn two_pages_of_one_device_are_told_of_each_other(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let ana = org.person("ana", Role::Manager).await;
        let inspection = ana.start_sample(&org.owner, &sample).await;
        let (device, [one, other]): (DeviceId, [WriterId; 2]) = (app.id(), [app.id(), app.id()]);
        let send = async |writer: WriterId, text: &str, seen: i64| {
            let commands = vec![command(&app, Op::Note { item: sample.exit, text: text.to_owned(), seen })];
            let batch = Batch { inspection, device, writer: Some(writer), commands };
            ana.post_fn("/api/v1/commands", json!({ "batch": batch })).await.json::<BatchReply>()
        };
        let first = send(one, "Pallets", 0).await;
        assert_eq!((first.before, first.rev, &first.results[..]), (0, 1, &[CommandResult::Applied][..]));
        // The other page did not see that note.
        let overwrote = CommandResult::Overwrote { by: "ana".to_owned() };
        assert_eq!(send(other, "Boxes", 0).await.results, std::slice::from_ref(&overwrote));
        // A page knows what it wrote itself, before the answer is there.
        assert_eq!(send(other, "Boxes and pallets", 0).await.results, [CommandResult::Applied]);
        let last = send(one, "Pallets, still", 1).await;
        assert_eq!((last.before, last.results), (3, vec![overwrote]));
        assert_eq!(history(&app, org.id, inspection).await.len(), 4);
    }

    async fn batches_that_arrive_together_are_applied_one_after_the_other(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let send = |value| {
            let commands = [command(&app, Op::Answer { item: sample.exit, value: Some(value), seen: 0 })];
            let (owner, device) = (&org.owner, app.id());
            async move { owner.commands(inspection, device, &commands).await.json::<BatchReply>() }
        };
        let replies = tokio::join!(
            send(AnswerValue::Pass), send(AnswerValue::Fail), send(AnswerValue::Pass), send(AnswerValue::Fail)
        );
        let mut revs = [replies.0.rev, replies.1.rev, replies.2.rev, replies.3.rev];
        revs.sort_unstable();
        assert_eq!(revs, [1, 2, 3, 4]);
        assert_eq!(history(&app, org.id, inspection).await.len(), 4);
    }
}
