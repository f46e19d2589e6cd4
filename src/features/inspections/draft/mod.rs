//! An inspection on a device: what the server has, and what waits to be sent, as one.

mod notice;
mod refusal;
mod sharing;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_sharing;

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::{notice::Half, sharing::Held};
pub use self::{
    notice::Notice,
    refusal::{About, Exchange, Refusal},
};
use super::model::{Batch, BatchReply, Command, CommandResult, Findings, Op};
use crate::{
    error::AppError,
    ids::{CommandId, ItemId, PhotoId, WriterId},
    time::Timestamp,
};

/// A command as the device keeps it, until the server has done it or the person has thrown it away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What was done.
    pub command: Command,
    /// On which page of the device.
    pub writer: WriterId,
    /// Why the server refused it, where it did.
    #[serde(default)]
    pub refused: Option<AppError>,
}

/// An inspection on a device, as one page of it shows it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Which page this is.
    writer: WriterId,
    /// Whose page it is.
    person: String,
    /// What the server has, as far as it is known here.
    base: Findings,
    /// The revision up to which `base` holds everything.
    rev: i64,
    /// The highest revision that is known of.
    newest: i64,
    /// Whether the server has what `base` lacks.
    stale: bool,
    /// What another page sent, while it is not known what became of it.
    unsure: HashSet<(ItemId, Half)>,
    /// What waits and what was refused, in order: of every page of the device.
    held: Vec<Held>,
    /// What is through or was refused, as this page knows.
    settled: HashSet<CommandId>,
    /// `base` with what waits replayed over it.
    shown: Findings,
    /// What this page wrote last.
    written: HashMap<(ItemId, Half), Op>,
    notices: HashMap<ItemId, Vec<Notice>>,
    last: Timestamp,
}

/// A batch with the server's answer.
struct Done<'a> {
    writer: WriterId,
    sent: &'a [Command],
    reply: &'a BatchReply,
}

/// What the device keeps otherwise after an answer of the server.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Commands that are through: they can be forgotten.
    pub through: Vec<Command>,
    /// Photos that were removed: their bytes can be forgotten.
    pub photos: Vec<PhotoId>,
    /// What was refused: it is kept with the reason.
    pub refused: Vec<Entry>,
}

impl Draft {
    /// A draft of what the server sent, and of the revision that it was.
    #[must_use]
    pub fn new(base: Findings, rev: i64) -> Self {
        Self {
            writer: WriterId(Uuid::nil()),
            person: String::new(),
            shown: base.clone(),
            base,
            rev,
            newest: rev,
            stale: false,
            unsure: HashSet::new(),
            held: Vec::new(),
            settled: HashSet::new(),
            written: HashMap::new(),
            notices: HashMap::new(),
            last: Timestamp::default(),
        }
    }

    /// Says which page this is, and whose.
    pub fn begin(&mut self, writer: WriterId, person: String) {
        (self.writer, self.person) = (writer, person);
    }

    /// What was found, with everything that waits.
    #[must_use]
    pub fn shown(&self) -> &Findings {
        &self.shown
    }

    /// The revision that is shown.
    #[must_use]
    pub fn rev(&self) -> i64 {
        self.rev
    }

    /// How many commands wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.pending().count()
    }

    fn pending(&self) -> impl Iterator<Item = &Entry> {
        self.held.iter().map(|held| &held.entry).filter(|entry| entry.refused.is_none())
    }

    /// The revisions of an answer and of its note that this page has seen.
    #[must_use]
    pub fn seen(&self, item: ItemId) -> (i64, i64) {
        self.base.answers.get(&item).map_or((0, 0), |answer| (answer.value_rev, answer.note_rev))
    }

    /// Does something here and now, in view of what is shown; the entry still has to be kept and sent.
    pub fn act(&mut self, id: CommandId, now: Timestamp, op: Op) -> Entry {
        let op = match op {
            Op::Answer { item, value, .. } => Op::Answer { item, value, seen: self.seen(item).0 },
            Op::Note { item, text, .. } => Op::Note { item, text, seen: self.seen(item).1 },
            other => other,
        };
        self.enter(id, now, op)
    }

    /// Does something that was begun in view of the revision that it says. Commands of a device have ascending times,
    /// whatever its clock does: their order is the order of the outbox.
    pub fn enter(&mut self, id: CommandId, now: Timestamp, op: Op) -> Entry {
        self.last = now.max(Timestamp(self.last.0 + 1));
        if let Some(written) = Half::of(&op) {
            self.answered(written.0);
            self.written.insert(written, op.clone());
        }
        self.shown.apply(&op);
        let command = Command { id, at: self.last, op };
        let entry = Entry { command, writer: self.writer, refused: None };
        self.held.push(Held { entry: entry.clone(), stored: false });
        entry
    }

    /// What to send next: the oldest commands of one page, in order, at most this many.
    #[must_use]
    pub fn batch(&self, most: usize) -> Option<(WriterId, Vec<Command>)> {
        let writer = self.pending().next()?.writer;
        let of_one = self.pending().take_while(|entry| entry.writer == writer);
        Some((writer, of_one.take(most.min(Batch::MAX)).map(|entry| entry.command.clone()).collect()))
    }

    /// Takes the server's answer to a batch, which this page or another one of the device sent.
    pub fn settle(&mut self, writer: WriterId, sent: &[Command], reply: &BatchReply) -> Settled {
        let is_news = reply.rev > self.rev;
        let done = Done { writer, sent, reply };
        let mut settled = Settled::default();
        for (command, result) in sent.iter().zip(&reply.results) {
            if self.held.iter().any(|held| held.entry.command.id == command.id && held.entry.refused.is_some()) {
                // It was about a photo that the server does not have.
                continue;
            }
            if let CommandResult::Refused { error } = result {
                settled.refused.extend(self.refuse(std::slice::from_ref(command), error));
                continue;
            }
            if self.settled.insert(command.id)
                && let Some(item) = self.item_of(&command.op)
                && let Some(notice) = self.notice_of(&done, command, result)
            {
                self.tell(item, notice);
            }
            if is_news {
                self.base.apply(&command.op);
            }
            if let Op::RemovePhoto { photo } = command.op {
                settled.photos.push(photo);
            }
            settled.through.push(command.clone());
        }
        if is_news {
            self.base.answers.extend(reply.answers.clone());
            self.know(reply, sent.len());
        }
        self.held.retain(|held| settled.through.iter().all(|done| done.id != held.entry.command.id));
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

    /// The item that something is about.
    #[must_use]
    pub fn item_of(&self, op: &Op) -> Option<ItemId> {
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
        let mut shown = self.base.clone();
        self.pending().for_each(|entry| shown.apply(&entry.command.op));
        self.shown = shown;
    }
}
