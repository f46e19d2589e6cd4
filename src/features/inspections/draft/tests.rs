use norven_proof::digest::Digest;
use uuid::Uuid;

use super::*;
use crate::{
    error::PhotoProblem,
    features::inspections::model::{Answer, AnswerValue},
};

const ITEM: ItemId = ItemId(Uuid::from_u128(1));
const PHOTO: PhotoId = PhotoId(Uuid::from_u128(2));

const ME: WriterId = WriterId(Uuid::from_u128(3));

/// A page of an inspection that is not begun.
fn page() -> Draft {
    let mut draft = Draft::new(Findings::default(), 0);
    draft.begin(ME, "J. Ortega".into());
    draft
}

/// What a page sends next.
fn batch(draft: &Draft) -> Vec<Command> {
    draft.batch(Batch::MAX).map(|(_, commands)| commands).unwrap_or_default()
}

fn id(n: u128) -> CommandId {
    CommandId(Uuid::from_u128(n))
}

fn answer(value: AnswerValue) -> Op {
    Op::Answer { item: ITEM, value: Some(value), seen: 0 }
}

fn photo() -> Op {
    Op::AddPhoto {
        photo: PHOTO,
        item: ITEM,
        sha256: Digest::of("x"),
        bytes: 1,
        media_type: "image/jpeg".into(),
        taken_at: None,
        position: None,
    }
}

fn reply(results: Vec<CommandResult>, value: AnswerValue, rev: i64) -> BatchReply {
    let answer = Answer { value: Some(value), note: String::new(), value_rev: rev, note_rev: 0 };
    BatchReply { before: 0, rev, results, answers: HashMap::from([(ITEM, answer)]) }
}

#[test]
fn an_answer_shows_at_once_and_waits_until_it_is_acknowledged() {
    let mut draft = page();
    draft.act(id(1), Timestamp(10), answer(AnswerValue::Pass));
    assert_eq!((draft.shown().value(ITEM), draft.waiting()), (Some(&AnswerValue::Pass), 1));
    let sent = batch(&draft);
    let settled = draft.settle(ME, &sent, &reply(vec![CommandResult::Applied], AnswerValue::Pass, 1));
    assert_eq!((settled.through, draft.waiting()), (sent, 0));
    assert_eq!(draft.shown().value(ITEM), Some(&AnswerValue::Pass));
}

#[test]
fn what_is_answered_while_a_batch_is_on_its_way_stays_on_the_screen_and_in_the_queue() {
    let mut draft = page();
    draft.act(id(1), Timestamp(10), answer(AnswerValue::Pass));
    let sent = batch(&draft);
    draft.act(id(2), Timestamp(11), answer(AnswerValue::Fail));
    draft.settle(ME, &sent, &reply(vec![CommandResult::Applied], AnswerValue::Pass, 1));
    assert_eq!((draft.shown().value(ITEM), draft.waiting()), (Some(&AnswerValue::Fail), 1));
}

#[test]
fn commands_that_were_kept_over_a_reload_come_before_newer_ones_and_are_shown() {
    let mut before = page();
    let kept = vec![before.act(id(1), Timestamp(10), answer(AnswerValue::Pass))];
    let mut draft = page();
    draft.act(id(2), Timestamp(20), Op::Note { item: ITEM, text: "new".into(), seen: 0 });
    draft.restore(kept);
    assert_eq!(batch(&draft).iter().map(|command| command.id).collect::<Vec<_>>(), [id(1), id(2)]);
    assert_eq!((draft.shown().value(ITEM), draft.shown().note(ITEM)), (Some(&AnswerValue::Pass), "new"));
}

#[test]
fn the_times_of_a_device_ascend_even_when_its_clock_goes_back() {
    let mut draft = page();
    let first = draft.act(id(1), Timestamp(10), answer(AnswerValue::Pass));
    let second = draft.act(id(2), Timestamp(4), answer(AnswerValue::Fail));
    assert!(second.command.at > first.command.at);
}

#[test]
fn a_superseded_answer_gives_way_and_says_so_until_the_person_answers_again() {
    let mut draft = page();
    draft.act(id(1), Timestamp(10), answer(AnswerValue::Pass));
    let sent = batch(&draft);
    let by = || "J. Ortega".to_owned();
    draft.settle(ME, &sent, &reply(vec![CommandResult::Superseded { by: by() }], AnswerValue::Fail, 7));
    assert_eq!(draft.shown().value(ITEM), Some(&AnswerValue::Fail));
    assert_eq!(draft.notices(ITEM), [Notice::Superseded { by: by() }]);
    let next = draft.act(id(2), Timestamp(20), answer(AnswerValue::Pass));
    assert_eq!(draft.notices(ITEM), []);
    assert_eq!(next.command.op, Op::Answer { item: ITEM, value: Some(AnswerValue::Pass), seen: 7 });
}

fn refused(error: AppError) -> CommandResult {
    CommandResult::Refused { error }
}

fn results(results: Vec<CommandResult>) -> BatchReply {
    BatchReply { before: 0, rev: 1, results, answers: HashMap::new() }
}

#[test]
fn what_the_server_refuses_stays_with_its_reason_and_counts_no_more() {
    let mut draft = page();
    draft.act(id(1), Timestamp(10), answer(AnswerValue::Pass));
    let sent = batch(&draft);
    let settled = draft.settle(ME, &sent, &results(vec![refused(AppError::UnknownItem)]));
    assert_eq!((settled.through.len(), settled.photos.len()), (0, 0), "nothing is forgotten");
    assert_eq!(settled.refused[0].refused, Some(AppError::UnknownItem));
    assert_eq!((draft.shown().value(ITEM), draft.waiting()), (None, 0));
    let refusal = Refusal {
        about: About::Command(id(1)),
        item: Some(ITEM),
        error: AppError::UnknownItem,
        ops: vec![answer(AnswerValue::Pass)],
    };
    assert_eq!(draft.refusals(), [refusal]);
    assert!(batch(&draft).is_empty(), "it is not sent for ever");
}

#[test]
fn a_refused_photo_keeps_its_bytes_and_what_was_written_about_it() {
    let mut draft = page();
    draft.act(id(1), Timestamp(10), photo());
    draft.act(id(2), Timestamp(11), Op::CaptionPhoto { photo: PHOTO, text: "Base".into() });
    let sent = batch(&draft);
    draft.act(id(3), Timestamp(12), Op::AnnotatePhoto { photo: PHOTO, annotations: Vec::new() });
    let full = AppError::Photo { problem: PhotoProblem::TooManyPhotos };
    // The server says of the caption that it is done: there was nothing to write it to.
    let settled = draft.settle(ME, &sent, &results(vec![refused(full.clone()), CommandResult::Applied]));
    assert_eq!((settled.through.len(), settled.photos.len(), settled.refused.len()), (0, 0, 3));
    assert!(draft.shown().photos.is_empty());
    let refusals = draft.refusals();
    assert_eq!((refusals.len(), refusals[0].about, refusals[0].ops.len()), (1, About::Photo(PHOTO), 3));
    assert_eq!((refusals[0].item, &refusals[0].error), (Some(ITEM), &full));
}

#[test]
fn what_was_refused_is_there_after_a_reload() {
    let mut before = page();
    before.act(id(1), Timestamp(10), photo());
    let settled = before.refuse_batch(&batch(&before), &AppError::AlreadyFinished);
    let kept: Vec<Entry> = settled.refused.iter().map(reread).collect();
    let mut draft = page();
    draft.restore(kept);
    assert_eq!(draft.refusals(), before.refusals());
    assert_eq!((draft.waiting(), draft.shown().photos.len()), (0, 0));
}

/// As the device keeps it.
fn reread(entry: &Entry) -> Entry {
    serde_json::from_str(&serde_json::to_string(entry).expect("plain data")).expect("what was kept")
}

#[test]
fn what_is_tried_again_is_a_new_command_that_has_seen_what_stands_now() {
    let mut draft = page();
    draft.act(id(1), Timestamp(10), answer(AnswerValue::Pass));
    let sent = batch(&draft);
    draft.settle(ME, &sent, &results(vec![refused(AppError::Malformed)]));
    draft.base.answers.insert(ITEM, Answer { value_rev: 4, ..Answer::default() });
    let exchange = draft.try_again(About::Command(id(1)), Timestamp(20), || id(2));
    assert_eq!((exchange.old, draft.refusals()), (sent, Vec::new()));
    let again = Command {
        id: id(2),
        at: Timestamp(20),
        op: Op::Answer { item: ITEM, value: Some(AnswerValue::Pass), seen: 4 },
    };
    assert_eq!(exchange.new, [Entry { command: again.clone(), writer: ME, refused: None }]);
    assert_eq!((batch(&draft), draft.shown().value(ITEM)), (vec![again], Some(&AnswerValue::Pass)));
}

#[test]
fn only_what_was_refused_can_be_thrown_away() {
    let mut draft = page();
    draft.act(id(1), Timestamp(10), answer(AnswerValue::Pass));
    assert_eq!(draft.discard(About::Command(id(1))), []);
    let sent = batch(&draft);
    draft.refuse_batch(&sent, &AppError::NotAllowed);
    assert_eq!(draft.discard(About::Command(id(1))), sent);
    assert!(draft.refusals().is_empty());
}

#[test]
fn the_bytes_of_a_photo_are_awaited_once_its_command_is_through_and_until_they_arrive() {
    let mut draft = page();
    draft.act(id(1), Timestamp(10), photo());
    assert!(draft.awaited().is_empty());
    let sent = batch(&draft);
    draft.settle(ME, &sent, &results(vec![CommandResult::Applied]));
    assert_eq!(draft.awaited(), [PHOTO]);
    draft.received(PHOTO);
    assert!(draft.awaited().is_empty() && draft.shown().photos[0].received);
}

#[test]
fn a_batch_holds_no_more_than_the_server_takes() {
    let mut draft = page();
    for n in 0..Batch::MAX as u128 + 5 {
        draft.act(id(n), Timestamp(1), answer(AnswerValue::Pass));
    }
    assert_eq!(batch(&draft).len(), Batch::MAX);
}

#[test]
fn three_bad_files_are_three_messages_until_each_is_read() {
    let mut draft = page();
    let bad = |file: &str| Notice::NotTaken {
        file: file.to_owned(),
        problem: AppError::Photo { problem: PhotoProblem::NotAPhoto },
    };
    let all = [bad("image.jpg"), bad("login-page.jpg"), bad("image.jpg")];
    all.iter().for_each(|notice| draft.tell(ITEM, notice.clone()));
    draft.act(id(1), Timestamp(10), answer(AnswerValue::Pass));
    assert_eq!(draft.notices(ITEM), all, "an answer says nothing of them");
    draft.understood(ITEM, &all[0]);
    assert_eq!(draft.notices(ITEM), [bad("login-page.jpg"), bad("image.jpg")]);
    draft.choose_again(ITEM);
    assert_eq!(draft.notices(ITEM), []);
}

#[test]
fn what_was_said_of_an_answer_is_said_once() {
    let mut draft = page();
    let notice = Notice::Overwrote { by: "J. Ortega".to_owned() };
    draft.tell(ITEM, notice.clone());
    draft.tell(ITEM, notice.clone());
    assert_eq!(draft.notices(ITEM), [notice]);
}
