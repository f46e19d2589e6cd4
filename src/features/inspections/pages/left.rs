//! What is left on this device: told on every page at the desk, and before somebody signs out.

use leptos::prelude::*;
use norven_words::Locale;

use crate::{
    features::inspections::outbox::Left,
    ids::UserId,
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        routes,
    },
};

/// What is left on this device of a person's work, for the parts of a page that tell it.
#[derive(Clone, Copy)]
pub struct OnDevice(RwSignal<Vec<Left>>);

impl OnDevice {
    /// Makes it known to what is below; nothing is known yet.
    pub fn provide() {
        provide_context(Self(RwSignal::default()));
    }

    /// Looks what there is, and again whenever the page is come back to.
    fn look(self, person: UserId) {
        #[cfg(feature = "hydrate")]
        {
            let look = move || {
                leptos::task::spawn_local(async move {
                    // A browser that keeps nothing has nothing left.
                    if let Ok(left) = crate::features::inspections::outbox::left_of(person).await {
                        self.0.try_set(left);
                    }
                });
            };
            Effect::new(move |_| look());
            let focused = window_event_listener(leptos::ev::focus, move |_| look());
            on_cleanup(move || focused.remove());
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = person;
    }
}

/// `3 changes and 1 photo`.
fn what(locale: Locale, (changes, photos): (usize, usize)) -> String {
    let t = &locale.words().fill;
    match (changes, photos) {
        (_, 0) => t.left_changes(changes),
        (0, _) => t.left_photos(photos),
        _ => t.left_both(t.left_changes(changes), t.left_photos(photos)),
    }
}

/// Says what is left on this device, with the way to each inspection that it belongs to.
#[component]
pub fn LeftOnDevice(
    /// Whose work.
    person: UserId,
) -> impl IntoView {
    let t = &use_words().fill;
    let locale = use_locale();
    let on_device = expect_context::<OnDevice>();
    on_device.look(person);
    view! {
        {move || {
            let left = on_device.0.get();
            let sum = Left::sum(&left);
            (sum != (0, 0))
                .then(|| {
                    view! {
                        <section class="banner warn" aria-label=t.left_title>
                            <Icon name="phone" />
                            <div class="banner-text">
                                <b>{t.left_title}</b>
                                <p>{t.left_text(what(locale, sum))}</p>
                            </div>
                            <div class="banner-actions">
                                    {left
                                        .into_iter()
                                        .map(|one| {
                                            let count = what(locale, (one.changes, one.photos));
                                            view! {
                                                <a class="button small" href=routes::fill(one.inspection) rel="external">
                                                    {t.left_open(count)}
                                                </a>
                                            }
                                        })
                                        .collect_view()}
                            </div>
                        </section>
                    }
                })
        }}
    }
}

/// Says above the way out what stays behind.
#[component]
pub fn LeftBehind() -> impl IntoView {
    let t = &use_words().fill;
    let locale = use_locale();
    let on_device = expect_context::<OnDevice>();
    view! {
        {move || {
            let sum = Left::sum(&on_device.0.get());
            (sum != (0, 0)).then(|| view! { <p class="menu-note small" role="note">{t.left_behind(what(locale, sum))}</p> })
        }}
    }
}
