//! An inspection on a device: what the server has, and what waits to be sent, as one.

mod notice;
mod refusal;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub use self::{
    notice::Notice,
    refusal::{About, Exchange, Refusal},
};
use super::model::{Batch, BatchReply, Command, CommandResult, Findings, Op};
use crate::{
    error::AppError,
    ids::{CommandId, ItemId, PhotoId},
    time::Timestamp,
};

/// A command as the device keeps it, until the server has done it or the person has thrown it away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What was done.
    pub command: Command,
    /// Why the server refused it, where it did.
    #[serde(default)]
    pub refused: Option<AppError>,
}

/// An inspection on a device.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// What the server has, as far as it is known here.
    base: Findings,
    /// What waits and what was refused, in order.
    entries: Vec<Entry>,
    /// `base` with what waits replayed over it.
    shown: Findings,
    notices: HashMap<ItemId, Vec<Notice>>,
    last: Timestamp,
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
        self.pending().count()
    }

    fn pending(&self) -> impl Iterator<Item = &Command> {
        self.entries.iter().filter(|entry| entry.refused.is_none()).map(|entry| &entry.command)
    }

    /// Does something here and now; the entry still has to be kept and sent. Commands of a device
    /// have ascending times, whatever its clock does: their order is the order of the outbox.
    pub fn act(&mut self, id: CommandId, now: Timestamp, op: Op) -> Entry {
        self.last = now.max(Timestamp(self.last.0 + 1));
        let op = self.with_what_was_seen(op);
        if let Some(item) = op.answered_item() {
            self.dismiss(item, Notice::is_of_two);
        }
        self.shown.apply(&op);
        let entry = Entry { command: Command { id, at: self.last, op }, refused: None };
        self.entries.push(entry.clone());
        entry
    }

    fn with_what_was_seen(&self, op: Op) -> Op {
        let seen = |item| self.base.answers.get(&item).map_or((0, 0), |answer| (answer.value_rev, answer.note_rev));
        match op {
            Op::Answer { item, value, .. } => Op::Answer { item, value, seen: seen(item).0 },
            Op::Note { item, text, .. } => Op::Note { item, text, seen: seen(item).1 },
            other => other,
        }
    }

    /// Takes up what was kept on the device before the page was loaded.
    pub fn restore(&mut self, kept: Vec<Entry>) {
        let fresh = std::mem::take(&mut self.entries);
        self.entries = kept;
        self.entries.extend(fresh);
        self.last = self.entries.iter().map(|entry| entry.command.at).fold(self.last, Timestamp::max);
        self.replay();
    }

    /// What to send next: the oldest commands, in order, at most so many.
    #[must_use]
    pub fn batch(&self, most: usize) -> Vec<Command> {
        self.pending().take(most.min(Batch::MAX)).cloned().collect()
    }

    /// Takes the server's answer to a batch.
    pub fn settle(&mut self, sent: &[Command], reply: &BatchReply) -> Settled {
        let mut settled = Settled::default();
        for (command, result) in sent.iter().zip(&reply.results) {
            if self.entries.iter().any(|entry| entry.command.id == command.id && entry.refused.is_some()) {
                // It was about a photo that the server does not have.
                continue;
            }
            if let CommandResult::Refused { error } = result {
                settled.refused.extend(self.refuse(std::slice::from_ref(command), error));
                continue;
            }
            if let (Some(item), Some(notice)) = (self.item_of(&command.op), Notice::of(result)) {
                self.tell(item, notice);
            }
            self.base.apply(&command.op);
            if let Op::RemovePhoto { photo } = command.op {
                settled.photos.push(photo);
            }
            settled.through.push(command.clone());
        }
        self.base.answers.extend(reply.answers.clone());
        self.entries.retain(|entry| settled.through.iter().all(|done| done.id != entry.command.id));
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
        self.pending().for_each(|command| shown.apply(&command.op));
        self.shown = shown;
    }
}
