//! Several pages of one device, and several devices: how a page learns what the others did.

use std::collections::HashSet;

use super::{Draft, Entry, Notice, notice::Half};
use crate::{
    features::inspections::model::{BatchReply, Findings},
    ids::CommandId,
    time::Timestamp,
};

/// What is kept on the device, as a page knows it.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub entry: Entry,
    /// Whether the device is known to have it.
    pub stored: bool,
}

impl Held {
    fn id(&self) -> CommandId {
        self.entry.command.id
    }
}

impl Draft {
    /// Notes that the device has an entry now.
    pub fn stored(&mut self, id: CommandId) {
        self.held.iter_mut().filter(|held| held.id() == id).for_each(|held| held.stored = true);
    }

    /// What the device is known to have: taken before it is read, for [`Draft::mirror`].
    #[must_use]
    pub fn known(&self) -> HashSet<CommandId> {
        self.held.iter().filter(|held| held.stored).map(Held::id).collect()
    }

    /// Takes up what was kept on the device before the page was loaded.
    pub fn restore(&mut self, kept: Vec<Entry>) {
        self.mirror(&HashSet::new(), kept);
    }

    /// Takes up what the device has, which any of its pages may have changed. What it was known to have and has no more
    /// is through: another page sent it.
    pub fn mirror(&mut self, known: &HashSet<CommandId>, kept: Vec<Entry>) {
        let there: HashSet<CommandId> = kept.iter().map(|entry| entry.command.id).collect();
        let is_gone = |held: &mut Held| known.contains(&held.id()) && !there.contains(&held.id());
        let gone: Vec<Held> = self.held.extract_if(.., is_gone).collect();
        for held in gone.into_iter().filter(|held| held.entry.refused.is_none()) {
            // What became of it is known once the inspection is loaded again.
            self.base.apply(&held.entry.command.op);
            self.unsure.extend(Half::of(&held.entry.command.op));
            self.stale = true;
        }
        for entry in kept {
            let id = entry.command.id;
            // This page may know more than what was read.
            let is_newer_here = self.settled.contains(&id);
            match self.held.iter_mut().find(|held| held.id() == id) {
                Some(held) => {
                    held.stored = true;
                    if !is_newer_here {
                        held.entry = entry;
                    }
                }
                None if is_newer_here => {}
                None => self.held.push(Held { entry, stored: true }),
            }
        }
        self.held.sort_by_key(|held| (held.entry.command.at, held.id()));
        self.last = self.held.iter().map(|held| held.entry.command.at).fold(self.last, Timestamp::max);
        self.replay();
    }

    /// Whether the server has what is not shown here.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    /// Notes the revision that an answer of the server leads to. Where commands of others came in between, or some of
    /// these had come before, not everything up to it is known.
    pub(super) fn know(&mut self, reply: &BatchReply, sent: usize) {
        self.newest = self.newest.max(reply.rev);
        let is_next = reply.before == self.rev;
        if is_next {
            self.rev = reply.rev;
        }
        if !is_next || i64::try_from(sent) != Ok(reply.rev - reply.before) {
            self.stale = true;
        }
    }

    /// Takes the inspection as it was loaded again. Returns false where it is older than what is known already.
    pub fn rebase(&mut self, mut loaded: Findings, rev: i64) -> bool {
        if rev < self.newest {
            self.stale = true;
            return false;
        }
        self.tell_what_changed(&loaded);
        // Nothing that has arrived goes away again.
        for photo in loaded.photos.iter_mut().filter(|photo| !photo.received) {
            photo.received = self.base.photos.iter().any(|known| known.id == photo.id && known.received);
        }
        (self.base, self.rev, self.newest, self.stale) = (loaded, rev, rev, false);
        self.unsure.clear();
        self.replay();
        true
    }

    /// What this page wrote and somebody else replaced is told here.
    fn tell_what_changed(&mut self, loaded: &Findings) {
        let waiting: Vec<_> = self.pending().filter_map(|entry| Half::of(&entry.command.op)).collect();
        let replaced: Vec<_> = self
            .written
            .iter()
            .filter(|(written, _)| !waiting.contains(written))
            .filter(|((item, half), op)| {
                let before = self.base.answers.get(item).map_or(0, |answer| half.rev(answer));
                let answer = loaded.answers.get(item).cloned().unwrap_or_default();
                let is_new = half.rev(&answer) != before || self.unsure.contains(&(*item, *half));
                is_new && !half.holds(&answer, op)
            })
            .map(|(written, _)| *written)
            .collect();
        for written in replaced {
            self.written.remove(&written);
            self.tell(written.0, Notice::Superseded { by: String::new() });
        }
    }
}
