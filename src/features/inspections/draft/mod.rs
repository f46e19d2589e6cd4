//! An inspection on a device: what the server has, and what waits to be sent, as one.

use std::collections::HashMap;

use super::model::{Batch, BatchReply, Command, CommandResult, Findings, Op};
use crate::{
    error::AppError,
    ids::{CommandId, ItemId, PhotoId},
    time::Timestamp,
};

/// Something the person is told at an item, since it did not simply work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Another device had answered meanwhile; this answer, the later one, counts.
    Overwrote {
        /// Who had answered.
        by: String,
    },
    /// Another device answered later; that answer counts.
    Superseded {
        /// Who answered.
        by: String,
    },
    /// It cannot be done.
    Refused(AppError),
    /// The item has as many photos as it can.
    NoMorePhotos,
    /// A file that was chosen cannot be taken.
    NotTaken {
        /// What it is called.
        file: String,
        /// Why, and what to do.
        problem: AppError,
    },
}

impl Notice {
    /// Whether it is about an answer, so that answering again settles it.
    fn is_of_answer(&self) -> bool {
        !matches!(self, Self::NotTaken { .. } | Self::NoMorePhotos)
    }
}

/// An inspection on a device.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// What the server has, as far as it is known here.
    base: Findings,
    /// What waits, in order.
    pending: Vec<Command>,
    /// `base` with `pending` replayed over it.
    shown: Findings,
    notices: HashMap<ItemId, Vec<Notice>>,
    last: Timestamp,
}

/// What is to be forgotten on the device after an answer of the server.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Commands that are through.
    pub commands: Vec<Command>,
    /// Photos whose bytes are of no use any more.
    pub photos: Vec<PhotoId>,
}

impl Draft {
    /// A draft of what the server sent.
    #[must_use]
    pub fn new(base: Findings) -> Self {
        Self { shown: base.clone(), base, ..Self::default() }
    }

    /// What was found, with everything that waits.
    #[must_use]
    pub fn shown(&self) -> &Findings {
        &self.shown
    }

    /// How many commands wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.pending.len()
    }

    /// What the person is told at an item, the oldest first.
    #[must_use]
    pub fn notices(&self, item: ItemId) -> &[Notice] {
        self.notices.get(&item).map_or(&[], Vec::as_slice)
    }

    /// Tells the person something at an item, beside what they have not read yet.
    pub fn tell(&mut self, item: ItemId, notice: Notice) {
        let told = self.notices.entry(item).or_default();
        // Two files may have one name; an answer that was lost is told of once.
        if !notice.is_of_answer() || !told.contains(&notice) {
            told.push(notice);
        }
    }

    /// The person has read one of them.
    pub fn understood(&mut self, item: ItemId, notice: &Notice) {
        if let Some(told) = self.notices.get_mut(&item)
            && let Some(at) = told.iter().position(|known| known == notice)
        {
            told.remove(at);
        }
    }

    /// The person begins again at an item, with its answer or with its photos.
    fn dismiss(&mut self, item: ItemId, settled: impl Fn(&Notice) -> bool) {
        if let Some(told) = self.notices.get_mut(&item) {
            told.retain(|notice| !settled(notice));
        }
    }

    /// The person chooses photos again: what was said of those before is settled.
    pub fn choose_again(&mut self, item: ItemId) {
        self.dismiss(item, |notice| !notice.is_of_answer());
    }

    /// Does something here and now; the command still has to be kept and sent. Commands of a device
    /// have ascending times, whatever its clock does: their order is the order of the outbox.
    pub fn act(&mut self, id: CommandId, now: Timestamp, op: Op) -> Command {
        self.last = now.max(Timestamp(self.last.0 + 1));
        let op = self.with_what_was_seen(op);
        if let Some(item) = op.answered_item() {
            self.dismiss(item, Notice::is_of_answer);
        }
        self.shown.apply(&op);
        let command = Command { id, at: self.last, op };
        self.pending.push(command.clone());
        command
    }

    fn with_what_was_seen(&self, op: Op) -> Op {
        let seen = |item| self.base.answers.get(&item).map_or((0, 0), |answer| (answer.value_rev, answer.note_rev));
        match op {
            Op::Answer { item, value, .. } => Op::Answer { item, value, seen: seen(item).0 },
            Op::Note { item, text, .. } => Op::Note { item, text, seen: seen(item).1 },
            other => other,
        }
    }

    /// Takes up the commands that were kept on the device before the page was loaded.
    pub fn restore(&mut self, kept: Vec<Command>) {
        let fresh = std::mem::take(&mut self.pending);
        self.pending = kept;
        self.pending.extend(fresh);
        self.last = self.pending.iter().map(|command| command.at).fold(self.last, Timestamp::max);
        self.replay();
    }

    /// What to send next: the oldest commands, in order.
    #[must_use]
    pub fn batch(&self) -> Vec<Command> {
        self.pending.iter().take(Batch::MAX).cloned().collect()
    }

    /// Takes the server's answer to a batch.
    pub fn settle(&mut self, sent: &[Command], reply: &BatchReply) -> Settled {
        let mut settled = Settled::default();
        for (command, result) in sent.iter().zip(&reply.results) {
            let item = self.item_of(&command.op);
            let notice = match result {
                CommandResult::Applied => None,
                CommandResult::Overwrote { by } => Some(Notice::Overwrote { by: by.clone() }),
                CommandResult::Superseded { by } => Some(Notice::Superseded { by: by.clone() }),
                CommandResult::Refused { error } => Some(Notice::Refused(error.clone())),
            };
            if let (Some(item), Some(notice)) = (item, notice) {
                self.tell(item, notice);
            }
            match (result, &command.op) {
                (CommandResult::Refused { .. }, Op::AddPhoto { photo, .. }) => settled.photos.push(*photo),
                (CommandResult::Refused { .. }, _) => {}
                (_, Op::RemovePhoto { photo }) => {
                    settled.photos.push(*photo);
                    self.base.apply(&command.op);
                }
                _ => self.base.apply(&command.op),
            }
            settled.commands.push(command.clone());
        }
        self.base.answers.extend(reply.answers.clone());
        self.pending.retain(|waiting| settled.commands.iter().all(|done| done.id != waiting.id));
        self.replay();
        settled
    }

    /// Photos the server knows of and has not received: their bytes may be sent now.
    #[must_use]
    pub fn awaited(&self) -> Vec<PhotoId> {
        self.base.photos.iter().filter(|photo| !photo.received).map(|photo| photo.id).collect()
    }

    /// A photo has arrived.
    pub fn received(&mut self, id: PhotoId) {
        for findings in [&mut self.base, &mut self.shown] {
            findings.photos.iter_mut().filter(|photo| photo.id == id).for_each(|photo| photo.received = true);
        }
    }

    /// The item that a command is about.
    fn item_of(&self, op: &Op) -> Option<ItemId> {
        match op {
            Op::Answer { item, .. } | Op::Note { item, .. } | Op::AddPhoto { item, .. } => Some(*item),
            Op::SetAction { action } => Some(action.item),
            Op::CaptionPhoto { photo, .. } | Op::AnnotatePhoto { photo, .. } | Op::RemovePhoto { photo } => self
                .shown
                .photos
                .iter()
                .chain(&self.base.photos)
                .find(|known| known.id == *photo)
                .map(|known| known.item),
            Op::RemoveAction { action } => {
                self.base.actions.iter().find(|known| known.id == *action).map(|known| known.item)
            }
        }
    }

    fn replay(&mut self) {
        self.shown.clone_from(&self.base);
        for command in &self.pending {
            self.shown.apply(&command.op);
        }
    }
}

#[cfg(test)]
mod tests {
    use norven_proof::digest::Digest;
    use uuid::Uuid;

    use super::*;
    use crate::{
        error::PhotoProblem,
        features::inspections::model::{Answer, AnswerValue},
    };

    const ITEM: ItemId = ItemId(Uuid::from_u128(1));
    const PHOTO: PhotoId = PhotoId(Uuid::from_u128(2));

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
        BatchReply { rev, results, answers: HashMap::from([(ITEM, answer)]) }
    }

    #[test]
    fn an_answer_shows_at_once_and_waits_until_it_is_acknowledged() {
        let mut draft = Draft::default();
        draft.act(id(1), Timestamp(10), answer(AnswerValue::Pass));
        assert_eq!((draft.shown().value(ITEM), draft.waiting()), (Some(&AnswerValue::Pass), 1));
        let sent = draft.batch();
        let settled = draft.settle(&sent, &reply(vec![CommandResult::Applied], AnswerValue::Pass, 1));
        assert_eq!((settled.commands, draft.waiting()), (sent, 0));
        assert_eq!(draft.shown().value(ITEM), Some(&AnswerValue::Pass));
    }

    #[test]
    fn what_is_answered_while_a_batch_is_on_its_way_stays_on_the_screen_and_in_the_queue() {
        let mut draft = Draft::default();
        draft.act(id(1), Timestamp(10), answer(AnswerValue::Pass));
        let sent = draft.batch();
        draft.act(id(2), Timestamp(11), answer(AnswerValue::Fail));
        draft.settle(&sent, &reply(vec![CommandResult::Applied], AnswerValue::Pass, 1));
        assert_eq!((draft.shown().value(ITEM), draft.waiting()), (Some(&AnswerValue::Fail), 1));
    }

    #[test]
    fn commands_that_were_kept_over_a_reload_come_before_newer_ones_and_are_shown() {
        let mut before = Draft::default();
        let kept = vec![before.act(id(1), Timestamp(10), answer(AnswerValue::Pass))];
        let mut draft = Draft::new(Findings::default());
        draft.act(id(2), Timestamp(20), Op::Note { item: ITEM, text: "new".into(), seen: 0 });
        draft.restore(kept);
        assert_eq!(draft.batch().iter().map(|command| command.id).collect::<Vec<_>>(), [id(1), id(2)]);
        assert_eq!((draft.shown().value(ITEM), draft.shown().note(ITEM)), (Some(&AnswerValue::Pass), "new"));
    }

    #[test]
    fn the_times_of_a_device_ascend_even_when_its_clock_goes_back() {
        let mut draft = Draft::default();
        let first = draft.act(id(1), Timestamp(10), answer(AnswerValue::Pass));
        let second = draft.act(id(2), Timestamp(4), answer(AnswerValue::Fail));
        assert!(second.at > first.at);
    }

    #[test]
    fn a_superseded_answer_gives_way_and_says_so_until_the_person_answers_again() {
        let mut draft = Draft::default();
        draft.act(id(1), Timestamp(10), answer(AnswerValue::Pass));
        let sent = draft.batch();
        let by = || "J. Ortega".to_owned();
        draft.settle(&sent, &reply(vec![CommandResult::Superseded { by: by() }], AnswerValue::Fail, 7));
        assert_eq!(draft.shown().value(ITEM), Some(&AnswerValue::Fail));
        assert_eq!(draft.notices(ITEM), [Notice::Superseded { by: by() }]);
        let next = draft.act(id(2), Timestamp(20), answer(AnswerValue::Pass));
        assert_eq!(draft.notices(ITEM), []);
        assert_eq!(next.op, Op::Answer { item: ITEM, value: Some(AnswerValue::Pass), seen: 7 });
    }

    #[test]
    fn a_refused_command_is_dropped_its_photo_with_it_and_the_reason_is_told() {
        let mut draft = Draft::default();
        draft.act(id(1), Timestamp(10), photo());
        let sent = draft.batch();
        let refused = CommandResult::Refused { error: AppError::UnknownItem };
        let settled = draft.settle(&sent, &BatchReply { rev: 1, results: vec![refused], answers: HashMap::new() });
        assert_eq!(settled.photos, [PHOTO]);
        assert!(draft.shown().photos.is_empty() && draft.waiting() == 0);
        assert_eq!(draft.notices(ITEM), [Notice::Refused(AppError::UnknownItem)]);
    }

    #[test]
    fn three_bad_files_are_three_messages_until_each_is_read() {
        let mut draft = Draft::default();
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
        let mut draft = Draft::default();
        let notice = Notice::Overwrote { by: "J. Ortega".to_owned() };
        draft.tell(ITEM, notice.clone());
        draft.tell(ITEM, notice.clone());
        assert_eq!(draft.notices(ITEM), [notice]);
    }

    #[test]
    fn the_bytes_of_a_photo_are_awaited_once_its_command_is_through_and_until_they_arrive() {
        let mut draft = Draft::default();
        draft.act(id(1), Timestamp(10), photo());
        assert!(draft.awaited().is_empty());
        let sent = draft.batch();
        draft.settle(&sent, &BatchReply { rev: 1, results: vec![CommandResult::Applied], answers: HashMap::new() });
        assert_eq!(draft.awaited(), [PHOTO]);
        draft.received(PHOTO);
        assert!(draft.awaited().is_empty() && draft.shown().photos[0].received);
    }

    #[test]
    fn a_batch_holds_no_more_than_the_server_takes() {
        let mut draft = Draft::default();
        for n in 0..Batch::MAX as u128 + 5 {
            draft.act(id(n), Timestamp(1), answer(AnswerValue::Pass));
        }
        assert_eq!(draft.batch().len(), Batch::MAX);
    }
}
