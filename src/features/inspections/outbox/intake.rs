//! Taking photos: one at a time, since a phone has room for one decoded picture, not for ten.

use std::{cell::RefCell, collections::VecDeque};

use leptos::{ev::Event, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

use super::{
    Walk,
    pump::{keep_with, kick, show},
};
use crate::{
    features::{
        evidence::{capture, plan::Wishes},
        inspections::{draft::Notice, model::Op},
    },
    ids::{ItemId, PhotoId},
    ui::env,
};

thread_local! {
    static QUEUE: RefCell<VecDeque<(Walk, ItemId, File)>> = RefCell::default();
    static BUSY: RefCell<bool> = const { RefCell::new(false) };
}

/// Takes the files that a person chose.
pub fn take(walk: Walk, item: ItemId, event: &Event) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some((input, files)) = input.and_then(|input| input.files().map(|files| (input, files))) else { return };
    let files: Vec<File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
    // The same file can be chosen again.
    input.set_value("");
    walk.draft.update(|draft| draft.choose_again(item));
    let room = walk.room_for_photos(item);
    if files.len() > room {
        walk.draft.update(|draft| draft.tell(item, Notice::NoMorePhotos));
    }
    for file in files.into_iter().take(room) {
        walk.preparing.update(|preparing| *preparing.entry(item).or_default() += 1);
        QUEUE.with_borrow_mut(|queue| queue.push_back((walk, item, file)));
    }
    if !BUSY.replace(true) {
        spawn_local(async {
            while let Some((walk, item, file)) = QUEUE.with_borrow_mut(VecDeque::pop_front) {
                take_one(walk, item, &file).await;
                walk.preparing.try_update(|preparing| {
                    if let Some(left) = preparing.get_mut(&item) {
                        *left = left.saturating_sub(1);
                    }
                });
            }
            BUSY.set(false);
        });
    }
}

async fn take_one(walk: Walk, item: ItemId, file: &File) {
    let Some(keep_position) = walk.keep_position.try_get_untracked() else { return };
    let wishes = walk.inspection.with_value(|inspection| Wishes {
        keep_original: inspection.keep_originals,
        side: inspection.photo_side,
        quality: inspection.photo_quality,
        keep_position,
    });
    let ready = match capture::prepare(file, wishes).await {
        Ok(ready) => ready,
        Err(problem) => {
            let notice = Notice::NotTaken { file: file.name(), problem };
            walk.draft.try_update(|draft| draft.tell(item, notice));
            return;
        }
    };
    let photo: PhotoId = env::new_id();
    let op = Op::AddPhoto {
        photo,
        item,
        sha256: ready.sha256,
        bytes: ready.bytes,
        media_type: ready.blob.type_(),
        taken_at: ready.taken_at,
        position: ready.position,
    };
    show(walk, photo, &ready.blob);
    let Some(entry) = walk.draft.try_update(|draft| draft.act(env::new_id(), env::now(), op)) else { return };
    // Bytes first: a command without its photo would be a gap that nobody can close.
    keep_with(walk, &entry, Some((photo, &ready.blob))).await;
    kick(walk);
}
