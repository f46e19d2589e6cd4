//! Taking photos: kept as they were chosen, then made ready one at a time, since a phone has room for one decoded picture,
//! not for ten.

use std::{cell::RefCell, collections::VecDeque};

use leptos::{ev::Event, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

use super::{
    Walk,
    pump::{gave_up, keep_with, kick, show},
    shelf::{Chosen, Shelf},
    tabs::alone,
};
use crate::{
    error::{AppError, PhotoProblem},
    features::{
        evidence::{capture, plan::Wishes},
        inspections::{draft::Notice, model::Op},
    },
    ids::{CommandId, ItemId, PhotoId},
    ui::env,
};

/// Under which name the device remembers which file it began to make ready, and how often.
const BEGUN: &str = "norven.photo-begun";
/// A file that ended the page this often is left alone once: otherwise no page with the inspection would stay open.
const TRIES: u32 = 3;

/// A file that is to be made ready.
enum Source {
    /// It is kept on the device.
    Kept(Shelf, Chosen),
    /// The device keeps nothing.
    Loose(ItemId, File),
}

impl Source {
    fn item(&self) -> ItemId {
        match self {
            Self::Kept(_, chosen) => chosen.item,
            Self::Loose(item, _) => *item,
        }
    }
}

thread_local! {
    static QUEUE: RefCell<VecDeque<(Walk, Source)>> = RefCell::default();
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
    let files: Vec<File> = files.into_iter().take(room).collect();
    count(walk, item, |count| count + files.len());
    let shelf = Shelf::of(walk);
    spawn_local(async move {
        for file in files {
            let source = match shelf.choose(item, &file).await {
                Ok(chosen) => Source::Kept(shelf.clone(), chosen),
                Err(error) => {
                    gave_up(walk, &error);
                    Source::Loose(item, file)
                }
            };
            enqueue(walk, source);
        }
    });
}

/// Takes up the files that were chosen before the page was loaded.
pub async fn resume(walk: Walk) {
    let shelf = Shelf::of(walk);
    match shelf.chosen().await {
        Ok(chosen) => {
            for chosen in chosen {
                count(walk, chosen.item, |count| count + 1);
                enqueue(walk, Source::Kept(shelf.clone(), chosen));
            }
        }
        Err(error) => gave_up(walk, &error),
    }
}

/// Whether the page has gone on to something else.
fn is_left(walk: Walk) -> bool {
    walk.keep_position.try_get_untracked().is_none()
}

fn count(walk: Walk, item: ItemId, change: impl FnOnce(usize) -> usize) {
    walk.preparing.try_update(|preparing| {
        let count = preparing.entry(item).or_default();
        *count = change(*count);
    });
}

fn enqueue(walk: Walk, source: Source) {
    QUEUE.with_borrow_mut(|queue| queue.push_back((walk, source)));
    if BUSY.replace(true) {
        return;
    }
    spawn_local(async {
        while let Some((walk, source)) = QUEUE.with_borrow_mut(VecDeque::pop_front) {
            let item = source.item();
            match source {
                Source::Loose(item, file) => make_ready(walk, item, &file, None).await,
                // The pages of a device take turns, so that none makes a photo of what another one has made it of.
                Source::Kept(shelf, chosen) => {
                    let name = format!("norven.choice/{}", chosen.name());
                    alone(&name, make_kept_ready(walk, &shelf, &chosen)).await;
                }
            }
            count(walk, item, |count| count.saturating_sub(1));
        }
        BUSY.set(false);
    });
}

async fn make_kept_ready(walk: Walk, shelf: &Shelf, chosen: &Chosen) {
    if is_left(walk) {
        return;
    }
    let file = match shelf.file(chosen).await {
        Ok(Some(file)) => file,
        Ok(None) => return,
        Err(error) => return gave_up(walk, &error),
    };
    let tries = begin(chosen);
    if tries > TRIES {
        // It stays on the device, and is begun again when the inspection is opened the next time.
        let notice =
            Notice::NotTaken { file: file.name(), problem: AppError::Photo { problem: PhotoProblem::Damaged } };
        walk.draft.try_update(|draft| draft.tell(chosen.item, notice));
    } else {
        make_ready(walk, chosen.item, &file, Some((shelf, chosen))).await;
    }
    leave();
}

/// Notes that the page is left in good order: what is being made ready did not end it.
pub fn leave() {
    env::remember(BEGUN, "");
}

/// Notes that a file is being made ready; tells for which time.
fn begin(chosen: &Chosen) -> u32 {
    let before = env::remembered(BEGUN).and_then(|begun| {
        let (tries, name) = begun.split_once(' ')?;
        (name == chosen.name()).then(|| tries.parse().ok())?
    });
    let tries = before.unwrap_or(0) + 1;
    env::remember(BEGUN, &format!("{tries} {}", chosen.name()));
    tries
}

async fn make_ready(walk: Walk, item: ItemId, file: &File, made_of: Option<(&Shelf, &Chosen)>) {
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
            if let Some((shelf, chosen)) = made_of
                && let Err(error) = shelf.forget(chosen).await
            {
                gave_up(walk, &error);
            }
            return;
        }
    };
    // What was kept is taken up when the inspection is opened again.
    if is_left(walk) {
        return;
    }
    // What is made twice of one file, in two windows or after a page that ended too early, is one photo and one command.
    let photo: PhotoId = made_of.map_or_else(env::new_id, |(_, chosen)| chosen.photo);
    let command = if made_of.is_some() { CommandId(photo.0) } else { env::new_id() };
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
    let Some(entry) = walk.draft.try_update(|draft| draft.act(command, env::now(), op)) else { return };
    // Bytes first: a command without its photo would be a gap that nobody can close.
    keep_with(walk, &entry, Some((photo, &ready.blob)), made_of.map(|(_, chosen)| chosen)).await;
    kick(walk);
}
