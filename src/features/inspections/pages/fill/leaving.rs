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
    let stays = Memo::new(move |_| tried.get() && walk.link.with(|link| *link == Link::Offline));
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

    let pressed = window_event_listener(leptos::ev::click, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let leads_out = target.and_then(|target| target.closest("a[rel~=external]").ok().flatten()).is_some();
        if !leads_out {
            return;
        }
        if !window().navigator().on_line() {
            walk.link.try_set(Link::Offline);
        }
        let offline = walk.link.try_with_untracked(|link| *link == Link::Offline) == Some(true);
        if offline {
            event.prevent_default();
        }
        tried.try_set(offline);
    });
    on_cleanup(move || pressed.remove());
}
