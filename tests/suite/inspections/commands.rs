//! Commands of one device.

use norven::{
    error::{AppError, FieldProblem},
    features::{
        inspections::action_query::{ActionPage, ActionQuery, ActionState},
        inspections::model::{
            Action, AnswerValue, Batch, BatchReply, Command, CommandResult, MAX_NOTE, Op, Position, State,
        },
        orgs::model::Role,
    },
    ids::{DeviceId, PhotoId},
    time::Timestamp,
};
use norven_proof::digest::Digest;
use serde_json::json;

use crate::support::{Client, Org, Sample, TestApp, command, on_both};

async fn begin(app: &TestApp) -> (Org, Sample, norven::ids::InspectionId) {
    let org = app.organisation("Acme").await;
    let sample = Sample::new(app);
    let inspection = org.owner.start_sample(&org.owner, &sample).await;
    (org, sample, inspection)
}

async fn try_op(client: &Client, inspection: norven::ids::InspectionId, op: Op) -> CommandResult {
    let commands = [command(&client.app, op)];
    let reply: BatchReply = client.commands(inspection, client.app.id(), &commands).await.json();
    reply.results.into_iter().next().expect("one result")
}

on_both! {
    async fn what_was_applied_before_it_was_finished_is_told_again_and_what_came_too_late_by_itself(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        org.owner.fill(inspection, &sample).await;
        let note = |text: &str| command(&app, Op::Note { item: sample.exit, text: text.to_owned(), seen: 0 });
        let (lost, late) = (note("The answer to this was lost"), note("Never sent before"));
        let device: DeviceId = app.id();
        org.owner.commands(inspection, device, std::slice::from_ref(&lost)).await.ok();
        org.owner.post_fn("/api/finish_inspection", json!({ "id": inspection })).await.ok();
        let again: BatchReply = org.owner.commands(inspection, device, &[lost.clone(), late.clone()]).await.json();
        let refused = CommandResult::Refused { error: AppError::AlreadyFinished };
        assert_eq!(again.results, [CommandResult::Applied, refused]);
        assert_eq!(org.owner.commands(inspection, device, &[late]).await.error(), AppError::AlreadyFinished);
        // An id of another inspection says nothing here.
        let other = org.owner.start_sample(&org.owner, &sample).await;
        let nothing = command(&app, Op::Answer { item: app.id(), value: None, seen: 0 });
        let reply: BatchReply = org.owner.commands(other, device, &[nothing]).await.json();
        assert_eq!(reply.results, [CommandResult::Refused { error: AppError::UnknownItem }], "no item is answered with nothing");
    }

    async fn an_inspector_sees_and_completes_only_actions_of_their_own_inspections(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspector = org.member(Role::Inspector).await;
        let own = inspector.start_sample(&org.owner, &sample).await;
        let others = org.owner.start_sample(&org.owner, &sample).await;
        let action = |text: &str| Action {
            id: app.id(), item: sample.exit, text: text.to_owned(), assignee: String::new(), due: None, done: false, closed: None,
        };
        let (mine, theirs) = (action("Clear the way"), action("Change the lock"));
        inspector.act(own, [Op::SetAction { action: mine.clone() }]).await;
        org.owner.act(others, [Op::SetAction { action: theirs.clone() }]).await;
        let open = async |browser: &Client| -> Vec<String> {
            let query = ActionQuery::default().in_state(Some(ActionState::Open));
            let found: ActionPage = browser.post_fn("/api/list_actions", json!({ "query": query })).await.json();
            found.page.lines.into_iter().map(|action| action.text).collect()
        };
        assert_eq!(open(&inspector).await, ["Clear the way"]);
        assert_eq!(open(&org.owner).await.len(), 2);
        let complete = async |id| inspector.post_fn("/api/complete_action", json!({ "action": id })).await;
        assert_eq!(complete(theirs.id).await.error(), AppError::NotFound);
        complete(mine.id).await.ok();
        assert!(open(&inspector).await.is_empty());
        // It was the wrong one.
        let reopen = async |id| inspector.post_fn("/api/reopen_action", json!({ "action": id })).await;
        assert_eq!(reopen(theirs.id).await.error(), AppError::NotFound);
        reopen(mine.id).await.ok();
        assert_eq!(open(&inspector).await.len(), 1);
        // Once more, it is open as it was.
        reopen(mine.id).await.ok();
        assert_eq!(open(&inspector).await.len(), 1);
    }

    async fn a_photo_is_taken_whatever_its_position_and_what_is_none_is_not_kept(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        for (latitude, longitude, kept) in [
            ("36.7213", "-4.4214", Some(("36.7213", "-4.4214"))),
            ("-0.000000", "-4.421400", Some(("0.000000", "-4.421400"))),
            ("36.721300", "-0.000000", Some(("36.721300", "0.000000"))),
            ("0.000000", "0.000000", None),
            ("-0.000000", "-0.000000", None),
            ("90.1", "0", None),
            ("0", "-180.5", None),
            ("here", "0", None),
            ("36,7", "0", None),
            ("", "", None),
            ("1e1", "0", None),
            ("NaN", "NaN", None),
        ] {
            let photo: PhotoId = app.id();
            let position = Position { latitude: latitude.to_owned(), longitude: longitude.to_owned(), accuracy_m: 5 };
            let op = Op::AddPhoto {
                photo, item: sample.views, sha256: Digest::of("photo"), bytes: 5,
                media_type: "image/jpeg".to_owned(), taken_at: None, position: Some(position),
            };
            assert_eq!(try_op(&org.owner, inspection, op).await, CommandResult::Applied, "{latitude} {longitude}");
            let mut tx = app.db.read(org.id).await.expect("a transaction");
            let sql = "SELECT position FROM photos WHERE org_id = $1 AND id = $2";
            let (found,): (Option<String>,) =
                norven::fetch_one!(&mut tx, (Option<String>,), sql, org.id, photo).expect("the photo is there");
            let found = found.map(|found| serde_json::from_str::<Position>(&found).expect("a position"));
            let found = found.as_ref().map(|found| (found.latitude.as_str(), found.longitude.as_str()));
            assert_eq!(found, kept, "{latitude} {longitude}");
        }
    }

    async fn a_batch_sent_twice_is_done_once(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let action = Action {
            id: app.id(),
            item: sample.exit,
            text: "Clear the exit".to_owned(),
            assignee: "Ana".to_owned(),
            due: Some("2026-11-30".to_owned()),
            done: false,
            closed: None,
        };
        let commands = [
            Op::Answer { item: sample.exit, value: Some(AnswerValue::Fail), seen: 0 },
            Op::Note { item: sample.exit, text: "Pallets before the door".to_owned(), seen: 0 },
            Op::SetAction { action: action.clone() },
        ]
        .map(|op| command(&app, op));
        let device = app.id();
        let first: BatchReply = org.owner.commands(inspection, device, &commands).await.json();
        let second: BatchReply = org.owner.commands(inspection, device, &commands).await.json();
        assert_eq!(first.results, vec![CommandResult::Applied; 3]);
        assert_eq!((first.rev, &first.results), (second.rev, &second.results));
        let seen = org.owner.inspection(inspection).await;
        assert_eq!(seen.rev, 3);
        assert_eq!(seen.findings.value(sample.exit), Some(&AnswerValue::Fail));
        assert_eq!(seen.findings.note(sample.exit), "Pallets before the door");
        assert_eq!(seen.findings.actions, [action]);
    }

    async fn commands_and_their_repetitions_mix_in_one_batch(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let device = app.id();
        let first = command(&app, Op::Answer { item: sample.exit, value: Some(AnswerValue::Fail), seen: 0 });
        let second = command(&app, Op::Answer { item: sample.exit, value: Some(AnswerValue::Pass), seen: 1 });
        org.owner.commands(inspection, device, std::slice::from_ref(&first)).await.ok();
        let reply: BatchReply = org.owner.commands(inspection, device, &[first, second]).await.json();
        assert_eq!((reply.rev, reply.results), (2, vec![CommandResult::Applied; 2]));
        assert_eq!(reply.answers[&sample.exit].value, Some(AnswerValue::Pass));
    }

    async fn a_reading_outside_its_limits_fails_and_one_on_a_limit_passes(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        for (figure, failed) in [("200.5", 0), ("200.51", 1), ("1", 0), ("0.9", 1), ("-3", 1)] {
            let seen = org.owner.inspection(inspection).await.rev;
            let value = Some(AnswerValue::Number { decimal: figure.to_owned() });
            assert_eq!(try_op(&org.owner, inspection, Op::Answer { item: sample.light, value, seen }).await, CommandResult::Applied);
            let tally = { let seen = org.owner.inspection(inspection).await; seen.findings.tally(&seen.checklist) };
            assert_eq!((tally.failed, tally.passed), (failed, 1 - failed), "{figure}");
        }
    }

    async fn an_answer_that_does_not_fit_its_item_is_refused_and_the_rest_of_the_batch_is_done(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let field = |problem| AppError::field("value", problem);
        let refused = [
            (app.id(), AnswerValue::Pass, AppError::UnknownItem),
            (sample.exit, AnswerValue::Yes, AppError::UnknownItem),
            (sample.advice, AnswerValue::NotApplicable, AppError::UnknownItem),
            (sample.signature, AnswerValue::Pass, AppError::UnknownItem),
            (sample.state, AnswerValue::Choice { index: 3 }, field(FieldProblem::NotAChoice)),
            (sample.hazards, AnswerValue::Choices { indexes: vec![0, 2] }, field(FieldProblem::NotAChoice)),
            (sample.light, AnswerValue::Number { decimal: "1e3".to_owned() }, field(FieldProblem::NotANumber)),
            (sample.serviced, AnswerValue::Date { date: "2026-02-30".to_owned() }, field(FieldProblem::NotADate)),
            (sample.serviced, AnswerValue::Time { time: "10:00".to_owned() }, AppError::UnknownItem),
            (sample.remarks, AnswerValue::Text { text: "x".repeat(MAX_NOTE + 1) }, field(FieldProblem::TooLong(4000))),
        ];
        let mut ops: Vec<Op> =
            refused.iter().map(|(item, value, _)| Op::Answer { item: *item, value: Some(value.clone()), seen: 0 }).collect();
        ops.push(Op::Answer { item: sample.exit, value: Some(AnswerValue::Pass), seen: 0 });
        let commands: Vec<Command> = ops.into_iter().map(|op| command(&app, op)).collect();
        let reply: BatchReply = org.owner.commands(inspection, app.id(), &commands).await.json();
        for ((_, value, error), result) in refused.iter().zip(&reply.results) {
            assert_eq!(*result, CommandResult::Refused { error: error.clone() }, "{value:?}");
        }
        assert_eq!(reply.results.last(), Some(&CommandResult::Applied));
        let seen = org.owner.inspection(inspection).await;
        assert_eq!(seen.findings.answers.len(), 1, "{:?}", seen.findings.answers);
    }

    async fn text_that_no_database_keeps_is_refused_for_good(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let text = "nul\0".to_owned();
        let action = Action {
            id: app.id(), item: sample.exit, text: text.clone(), assignee: String::new(), due: None, done: false, closed: None,
        };
        let ops = [
            Op::Note { item: sample.exit, text: text.clone(), seen: 0 },
            Op::Answer { item: sample.remarks, value: Some(AnswerValue::Text { text: text.clone() }), seen: 0 },
            Op::SetAction { action },
        ];
        for op in ops {
            let result = try_op(&org.owner, inspection, op.clone()).await;
            assert_eq!(result, CommandResult::Refused { error: AppError::Malformed }, "{op:?}");
        }
    }

    async fn a_due_date_that_is_none_is_refused_and_an_empty_one_is_none(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let set = async |due: &str| {
            let due = Some(due.to_owned());
            let action = Action {
                id: app.id(), item: sample.exit, text: "Clear".to_owned(), assignee: String::new(), due, done: false, closed: None,
            };
            try_op(&org.owner, inspection, Op::SetAction { action }).await
        };
        let error = AppError::field("due", FieldProblem::NotADate);
        assert_eq!(set("tomorrow").await, CommandResult::Refused { error });
        assert_eq!(set("").await, CommandResult::Applied);
        let seen = org.owner.inspection(inspection).await;
        assert_eq!(seen.findings.actions.iter().map(|action| &action.due).collect::<Vec<_>>(), [&None]);
    }

    async fn a_clock_that_runs_ahead_gains_nothing(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let ahead = Command {
            at: Timestamp(i64::MAX),
            ..command(&app, Op::Answer { item: sample.exit, value: Some(AnswerValue::Fail), seen: 0 })
        };
        org.owner.commands(inspection, app.id(), &[ahead]).await.ok();
        app.clock.advance_seconds(1);
        let later = command(&app, Op::Answer { item: sample.exit, value: Some(AnswerValue::Pass), seen: 0 });
        let reply: BatchReply = org.owner.commands(inspection, app.id(), &[later]).await.json();
        assert_eq!(reply.results, [CommandResult::Overwrote { by: "owner".to_owned() }]);
        assert_eq!(reply.answers[&sample.exit].value, Some(AnswerValue::Pass));
    }

    async fn a_batch_that_is_too_long_is_refused_whole(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let commands: Vec<Command> = (0..=Batch::MAX)
            .map(|_| command(&app, Op::Answer { item: sample.exit, value: None, seen: 0 }))
            .collect();
        let reply = org.owner.commands(inspection, app.id(), &commands).await;
        assert_eq!(reply.error(), AppError::TooLarge { limit_kb: 1000 });
        assert_eq!(org.owner.inspection(inspection).await.rev, 0);
    }

    async fn starting_twice_starts_once(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let (site, template) = (org.owner.add_site("Gate").await, org.owner.add_template(&sample.checklist).await);
        let new = serde_json::json!({ "new": { "id": app.id::<norven::ids::InspectionId>(), "site": site, "template": template } });
        org.owner.post_fn("/api/start_inspection", &new).await.ok();
        org.owner.post_fn("/api/start_inspection", &new).await.ok();
        let list: norven::features::inspections::query::InspectionPage =
            org.owner.post_fn("/api/list_inspections", serde_json::json!({})).await.json();
        let list = list.page.lines;
        assert_eq!(list.len(), 1);
        assert_eq!((list[0].state, list[0].tally.items), (State::Open, 8));
    }

    async fn a_viewer_and_another_inspector_change_nothing(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let (viewer, other) = (org.member(Role::Viewer).await, org.person("other", Role::Inspector).await);
        let inspector = org.member(Role::Inspector).await;
        let inspection = inspector.start_sample(&org.owner, &sample).await;
        let answer = || [command(&app, Op::Answer { item: sample.exit, value: Some(AnswerValue::Pass), seen: 0 })];
        assert_eq!(viewer.commands(inspection, app.id(), &answer()).await.error(), AppError::NotAllowed);
        assert_eq!(other.commands(inspection, app.id(), &answer()).await.error(), AppError::NotFound);
        assert!(!viewer.inspection(inspection).await.editable);
        assert_eq!(inspector.inspection(inspection).await.rev, 0);
        org.member(Role::Manager).await.answer(inspection, sample.exit, AnswerValue::Pass).await;
        assert_eq!(inspector.inspection(inspection).await.rev, 1);
    }
}
