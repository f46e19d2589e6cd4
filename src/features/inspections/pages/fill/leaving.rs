//! Links that lead to other pages: without a connection they would end at the browser's error page, so they stay here and
//! say so.

use leptos::prelude::*;

use crate::{
    features::inspections::outbox::{Link, Walk},
    ui::{env::use_words, icon::Icon},
};

/// Keeps the page while there is no connection, and says why after a link was tried.
#[component]
pub fn StaysWhileOffline() -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    let tried = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    hold_links(walk, tried);
    let is_open = |link: &Link| matches!(link, Link::Ready | Link::Sending | Link::Trouble(_));
    let stays = Memo::new(move |_| tried.get() && !walk.link.with(is_open));
    view! {
        {move || {
            stays
                .get()
                .then(|| {
                    view! {
                        <div class="banner warn" role="alert">
                            <Icon name="offline" />
                            <p class="banner-text">{t.stays_offline}</p>
                        </div>
                    }
                })
        }}
    }
}

/// Hears every press of a link out of this module.
#[cfg(feature = "hydrate")]
fn hold_links(walk: Walk, tried: RwSignal<bool>) {
    use wasm_bindgen::JsCast;

    use crate::features::inspections::outbox;

    let pressed = window_event_listener(leptos::ev::click, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let leads_out = target.and_then(|target| target.closest("a[rel~=external]").ok().flatten()).is_some();
        // What opens beside does not leave this page.
        if !leads_out || event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let Some(link) = walk.link.try_get_untracked() else { return };
        let (has_network, offline) = (window().navigator().on_line(), link == Link::Offline);
        if has_network && offline {
            // The browser knows of a network: the server is asked at once, and the link leads on once it answers.
            outbox::retry(walk);
        } else if !has_network && matches!(link, Link::Ready | Link::Sending | Link::Trouble(_)) {
            walk.link.try_set(Link::Offline);
        }
        if offline || !has_network {
            event.prevent_default();
        }
        tried.try_set(offline || !has_network);
    });
    on_cleanup(move || pressed.remove());
}
