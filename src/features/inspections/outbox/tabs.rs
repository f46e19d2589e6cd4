//! The pages of one device that have the same inspection open: they tell each other what they do, and take turns.

use std::cell::RefCell;

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

use super::{Walk, shelf::Shelf};
use crate::{
    features::inspections::model::{BatchReply, Command},
    ids::{PhotoId, WriterId},
};

/// The channel that pages of this origin talk over.
const CHANNEL: &str = "norven.outbox";

/// What a page tells the others. One that was asleep may miss it: nothing relies on it alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// What the device keeps has changed.
    Kept,
    /// The server has answered a batch.
    Settled {
        /// Whose batch it was.
        writer: WriterId,
        /// What was sent.
        sent: Vec<Command>,
        /// What became of it.
        reply: BatchReply,
    },
    /// A photo has arrived.
    Received(PhotoId),
    /// The inspection was finished.
    Finished,
}

#[derive(Serialize, Deserialize)]
struct Letter {
    shelf: String,
    news: News,
}

thread_local! {
    static OPEN: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
}

/// Tells the other pages.
pub fn tell(walk: Walk, news: News) {
    let letter = Letter { shelf: Shelf::of(walk).name().to_owned(), news };
    let Ok(text) = serde_json::to_string(&letter) else { return };
    OPEN.with_borrow(|channel| {
        if let Some(Err(error)) = channel.as_ref().map(|channel| channel.post_message(&JsValue::from_str(&text))) {
            leptos::logging::error!("other pages are not told: {error:?}");
        }
    });
}

/// Hears what other pages tell.
pub fn listen(walk: Walk, hear: impl Fn(News) + 'static) {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else { return };
    let shelf = Shelf::of(walk).name().to_owned();
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        match event.data().as_string().and_then(|text| serde_json::from_str::<Letter>(&text).ok()) {
            Some(letter) if letter.shelf == shelf => hear(letter.news),
            Some(_) => {}
            // A page of another version: it says at least that there is something.
            None => hear(News::Kept),
        }
    });
    channel.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
    OPEN.set(Some(channel));
    on_cleanup(|| {
        if let Some(channel) = OPEN.take() {
            channel.set_onmessage(None);
            channel.close();
        }
    });
}

/// Does some work while no other page does work of that name.
pub async fn alone<T>(name: &str, work: impl Future<Output = T>) -> T {
    let release = turn(name).await;
    let done = work.await;
    if let Some(release) = release {
        drop(release.call0(&JsValue::NULL));
    }
    done
}

/// Waits for the turn (Web Locks) and returns what ends it. A browser without locks goes ahead: what two pages send is
/// done once, and each forgets only what is through.
async fn turn(name: &str) -> Option<Function> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let mut release = None;
    let held = Promise::new(&mut |resolve: Function, _| release = Some(resolve));
    let granted = Promise::new(&mut |resolve: Function, _| {
        let (held, begins) = (held.clone(), resolve.clone());
        let begin = Closure::once_into_js(move |_lock: JsValue| {
            drop(begins.call0(&JsValue::NULL));
            JsValue::from(held)
        });
        let asked = request.call2(&locks, &JsValue::from_str(name), &begin);
        // Refused, which it never is to a page of ours, it must not wait for ever.
        let refused = asked.and_then(|asked| Reflect::get(&asked, &"catch".into()).map(|catch| (asked, catch)));
        let goes_ahead: &JsValue = resolve.as_ref();
        let watched = refused.and_then(|(asked, catch)| catch.unchecked_into::<Function>().call1(&asked, goes_ahead));
        if watched.is_err() {
            drop(resolve.call0(&JsValue::NULL));
        }
    });
    drop(JsFuture::from(granted).await);
    release
}
