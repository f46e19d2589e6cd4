//! An inspection being filled: what its screens share.

use std::{collections::HashMap, time::Duration};

use leptos::prelude::*;
use norven_proof::record::Annotation;
use norven_words::Locale;

use super::{
    keep,
    link::{Link, Upload},
};
use crate::{
    decimal::{
        Decimal,
        reading::{self, Reading},
    },
    error::AppError,
    features::{
        inspections::{
            draft::{About, Draft, Refusal},
            model::{Action, AnswerValue, Findings, Gap, Inspection, MAX_PHOTOS, Missing, Op, State, Tally},
        },
        templates::model::{Item, ItemKind},
    },
    ids::{ActionId, InspectionId, ItemId, PhotoId, UserId},
    ui::env,
};

/// What is typed or drawn is kept this long after the last stroke.
const PAUSE: Duration = Duration::from_millis(500);
/// Under which name the device remembers whether places may be kept.
const KEEP_POSITION: &str = "norven.keep-position";

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
    /// The inspection is being loaded again.
    pub refreshing: bool,
    /// Failures in a row.
    pub failures: u32,
    /// Which appointment to try again is the valid one.
    pub appointment: u32,
}

/// A text that is being typed, and which revision of it was on the screen when that began.
#[derive(Clone, Debug)]
struct Typed {
    text: String,
    seen: i64,
}

/// Whether an inspection can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: State,
    /// Whether this person may change it.
    pub editable: bool,
}

/// An inspection being filled.
#[derive(Clone, Copy)]
pub struct Walk {
    /// The inspection as it was loaded; what was found is in `draft`.
    pub inspection: StoredValue<Inspection>,
    /// What was found.
    pub draft: RwSignal<Draft>,
    /// Whether it can be changed: another page or device may finish it.
    pub standing: RwSignal<Standing>,
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
    /// Whether what the device keeps was read: before that, nobody knows what waits.
    pub recalled: RwSignal<bool>,
    /// Whether something was sent since the page was loaded.
    pub sent: RwSignal<bool>,
    /// Whether the place of photos may be kept.
    pub keep_position: RwSignal<bool>,
    /// Whether gaps are marked: once the person has asked to finish.
    pub gaps_shown: RwSignal<bool>,
    /// What stands in the field of an item and is no answer: a figure that cannot be read, half a date. It stays there,
    /// and the inspection is not finished over it.
    pub unread: RwSignal<HashMap<ItemId, String>>,
    /// What is going on in the background.
    pub gate: StoredValue<Gate>,
    /// The language that figures are typed in.
    locale: Locale,
    typed: StoredValue<HashMap<Field, Typed>>,
    drawn: StoredValue<HashMap<PhotoId, Vec<Annotation>>>,
    written: StoredValue<HashMap<ActionId, Action>>,
    strokes: StoredValue<u32>,
}

impl Walk {
    /// A walk through an inspection.
    #[must_use]
    pub fn new(inspection: Inspection) -> Self {
        Self {
            draft: RwSignal::new(Draft::new(inspection.findings.clone(), inspection.rev)),
            standing: RwSignal::new(Standing { state: inspection.state, editable: inspection.editable }),
            inspection: StoredValue::new(inspection),
            link: RwSignal::new(Link::Ready),
            uploads: RwSignal::default(),
            pictures: RwSignal::default(),
            preparing: RwSignal::default(),
            keeps: RwSignal::new(true),
            recalled: RwSignal::new(false),
            sent: RwSignal::new(false),
            keep_position: RwSignal::new(false),
            gaps_shown: RwSignal::new(false),
            unread: RwSignal::default(),
            gate: StoredValue::new(Gate::default()),
            locale: env::use_locale(),
            typed: StoredValue::default(),
            drawn: StoredValue::default(),
            written: StoredValue::default(),
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

    /// Whether the inspection is still being filled.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.standing.with(|standing| standing.state == State::Open)
    }

    /// Whether answers can be changed here.
    #[must_use]
    pub fn is_writable(self) -> bool {
        self.standing.with(|standing| standing.editable && standing.state == State::Open)
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

    /// What is missing, in the checklist's order. What stands in a field and is no answer is missing, required or not.
    #[must_use]
    pub fn gaps(self) -> Vec<Gap> {
        let unread = |item| self.unread.with(|unread| unread.contains_key(&item));
        let gap = |item: &Item| {
            let missing = self.read(|findings| findings.missing(item));
            missing.or_else(|| unread(item.id).then_some(Missing::Answer)).map(|missing| Gap { item: item.id, missing })
        };
        self.inspection.with_value(|inspection| inspection.checklist.items().filter_map(gap).collect())
    }

    /// How many commands and photos wait on this device, photos that are being made ready among them.
    #[must_use]
    pub fn waiting(self) -> usize {
        let waits = |upload: &&Upload| matches!(upload, Upload::Waiting | Upload::Sending(_));
        let preparing: usize = self.preparing.with(|preparing| preparing.values().sum());
        self.draft.with(Draft::waiting) + preparing + self.uploads.with(|all| all.values().filter(waits).count())
    }

    /// What the server refused and what is still on this device.
    #[must_use]
    pub fn refusals(self) -> Vec<Refusal> {
        let mut refusals = self.draft.with(Draft::refusals);
        let mut uploads = self.uploads.with(|uploads| {
            let failed = |(photo, upload): (&PhotoId, &Upload)| match upload {
                Upload::Failed(error) => Some((*photo, error.clone())),
                Upload::Unclaimed => Some((*photo, AppError::NotFound)),
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
        self.gaps().len() + self.waiting() + self.refusals().len() + self.answered_twice().len()
    }

    /// Where two answered and the person has not said yet that they have seen it, in the checklist's order.
    #[must_use]
    pub fn answered_twice(self) -> Vec<ItemId> {
        let told = self.draft.with(|draft| draft.answered_twice().collect::<Vec<_>>());
        self.inspection.with_value(|inspection| {
            inspection.checklist.items().map(|item| item.id).filter(|item| told.contains(item)).collect()
        })
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

    /// Does what was begun before: it is kept also where nothing can be changed any more, and then refused aloud.
    fn enter(self, op: Op) {
        if let Some(entry) = self.draft.try_update(|draft| draft.enter(env::new_id(), env::now(), op)) {
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
        let (value, note) = match field {
            Field::Text(item) | Field::Number(item) | Field::Note(item) => {
                self.draft.with_untracked(|draft| draft.seen(item))
            }
            Field::Caption(_) => (0, 0),
        };
        let seen = if matches!(field, Field::Note(_)) { note } else { value };
        self.typed.update_value(|typed| {
            let typed = typed.entry(field).or_insert_with(|| Typed { text: String::new(), seen });
            typed.text = text;
        });
        self.flush_after_a_pause();
    }

    /// Notes what is drawn over a photo. It is kept after a pause.
    pub fn drawing(self, photo: PhotoId, annotations: Vec<Annotation>) {
        self.drawn.update_value(|drawn| drop(drawn.insert(photo, annotations)));
        self.flush_after_a_pause();
    }

    /// Notes what an action is to say. It is kept after a pause.
    pub fn writing(self, action: Action) {
        self.written.update_value(|written| drop(written.insert(action.id, action)));
        self.flush_after_a_pause();
    }

    /// Forgets what an action was to say and is not kept yet.
    pub fn forget_writing(self, action: ActionId) {
        self.written.update_value(|written| drop(written.remove(&action)));
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

    /// Keeps what was typed, written and drawn.
    pub fn flush(self) {
        let Some(drawn) = self.drawn.try_update_value(std::mem::take) else { return };
        for (photo, annotations) in drawn {
            if untrack(|| self.annotations(photo) != annotations) {
                self.enter(Op::AnnotatePhoto { photo, annotations });
            }
        }
        let Some(written) = self.written.try_update_value(std::mem::take) else { return };
        for (id, action) in written {
            // An action that does not say yet what is to be done is none.
            let known = untrack(|| self.read(|findings| findings.actions.iter().find(|known| known.id == id).cloned()));
            if !action.text.trim().is_empty() && known.is_none_or(|known| !known.says(&action)) {
                self.enter(Op::SetAction { action });
            }
        }
        let Some(typed) = self.typed.try_update_value(std::mem::take) else { return };
        for (field, Typed { text, seen }) in typed {
            match field {
                Field::Text(item) => {
                    self.typed_answer(item, (!text.trim().is_empty()).then_some(AnswerValue::Text { text }), seen);
                }
                Field::Number(item) => {
                    let reading = reading::read(&text, self.locale, &self.unit_of(item));
                    let is_unread = reading.figure().is_none() && reading != Reading::Nothing;
                    self.note_unread(item, is_unread.then_some(text));
                    self.typed_answer(item, reading.figure().map(number), seen);
                }
                Field::Note(item) => {
                    if untrack(|| self.read(|findings| findings.note(item) != text)) {
                        self.enter(Op::Note { item, text, seen });
                    }
                }
                Field::Caption(photo) => self.enter(Op::CaptionPhoto { photo, text }),
            }
        }
    }

    /// The unit that a reading is asked for in; may be empty.
    fn unit_of(self, item: ItemId) -> String {
        self.inspection.with_value(|inspection| match inspection.checklist.item(item).map(|item| &item.kind) {
            Some(ItemKind::Number { unit, .. }) => unit.clone(),
            _ => String::new(),
        })
    }

    /// The person has said which figure is meant.
    pub fn choose_figure(self, item: ItemId, figure: Decimal) {
        self.typed.update_value(|typed| drop(typed.remove(&Field::Number(item))));
        self.note_unread(item, None);
        self.answer(item, Some(number(figure)));
    }

    /// Notes what stands in an item's field and is no answer, or that nothing of the kind does.
    pub fn note_unread(self, item: ItemId, text: Option<String>) {
        self.unread.try_maybe_update(|unread| {
            let before = match text {
                Some(text) => unread.insert(item, text.clone()) != Some(text),
                None => unread.remove(&item).is_some(),
            };
            (before, ())
        });
    }

    /// What stands in an item's field and is no answer.
    #[must_use]
    pub fn unread_at(self, item: ItemId) -> Option<String> {
        self.unread.with_untracked(|unread| unread.get(&item).cloned())
    }

    fn typed_answer(self, item: ItemId, value: Option<AnswerValue>, seen: i64) {
        if untrack(|| self.read(|findings| findings.value(item) != value.as_ref())) {
            self.enter(Op::Answer { item, value, seen });
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

fn number(figure: Decimal) -> AnswerValue {
    AnswerValue::Number { decimal: figure.canonical() }
}
