//! What a person is told at an item.

use super::{Done, Draft, Entry};
use crate::{
    error::AppError,
    features::inspections::model::{Answer, Command, CommandResult, Op},
    ids::ItemId,
};

/// Something the person is told at an item, since it did not simply work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Somebody had answered meanwhile, on another device or another page; this answer, the later one, counts.
    Overwrote {
        /// Who had answered.
        by: String,
    },
    /// Somebody answered later, on another device or another page; that answer counts.
    Superseded {
        /// Who answered; may be empty.
        by: String,
    },
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
    /// What the person is told of a command that was done. What was refused is not a notice: it stays until the
    /// person has decided about it.
    fn of(result: &CommandResult) -> Option<Self> {
        match result {
            CommandResult::Applied | CommandResult::Refused { .. } => None,
            CommandResult::Overwrote { by } => Some(Self::Overwrote { by: by.clone() }),
            CommandResult::Superseded { by } => Some(Self::Superseded { by: by.clone() }),
        }
    }

    /// Whether it says that two answered.
    #[must_use]
    pub fn is_of_two(&self) -> bool {
        matches!(self, Self::Overwrote { .. } | Self::Superseded { .. })
    }
}

/// One half of an answer: two may write the halves without being in each other's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Half {
    Value,
    Note,
}

impl Half {
    /// What something writes.
    pub fn of(op: &Op) -> Option<(ItemId, Self)> {
        match op {
            Op::Answer { item, .. } => Some((*item, Self::Value)),
            Op::Note { item, .. } => Some((*item, Self::Note)),
            _ => None,
        }
    }

    /// The revision at which it was written.
    pub fn rev(self, answer: &Answer) -> i64 {
        match self {
            Self::Value => answer.value_rev,
            Self::Note => answer.note_rev,
        }
    }

    /// Whether an answer is what was written.
    pub fn holds(self, answer: &Answer, op: &Op) -> bool {
        match op {
            Op::Answer { value, .. } => answer.value == *value,
            Op::Note { text, .. } => answer.note == *text,
            _ => true,
        }
    }
}

impl Draft {
    /// What the person is told at an item, the oldest first.
    #[must_use]
    pub fn notices(&self, item: ItemId) -> &[Notice] {
        self.notices.get(&item).map_or(&[], Vec::as_slice)
    }

    /// Where two answered and the person has not said yet that they have seen it.
    pub fn answered_twice(&self) -> impl Iterator<Item = ItemId> {
        self.notices.iter().filter(|(_, told)| told.iter().any(Notice::is_of_two)).map(|(item, _)| *item)
    }

    /// Tells the person something at an item, beside what they have not read yet. Of two answers the last word is said.
    pub fn tell(&mut self, item: ItemId, notice: Notice) {
        if notice.is_of_two() {
            self.dismiss(item, Notice::is_of_two);
        }
        self.notices.entry(item).or_default().push(notice);
    }

    /// The person has read one of them.
    pub fn understood(&mut self, item: ItemId, notice: &Notice) {
        if let Some(told) = self.notices.get_mut(&item)
            && let Some(at) = told.iter().position(|known| known == notice)
        {
            told.remove(at);
        }
    }

    /// The person chooses photos again: what was said of those before is settled.
    pub fn choose_again(&mut self, item: ItemId) {
        self.dismiss(item, |notice| !notice.is_of_two());
    }

    /// The person answers an item. That an answer of theirs is over somebody else's stays to be read: they may have
    /// gone on typing.
    pub(super) fn answered(&mut self, item: ItemId) {
        self.dismiss(item, |notice| matches!(notice, Notice::Superseded { .. }));
    }

    fn dismiss(&mut self, item: ItemId, settled: impl Fn(&Notice) -> bool) {
        if let Some(told) = self.notices.get_mut(&item) {
            told.retain(|notice| !settled(notice));
        }
    }

    /// What is told here of a command that was done: what the server says, unless it is about what this page wrote. Then it
    /// is what became of that, whoever wrote what is done now.
    pub(super) fn notice_of(&self, done: &Done<'_>, command: &Command, result: &CommandResult) -> Option<Notice> {
        let said = Notice::of(result);
        let Some(written) = Half::of(&command.op) else { return said };
        // What the server has now; where the answer is no news, it is known already.
        let answers = if done.reply.rev > self.rev { &done.reply.answers } else { &self.base.answers };
        let (Some(op), Some(answer)) = (self.written.get(&written), answers.get(&written.0)) else { return said };
        let is_own = done.writer == self.writer;
        let is_sent = |entry: &Entry| done.sent.iter().any(|sent| sent.id == entry.command.id);
        if self.pending().any(|entry| Half::of(&entry.command.op) == Some(written) && !is_sent(entry)) {
            // What was written since is on its way, and will be answered itself.
            return said.filter(|_| is_own);
        }
        let by = if is_own { String::new() } else { self.person.clone() };
        match (written.1.holds(answer, op), said) {
            (true, said) if is_own => said,
            (true, said) => said.map(|_| Notice::Overwrote { by }),
            (false, Some(Notice::Superseded { by })) if is_own => Some(Notice::Superseded { by }),
            (false, _) => Some(Notice::Superseded { by }),
        }
    }
}
