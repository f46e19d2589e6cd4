//! The first page of a person whose account does not say what they are called. It works without script.

use leptos::prelude::*;

use super::{problem, then};
use crate::ui::{env::use_words, layout::Gate, problem::Problem, routes};

/// Asks what somebody is called.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let t = &use_words().identity;
    view! {
        <Gate title=t.welcome_title here=routes::welcome_then(&then())>
            <header>
                <h1>{t.welcome_title}</h1>
                <p class="quiet small">{t.welcome_lead}</p>
            </header>
            {problem().map(|error| view! { <Problem error /> })}
            <form class="form" action=routes::WELCOME method="post">
                <input type="hidden" name="then" value=then() />
                <div class="field">
                    <label class="label" for="name">
                        {t.welcome_name}
                    </label>
                    <input class="input" id="name" name="name" autocomplete="name" maxlength="120" required />
                </div>
                <button class="button primary large" type="submit">
                    {t.welcome_go_on}
                </button>
            </form>
        </Gate>
    }
}
