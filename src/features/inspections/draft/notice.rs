//! What a person is told at an item.

use super::Draft;
use crate::{error::AppError, features::inspections::model::CommandResult, ids::ItemId};

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
    #[must_use]
    pub fn of(result: &CommandResult) -> Option<Self> {
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

impl Draft {
    /// What the person is told at an item, the oldest first.
    #[must_use]
    pub fn notices(&self, item: ItemId) -> &[Notice] {
        self.notices.get(&item).map_or(&[], Vec::as_slice)
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

    /// The person begins again at an item, with its answer or with its photos.
    pub(super) fn dismiss(&mut self, item: ItemId, settled: impl Fn(&Notice) -> bool) {
        if let Some(told) = self.notices.get_mut(&item) {
            told.retain(|notice| !settled(notice));
        }
    }
}
