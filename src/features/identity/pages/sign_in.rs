//! The page that asks for an address.

use leptos::{nonce::use_nonce, prelude::*};

use super::{problem, then};
use crate::{
    error::{AppError, PasskeyProblem},
    ui::{
        env::{by_invitation_only, providers, site_file, use_words},
        icon::Icon,
        layout::Gate,
        problem::Problem,
        routes,
    },
};

/// Asks for an e-mail address.
#[component]
pub fn SignInPage() -> impl IntoView {
    let t = &use_words().identity;
    let not_confirmed = AppError::Passkey { problem: PasskeyProblem::NotConfirmed };
    let refused = routes::with_problem(&routes::sign_in_then(&then()), &not_confirmed);
    view! {
        <Gate title=t.title here=routes::sign_in_then(&then())>
            <header>
                <h1>{t.title}</h1>
                <p class="quiet small">{t.lead}</p>
                {by_invitation_only().then(|| view! { <p class="quiet small">{t.by_invitation}</p> })}
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
            // Shown by the script where the browser has passkeys.
            <form class="form" id="passkey" action=routes::SIGN_IN_PASSKEY method="post" data-refused=refused hidden>
                <input type="hidden" name="then" value=then() />
                <input type="hidden" name="credential" />
                <p class="or small quiet">
                    <span>{t.or}</span>
                </p>
                <button class="button large" type="submit">
                    <Icon name="key" />
                    {t.passkey_sign_in}
                </button>
            </form>
            <Providers providers=providers() />
            <script type="module" src=site_file("/passkey.js") nonce=use_nonce()></script>
        </Gate>
    }
}

/// A button for each provider. They need no script; where the passkey's button is shown, its line divides them too.
#[component]
pub fn Providers(
    /// Each by its id, with its name.
    providers: Vec<(String, String)>,
) -> impl IntoView {
    let t = &use_words().identity;
    let button = |(id, name): (String, String)| view! { <ProviderButton id name /> };
    (!providers.is_empty()).then(|| {
        view! {
            <div class="providers">
                <p class="or small quiet">
                    <span>{t.or}</span>
                </p>
                {providers.into_iter().map(button).collect_view()}
            </div>
        }
    })
}

/// A button that leads to a provider.
#[component]
pub fn ProviderButton(
    /// The provider's id.
    id: String,
    /// How people know it.
    name: String,
    /// Whether it is the way in that the page is for.
    #[prop(optional)]
    main: bool,
) -> impl IntoView {
    view! {
        <form class="form" action=routes::sign_in_with(&id) method="post">
            <input type="hidden" name="then" value=then() />
            <button class=if main { "button primary large" } else { "button large" } type="submit">
                {use_words().identity.provider_sign_in(name)}
            </button>
        </form>
    }
}
