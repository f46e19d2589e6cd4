//! The page where the people of an organisation sign in with its provider.

use leptos::prelude::*;

use super::{domain, problem, sign_in::ProviderButton, then};
use crate::{
    features::access::{api::load_company, model::Company},
    ids::ProviderId,
    ui::{env::use_words, layout::Gate, problem::Problem, routes},
};

/// Shows the providers of a domain, or of the organisation that the reader works in.
#[component]
pub fn CompanyPage() -> impl IntoView {
    let t = &use_words().access;
    let company = Resource::new_blocking(domain, load_company);
    view! {
        <Gate title=t.company_title here=routes::sign_in_company(&then(), &domain().unwrap_or_default())>
            <h1>{t.company_title}</h1>
            {problem().map(|error| view! { <Problem error /> })}
            <Suspense>
                {move || Suspend::new(async move {
                    match company.await {
                        Ok(Some(company)) => view! { <Ways company /> }.into_any(),
                        Ok(None) => view! { <p class="quiet">{t.company_none}</p> }.into_any(),
                        Err(error) => view! { <Problem error /> }.into_any(),
                    }
                })}
            </Suspense>
            <p class="small">
                <a href=routes::sign_in_then(&then()) rel="external">
                    {use_words().identity.another_address}
                </a>
            </p>
        </Gate>
    }
}

#[component]
fn Ways(company: Company) -> impl IntoView {
    let t = &use_words().access;
    let button = |(id, name): (ProviderId, String)| view! { <ProviderButton id=id.to_string() name main=true /> };
    view! {
        <p class="quiet small">{if company.is_only_way { t.company_only } else { t.company_lead }}</p>
        {company.providers.into_iter().map(button).collect_view()}
        {company.is_only_way.then(|| view! { <p class="quiet small">{t.company_owner}</p> })}
    }
}
