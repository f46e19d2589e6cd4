//! An inspection being filled: what its screens share.

use std::{collections::HashMap, time::Duration};

use leptos::prelude::*;
use norven_proof::record::Annotation;

use super::keep;
use crate::{
    decimal::Decimal,
    error::AppError,
    features::{
        inspections::{
            draft::{About, Draft, Refusal},
            model::{AnswerValue, Findings, Inspection, MAX_PHOTOS, Op, State, Tally},
        },
        templates::model::ItemKind,
    },
    ids::{InspectionId, ItemId, PhotoId, UserId},
    ui::env,
};

/// What is typed or drawn is kept this long after the last stroke.
const PAUSE: Duration = Duration::from_millis(500);
/// Under which name the device remembers whether places may be kept.
const KEEP_POSITION: &str = "norven.keep-position";

/// How the device gets along with the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// Nothing is being sent.
    Ready,
    /// Something is being sent.
    Sending,
    /// There is no connection.
    Offline,
    /// The server cannot take anything just now; it is asked again.
    Trouble(AppError),
    /// The session has ended.
    SignedOut,
    /// The server will not take this, now or later.
    Stopped(AppError),
}

impl Link {
    /// What an error means for what waits.
    #[must_use]
    pub fn after(error: AppError) -> Self {
        match error {
            AppError::NotSignedIn => Self::SignedOut,
            AppError::Offline => Self::Offline,
            error if error.is_passing() => Self::Trouble(error),
            error => Self::Stopped(error),
        }
    }
}

/// How much of a batch an error refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// None of it: sent again, later or by a newer page, it may be taken.
    Nothing,
    /// Something in it, which has to be found.
    Some,
    /// The one command that it is.
    This,
    /// This and whatever else waits.
    All,
}

impl Rejected {
    /// What an error says of a batch of so many commands.
    #[must_use]
    pub fn of(error: &AppError, commands: usize) -> Self {
        match error {
            error if error.is_passing() => Self::Nothing,
            AppError::Outdated => Self::Nothing,
            AppError::NotFound | AppError::NotAllowed | AppError::AlreadyFinished | AppError::AlreadyIssued => {
                Self::All
            }
            _ if commands > 1 => Self::Some,
            _ => Self::This,
        }
    }
}

/// Where the bytes of a photo are that the server does not have yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upload {
    /// On this device, waiting.
    Waiting,
    /// On their way: so many per cent.
    Sending(u8),
    /// Refused; the person may try again.
    Failed(AppError),
    /// On another device.
    Elsewhere,
}

/// A text that is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The answer to an item, in words.
    Text(ItemId),
    /// The answer to an item, a figure.
    Number(ItemId),
    /// The note beside an answer.
    Note(ItemId),
    /// The caption of a photo.
    Caption(PhotoId),
}

/// What is going on in the background.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gate {
    /// Commands are being sent.
    pub sending: bool,
    /// Photos are being sent.
    pub uploading: bool,
    /// Failures in a row.
    pub failures: u32,
    /// Which appointment to try again is the valid one.
    pub appointment: u32,
}

/// An inspection being filled.
#[derive(Clone, Copy)]
pub struct Walk {
    /// The inspection as it was loaded; what was found is in `draft`.
    pub inspection: StoredValue<Inspection>,
    /// What was found.
    pub draft: RwSignal<Draft>,
    /// How the device gets along with the server.
    pub link: RwSignal<Link>,
    /// Photos that are on their way.
    pub uploads: RwSignal<HashMap<PhotoId, Upload>>,
    /// Addresses of pictures that are on this device.
    pub pictures: RwSignal<HashMap<PhotoId, String>>,
    /// Photos being made ready, by item.
    pub preparing: RwSignal<HashMap<ItemId, usize>>,
    /// Whether the device can keep what waits.
    pub keeps: RwSignal<bool>,
    /// Whether something was sent since the page was loaded.
    pub sent: RwSignal<bool>,
    /// Whether the place of photos may be kept.
    pub keep_position: RwSignal<bool>,
    /// Whether gaps are marked: once the person has asked to finish.
    pub gaps_shown: RwSignal<bool>,
    /// What is going on in the background.
    pub gate: StoredValue<Gate>,
    typed: StoredValue<HashMap<Field, String>>,
    drawn: StoredValue<HashMap<PhotoId, Vec<Annotation>>>,
    strokes: StoredValue<u32>,
}

impl Walk {
    /// A walk through an inspection.
    #[must_use]
    pub fn new(inspection: Inspection) -> Self {
        Self {
            draft: RwSignal::new(Draft::new(inspection.findings.clone())),
            inspection: StoredValue::new(inspection),
            link: RwSignal::new(Link::Ready),
            uploads: RwSignal::default(),
            pictures: RwSignal::default(),
            preparing: RwSignal::default(),
            keeps: RwSignal::new(true),
            sent: RwSignal::new(false),
            keep_position: RwSignal::new(false),
            gaps_shown: RwSignal::new(false),
            gate: StoredValue::new(Gate::default()),
            typed: StoredValue::default(),
            drawn: StoredValue::default(),
            strokes: StoredValue::default(),
        }
    }

    /// The inspection's id.
    #[must_use]
    pub fn id(self) -> InspectionId {
        self.inspection.with_value(|inspection| inspection.id)
    }

    /// The person.
    #[must_use]
    pub fn person(self) -> UserId {
        self.inspection.with_value(|inspection| inspection.reader_id)
    }

    /// Whether answers can be changed here.
    #[must_use]
    pub fn is_writable(self) -> bool {
        self.inspection.with_value(|inspection| inspection.editable && inspection.state == State::Open)
            && self.link.with(|link| !matches!(link, Link::Stopped(_)))
    }

    /// Reads something of what was found.
    pub fn read<T>(self, read: impl FnOnce(&Findings) -> T) -> T {
        self.draft.with(|draft| read(draft.shown()))
    }

    /// The result so far.
    #[must_use]
    pub fn tally(self) -> Tally {
        self.inspection.with_value(|inspection| self.read(|findings| findings.tally(&inspection.checklist)))
    }

    /// How many things are missing.
    #[must_use]
    pub fn gaps(self) -> usize {
        self.inspection.with_value(|inspection| self.read(|findings| findings.gaps(&inspection.checklist).len()))
    }

    /// How many commands and photos wait on this device.
    #[must_use]
    pub fn waiting(self) -> usize {
        let waits = |upload: &&Upload| matches!(upload, Upload::Waiting | Upload::Sending(_));
        self.draft.with(Draft::waiting) + self.uploads.with(|all| all.values().filter(waits).count())
    }

    /// What the server refused and what is still on this device.
    #[must_use]
    pub fn refusals(self) -> Vec<Refusal> {
        let mut refusals = self.draft.with(Draft::refusals);
        let mut uploads = self.uploads.with(|uploads| {
            let failed = |(photo, upload): (&PhotoId, &Upload)| match upload {
                Upload::Failed(error) => Some((*photo, error.clone())),
                _ => None,
            };
            uploads.iter().filter_map(failed).collect::<Vec<_>>()
        });
        uploads.sort_unstable_by_key(|(photo, _)| *photo);
        let item = |photo| {
            self.read(|findings| findings.photos.iter().find(|known| known.id == photo).map(|known| known.item))
        };
        let bytes = uploads.into_iter().map(|(photo, error)| Refusal {
            about: About::Photo(photo),
            item: item(photo),
            error,
            ops: Vec::new(),
        });
        refusals.extend(bytes);
        refusals
    }

    /// How much keeps the inspection from being finished: what is missing, what waits, and what was refused.
    #[must_use]
    pub fn loose_ends(self) -> usize {
        self.gaps() + self.waiting() + self.refusals().len()
    }

    /// How many photos more an item can have.
    #[must_use]
    pub fn room_for_photos(self, item: ItemId) -> usize {
        let most = self.inspection.with_value(|inspection| match inspection.checklist.item(item)?.kind {
            ItemKind::Photo { max, .. } => Some(usize::from(max)),
            _ => None,
        });
        let taken = self.read(|findings| findings.photos_of(item).count());
        let coming = self.preparing.with(|preparing| preparing.get(&item).copied().unwrap_or_default());
        most.unwrap_or(MAX_PHOTOS).min(MAX_PHOTOS).saturating_sub(taken + coming)
    }

    /// Does something: it shows at once, is kept on the device and sent.
    pub fn act(self, op: Op) {
        if !untrack(|| self.is_writable()) {
            return;
        }
        if let Some(entry) = self.draft.try_update(|draft| draft.act(env::new_id(), env::now(), op)) {
            keep(self, entry);
        }
    }

    /// Answers an item.
    pub fn answer(self, item: ItemId, value: Option<AnswerValue>) {
        if untrack(|| self.read(|findings| findings.value(item) != value.as_ref())) {
            self.act(Op::Answer { item, value, seen: 0 });
        }
    }

    /// Notes what is being typed. It is kept after a pause.
    pub fn typing(self, field: Field, text: String) {
        self.typed.update_value(|typed| drop(typed.insert(field, text)));
        self.flush_after_a_pause();
    }

    /// Notes what is drawn over a photo. It is kept after a pause.
    pub fn drawing(self, photo: PhotoId, annotations: Vec<Annotation>) {
        self.drawn.update_value(|drawn| drop(drawn.insert(photo, annotations)));
        self.flush_after_a_pause();
    }

    fn flush_after_a_pause(self) {
        self.strokes.update_value(|strokes| *strokes += 1);
        let stroke = self.strokes.get_value();
        set_timeout(
            move || {
                if self.strokes.try_get_value() == Some(stroke) {
                    self.flush();
                }
            },
            PAUSE,
        );
    }

    /// Whether something is typed that is not kept yet.
    #[must_use]
    pub fn is_typing(self, field: Field) -> bool {
        self.typed.with_value(|typed| typed.contains_key(&field))
    }

    /// What is drawn over a photo.
    #[must_use]
    pub fn annotations(self, photo: PhotoId) -> Vec<Annotation> {
        self.read(|findings| {
            let photo = findings.photos.iter().find(|known| known.id == photo);
            photo.map(|photo| photo.annotations.clone()).unwrap_or_default()
        })
    }

    /// Keeps what was typed and drawn.
    pub fn flush(self) {
        let Some(drawn) = self.drawn.try_update_value(std::mem::take) else { return };
        for (photo, annotations) in drawn {
            if untrack(|| self.annotations(photo) != annotations) {
                self.act(Op::AnnotatePhoto { photo, annotations });
            }
        }
        let Some(typed) = self.typed.try_update_value(std::mem::take) else { return };
        for (field, text) in typed {
            match field {
                Field::Text(item) => {
                    self.answer(item, (!text.trim().is_empty()).then_some(AnswerValue::Text { text }));
                }
                Field::Number(item) => {
                    let figure = text.parse::<Decimal>().ok();
                    self.answer(item, figure.map(|figure| AnswerValue::Number { decimal: figure.canonical() }));
                }
                Field::Note(item) => {
                    if untrack(|| self.read(|findings| findings.note(item) != text)) {
                        self.act(Op::Note { item, text, seen: 0 });
                    }
                }
                Field::Caption(photo) => self.act(Op::CaptionPhoto { photo, text }),
            }
        }
    }

    /// Reads what this device was told before.
    pub fn recall(self) {
        self.keep_position.set(env::remembered(KEEP_POSITION).is_some_and(|kept| kept == "yes"));
    }

    /// Permits or forbids that the place of photos is kept.
    pub fn permit_position(self, permitted: bool) {
        self.keep_position.set(permitted);
        env::remember(KEEP_POSITION, if permitted { "yes" } else { "no" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_given_up_only_when_the_server_will_never_take_it() {
        assert_eq!(Link::after(AppError::NotSignedIn), Link::SignedOut);
        assert_eq!(Link::after(AppError::Offline), Link::Offline);
        let full = AppError::StorageFull { incident: String::new() };
        assert_eq!(Link::after(full.clone()), Link::Trouble(full));
        assert_eq!(Link::after(AppError::Outdated), Link::Stopped(AppError::Outdated));
    }

    #[test]
    fn an_error_that_may_pass_refuses_nothing_and_one_command_does_not_spoil_the_others() {
        for error in [AppError::Offline, AppError::NotSignedIn, AppError::TooMany { seconds: 1 }, AppError::Outdated] {
            assert_eq!(Rejected::of(&error, 3), Rejected::Nothing, "{error}");
        }
        assert_eq!(Rejected::of(&AppError::Malformed, 3), Rejected::Some);
        assert_eq!(Rejected::of(&AppError::Malformed, 1), Rejected::This);
        assert_eq!(Rejected::of(&AppError::AlreadyFinished, 3), Rejected::All);
    }
}
