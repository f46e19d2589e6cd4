//! Applying commands: each once, in order, the later answer winning where two devices write.

use std::collections::HashMap;

use super::{
    model::{
        Action, AnswerValue, Command, CommandResult, Findings, MAX_ACTIONS, MAX_CHANGES, MAX_COMMAND, MAX_NOTE, Op,
        Photo, Tally,
    },
    store::{self, AnswerRow, InspectionRow, Sender},
};
use crate::{
    error::{AppError, FieldProblem, Quota},
    features::{
        evidence,
        orgs::{self, quotas::Taken},
        templates::model::Checklist,
    },
    ids::{ItemId, PhotoId, UserId, WriterId},
    platform::{db::Tx, fault::Fault},
    server::actor::Member,
    time::Timestamp,
};

/// An inspection while a batch is applied to it.
pub struct Application<'a> {
    /// Who sends.
    pub member: &'a Member,
    /// What is asked.
    pub checklist: &'a Checklist,
    /// The inspection.
    pub inspection: &'a InspectionRow,
    /// The present answers.
    pub answers: HashMap<ItemId, AnswerRow>,
    /// The present photos.
    pub photos: Vec<Photo>,
    /// Who sent, from which device, when.
    pub sender: Sender,
    /// The revision reached.
    pub rev: i64,
}

/// Longest text of a date: `2026-11-29`, and what some devices add.
const MAX_DATE: usize = 40;

/// Which half of an answer a command writes.
#[derive(Clone, Copy)]
enum Half {
    Value,
    Note,
}

impl Application<'_> {
    /// The result in figures by now.
    pub fn tally(&self) -> Result<Tally, Fault> {
        let answers =
            self.answers.iter().map(|(item, row)| Ok((*item, row.answer()?))).collect::<Result<_, Fault>>()?;
        let findings = Findings { answers, photos: self.photos.clone(), actions: Vec::new() };
        Ok(findings.tally(self.checklist))
    }

    /// Applies a command, or tells what became of it when it came before.
    pub async fn apply(&mut self, tx: &mut Tx, command: &Command) -> Result<CommandResult, Fault> {
        if let Some(outcome) = store::outcome_of(tx, self.inspection.id, command.id).await? {
            return Ok(serde_json::from_str(&outcome)?);
        }
        // Not kept: there would be no end of it.
        if self.rev >= MAX_CHANGES {
            let error = AppError::Full { what: Quota::Changes, limit: MAX_CHANGES.unsigned_abs() };
            return Ok(CommandResult::Refused { error });
        }
        self.rev += 1;
        let body = serde_json::to_string(&command.op)?;
        let done =
            if body.len() > MAX_COMMAND { Err(AppError::Malformed.into()) } else { self.perform(tx, command).await };
        let result = match done {
            Err(Fault::App(error)) if !error.is_passing() => CommandResult::Refused { error },
            done => done?,
        };
        let outcome = serde_json::to_string(&result)?;
        // What is too long for any command is not kept.
        let body = if body.len() > MAX_COMMAND { "null" } else { &body };
        store::add_command(tx, self.inspection.id, self.rev, (command, body), &self.sender, &outcome).await?;
        Ok(result)
    }

    async fn perform(&mut self, tx: &mut Tx, command: &Command) -> Result<CommandResult, Fault> {
        // A device's clock may run ahead, and say what no calendar has; nobody's answer is later than now.
        let at = command.at.on_calendar().min(self.sender.now);
        match &command.op {
            Op::Answer { item, value, seen } => {
                self.known(*item)?;
                let value = value.clone().map(|value| self.fits(*item, value)).transpose()?;
                let value = value.map(|value| serde_json::to_string(&value)).transpose()?;
                self.write(tx, *item, Half::Value, *seen, at, |row| row.value = value).await
            }
            Op::Note { item, text, seen } => {
                self.known(*item)?;
                let text = short(text)?;
                self.write(tx, *item, Half::Note, *seen, at, |row| row.note = text).await
            }
            Op::AddPhoto { photo, item, sha256, bytes, media_type, taken_at, position } => {
                self.known(*item)?;
                let announced = evidence::service::Announced {
                    id: *photo,
                    inspection: self.inspection.id,
                    item: *item,
                    sha256: *sha256,
                    bytes: *bytes,
                    media_type,
                    taken_at: taken_at.as_deref(),
                    position: position.as_ref(),
                };
                if evidence::service::announce_in(self.member, tx, &announced).await? {
                    self.photos.push(arriving(*photo, *item));
                }
                Ok(CommandResult::Applied)
            }
            Op::CaptionPhoto { photo, text } => {
                evidence::service::caption_in(tx, self.inspection.id, *photo, &short(text)?).await?;
                Ok(CommandResult::Applied)
            }
            Op::AnnotatePhoto { photo, annotations } => {
                evidence::service::annotate_in(self.member, tx, self.inspection.id, *photo, annotations).await?;
                Ok(CommandResult::Applied)
            }
            Op::RemovePhoto { photo } => {
                evidence::service::remove_in(self.member, tx, self.inspection.id, *photo).await?;
                self.photos.retain(|kept| kept.id != *photo);
                Ok(CommandResult::Applied)
            }
            Op::SetAction { action } => {
                self.known(action.item)?;
                let due = action.due.clone().filter(|due| !due.is_empty());
                if due.as_ref().is_some_and(|due| due.len() > MAX_DATE || crate::time::parse_date(due).is_none()) {
                    return Err(AppError::field("due", FieldProblem::NotADate).into());
                }
                let action =
                    Action { text: short(&action.text)?, assignee: short(&action.assignee)?, due, ..action.clone() };
                self.save_action(tx, &action, at).await?;
                Ok(CommandResult::Applied)
            }
            Op::RemoveAction { action } => {
                store::remove_action(tx, self.inspection.id, *action, self.sender.now).await?;
                Ok(CommandResult::Applied)
            }
        }
    }

    /// Adds or changes an action; one that another inspection has is left alone.
    async fn save_action(&self, tx: &mut Tx, action: &Action, at: Timestamp) -> Result<(), Fault> {
        // Not as one statement: PostgreSQL refuses to change on conflict what the policy `reach` hides.
        if store::change_action(tx, self.inspection.id, action, at, &self.sender).await? {
            return Ok(());
        }
        if store::count_actions(tx, self.inspection.id).await? >= MAX_ACTIONS {
            let error = AppError::Full { what: Quota::ActionsHere, limit: MAX_ACTIONS.unsigned_abs() };
            return Err(error.into());
        }
        orgs::quotas::take(&self.member.app, tx, Taken::action()).await?;
        if !store::add_action(tx, self.inspection, action, at, &self.sender).await? {
            orgs::quotas::note(tx, Taken::action().back()).await?;
        }
        Ok(())
    }

    fn known(&self, item: ItemId) -> Result<(), AppError> {
        self.checklist.item(item).filter(|item| item.kind.is_answered()).map(drop).ok_or(AppError::UnknownItem)
    }

    fn fits(&self, item: ItemId, value: AnswerValue) -> Result<AnswerValue, AppError> {
        value.checked(self.checklist.item(item).ok_or(AppError::UnknownItem)?)
    }

    /// Writes one half of an answer, unless another device, or another page of this one, wrote it later. Whoever had not
    /// seen the other's answer is told, and both stay in the history.
    async fn write(
        &mut self,
        tx: &mut Tx,
        item: ItemId,
        half: Half,
        seen: i64,
        at: Timestamp,
        set: impl FnOnce(&mut AnswerRow),
    ) -> Result<CommandResult, Fault> {
        let mut row = self.answers.get(&item).cloned().unwrap_or_else(|| self.empty(item));
        let (rev, writer, written_at) = match half {
            Half::Value => (row.value_rev, row.value_device, row.value_device_at),
            Half::Note => (row.note_rev, row.note_device, row.note_device_at),
        };
        let unseen = rev != seen && rev != 0 && writer != self.sender.writer;
        let other = row.answered_by;
        if unseen && written_at > at {
            return Ok(CommandResult::Superseded { by: self.name_of(tx, other).await? });
        }
        set(&mut row);
        match half {
            Half::Value => (row.value_rev, row.value_device, row.value_device_at) = (self.rev, self.sender.writer, at),
            Half::Note => (row.note_rev, row.note_device, row.note_device_at) = (self.rev, self.sender.writer, at),
        }
        row.answered_by = self.sender.user;
        row.answered_at = self.sender.now;
        store::save_answer(tx, self.inspection.id, &row).await?;
        self.answers.insert(item, row);
        Ok(if unseen {
            CommandResult::Overwrote { by: self.name_of(tx, other).await? }
        } else {
            CommandResult::Applied
        })
    }

    fn empty(&self, item: ItemId) -> AnswerRow {
        let (nobody, never) = (WriterId(uuid::Uuid::nil()), Timestamp(0));
        AnswerRow {
            item_id: item,
            value: None,
            note: String::new(),
            value_rev: 0,
            value_device: nobody,
            value_device_at: never,
            note_rev: 0,
            note_device: nobody,
            note_device_at: never,
            answered_by: self.sender.user,
            answered_at: self.sender.now,
        }
    }

    async fn name_of(&self, tx: &mut Tx, user: UserId) -> Result<String, Fault> {
        Ok(crate::features::identity::service::user(tx, user).await?.map(|user| user.name).unwrap_or_default())
    }
}

/// A photo of which no more is known than that it comes.
fn arriving(id: PhotoId, item: ItemId) -> Photo {
    Photo { id, item, caption: String::new(), received: false, taken_at: None, annotations: Vec::new() }
}

fn short(text: &str) -> Result<String, AppError> {
    if text.chars().count() > MAX_NOTE {
        return Err(AppError::field("text", FieldProblem::TooLong(u32::try_from(MAX_NOTE).unwrap_or(u32::MAX))));
    }
    crate::text::check(text)?;
    Ok(text.to_owned())
}
