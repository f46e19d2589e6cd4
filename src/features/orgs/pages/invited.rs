//! The organisations that ask the reader to join.

use leptos::prelude::*;

use crate::{
    features::orgs::{
        api::{accept_invitation, decline_invitation, load_invitations},
        model::Invitation,
    },
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        problem::Problem,
        routes,
        work::Work,
    },
};

/// Shows every invitation, to accept or decline; nothing where there is none.
#[component]
pub fn Invited() -> impl IntoView {
    let invitations = Resource::new_blocking(|| (), |()| load_invitations());
    let work = Work::new();
    let answered = Callback::new(move |()| invitations.refetch());
    view! {
        <div class="stack invited">
            {move || work.problem().get().map(|error| view! { <Problem error /> })}
            <Transition>
                {move || Suspend::new(async move {
                    match invitations.await {
                        Ok(all) => {
                            all.into_iter()
                                .map(|invitation| view! { <Asked invitation work answered /> })
                                .collect_view()
                                .into_any()
                        }
                        Err(error) => view! { <Problem error /> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

#[component]
fn Asked(invitation: Invitation, work: Work, answered: Callback<()>) -> impl IntoView {
    let t = &use_words().orgs;
    let Invitation { org, name, role } = invitation;
    let accept = move || {
        work.run(accept_invitation(org), |()| {
            // All that the page shows is another organisation's now.
            drop(window().location().set_href(routes::OVERVIEW));
        });
    };
    view! {
        <section class="banner info" aria-label=t.invited_to(&name)>
            <Icon name="users" />
            <div class="banner-text">
                <b>{t.invited_to(&name)}</b>
                <p>{t.invited_as(role.label(use_locale()))}</p>
            </div>
            <div class="banner-actions">
                <button
                    class="button primary"
                    type="button"
                    aria-busy=move || work.aria_busy()
                    on:click=move |_| accept()
                >
                    {t.accept}
                </button>
                <button
                    class="button"
                    type="button"
                    on:click=move |_| work.run(decline_invitation(org), move |()| answered.run(()))
                >
                    {t.decline}
                </button>
            </div>
        </section>
    }
}
