//! Inspections: a checklist being filled at a site, then frozen, signed and issued.

use std::collections::HashMap;

use norven_proof::{
    digest::Digest,
    record::{Annotation, Outcome},
};
use norven_words::Locale;
use serde::{Deserialize, Serialize};

use super::action_query::ActionLine;
use crate::{
    decimal::Decimal,
    error::{AppError, FieldProblem},
    features::{
        identity::model::{Qualification, check_optional_line},
        templates::model::{Checklist, Item, ItemKind, Precision, YesNo},
    },
    ids::{
        ActionId, CommandId, DeviceId, InspectionId, ItemId, OrgId, PhotoId, ReportId, SignatureId, SiteId, UserId,
        WriterId,
    },
    printable::Printable,
    time::{Moment, Timestamp, parse_date, parse_date_time, parse_time},
    ui::listing::Count,
};

/// Most characters in a note, an answer in words, or an action.
pub const MAX_NOTE: usize = 4000;
/// Most actions of one inspection.
pub const MAX_ACTIONS: i64 = 500;
/// So often one inspection is changed at most; a long one is changed some thousand times.
pub const MAX_CHANGES: i64 = 100_000;
/// Most bytes of a command as JSON: a note of letters that all are escaped has a third of it.
pub const MAX_COMMAND: usize = 64 * 1024;
/// Most bytes of a core: with the signatures and what stands around both it fills a record.
pub const MAX_CORE_BYTES: usize = 704 * 1024;
/// Most photos beside one answer.
pub const MAX_PHOTOS: usize = 30;

/// Bytes in kilobytes, rounded up.
#[must_use]
pub fn kilobytes(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(1000)).unwrap_or(u32::MAX)
}

/// Where an inspection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being filled.
    Open,
    /// Finished: the core is frozen, signatures are collected.
    Finished,
    /// Its report has been issued.
    Issued,
}

impl State {
    /// As the database keeps it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Finished => "finished",
            Self::Issued => "issued",
        }
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Finished, Self::Issued].into_iter().find(|state| state.as_str() == text)
    }
}

/// An answer. Options are named by their place in the immutable version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerValue {
    /// Pass.
    Pass,
    /// Fail.
    Fail,
    /// Does not apply here: possible for every kind of item.
    NotApplicable,
    /// Yes.
    Yes,
    /// No.
    No,
    /// One option.
    Choice {
        /// Its place among the options.
        index: u16,
    },
    /// Several options, ascending.
    Choices {
        /// Their places among the options.
        indexes: Vec<u16>,
    },
    /// Text.
    Text {
        /// The text.
        text: String,
    },
    /// A reading.
    Number {
        /// The figure with a point.
        decimal: String,
    },
    /// `2026-11-22`.
    Date {
        /// The date.
        date: String,
    },
    /// `10:48`.
    Time {
        /// The time.
        time: String,
    },
    /// `2026-11-22T10:48`, at the site.
    DateTime {
        /// The local date and time.
        local: String,
    },
}

impl AnswerValue {
    /// Checks that the answer fits the item, and writes it canonically.
    ///
    /// # Errors
    /// [`AppError::UnknownItem`] where the kind does not fit, [`AppError::Field`] where the text of a
    /// fitting answer is not what it has to be.
    pub fn checked(self, item: &Item) -> Result<Self, AppError> {
        let not = |problem| AppError::field("value", problem);
        match (&item.kind, self) {
            (kind, Self::NotApplicable) if kind.is_answered() => Ok(Self::NotApplicable),
            (ItemKind::PassFail, value @ (Self::Pass | Self::Fail)) => Ok(value),
            (ItemKind::YesNo { .. }, value @ (Self::Yes | Self::No)) => Ok(value),
            (ItemKind::Choice { options }, Self::Choice { index }) => {
                if usize::from(index) < options.len() {
                    Ok(Self::Choice { index })
                } else {
                    Err(not(FieldProblem::NotAChoice))
                }
            }
            (ItemKind::Choices { options }, Self::Choices { mut indexes }) => {
                indexes.sort_unstable();
                indexes.dedup();
                if indexes.iter().all(|index| usize::from(*index) < options.len()) {
                    Ok(Self::Choices { indexes })
                } else {
                    Err(not(FieldProblem::NotAChoice))
                }
            }
            (ItemKind::Text { .. }, Self::Text { text }) => {
                if text.chars().count() > MAX_NOTE {
                    return Err(not(FieldProblem::TooLong(u32::try_from(MAX_NOTE).unwrap_or(u32::MAX))));
                }
                crate::text::check(&text)?;
                Ok(Self::Text { text })
            }
            (ItemKind::Number { .. }, Self::Number { decimal }) => {
                let figure: Decimal = decimal.parse().map_err(|_| not(FieldProblem::NotANumber))?;
                Ok(Self::Number { decimal: figure.canonical() })
            }
            (ItemKind::DateTime { precision }, value) => match (precision, &value) {
                (Precision::Date, Self::Date { date }) if is_written(date, "2026-11-22", parse_date) => Ok(value),
                (Precision::Time, Self::Time { time }) if is_written(time, "10:48", parse_time) => Ok(value),
                (Precision::DateTime, Self::DateTime { local })
                    if is_written(local, "2026-11-22T10:48", parse_date_time) =>
                {
                    Ok(value)
                }
                (Precision::Date, Self::Date { .. })
                | (Precision::Time, Self::Time { .. })
                | (Precision::DateTime, Self::DateTime { .. }) => Err(not(FieldProblem::NotADate)),
                _ => Err(AppError::UnknownItem),
            },
            _ => Err(AppError::UnknownItem),
        }
    }

    /// Whether something was answered: empty text and no option are nothing.
    #[must_use]
    pub fn is_something(&self) -> bool {
        match self {
            Self::Text { text } => !text.trim().is_empty(),
            Self::Choices { indexes } => !indexes.is_empty(),
            _ => true,
        }
    }

    /// What the answer means for the result.
    #[must_use]
    pub fn outcome(&self, item: &Item) -> Outcome {
        let failing = |fails: bool, counts: bool| match (fails, counts) {
            (true, _) => Outcome::Fail,
            (false, true) => Outcome::Pass,
            (false, false) => Outcome::Neutral,
        };
        match (&item.kind, self) {
            (_, Self::NotApplicable) => Outcome::NotApplicable,
            (_, Self::Pass) => Outcome::Pass,
            (_, Self::Fail) => Outcome::Fail,
            (ItemKind::YesNo { failing: Some(answer) }, Self::Yes) => failing(*answer == YesNo::Yes, true),
            (ItemKind::YesNo { failing: Some(answer) }, Self::No) => failing(*answer == YesNo::No, true),
            (ItemKind::Choice { options }, Self::Choice { index }) => {
                failing(options.get(usize::from(*index)).is_some_and(|option| option.failing), item.kind.can_fail())
            }
            (ItemKind::Choices { options }, Self::Choices { indexes }) => failing(
                indexes.iter().any(|index| options.get(usize::from(*index)).is_some_and(|option| option.failing)),
                item.kind.can_fail(),
            ),
            (kind, Self::Number { decimal }) => decimal.parse().map_or(Outcome::Neutral, |figure| kind.reading(figure)),
            _ => Outcome::Neutral,
        }
    }
}

/// Whether a text is a date or time written as the example is: without the seconds, which reports do not
/// print.
fn is_written<T>(text: &str, example: &str, parse: fn(&str) -> Option<T>) -> bool {
    text.len() == example.len() && parse(text).is_some()
}

/// An answer with its note, as both sides keep it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What was answered.
    pub value: Option<AnswerValue>,
    /// The note; may be empty.
    pub note: String,
    /// The inspection's revision at which the value was last set; 0 for never.
    pub value_rev: i64,
    /// The same for the note.
    pub note_rev: i64,
}

/// A position a person permitted (WGS 84, decimal degrees).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Latitude, a decimal string.
    pub latitude: String,
    /// Longitude, a decimal string.
    pub longitude: String,
    /// Radius of accuracy in metres.
    pub accuracy_m: u32,
}

impl Position {
    /// A position from millionths of degrees, eleven centimetres; nothing where it is nowhere on Earth. Zero and zero, in the
    /// sea off Africa, is what devices write that know no position.
    #[must_use]
    pub fn from_millionths(latitude: i64, longitude: i64, accuracy_m: u32) -> Option<Self> {
        let text = |angle: i64, limit: u64| {
            let (sign, angle) = (if angle < 0 { "-" } else { "" }, angle.unsigned_abs());
            (angle <= limit * 1_000_000).then(|| format!("{sign}{}.{:06}", angle / 1_000_000, angle % 1_000_000))
        };
        let position = Self { latitude: text(latitude, 90)?, longitude: text(longitude, 180)?, accuracy_m };
        (latitude != 0 || longitude != 0).then_some(position)
    }

    /// The same position as records spell it (`-0.000000` is `0.000000`); nothing where it is none. What belongs to it is
    /// taken without it, since a device's odd position is no fault of the person's.
    #[must_use]
    pub fn normal(&self) -> Option<Self> {
        let zero = Decimal::from(0);
        let angle = |text: &str, limit: i32| {
            let angle = text.parse::<Decimal>().ok()?;
            let is_written_so = angle == zero || angle.canonical() == text;
            ((Decimal::from(-limit)..=Decimal::from(limit)).contains(&angle) && is_written_so).then_some(angle)
        };
        let (latitude, longitude) = (angle(&self.latitude, 90)?, angle(&self.longitude, 180)?);
        let position =
            Self { latitude: latitude.canonical(), longitude: longitude.canonical(), accuracy_m: self.accuracy_m };
        (latitude != zero || longitude != zero).then_some(position)
    }
}

/// A photo beside an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// Its id.
    pub id: PhotoId,
    /// The item.
    pub item: ItemId,
    /// Its caption; may be empty.
    pub caption: String,
    /// Whether its bytes have arrived.
    pub received: bool,
    /// When it was taken, by its own data: `2026-11-22T09:31:07`.
    pub taken_at: Option<String>,
    /// What is drawn over it, the lowest first.
    pub annotations: Vec<Annotation>,
}

/// A corrective action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its id.
    pub id: ActionId,
    /// The item.
    pub item: ItemId,
    /// What is to be done.
    pub text: String,
    /// Who does it; may be empty.
    pub assignee: String,
    /// By when: `2026-11-29`.
    pub due: Option<String>,
    /// Whether it was done on site.
    pub done: bool,
    /// That it was closed after the inspection. Devices do not say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
}

impl Action {
    /// Whether it is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.done && self.closed.is_none()
    }

    /// Whether it says the same as another: what is to be done, who does it, by when, and whether it is done.
    #[must_use]
    pub fn says(&self, other: &Self) -> bool {
        (&self.text, &self.assignee, &self.due, self.done) == (&other.text, &other.assignee, &other.due, other.done)
    }
}

/// That an action was closed after the inspection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

/// A correction that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnderWay {
    /// Why.
    pub reason: String,
    /// When it was begun.
    pub started: Moment,
    /// By whom.
    pub by: String,
}

/// Something that is missing before an inspection can be finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The item.
    pub item: ItemId,
    /// What is missing.
    pub missing: Missing,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The answer.
    Answer,
    /// The note that a failing answer needs.
    Note,
    /// The photo that a failing answer needs.
    Photo,
    /// So many photos more.
    Photos(u8),
    /// Photos that were taken and have not arrived.
    Upload,
}

/// The result in figures, kept live while an inspection is filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Items that take an answer.
    pub items: u32,
    /// Items answered.
    pub answered: u32,
    /// Answers that pass.
    pub passed: u32,
    /// Answers that fail.
    pub failed: u32,
    /// Answers that do not apply.
    pub not_applicable: u32,
}

impl Tally {
    /// Passed ÷ (passed + failed) in tenths of a per cent, rounded half up; nothing where nothing counts.
    #[must_use]
    pub fn permille(self) -> Option<u32> {
        let counted = self.passed + self.failed;
        (counted > 0).then(|| (self.passed * 1000 + counted / 2) / counted)
    }

    /// The score as a decimal string, `86.2`.
    #[must_use]
    pub fn percent(self) -> Option<String> {
        self.permille().map(|permille| format!("{}.{}", permille / 10, permille % 10))
    }
}

/// What was found so far: the same struct on the phone and on the server, so that both agree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// Answers by item.
    pub answers: HashMap<ItemId, Answer>,
    /// Photos, in the order in which they were added.
    pub photos: Vec<Photo>,
    /// Actions, in the order in which they were added.
    pub actions: Vec<Action>,
}

impl Findings {
    /// What was answered to an item, if anything.
    #[must_use]
    pub fn value(&self, item: ItemId) -> Option<&AnswerValue> {
        self.answers.get(&item)?.value.as_ref().filter(|value| value.is_something())
    }

    /// The note beside an answer.
    #[must_use]
    pub fn note(&self, item: ItemId) -> &str {
        self.answers.get(&item).map_or("", |answer| answer.note.as_str())
    }

    /// The photos beside an answer.
    pub fn photos_of(&self, item: ItemId) -> impl Iterator<Item = &Photo> {
        self.photos.iter().filter(move |photo| photo.item == item)
    }

    /// The actions beside an answer.
    pub fn actions_of(&self, item: ItemId) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(move |action| action.item == item)
    }

    /// What the answer to an item means; nothing where it is not answered.
    #[must_use]
    pub fn outcome(&self, item: &Item) -> Option<Outcome> {
        if matches!(item.kind, ItemKind::Photo { .. }) && self.value(item.id).is_none() {
            return self.photos_of(item.id).next().map(|_| Outcome::Neutral);
        }
        self.value(item.id).map(|value| value.outcome(item))
    }

    /// The result in figures.
    #[must_use]
    pub fn tally(&self, checklist: &Checklist) -> Tally {
        let mut tally = Tally::default();
        for item in checklist.items().filter(|item| item.kind.is_answered()) {
            tally.items += 1;
            let Some(outcome) = self.outcome(item) else { continue };
            tally.answered += 1;
            match outcome {
                Outcome::Pass => tally.passed += 1,
                Outcome::Fail => tally.failed += 1,
                Outcome::NotApplicable => tally.not_applicable += 1,
                Outcome::Neutral => {}
            }
        }
        tally
    }

    /// What is missing at one item.
    #[must_use]
    pub fn missing(&self, item: &Item) -> Option<Missing> {
        if !item.kind.is_answered() {
            return None;
        }
        let photos = self.photos_of(item.id).count();
        if self.photos_of(item.id).any(|photo| !photo.received) {
            return Some(Missing::Upload);
        }
        let outcome = self.outcome(item);
        if let ItemKind::Photo { min, .. } = item.kind
            && outcome != Some(Outcome::NotApplicable)
            && (item.required || photos > 0)
            && photos < usize::from(min)
        {
            return Some(Missing::Photos(min - u8::try_from(photos).unwrap_or(min)));
        }
        match outcome {
            None if item.required => Some(Missing::Answer),
            Some(Outcome::Fail) if item.on_fail.note && self.note(item.id).trim().is_empty() => Some(Missing::Note),
            Some(Outcome::Fail) if item.on_fail.photo && photos == 0 => Some(Missing::Photo),
            _ => None,
        }
    }

    /// Everything that is missing, in the checklist's order.
    #[must_use]
    pub fn gaps(&self, checklist: &Checklist) -> Vec<Gap> {
        checklist.items().filter_map(|item| self.missing(item).map(|missing| Gap { item: item.id, missing })).collect()
    }
}

/// What a device did, with an id made on the device: sent again, it is done once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Its id.
    pub id: CommandId,
    /// The device's clock.
    pub at: Timestamp,
    /// What was done.
    pub op: Op,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// An item was answered, or its answer taken back.
    Answer {
        /// The item.
        item: ItemId,
        /// The answer.
        value: Option<AnswerValue>,
        /// The `value_rev` this device had before it: another one means that two devices wrote.
        seen: i64,
    },
    /// A note was written.
    Note {
        /// The item.
        item: ItemId,
        /// The note.
        text: String,
        /// The `note_rev` this device had before it.
        seen: i64,
    },
    /// A photo was taken; its bytes follow.
    AddPhoto {
        /// Its id.
        photo: PhotoId,
        /// The item.
        item: ItemId,
        /// SHA-256 of the bytes that will follow.
        sha256: Digest,
        /// Their number.
        bytes: u64,
        /// Their media type.
        media_type: String,
        /// When it was taken, by its own data.
        taken_at: Option<String>,
        /// Where, with the person's consent.
        position: Option<Position>,
    },
    /// A photo's caption was written.
    CaptionPhoto {
        /// The photo.
        photo: PhotoId,
        /// The caption.
        text: String,
    },
    /// Something was drawn over a photo, or taken away from it.
    AnnotatePhoto {
        /// The photo.
        photo: PhotoId,
        /// Everything that is drawn over it now, the lowest first.
        annotations: Vec<Annotation>,
    },
    /// A photo was removed.
    RemovePhoto {
        /// The photo.
        photo: PhotoId,
    },
    /// An action was written or changed.
    SetAction {
        /// The action.
        action: Action,
    },
    /// An action was removed.
    RemoveAction {
        /// The action.
        action: ActionId,
    },
}

impl Op {
    /// The item whose answer or note it writes.
    #[must_use]
    pub fn answered_item(&self) -> Option<ItemId> {
        match self {
            Self::Answer { item, .. } | Self::Note { item, .. } => Some(*item),
            _ => None,
        }
    }

    /// The photo it is about.
    #[must_use]
    pub fn photo(&self) -> Option<PhotoId> {
        match self {
            Self::AddPhoto { photo, .. }
            | Self::CaptionPhoto { photo, .. }
            | Self::AnnotatePhoto { photo, .. }
            | Self::RemovePhoto { photo } => Some(*photo),
            _ => None,
        }
    }
}

/// Commands of one device for one inspection, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The inspection.
    pub inspection: InspectionId,
    /// The device.
    pub device: DeviceId,
    /// The page of the device that did all of it; pages of an earlier version do not say.
    #[serde(default)]
    pub writer: Option<WriterId>,
    /// At most [`Batch::MAX`] commands.
    pub commands: Vec<Command>,
}

impl Batch {
    /// Most commands in one batch.
    pub const MAX: usize = 200;
}

/// For whom a page was loaded, and in which organisation. Another window of the browser may sign somebody else in, or
/// choose another organisation: what the page sends is not theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    /// The person.
    pub person: UserId,
    /// The organisation they worked in; a server of an earlier version did not say.
    #[serde(default)]
    pub org: Option<OrgId>,
}

impl Whose {
    /// The header that says so, as JSON, beside a photo's bytes.
    pub const HEADER: &str = "norven-whose";
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchReply {
    /// The inspection's revision before it: another one than was known means that others wrote meanwhile.
    pub before: i64,
    /// The inspection's revision after it.
    pub rev: i64,
    /// What became of each command, in order.
    pub results: Vec<CommandResult>,
    /// The present answers to the items that the batch touched.
    pub answers: HashMap<ItemId, Answer>,
}

/// What became of a command. Every result but `Refused` means that it is kept for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommandResult {
    /// It was done.
    Applied,
    /// It was done, over what another device had written meanwhile.
    Overwrote {
        /// Who had written.
        by: String,
    },
    /// Another device wrote later: that stays, this is kept in the history.
    Superseded {
        /// Who wrote.
        by: String,
    },
    /// It cannot be done, now or later.
    Refused {
        /// Why.
        error: AppError,
    },
}

/// An inspection open on a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// Its id.
    pub id: InspectionId,
    /// The site's name.
    pub site: String,
    /// The site's address; may be empty.
    pub address: String,
    /// The inspector's name.
    pub inspector: String,
    /// The language of inspection and report.
    pub locale: Locale,
    /// Where it stands.
    pub state: State,
    /// Counts the commands.
    pub rev: i64,
    /// The client for whom the site is inspected; may be empty.
    #[serde(default)]
    pub client: String,
    /// The number under which it was ordered; may be empty.
    #[serde(default)]
    pub order_number: String,
    /// Version of the template.
    pub version: u32,
    /// What is asked.
    pub checklist: Checklist,
    /// What was found.
    pub findings: Findings,
    /// When it was started.
    pub started: Moment,
    /// When it was finished.
    pub finished: Option<Moment>,
    /// Digest of the frozen core: what is signed.
    pub core_sha256: Option<Digest>,
    /// The signatures so far.
    pub signatures: Vec<SignatureSummary>,
    /// Its report, once issued.
    pub report: Option<ReportId>,
    /// The correction of what was issued, while one is under way.
    #[serde(default)]
    pub correction: Option<UnderWay>,
    /// Whether photos are kept as taken instead of downscaled.
    pub keep_originals: bool,
    /// Longest side, in pixels, that photos are downscaled to.
    pub photo_side: u32,
    /// JPEG quality that they are downscaled with, in percent.
    pub photo_quality: u8,
    /// Whether this person may change it.
    pub editable: bool,
    /// The person: what waits on a shared device is sent by whoever did it, and by nobody else.
    pub reader_id: UserId,
    /// The person's own name: what they sign with.
    pub reader: String,
    /// Whether they said it themselves.
    pub reader_named: bool,
    /// What qualifies them, which their signature says too; servers of an earlier version do not tell.
    #[serde(default)]
    pub reader_qualification: Qualification,
    /// Whether the report prints where signatures come from.
    pub print_origins: bool,
    /// The organisation; servers of an earlier version do not say.
    #[serde(default)]
    pub org: Option<OrgId>,
    /// The organisation's name, offered when signing.
    pub organisation: String,
    /// The letters that its report can print.
    #[serde(default)]
    pub printable: Printable,
}

impl Inspection {
    /// For whom it was loaded.
    #[must_use]
    pub fn whose(&self) -> Whose {
        Whose { person: self.reader_id, org: self.org }
    }
}

/// A signature in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureSummary {
    /// Its id.
    pub id: SignatureId,
    /// The slot it fills, if any.
    pub slot: Option<ItemId>,
    /// Who signed.
    pub name: String,
    /// In which role.
    pub role: String,
    /// When.
    pub signed: Moment,
}

/// An inspection in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionSummary {
    /// Its id.
    pub id: InspectionId,
    /// The site's name.
    pub site: String,
    /// The template's title.
    pub template: String,
    /// The inspector's name.
    pub inspector: String,
    /// Where it stands.
    pub state: State,
    /// The result so far.
    pub tally: Tally,
    /// Open actions.
    pub open_actions: u32,
    /// When it was started.
    pub started: Moment,
    /// When it was last changed.
    pub updated: Moment,
    /// Its report, once issued.
    pub report: Option<ReportId>,
}

/// What lists can be narrowed to, each by its id and name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The first sites by name; of one that is not among them, its page leads to its lists.
    pub sites: Vec<(SiteId, String)>,
    /// The templates.
    pub templates: Vec<(crate::ids::TemplateId, String)>,
    /// Who may inspect; nobody where the reader sees their own inspections only.
    pub inspectors: Vec<(UserId, String)>,
}

/// Most characters in an order number.
pub const MAX_ORDER_NUMBER: usize = 60;

/// Checks the number under which an inspection was ordered, as people type it.
///
/// # Errors
/// [`AppError::Field`] `order_number`.
pub fn check_order_number(text: &str) -> Result<String, AppError> {
    check_optional_line("order_number", text, MAX_ORDER_NUMBER)
}

/// What is needed to start an inspection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInspection {
    /// Its id, made by the browser.
    pub id: InspectionId,
    /// Where.
    pub site: SiteId,
    /// Which template; its latest version is taken.
    pub template: crate::ids::TemplateId,
    /// The number under which it was ordered; may be empty.
    #[serde(default)]
    pub order_number: String,
}

/// What the overview shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Now, where the organisation is.
    pub today: Moment,
    /// Inspections started this month.
    pub inspections: u32,
    /// And in the month before.
    pub inspections_before: u32,
    /// Passed ÷ counted this month, per mille.
    pub score: Option<u32>,
    /// And in the month before.
    pub score_before: Option<u32>,
    /// Reports issued this month.
    pub issued: u32,
    /// The latest inspections.
    pub latest: Vec<InspectionSummary>,
    /// The most urgent open actions.
    pub actions: Vec<ActionLine>,
    /// How many actions are open.
    pub open: Count,
    /// How many of them should be done by now.
    pub overdue: Count,
    /// Whether there is a site.
    pub has_site: bool,
    /// Whether there is a published template.
    pub has_template: bool,
}
