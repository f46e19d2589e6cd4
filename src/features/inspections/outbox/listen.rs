//! When the page hears of the world: the connection comes back, or the page does, from sleep or from the history.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::VisibilityState;

use super::{
    Walk, intake,
    pump::{kick, refresh, retry},
};

/// Tries again when the connection or the page comes back, and keeps what was typed before it goes.
pub fn listen(walk: Walk) {
    let online = window_event_listener(leptos::ev::online, move |_| retry(walk));
    let hide = window_event_listener_untyped("pagehide", move |_| {
        walk.flush();
        intake::leave();
    });
    // A page that comes back has slept: it looks for what the others did.
    let back = move || {
        kick(walk);
        refresh(walk);
    };
    let show = window_event_listener_untyped("pageshow", move |event| {
        let was_kept = js_sys::Reflect::get(&event, &"persisted".into()).is_ok_and(|kept| kept.is_truthy());
        if was_kept {
            back();
        }
    });
    let seen = Closure::<dyn Fn()>::new(move || match document().visibility_state() {
        VisibilityState::Visible => back(),
        _ => {
            walk.flush();
            intake::leave();
        }
    });
    let listener: js_sys::Function = seen.into_js_value().unchecked_into();
    drop(document().add_event_listener_with_callback("visibilitychange", &listener));
    let listener = StoredValue::new_local(listener);
    on_cleanup(move || {
        online.remove();
        hide.remove();
        show.remove();
        if let Some(listener) = listener.try_get_value() {
            drop(document().remove_event_listener_with_callback("visibilitychange", &listener));
        }
    });
}
