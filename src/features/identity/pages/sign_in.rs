//! The page that asks for an address.

use leptos::prelude::*;

use super::{problem, then};
use crate::ui::{env::use_words, layout::Gate, problem::Problem, routes};

/// Asks for an e-mail address.
#[component]
pub fn SignInPage() -> impl IntoView {
    let t = &use_words().identity;
    view! {
        <Gate title=t.title here=routes::sign_in_then(&then())>
            <header>
                <h1>{t.title}</h1>
                <p class="quiet small">{t.lead}</p>
            </header>
            {problem().map(|error| view! { <Problem error /> })}
            <form class="form" action=routes::SIGN_IN method="post">
                <input type="hidden" name="then" value=then() />
                <div class="field">
                    <label class="label" for="email">
                        {t.email}
                    </label>
                    <input class="input" id="email" name="email" type="email" autocomplete="email" required />
                </div>
                <button class="button primary large" type="submit">
                    {t.send_link}
                </button>
            </form>
        </Gate>
    }
}
