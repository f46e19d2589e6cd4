//! Keeping the server's copy of a draft up to date: what was saved, what is on its way, and what to
//! do when somebody else saved meanwhile.

use crate::{
    error::AppError,
    features::templates::model::{Checklist, TemplateDraft},
};

/// Where the draft stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The server has what is on the screen.
    Saved,
    /// There is something to save.
    Waiting,
    /// A save is on its way.
    Saving,
    /// A save failed; where the error is passing it will be tried again.
    Failed(AppError),
    /// Somebody else saved meanwhile: a person has to choose.
    Conflict(Box<TemplateDraft>),
}

/// The state of saving.
#[derive(Clone, Debug)]
pub struct Saver {
    rev: i64,
    saved: Checklist,
    /// What was sent since the last answer: any of it may have arrived.
    sent: Vec<Checklist>,
    phase: Phase,
}

impl Saver {
    /// Begins with what the server has.
    #[must_use]
    pub fn new(rev: i64, saved: Checklist) -> Self {
        Self { rev, saved, sent: Vec::new(), phase: Phase::Saved }
    }

    /// The revision that the server has.
    #[must_use]
    pub fn rev(&self) -> i64 {
        self.rev
    }

    /// Where the draft stands.
    #[must_use]
    pub fn phase(&self) -> &Phase {
        &self.phase
    }

    /// Takes note of what is on the screen; says whether a save should follow.
    pub fn edited(&mut self, now: &Checklist) -> bool {
        match self.phase {
            Phase::Saved | Phase::Waiting | Phase::Failed(_) => {
                // A save whose answer was lost may have arrived: then the same text is to be sent again.
                let clean = *now == self.saved && self.sent.is_empty();
                self.phase = if clean { Phase::Saved } else { Phase::Waiting };
                !clean
            }
            Phase::Saving | Phase::Conflict(_) => false,
        }
    }

    /// Begins a save, unless one is on its way or there is nothing to save: the revision that it is
    /// based on, and what to send.
    pub fn begin(&mut self, now: &Checklist) -> Option<(i64, Checklist)> {
        if !matches!(self.phase, Phase::Waiting | Phase::Failed(_)) {
            return None;
        }
        self.phase = Phase::Saving;
        if self.sent.last() != Some(now) {
            self.sent.push(now.clone());
        }
        Some((self.rev, now.clone()))
    }

    /// The save arrived; says whether another should follow.
    pub fn arrived(&mut self, rev: i64, now: &Checklist) -> bool {
        self.rev = rev;
        if let Some(sent) = self.sent.pop() {
            self.saved = sent;
        }
        self.sent.clear();
        self.phase = Phase::Saved;
        self.edited(now)
    }

    /// The save failed; says whether to try again by itself.
    pub fn failed(&mut self, error: AppError) -> bool {
        let again = error.is_passing();
        self.phase = Phase::Failed(error);
        again
    }

    /// The server has another revision than the save was based on; says whether a save should follow.
    /// Where the other revision is our own text (an answer that was lost on its way), nobody is asked.
    pub fn moved_on(&mut self, theirs: TemplateDraft, now: &Checklist) -> bool {
        if self.sent.contains(&theirs.checklist) || theirs.checklist == *now {
            self.sent.push(theirs.checklist);
            return self.arrived(theirs.rev, now);
        }
        self.phase = Phase::Conflict(Box::new(theirs));
        false
    }

    /// Goes on with what is on the screen, over what the other person saved; says whether a save
    /// should follow.
    pub fn keep_mine(&mut self, now: &Checklist) -> bool {
        self.resolve();
        self.edited(now)
    }

    /// Goes on with what the other person saved.
    pub fn take_theirs(&mut self) -> Option<Checklist> {
        self.resolve().then(|| self.saved.clone())
    }

    fn resolve(&mut self) -> bool {
        let Phase::Conflict(theirs) = std::mem::replace(&mut self.phase, Phase::Saved) else { return false };
        self.rev = theirs.rev;
        self.saved = theirs.checklist;
        self.sent.clear();
        true
    }
}

#[cfg(test)]
mod tests {
    use norven_words::Locale;
    use uuid::Uuid;

    use super::{super::samples::checklist, *};
    use crate::ids::TemplateId;

    fn theirs(rev: i64, checklist: Checklist) -> TemplateDraft {
        let id = TemplateId(Uuid::nil());
        TemplateDraft { id, locale: Locale::En, icon: "door".to_owned(), version: None, rev, changed: true, checklist }
    }

    #[test]
    fn what_is_typed_during_a_save_is_saved_after_it() {
        let (first, second, third) = (checklist(&[1]), checklist(&[2]), checklist(&[3]));
        let mut saver = Saver::new(4, first.clone());
        assert!(!saver.edited(&first));
        assert!(saver.edited(&second));
        assert_eq!(saver.begin(&second), Some((4, second.clone())));
        assert!(!saver.edited(&third), "a save is on its way");
        assert_eq!(saver.begin(&third), None);
        assert!(saver.arrived(5, &third));
        assert_eq!(saver.begin(&third), Some((5, third.clone())));
        assert!(!saver.arrived(6, &third));
        assert_eq!(saver.phase(), &Phase::Saved);
    }

    #[test]
    fn a_lost_connection_is_tried_again_and_a_refusal_is_not() {
        let mut saver = Saver::new(1, checklist(&[1]));
        assert!(saver.edited(&checklist(&[2])));
        saver.begin(&checklist(&[2])).expect("there is something to save");
        assert!(saver.failed(AppError::Offline));
        saver.begin(&checklist(&[2])).expect("it is tried again");
        assert!(!saver.failed(AppError::NotAllowed));
        assert!(saver.edited(&checklist(&[3])), "the next edit tries again");
    }

    #[test]
    fn an_answer_that_was_lost_is_no_conflict() {
        let mut saver = Saver::new(1, checklist(&[1]));
        saver.edited(&checklist(&[2]));
        saver.begin(&checklist(&[2])).expect("there is something to save");
        assert!(saver.failed(AppError::Offline));
        // Typing back to the first text does not hide that the second may have arrived.
        assert!(saver.edited(&checklist(&[1])));
        saver.begin(&checklist(&[1])).expect("there is something to save");
        assert!(!saver.moved_on(theirs(2, checklist(&[1])), &checklist(&[1])));
        assert_eq!(saver.phase(), &Phase::Saved);
    }

    #[test]
    fn what_was_typed_after_a_lost_answer_follows_it() {
        let mut saver = Saver::new(1, checklist(&[1]));
        saver.edited(&checklist(&[2]));
        saver.begin(&checklist(&[2])).expect("there is something to save");
        assert!(saver.failed(AppError::Offline));
        saver.edited(&checklist(&[3]));
        saver.begin(&checklist(&[3])).expect("there is something to save");
        assert!(saver.moved_on(theirs(2, checklist(&[2])), &checklist(&[3])));
        assert_eq!(saver.begin(&checklist(&[3])), Some((2, checklist(&[3]))));
    }

    #[test]
    fn keeping_mine_saves_over_the_other_revision() {
        let (mine, other) = (checklist(&[2]), checklist(&[3]));
        let mut saver = conflict(&mine, &other);
        assert!(!saver.edited(&mine), "nothing is sent until a person has chosen");
        assert!(saver.keep_mine(&mine));
        assert_eq!(saver.begin(&mine), Some((7, mine)));
    }

    #[test]
    fn taking_theirs_leaves_nothing_to_save() {
        let (mine, other) = (checklist(&[2]), checklist(&[3]));
        let mut saver = conflict(&mine, &other);
        assert_eq!(saver.take_theirs(), Some(other.clone()));
        assert!(!saver.edited(&other));
        assert_eq!(saver.phase(), &Phase::Saved);
    }

    fn conflict(mine: &Checklist, other: &Checklist) -> Saver {
        let mut saver = Saver::new(1, checklist(&[1]));
        saver.edited(mine);
        saver.begin(mine).expect("there is something to save");
        assert!(!saver.moved_on(theirs(7, other.clone()), mine));
        assert_eq!(saver.phase(), &Phase::Conflict(Box::new(theirs(7, other.clone()))));
        saver
    }
}
