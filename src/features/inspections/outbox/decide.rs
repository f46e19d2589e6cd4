//! What a person decides about what the server refused: kept elsewhere, tried once more, or thrown away.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::{
    Link, Upload, Walk,
    pump::{gave_up, kick},
    shelf::Shelf,
    tabs::{self, News},
};
use crate::{
    features::inspections::{
        draft::About,
        model::{Command, Op},
    },
    ids::PhotoId,
    ui::env,
};

/// How long the browser has to take what is saved, in milliseconds.
const TO_TAKE: u64 = 60_000;

/// Sends it once more.
pub fn try_again(walk: Walk, about: About) {
    walk.link.update(|link| {
        if matches!(link, Link::Stopped(_)) {
            *link = Link::Ready;
        }
    });
    let Some(exchange) = walk.draft.try_update(|draft| draft.try_again(about, env::now(), env::new_id)) else { return };
    if let About::Photo(photo) = about {
        walk.uploads.update(|uploads| drop(uploads.insert(photo, Upload::Waiting)));
    }
    spawn_local(async move {
        if let Err(error) = Shelf::of(walk).exchange(&exchange.old, &exchange.new, &[]).await {
            gave_up(walk, &error);
        }
        tabs::tell(walk, News::Kept);
        kick(walk);
    });
}

/// Throws it away for good.
pub fn discard(walk: Walk, about: About) {
    let Some(old) = walk.draft.try_update(|draft| draft.discard(about)) else { return };
    match about {
        About::Command(_) => forget(walk, old, None),
        About::Photo(photo) => {
            let is_known = old.is_empty()
                && untrack(|| walk.read(|findings| findings.photos.iter().any(|known| known.id == photo)));
            if is_known && untrack(|| walk.is_writable()) {
                // The server waits for its bytes: it has to know. They are forgotten once it does.
                walk.act(Op::RemovePhoto { photo });
                walk.uploads.update(|uploads| drop(uploads.remove(&photo)));
            } else {
                walk.uploads.update(|uploads| {
                    if is_known {
                        uploads.insert(photo, Upload::Elsewhere)
                    } else {
                        uploads.remove(&photo)
                    };
                });
                forget(walk, old, Some(photo));
            }
        }
    }
}

fn forget(walk: Walk, old: Vec<Command>, photo: Option<PhotoId>) {
    spawn_local(async move {
        if let Err(error) = Shelf::of(walk).exchange(&old, &[], photo.as_slice()).await {
            gave_up(walk, &error);
        }
        tabs::tell(walk, News::Kept);
    });
}

/// Saves it among the person's own files: a photo as it is, anything else as a text.
pub fn save(walk: Walk, about: About, name: String, text: String) {
    spawn_local(async move {
        let saved = match about {
            About::Photo(photo) => match Shelf::of(walk).photo(photo).await {
                Ok(kept) => kept.ok_or(JsValue::NULL),
                Err(error) => Err(error.to_string().into()),
            },
            About::Command(_) => text_file(&text),
        };
        if let Err(error) = saved.and_then(|blob| download(&blob, &name)) {
            leptos::logging::error!("{name} cannot be saved: {error:?}");
        }
    });
}

fn text_file(text: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("text/plain;charset=utf-8");
    Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &options)
}

fn download(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // Some browsers fetch it only once the person has agreed.
    set_timeout(move || drop(Url::revoke_object_url(&address)), std::time::Duration::from_millis(TO_TAKE));
    Ok(())
}
