//! Sending what waits: commands in order, each until it is acknowledged; then photos. The pages of a device take turns.

use std::{collections::HashSet, time::Duration};

use leptos::{logging, prelude::*, task::spawn_local};
use web_sys::Blob;

use super::{
    Link, Rejected, Standing, Upload, Walk, intake,
    listen::listen,
    shelf::{Chosen, Shelf, device},
    tabs::{self, News, alone},
    upload::put_photo,
};
use crate::{
    error::AppError,
    features::inspections::{
        api::{load_inspection, send_commands},
        draft::{Draft, Entry},
        model::{Batch, Inspection, State},
    },
    ids::PhotoId,
    ui::env,
};

/// The longest pause between two attempts.
const LONGEST_PAUSE: u64 = 60;
/// How often an inspection is loaded again where it changes meanwhile.
const TRIES: usize = 3;

/// Takes up what was kept before the page was loaded, and begins to send.
pub fn open(walk: Walk) {
    walk.recall();
    let person = walk.inspection.with_value(|inspection| inspection.reader.clone());
    walk.draft.update(|draft| draft.begin(env::new_id(), person));
    listen(walk);
    tabs::listen(walk, move |news| hear(walk, news));
    // Browsers that ask nobody may otherwise clear what waits when space runs out.
    drop(window().navigator().storage().persist());
    spawn_local(async move {
        match Shelf::of(walk).entries().await {
            Ok(kept) => drop(walk.draft.try_update(|draft| draft.restore(kept))),
            Err(error) => gave_up(walk, &error),
        }
        look_for_photos(walk).await;
        walk.recalled.try_set(true);
        kick(walk);
        intake::resume(walk).await;
    });
}

/// Another page of this device has done something.
fn hear(walk: Walk, news: News) {
    match news {
        // Where that page is gone, this one sends what it left.
        News::Kept => {
            spawn_local(look(walk));
            kick(walk);
        }
        News::Settled { writer, sent, reply } => {
            if let Some(settled) = walk.draft.try_update(|draft| draft.settle(writer, &sent, &reply)) {
                walk.uploads.try_update(|uploads| uploads.retain(|id, _| !settled.photos.contains(id)));
            }
            tidy(walk);
        }
        News::Received(photo) => {
            walk.draft.try_update(|draft| draft.received(photo));
            tidy(walk);
        }
        News::Finished => refresh(walk),
    }
}

/// Keeps an entry and sends it.
pub fn keep(walk: Walk, entry: Entry) {
    spawn_local(async move {
        keep_with(walk, &entry, None, None).await;
    });
    kick(walk);
}

/// Keeps an entry, and the photo that belongs to it in the place of the file that it was made of.
pub(super) async fn keep_with(walk: Walk, entry: &Entry, photo: Option<(PhotoId, &Blob)>, made_of: Option<&Chosen>) {
    match Shelf::of(walk).put(entry, photo, made_of).await {
        Ok(()) => {
            walk.draft.try_update_untracked(|draft| draft.stored(entry.command.id));
            tabs::tell(walk, News::Kept);
        }
        Err(error) => gave_up(walk, &error),
    }
}

/// Tries again now.
pub fn retry(walk: Walk) {
    walk.gate.try_update_value(|gate| gate.failures = 0);
    kick(walk);
}

/// Tells the other pages that the inspection was finished.
pub fn tell_finished(walk: Walk) {
    tabs::tell(walk, News::Finished);
}

/// Shows a photo that is on this device and waits.
pub(super) fn show(walk: Walk, photo: PhotoId, blob: &Blob) {
    if let Ok(address) = web_sys::Url::create_object_url_with_blob(blob) {
        walk.pictures.try_update(|pictures| pictures.insert(photo, address));
    }
    walk.uploads.try_update(|uploads| uploads.insert(photo, Upload::Waiting));
}

/// Tells the person that this browser keeps nothing.
pub(super) fn gave_up(walk: Walk, error: &idb::Error) {
    logging::error!("the device keeps nothing: {error}");
    walk.keeps.try_set(false);
}

/// Reads what the device keeps: other pages keep there too.
pub(super) async fn look(walk: Walk) {
    let Some(known) = walk.draft.try_with_untracked(Draft::known) else { return };
    match Shelf::of(walk).entries().await {
        Ok(kept) => drop(walk.draft.try_update(|draft| draft.mirror(&known, kept))),
        Err(error) => gave_up(walk, &error),
    }
    look_for_photos(walk).await;
}

async fn look_for_photos(walk: Walk) {
    let shelf = Shelf::of(walk);
    let photos = shelf.photos().await.unwrap_or_else(|error| {
        gave_up(walk, &error);
        Vec::new()
    });
    for photo in photos {
        if walk.pictures.try_with_untracked(|pictures| pictures.contains_key(&photo)) == Some(false) {
            match shelf.photo(photo).await {
                Ok(Some(blob)) => show(walk, photo, &blob),
                Ok(None) => {}
                Err(error) => gave_up(walk, &error),
            }
        }
    }
    tidy(walk);
    // Nobody says whose they are: the server may.
    if unclaimed(walk).next().is_some() {
        refresh(walk);
    }
}

/// Photos do not wait that have arrived, or whose announcement was refused.
fn tidy(walk: Walk) {
    let Some(done) = walk.draft.try_with_untracked(|draft| {
        let arrived = draft.shown().photos.iter().filter(|photo| photo.received).map(|photo| photo.id);
        arrived.chain(draft.refused_photos()).collect::<HashSet<_>>()
    }) else {
        return;
    };
    let shown = shown_photos(walk);
    walk.uploads.try_maybe_update(|uploads| {
        let before = uploads.len();
        uploads.retain(|id, _| !done.contains(id));
        let mut changed = uploads.len() != before;
        for (_, upload) in
            uploads.iter_mut().filter(|(id, upload)| **upload == Upload::Unclaimed && shown.contains(*id))
        {
            *upload = Upload::Waiting;
            changed = true;
        }
        (changed, ())
    });
    if walk.draft.try_with_untracked(Draft::is_stale) == Some(true) {
        refresh(walk);
    }
}

/// Photos on this device that belong to nothing which is shown.
fn unclaimed(walk: Walk) -> impl Iterator<Item = PhotoId> {
    let waiting = walk.uploads.try_with_untracked(|uploads| {
        uploads.iter().filter(|(_, upload)| **upload == Upload::Waiting).map(|(id, _)| *id).collect::<Vec<_>>()
    });
    let shown = shown_photos(walk);
    waiting.unwrap_or_default().into_iter().filter(move |id| !shown.contains(id))
}

fn shown_photos(walk: Walk) -> HashSet<PhotoId> {
    let shown = walk.draft.try_with_untracked(|draft| draft.shown().photos.iter().map(|photo| photo.id).collect());
    shown.unwrap_or_default()
}

/// Loads the inspection again, where somebody else may have changed it.
pub fn refresh(walk: Walk) {
    let begins = walk.gate.try_update_value(|gate| !std::mem::replace(&mut gate.refreshing, true));
    if begins != Some(true) {
        return;
    }
    spawn_local(async move {
        let mut is_current = false;
        for _ in 0..TRIES {
            let Ok(loaded) = load_inspection(walk.id()).await else { break };
            if loaded.reader_id != walk.person() {
                // Somebody else has signed in: what they may do is not what this page's person may.
                break;
            }
            let standing = Standing { state: loaded.state, editable: loaded.editable };
            walk.standing.try_maybe_update(|before| (std::mem::replace(before, standing) != standing, ()));
            if standing.editable && standing.state == State::Open {
                // It was opened again.
                walk.link.try_maybe_update(|link| {
                    let opens = *link == Link::Stopped(AppError::AlreadyFinished);
                    if opens {
                        *link = Link::Ready;
                    }
                    (opens, ())
                });
            }
            is_current = walk.draft.try_update(|draft| draft.rebase(loaded.findings, loaded.rev)) == Some(true);
            if is_current {
                break;
            }
        }
        walk.gate.try_update_value(|gate| gate.refreshing = false);
        if is_current {
            // The server knows nothing of them either: they were removed elsewhere.
            for photo in unclaimed(walk).collect::<Vec<_>>() {
                match Shelf::of(walk).photo(photo).await {
                    Ok(Some(_)) => walk.uploads.try_update(|uploads| uploads.insert(photo, Upload::Unclaimed)),
                    Ok(None) => walk.uploads.try_update(|uploads| uploads.remove(&photo)),
                    Err(error) => {
                        gave_up(walk, &error);
                        None
                    }
                };
            }
            tidy(walk);
        }
    });
}

/// Begins to send, unless that is going on.
pub(super) fn kick(walk: Walk) {
    let may = walk.link.try_with_untracked(|link| !matches!(link, Link::Stopped(_)));
    if may != Some(true) {
        return;
    }
    let begins = walk.gate.try_update_value(|gate| !std::mem::replace(&mut gate.sending, true));
    if begins != Some(true) {
        return;
    }
    spawn_local(async move {
        let link = alone(&format!("norven.commands/{}", Shelf::of(walk).name()), send_all(walk)).await;
        walk.gate.try_update_value(|gate| gate.sending = false);
        settle_link(walk, link.clone());
        if link == Link::Ready {
            upload_all(walk);
        }
    });
}

async fn send_all(walk: Walk) -> Link {
    let (inspection, shelf, device) = (walk.id(), Shelf::of(walk), device());
    let whose = walk.inspection.with_value(Inspection::whose);
    let mut most = Batch::MAX;
    // While this page waited for its turn, another one may have sent some of it.
    look(walk).await;
    loop {
        let Some(next) = walk.draft.try_with_untracked(|draft| draft.batch(most)) else { return Link::Ready };
        let Some((writer, commands)) = next else { return Link::Ready };
        walk.link.try_set(Link::Sending);
        let batch = Batch { inspection, device, writer: Some(writer), commands: commands.clone() };
        let (settled, stop) = match send_commands(batch, Some(whose)).await {
            Ok(reply) => {
                walk.sent.try_set(true);
                let settled = walk.draft.try_update_untracked(|draft| draft.settle(writer, &commands, &reply));
                tabs::tell(walk, News::Settled { writer, sent: commands, reply });
                (settled, None)
            }
            Err(error) => match Rejected::of(&error, commands.len()) {
                Rejected::Nothing => return Link::after(error),
                Rejected::Some => {
                    most = 1;
                    continue;
                }
                Rejected::This => {
                    (walk.draft.try_update_untracked(|draft| draft.refuse_batch(&commands, &error)), None)
                }
                Rejected::All => {
                    let settled = walk.draft.try_update_untracked(|draft| draft.refuse_waiting(&error));
                    (settled, Some(Link::Stopped(error)))
                }
            },
        };
        let Some(settled) = settled else { return Link::Ready };
        if settled.through.is_empty() && settled.refused.is_empty() {
            return Link::Stopped(AppError::Malformed);
        }
        if let Err(error) = shelf.exchange(&settled.through, &settled.refused, &settled.photos).await {
            gave_up(walk, &error);
        }
        // It is shown as sent once the device has forgotten it: every other page of the device says the same then.
        walk.draft.try_update(|_| ());
        walk.uploads.try_update(|uploads| uploads.retain(|id, _| !settled.photos.contains(id)));
        tidy(walk);
        tabs::tell(walk, News::Kept);
        if let Some(link) = stop {
            refresh(walk);
            return link;
        }
    }
}

/// Notes how it went, and makes an appointment where it is worth trying again.
fn settle_link(walk: Walk, link: Link) {
    let again = matches!(link, Link::Offline | Link::Trouble(_));
    walk.link.try_set(link);
    let failures = walk.gate.try_update_value(|gate| {
        gate.failures = if again { gate.failures + 1 } else { 0 };
        gate.appointment += 1;
        gate.failures
    });
    if let Some(failures) = failures.filter(|_| again) {
        appoint(walk, (1 << failures.min(6)).min(LONGEST_PAUSE));
    }
}

/// Makes an appointment to try again. It replaces the one before.
fn appoint(walk: Walk, seconds: u64) {
    let appointment = walk.gate.try_update_value(|gate| {
        gate.appointment += 1;
        gate.appointment
    });
    let Some(appointment) = appointment else { return };
    set_timeout(
        move || {
            if walk.gate.try_with_value(|gate| gate.appointment) == Some(appointment) {
                kick(walk);
            }
        },
        Duration::from_secs(seconds),
    );
}

/// Sends the photos that the server waits for, one at a time.
fn upload_all(walk: Walk) {
    let begins = walk.gate.try_update_value(|gate| !std::mem::replace(&mut gate.uploading, true));
    if begins != Some(true) {
        return;
    }
    spawn_local(async move {
        let link = alone(&format!("norven.photos/{}", Shelf::of(walk).name()), send_photos(walk)).await;
        walk.gate.try_update_value(|gate| gate.uploading = false);
        if let Some(link) = link {
            settle_link(walk, link);
        }
    });
}

/// What a photo was refused for stays with it; what may pass ends the round.
async fn send_photos(walk: Walk) -> Option<Link> {
    let whose = walk.inspection.with_value(Inspection::whose);
    let (mut damaged, mut unread) = (HashSet::new(), HashSet::new());
    while let Some(photo) = next_photo(walk, &unread) {
        let mark = move |upload| drop(walk.uploads.try_update(|uploads| uploads.insert(photo, upload)));
        let blob = match Shelf::of(walk).photo(photo).await {
            Ok(Some(blob)) => blob,
            Ok(None) => {
                mark(Upload::Elsewhere);
                continue;
            }
            Err(error) => {
                gave_up(walk, &error);
                mark(Upload::Waiting);
                unread.insert(photo);
                continue;
            }
        };
        mark(Upload::Sending(0));
        match put_photo(photo, &blob, whose, move |percent| mark(Upload::Sending(percent))).await {
            Ok(()) => {
                if let Err(error) = Shelf::of(walk).exchange(&[], &[], &[photo]).await {
                    gave_up(walk, &error);
                }
                walk.draft.try_update(|draft| draft.received(photo));
                walk.uploads.try_update(|uploads| uploads.remove(&photo));
                walk.sent.try_set(true);
                tabs::tell(walk, News::Received(photo));
            }
            Err(error) if error.is_passing() => {
                mark(Upload::Waiting);
                return Some(Link::after(error));
            }
            // Damaged on its way: once more, at once.
            Err(AppError::DigestMismatch) if damaged.insert(photo) => mark(Upload::Waiting),
            Err(error) => mark(Upload::Failed(error)),
        }
    }
    if !unread.is_empty() {
        appoint(walk, LONGEST_PAUSE);
    }
    None
}

/// The next photo that the server waits for and that can be sent, but for those that could not be read just now.
fn next_photo(walk: Walk, unread: &HashSet<PhotoId>) -> Option<PhotoId> {
    let awaited = walk.draft.try_with_untracked(Draft::awaited)?;
    let stuck = |id: &PhotoId| {
        walk.uploads
            .try_with_untracked(|uploads| matches!(uploads.get(id), Some(Upload::Failed(_) | Upload::Elsewhere)))
    };
    awaited.into_iter().find(|id| !unread.contains(id) && stuck(id) == Some(false))
}
