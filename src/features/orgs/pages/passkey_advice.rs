//! Asking owners to add a passkey.

use leptos::prelude::*;

use super::viewer::use_viewer;
use crate::ui::{env::use_words, icon::Icon, routes};

/// Asks an owner who has no passkey to add one; anybody else for nothing.
#[component]
pub fn PasskeyAdvice() -> impl IntoView {
    let t = &use_words().access;
    let viewer = use_viewer();
    view! {
        <Transition>
            {move || Suspend::new(async move {
                viewer
                    .await
                    .is_ok_and(|viewer| viewer.needs_passkey)
                    .then(|| {
                        view! {
                            <aside class="banner info" aria-labelledby="passkey-advice">
                                <Icon name="key" />
                                <div class="banner-text">
                                    <b id="passkey-advice">{t.advice_title}</b>
                                    <p>{t.advice_text}</p>
                                </div>
                                <div class="banner-actions">
                                    <a class="button small" href=routes::PROFILE>
                                        {use_words().identity.passkey_add}
                                    </a>
                                </div>
                            </aside>
                        }
                    })
            })}
        </Transition>
    }
}
