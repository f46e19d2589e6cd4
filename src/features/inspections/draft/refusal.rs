//! What the server refused: it stays on the device until the person has decided about it.

use super::{Draft, Entry, Settled, sharing::Held};
use crate::{
    error::AppError,
    features::inspections::model::{Command, Op},
    ids::{CommandId, ItemId, PhotoId},
    time::Timestamp,
};

/// What a refusal is about. Everything about one photo is decided at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// A photo, with its caption and what is drawn over it.
    Photo(PhotoId),
    /// Any other command.
    Command(CommandId),
}

/// Something that the server refused and that is still on the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What it is about.
    pub about: About,
    /// The item it belongs to, where it is known.
    pub item: Option<ItemId>,
    /// Why it was refused.
    pub error: AppError,
    /// What was to be done, in order. Empty where only the bytes of a photo were refused.
    pub ops: Vec<Op>,
}

impl About {
    fn of(command: &Command) -> Self {
        command.op.photo().map_or(Self::Command(command.id), Self::Photo)
    }
}

impl Draft {
    /// What the server refused, in the order in which it was done.
    #[must_use]
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut refusals: Vec<Refusal> = Vec::new();
        for entry in self.held.iter().map(|held| &held.entry) {
            let Some(error) = &entry.refused else { continue };
            let (about, op) = (About::of(&entry.command), entry.command.op.clone());
            match refusals.iter_mut().find(|known| known.about == about) {
                Some(known) => known.ops.push(op),
                None => {
                    refusals.push(Refusal { about, item: self.item_of(&op), error: error.clone(), ops: vec![op] });
                }
            }
        }
        refusals
    }

    /// Photos whose announcement the server refused.
    pub fn refused_photos(&self) -> impl Iterator<Item = PhotoId> {
        let refused = self.held.iter().map(|held| &held.entry).filter(|entry| entry.refused.is_some());
        refused.filter_map(|entry| entry.command.op.photo())
    }

    /// Notes that the server refused commands. What follows on a photo that it does not have is refused with it.
    pub(super) fn refuse(&mut self, commands: &[Command], error: &AppError) -> Vec<Entry> {
        let photos: Vec<PhotoId> = commands
            .iter()
            .filter_map(|command| if let Op::AddPhoto { photo, .. } = command.op { Some(photo) } else { None })
            .collect();
        let mut refused = Vec::new();
        for entry in self.held.iter_mut().map(|held| &mut held.entry).filter(|entry| entry.refused.is_none()) {
            let named = commands.iter().any(|command| command.id == entry.command.id);
            if named || entry.command.op.photo().is_some_and(|photo| photos.contains(&photo)) {
                entry.refused = Some(error.clone());
                self.settled.insert(entry.command.id);
                refused.push(entry.clone());
            }
        }
        refused
    }

    /// Takes the refusal of a whole batch: none of its commands was done.
    pub fn refuse_batch(&mut self, sent: &[Command], error: &AppError) -> Settled {
        let refused = self.refuse(sent, error);
        self.replay();
        Settled { refused, ..Settled::default() }
    }

    /// Takes a refusal that every command would meet.
    pub fn refuse_waiting(&mut self, error: &AppError) -> Settled {
        let waiting: Vec<Command> = self.pending().map(|entry| entry.command.clone()).collect();
        self.refuse_batch(&waiting, error)
    }

    /// Does what was refused once more, as new commands: the server remembers what became of the old ones.
    pub fn try_again(&mut self, about: About, now: Timestamp, mut id: impl FnMut() -> CommandId) -> Exchange {
        let old = self.discard(about);
        let new = old.iter().map(|command| self.act(id(), now, command.op.clone())).collect();
        Exchange { old, new }
    }

    /// Gives up what was refused: the person has thrown it away. Returns what the device has to forget.
    pub fn discard(&mut self, about: About) -> Vec<Command> {
        let is_meant = |held: &mut Held| held.entry.refused.is_some() && About::of(&held.entry.command) == about;
        self.held.extract_if(.., is_meant).map(|held| held.entry.command).collect()
    }
}

/// What a device keeps in place of something else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// Commands that it forgets.
    pub old: Vec<Command>,
    /// What it keeps instead.
    pub new: Vec<Entry>,
}
