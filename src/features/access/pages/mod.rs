//! The page where owners say how members sign in.

mod asks;
mod domains;
mod providers;

use leptos::prelude::*;

use self::{asks::AsksPanel, domains::DomainsPanel, providers::ProvidersPanel};
use super::{api::load_access, model::AccessView};
use crate::{
    error::AppError,
    features::orgs::{
        model::Permission,
        pages::{Settings, use_viewer},
    },
    ui::{env::use_words, page::Loading, problem::Problem},
};

/// How members sign in, being loaded or loaded.
type Loaded = Resource<Result<AccessView, AppError>>;

/// Shows to owners what is asked of members, domains and providers.
#[component]
pub fn AccessPage() -> impl IntoView {
    let t = &use_words().access;
    let viewer = use_viewer();
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match viewer.await {
                    Ok(viewer) => {
                        let owner = viewer.may(Permission::Administer);
                        view! {
                            <Settings viewer title=t.title>
                                <div class="stack-l">
                                    {if owner {
                                        view! { <Panels /> }.into_any()
                                    } else {
                                        view! { <p class="quiet">{use_words().orgs.not_owner}</p> }.into_any()
                                    }}
                                </div>
                            </Settings>
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Panels() -> impl IntoView {
    let access: Loaded = Resource::new_blocking(|| (), |()| load_access());
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match access.await {
                    Ok(view) => {
                        view! {
                            <AsksPanel asked=view.asks />
                            <DomainsPanel lines=view.domains access />
                            <ProvidersPanel lines=view.providers origin=view.origin access />
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Transition>
    }
}
