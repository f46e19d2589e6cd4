//! What a page may know of where it runs, equal on server and browser at the first render.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "ssr")]
mod server;

#[cfg(feature = "hydrate")]
pub use browser::*;
#[cfg(feature = "ssr")]
pub use server::*;

use leptos::prelude::*;
use norven_words::{Locale, Words};

/// Makes the page's language known to every component.
pub fn provide_locale() {
    provide_context(page_locale());
}

/// The page's language. It does not change while a page lives: switching loads it anew.
#[must_use]
pub fn use_locale() -> Locale {
    use_context::<Locale>().unwrap_or_default()
}

/// Whether the page is alive: what somebody types before would be lost, so that fields are `inert` until then.
#[must_use]
pub fn use_alive() -> ReadSignal<bool> {
    let (alive, set_alive) = signal(false);
    Effect::new(move |_| set_alive.set(true));
    alive
}

/// The page's texts.
#[must_use]
pub fn use_words() -> &'static Words {
    use_locale().words()
}
