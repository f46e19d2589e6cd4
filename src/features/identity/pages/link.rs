//! The page behind a mailed link: a person presses the button; scanners that follow links do not.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::problem;
use crate::ui::{env::use_words, layout::Gate, problem::Problem, routes};

/// Asks for one press of a button.
#[component]
pub fn LinkPage() -> impl IntoView {
    let t = &use_words().identity;
    let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
    view! {
        <Gate title=t.title here=routes::SIGN_IN>
            <header>
                <h1>{t.link_title}</h1>
                <p class="quiet small">{t.link_lead}</p>
            </header>
            {problem().map(|error| view! { <Problem error /> })}
            <form class="form" action="/sign-in/link" method="post">
                <input type="hidden" name="token" value=token />
                <button class="button primary large" type="submit">
                    {t.title}
                </button>
            </form>
        </Gate>
    }
}
