//! What a command does to what was found: the phone's copy of the server's rules.

use super::model::{Action, Findings, Op, Photo};

impl Findings {
    /// Does what a command says. Doing it twice changes nothing, so that commands which wait can be
    /// replayed over findings that may hold them already.
    pub fn apply(&mut self, op: &Op) {
        match op {
            Op::Answer { item, value, .. } => self.answers.entry(*item).or_default().value.clone_from(value),
            Op::Note { item, text, .. } => self.answers.entry(*item).or_default().note.clone_from(text),
            Op::AddPhoto { photo, item, taken_at, .. } => {
                if self.photos.iter().all(|known| known.id != *photo) {
                    self.photos.push(Photo {
                        id: *photo,
                        item: *item,
                        caption: String::new(),
                        received: false,
                        taken_at: taken_at.clone(),
                        annotations: Vec::new(),
                    });
                }
            }
            Op::CaptionPhoto { photo, text } => {
                if let Some(photo) = self.photos.iter_mut().find(|known| known.id == *photo) {
                    photo.caption.clone_from(text);
                }
            }
            Op::AnnotatePhoto { photo, annotations } => {
                if let Some(photo) = self.photos.iter_mut().find(|known| known.id == *photo) {
                    photo.annotations.clone_from(annotations);
                }
            }
            Op::RemovePhoto { photo } => self.photos.retain(|known| known.id != *photo),
            Op::SetAction { action } => match self.actions.iter_mut().find(|known| known.id == action.id) {
                // That it was closed is not the device's to say.
                Some(known) => *known = Action { closed: known.closed.take(), ..action.clone() },
                None => self.actions.push(action.clone()),
            },
            Op::RemoveAction { action } => self.actions.retain(|known| known.id != *action),
        }
    }
}

#[cfg(test)]
mod tests {
    use norven_proof::{
        digest::Digest,
        record::{Annotation, Shape},
    };
    use uuid::Uuid;

    use super::*;
    use crate::{
        features::inspections::model::AnswerValue,
        ids::{ActionId, ItemId, PhotoId},
    };

    const ITEM: ItemId = ItemId(Uuid::from_u128(1));
    const PHOTO: PhotoId = PhotoId(Uuid::from_u128(2));

    fn arrow() -> Annotation {
        Annotation { shape: Shape::Arrow, from: [0, 0], to: [5000, 5000] }
    }

    fn day() -> Vec<Op> {
        let action = Action {
            id: ActionId(Uuid::from_u128(3)),
            item: ITEM,
            text: "Replace the head".into(),
            assignee: String::new(),
            due: None,
            done: false,
            closed: None,
        };
        vec![
            Op::Answer { item: ITEM, value: Some(AnswerValue::Fail), seen: 0 },
            Op::Note { item: ITEM, text: "Head missing".into(), seen: 0 },
            Op::AddPhoto {
                photo: PHOTO,
                item: ITEM,
                sha256: Digest::of("a photo"),
                bytes: 7,
                media_type: "image/jpeg".into(),
                taken_at: Some("2026-11-22T09:31:07".into()),
                position: None,
            },
            Op::CaptionPhoto { photo: PHOTO, text: "Base 3-07".into() },
            Op::AnnotatePhoto { photo: PHOTO, annotations: vec![arrow(), arrow()] },
            Op::AnnotatePhoto { photo: PHOTO, annotations: vec![arrow()] },
            Op::SetAction { action: action.clone() },
            Op::SetAction { action: Action { done: true, ..action } },
        ]
    }

    #[test]
    fn replaying_commands_twice_is_replaying_them_once() {
        let mut once = Findings::default();
        day().iter().for_each(|op| once.apply(op));
        let mut twice = once.clone();
        day().iter().for_each(|op| twice.apply(op));
        assert_eq!(once, twice);
        assert_eq!(once.value(ITEM), Some(&AnswerValue::Fail));
        assert_eq!(once.note(ITEM), "Head missing");
        assert_eq!(once.photos[0].caption, "Base 3-07");
        assert_eq!(once.photos[0].annotations, [arrow()]);
        assert!(once.actions.len() == 1 && once.actions[0].done);
    }

    #[test]
    fn an_answer_leaves_the_note_beside_it_alone() {
        let mut findings = Findings::default();
        day().iter().for_each(|op| findings.apply(op));
        findings.apply(&Op::Answer { item: ITEM, value: None, seen: 1 });
        assert_eq!(findings.value(ITEM), None);
        assert_eq!(findings.note(ITEM), "Head missing");
    }

    #[test]
    fn what_was_removed_is_gone_and_removing_it_again_is_no_error() {
        let mut findings = Findings::default();
        day().iter().for_each(|op| findings.apply(op));
        for _ in 0..2 {
            findings.apply(&Op::RemovePhoto { photo: PHOTO });
            findings.apply(&Op::RemoveAction { action: ActionId(Uuid::from_u128(3)) });
            findings.apply(&Op::CaptionPhoto { photo: PHOTO, text: "late".into() });
        }
        assert!(findings.photos.is_empty() && findings.actions.is_empty());
    }
}
