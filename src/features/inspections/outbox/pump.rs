//! Sending what waits: commands in order, each until it is acknowledged; then photos.

use std::{collections::HashSet, time::Duration};

use leptos::{logging, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Blob, VisibilityState};

use super::{
    Link, Rejected, Upload, Walk,
    shelf::{Shelf, device},
    upload::put_photo,
};
use crate::{
    error::AppError,
    features::inspections::{
        api::send_commands,
        draft::{About, Draft, Entry},
        model::Batch,
    },
    ids::PhotoId,
};

/// The longest pause between two attempts.
const LONGEST_PAUSE: u64 = 60;

/// Takes up what was kept before the page was loaded, and begins to send.
pub fn open(walk: Walk) {
    walk.recall();
    listen(walk);
    // Browsers that ask nobody may otherwise clear what waits when space runs out.
    drop(window().navigator().storage().persist());
    spawn_local(async move {
        let shelf = Shelf::of(walk);
        match shelf.entries().await {
            Ok(kept) => drop(walk.draft.try_update(|draft| draft.restore(kept))),
            Err(error) => gave_up(walk, &error),
        }
        let refused = walk.draft.try_with_untracked(Draft::refusals).unwrap_or_default();
        for photo in shelf.photos().await.unwrap_or_default() {
            let Some(blob) = shelf.photo(photo).await else { continue };
            show(walk, photo, &blob);
            if refused.iter().any(|refusal| refusal.about == About::Photo(photo)) {
                walk.uploads.try_update(|uploads| uploads.remove(&photo));
            }
        }
        kick(walk);
    });
}

/// Keeps an entry and sends it.
pub fn keep(walk: Walk, entry: Entry) {
    spawn_local(async move {
        if let Err(error) = Shelf::of(walk).put(&entry, None).await {
            gave_up(walk, &error);
        }
    });
    kick(walk);
}

/// Tries again now.
pub fn retry(walk: Walk) {
    walk.gate.try_update_value(|gate| gate.failures = 0);
    kick(walk);
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
        let link = send_all(walk).await;
        walk.gate.try_update_value(|gate| gate.sending = false);
        settle_link(walk, link.clone());
        if link == Link::Ready {
            upload_all(walk);
        }
    });
}

async fn send_all(walk: Walk) -> Link {
    let (inspection, shelf, device) = (walk.id(), Shelf::of(walk), device());
    let mut most = Batch::MAX;
    loop {
        let Some(commands) = walk.draft.try_with_untracked(|draft| draft.batch(most)) else { return Link::Ready };
        if commands.is_empty() {
            return Link::Ready;
        }
        walk.link.try_set(Link::Sending);
        let (settled, stop) = match send_commands(Batch { inspection, device, commands: commands.clone() }).await {
            Ok(reply) => {
                walk.sent.try_set(true);
                (walk.draft.try_update(|draft| draft.settle(&commands, &reply)), None)
            }
            Err(error) => match Rejected::of(&error, commands.len()) {
                Rejected::Nothing => return Link::after(error),
                Rejected::Some => {
                    most = 1;
                    continue;
                }
                Rejected::This => (walk.draft.try_update(|draft| draft.refuse_batch(&commands, &error)), None),
                Rejected::All => {
                    let settled = walk.draft.try_update(|draft| draft.refuse_waiting(&error));
                    (settled, Some(Link::Stopped(error)))
                }
            },
        };
        let Some(settled) = settled else { return Link::Ready };
        if settled.through.is_empty() && settled.refused.is_empty() {
            return Link::Stopped(AppError::Malformed);
        }
        let refused: Vec<_> = settled.refused.iter().filter_map(|entry| entry.command.op.photo()).collect();
        walk.uploads.try_update(|uploads| {
            uploads.retain(|id, _| !settled.photos.contains(id) && !refused.contains(id));
        });
        if let Err(error) = shelf.exchange(&settled.through, &settled.refused, &settled.photos).await {
            gave_up(walk, &error);
        }
        if let Some(link) = stop {
            return link;
        }
    }
}

/// Notes how it went, and makes an appointment where it is worth trying again.
fn settle_link(walk: Walk, link: Link) {
    let again = matches!(link, Link::Offline | Link::Trouble(_));
    walk.link.try_set(link);
    let appointment = walk.gate.try_update_value(|gate| {
        gate.failures = if again { gate.failures + 1 } else { 0 };
        gate.appointment += 1;
        (gate.appointment, gate.failures)
    });
    let Some((appointment, failures)) = appointment.filter(|_| again) else { return };
    let pause = Duration::from_secs((1 << failures.min(6)).min(LONGEST_PAUSE));
    set_timeout(
        move || {
            if walk.gate.try_with_value(|gate| gate.appointment) == Some(appointment) {
                kick(walk);
            }
        },
        pause,
    );
}

/// Sends the photos that the server waits for, one at a time.
fn upload_all(walk: Walk) {
    let begins = walk.gate.try_update_value(|gate| !std::mem::replace(&mut gate.uploading, true));
    if begins != Some(true) {
        return;
    }
    spawn_local(async move {
        let link = send_photos(walk).await;
        walk.gate.try_update_value(|gate| gate.uploading = false);
        if let Some(link) = link {
            settle_link(walk, link);
        }
    });
}

/// What a photo was refused for stays with it; what may pass ends the round.
async fn send_photos(walk: Walk) -> Option<Link> {
    let mut damaged = HashSet::new();
    while let Some(photo) = next_photo(walk) {
        let Some(blob) = Shelf::of(walk).photo(photo).await else {
            walk.uploads.try_update(|uploads| uploads.insert(photo, Upload::Elsewhere));
            continue;
        };
        let mark = move |upload| drop(walk.uploads.try_update(|uploads| uploads.insert(photo, upload)));
        mark(Upload::Sending(0));
        match put_photo(photo, &blob, move |percent| mark(Upload::Sending(percent))).await {
            Ok(()) => {
                walk.draft.try_update(|draft| draft.received(photo));
                walk.uploads.try_update(|uploads| uploads.remove(&photo));
                walk.sent.try_set(true);
                if let Err(error) = Shelf::of(walk).exchange(&[], &[], &[photo]).await {
                    gave_up(walk, &error);
                }
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
    None
}

/// The next photo that the server waits for and that can be sent.
fn next_photo(walk: Walk) -> Option<PhotoId> {
    let awaited = walk.draft.try_with_untracked(Draft::awaited)?;
    let stuck = |id: &PhotoId| {
        walk.uploads
            .try_with_untracked(|uploads| matches!(uploads.get(id), Some(Upload::Failed(_) | Upload::Elsewhere)))
    };
    awaited.into_iter().find(|id| stuck(id) == Some(false))
}

/// Tries again when the connection or the page comes back, and keeps what was typed before it goes.
fn listen(walk: Walk) {
    let online = window_event_listener(leptos::ev::online, move |_| retry(walk));
    let hide = window_event_listener_untyped("pagehide", move |_| walk.flush());
    let seen = Closure::<dyn Fn()>::new(move || match document().visibility_state() {
        VisibilityState::Visible => kick(walk),
        _ => walk.flush(),
    });
    let listener: js_sys::Function = seen.into_js_value().unchecked_into();
    drop(document().add_event_listener_with_callback("visibilitychange", &listener));
    let listener = StoredValue::new_local(listener);
    on_cleanup(move || {
        online.remove();
        hide.remove();
        if let Some(listener) = listener.try_get_value() {
            drop(document().remove_event_listener_with_callback("visibilitychange", &listener));
        }
    });
}
