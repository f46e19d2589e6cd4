//! The editor's state: the pure parts ([`Draft`], [`Saver`]) as signals, and what joins them to the
//! server and the page.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use norven_words::Locale;

use super::{
    change::{Change, Shape},
    draft::{Draft, Dragged, Mark, Over},
    focus::{self, focus},
    saver::{Phase, Saver},
};
use crate::{
    error::AppError,
    features::templates::{
        api::{load_template, publish_template, save_template},
        model::{Checklist, Place, Problem, TemplateDraft},
    },
    ids::{ItemId, SectionId, TemplateId},
    ui::env::use_locale,
};

/// How long after the last key a draft is saved.
const DEBOUNCE: Duration = Duration::from_millis(800);
/// How long after a lost connection a save is tried again.
const RETRY: Duration = Duration::from_secs(5);
/// How long the offer to undo stays in sight; the button in the bar stays.
const TOAST: Duration = Duration::from_secs(10);

/// What is being dragged, and over what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drag {
    /// What.
    pub dragged: Dragged,
    /// Over what the pointer is.
    pub over: Option<Over>,
}

/// How publishing went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publishing {
    /// Nobody asked.
    Idle,
    /// It is on its way; the draft is saved first.
    Busy,
    /// This version is published.
    Done(u32),
    /// It was refused.
    Refused(AppError),
}

/// The state of an open template.
#[derive(Clone, Copy)]
pub struct Editor {
    id: TemplateId,
    /// The reader's language.
    pub locale: Locale,
    /// The template's language.
    pub language: Locale,
    /// What is edited.
    pub draft: RwSignal<Draft>,
    /// What is saved.
    pub saver: RwSignal<Saver>,
    /// The latest published version.
    pub version: RwSignal<Option<u32>>,
    /// Whether the draft differs from it.
    pub changed: RwSignal<bool>,
    /// How publishing went.
    pub publishing: RwSignal<Publishing>,
    /// Whether what is missing is shown: from the first try to publish on.
    pub strict: RwSignal<bool>,
    /// The item whose settings are shown.
    pub chosen: RwSignal<Option<ItemId>>,
    /// The section to which an item is being added.
    pub adding: RwSignal<Option<SectionId>>,
    /// What keeps the draft from being published.
    pub problems: Memo<Vec<Problem>>,
    /// What is being dragged.
    pub drag: RwSignal<Option<Drag>>,
    /// Where a line shows what dropping would do.
    pub mark: Memo<Option<Mark>>,
    /// What screen readers are told.
    pub said: RwSignal<String>,
    /// What was removed and can be brought back.
    pub toast: RwSignal<Option<String>>,
    save_timer: StoredValue<Option<TimeoutHandle>>,
    toast_timer: StoredValue<Option<TimeoutHandle>>,
}

impl Editor {
    /// Opens a template.
    #[must_use]
    pub fn open(template: TemplateDraft) -> Self {
        let saver = RwSignal::new(Saver::new(template.rev, template.checklist.clone()));
        let draft = RwSignal::new(Draft::new(template.checklist));
        let drag = RwSignal::new(None::<Drag>);
        let mark = Memo::new(move |_| {
            let Drag { dragged, over } = drag.get()?;
            draft.with(|draft| draft.mark(dragged, over?))
        });
        Self {
            id: template.id,
            locale: use_locale(),
            language: template.locale,
            saver,
            draft,
            version: RwSignal::new(template.version),
            changed: RwSignal::new(template.changed),
            publishing: RwSignal::new(Publishing::Idle),
            strict: RwSignal::new(false),
            chosen: RwSignal::new(None),
            adding: RwSignal::new(None),
            problems: Memo::new(move |_| draft.with(|draft| draft.checklist().problems())),
            drag,
            mark,
            said: RwSignal::new(String::new()),
            toast: RwSignal::new(None),
            save_timer: StoredValue::new(None),
            toast_timer: StoredValue::new(None),
        }
    }

    /// A value drawn from the checklist; views that use it change only when it does.
    pub fn slice<T>(self, read: impl Fn(&Draft) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.draft.with(&read))
    }

    /// Whether something at a place keeps the draft from being published, once that matters.
    pub fn wants(self, place: Place) -> Memo<bool> {
        Memo::new(move |_| {
            self.strict.get() && self.problems.with(|all| all.iter().any(|problem| problem.place == place))
        })
    }

    /// Types into the draft.
    pub fn edit(self, edit: impl FnOnce(&mut Draft)) {
        self.draft.update(edit);
    }

    /// Gives an item another shape.
    pub fn reshape(self, id: ItemId, edit: impl FnOnce(&mut Shape)) {
        self.draft.update(|draft| {
            draft.reshape(id, edit);
        });
    }

    /// Makes a change that can be taken back, and says what happened.
    pub fn make(self, change: Change, said: impl FnOnce(&Draft) -> String) {
        if self.draft.try_update(|draft| draft.make(change)).unwrap_or_default() {
            self.said.set(self.draft.with_untracked(said));
        }
    }

    /// Removes something: says so, and offers to bring it back.
    pub fn remove(self, change: Change, said: String) {
        if self.draft.try_update(|draft| draft.make(change)).unwrap_or_default() {
            self.offer_undo(said);
        }
    }

    /// Says what happened, and offers to take it back.
    pub fn offer_undo(self, said: String) {
        self.toast.set(Some(said));
        restart(self.toast_timer, TOAST, move || drop(self.toast.try_set(None)));
    }

    /// Takes the latest change back.
    pub fn undo(self) {
        let t = &self.locale.words().templates;
        let undone = self.draft.try_update(Draft::undo).unwrap_or_default();
        self.toast.set(None);
        self.said.set(if undone { t.undone } else { t.nothing_to_undo }.to_owned());
    }

    /// Takes note of an edit; a save follows when the typing pauses.
    pub fn note(self) {
        let now = self.draft.with(|draft| draft.checklist().clone());
        let dirty = self.saver.try_update(|saver| saver.edited(&now)).unwrap_or_default();
        if dirty {
            self.changed.set(true);
            self.save_in(DEBOUNCE);
        }
    }

    /// Whether the page may be left without losing anything.
    #[must_use]
    pub fn is_saved(self) -> bool {
        self.saver.with_untracked(|saver| *saver.phase() == Phase::Saved)
    }

    /// Saves at once what is not saved.
    pub fn save(self) {
        let Some(now) = self.draft.try_with_untracked(|draft| draft.checklist().clone()) else { return };
        let Some((rev, checklist)) = self.saver.try_update(|saver| saver.begin(&now)).flatten() else { return };
        spawn_local(async move {
            let result = save_template(self.id, rev, checklist).await;
            match result {
                Ok(rev) => self.settle(|saver, now| saver.arrived(rev, now)),
                Err(AppError::Conflict) => self.move_on().await,
                Err(error) => self.fail(error),
            }
        });
    }

    /// Looks at what somebody else saved meanwhile.
    async fn move_on(self) {
        match load_template(self.id).await {
            Ok(theirs) => self.settle(|saver, now| saver.moved_on(theirs, now)),
            Err(error) => self.fail(error),
        }
    }

    /// Goes on with what is on the screen.
    pub fn keep_mine(self) {
        self.settle(Saver::keep_mine);
    }

    /// Goes on with what the other person saved; Undo brings one's own back.
    pub fn take_theirs(self) {
        let Some(theirs) = self.saver.try_update(Saver::take_theirs).flatten() else { return };
        if self.draft.try_update(|draft| draft.make(Change::Replace(Box::new(theirs)))).unwrap_or_default() {
            self.offer_undo(self.locale.words().templates.took_theirs.to_owned());
        }
    }

    /// Publishes the draft, or shows what is missing.
    pub fn publish(self) {
        if self.publishing.get_untracked() == Publishing::Busy {
            return;
        }
        self.publishing.set(Publishing::Idle);
        if let (Some(version), false) = (self.version.get_untracked(), self.changed.get_untracked()) {
            self.said.set(self.locale.words().templates.nothing_changed(version));
            return;
        }
        if !self.problems.with_untracked(Vec::is_empty) {
            self.strict.set(true);
            focus(focus::SUMMARY);
            return;
        }
        self.publishing.set(Publishing::Busy);
        if self.is_saved() { self.send_publish() } else { self.save() }
    }

    fn send_publish(self) {
        let sent = self.draft.with_untracked(|draft| draft.checklist().clone());
        let rev = self.saver.with_untracked(Saver::rev);
        spawn_local(async move {
            let result = publish_template(self.id, rev).await;
            let Some(same) = self.draft.try_with_untracked(|draft| *draft.checklist() == sent) else { return };
            match result {
                Ok(version) => {
                    self.version.set(Some(version));
                    self.changed.set(!same);
                    self.strict.set(false);
                    self.publishing.set(Publishing::Done(version));
                }
                Err(AppError::Conflict) => {
                    self.publishing.set(Publishing::Idle);
                    self.move_on().await;
                }
                Err(error) => self.publishing.set(Publishing::Refused(error)),
            }
        });
    }

    /// Takes an answer of the server in; what was typed meanwhile, or a wish to publish, follows.
    fn settle(self, answer: impl FnOnce(&mut Saver, &Checklist) -> bool) {
        let Some(now) = self.draft.try_with_untracked(|draft| draft.checklist().clone()) else { return };
        let more = self.saver.try_update(|saver| answer(saver, &now)).unwrap_or_default();
        let publishing = self.publishing.get_untracked() == Publishing::Busy;
        if more && publishing {
            self.save();
        } else if more {
            self.save_in(DEBOUNCE);
        } else if publishing && self.is_saved() {
            self.send_publish();
        } else if publishing {
            self.publishing.set(Publishing::Idle);
        }
    }

    fn fail(self, error: AppError) {
        let again = self.saver.try_update(|saver| saver.failed(error)).unwrap_or_default();
        if self.publishing.try_get_untracked() == Some(Publishing::Busy) {
            self.publishing.set(Publishing::Idle);
        }
        if again {
            self.save_in(RETRY);
        }
    }

    fn save_in(self, wait: Duration) {
        restart(self.save_timer, wait, move || self.save());
    }
}

/// Starts a timer anew.
fn restart(timer: StoredValue<Option<TimeoutHandle>>, wait: Duration, then: impl FnOnce() + 'static) {
    if let Some(running) = timer.try_get_value().flatten() {
        running.clear();
    }
    let _ = timer.try_set_value(set_timeout_with_handle(then, wait).ok());
}
