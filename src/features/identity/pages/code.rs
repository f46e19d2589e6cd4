//! The page that asks for the code of the mail.

use leptos::prelude::*;

use super::{domain, problem, sign_in::Providers, then};
use crate::{
    features::access::api::load_company,
    ui::{
        env::{asked_mail, by_invitation_only, mail_is_local, use_words},
        layout::Gate,
        problem::Problem,
        routes,
    },
};

/// Asks for the code of the mail that was just sent.
#[component]
pub fn CodePage() -> impl IntoView {
    let t = &use_words().identity;
    view! {
        <Gate title=t.code_title here=routes::sign_in_code(&then(), &domain().unwrap_or_default())>
            <header>
                <h1>{t.code_title}</h1>
                <p class="quiet small">{t.code_lead}</p>
                {asked_mail().map(|mark| view! { <p class="quiet small">{t.code_mail(mark)}</p> })}
                {by_invitation_only().then(|| view! { <p class="quiet small">{t.by_invitation}</p> })}
            </header>
            {problem().map(|error| view! { <Problem error /> })}
            <form class="form" action="/sign-in/code" method="post">
                <input type="hidden" name="then" value=then() />
                <div class="field">
                    <label class="label" for="code">
                        {t.code}
                    </label>
                    <input
                        class="input code"
                        id="code"
                        name="code"
                        autocomplete="one-time-code"
                        autocapitalize="characters"
                        spellcheck="false"
                        maxlength="40"
                        required
                    />
                </div>
                <button class="button primary large" type="submit">
                    {t.title}
                </button>
            </form>
            {domain().map(|domain| view! { <AtProvider domain /> })}
            {mail_is_local()
                .then(|| {
                    view! {
                        <p class="small quiet">
                            {t.outbox_hint} " "
                            <a href=routes::OUTBOX rel="external" target="_blank">
                                {t.outbox_title}
                            </a>
                        </p>
                    }
                })}
            <p class="small">
                <a href=routes::sign_in_then(&then()) rel="external">
                    {t.another_address}
                </a>
            </p>
        </Gate>
    }
}

/// The other way for people of a domain that has a provider.
#[component]
fn AtProvider(domain: String) -> impl IntoView {
    let company = Resource::new_blocking(move || domain.clone(), |domain| load_company(Some(domain)));
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                let company = company.await.ok().flatten()?;
                let providers = company.providers.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
                Some(view! { <Providers providers /> })
            })}
        </Suspense>
    }
}
