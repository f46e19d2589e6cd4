//! Creating an organisation: the first page of a new person.

use leptos::prelude::*;

use super::{
    invited::Invited,
    viewer::use_viewer,
    zones::{ZONES_ID, Zones},
};
use crate::{
    features::orgs::{
        api::{create_organisation, load_invitations},
        model::Viewer,
    },
    ui::{
        env::{local_zone, use_words},
        form::{FormProblem, TextField},
        layout::Gate,
        problem::Problem,
        routes,
        work::Work,
    },
};

/// Shows the organisations that ask to join; where none does, or somebody wants one of their own, asks for its name and time
/// zone.
#[component]
pub fn NewOrganisationPage() -> impl IntoView {
    let t = &use_words().orgs;
    let viewer = use_viewer();
    let invitations = Resource::new_blocking(|| (), |()| load_invitations());
    view! {
        <Gate title=t.create_title here=routes::NEW_ORGANISATION>
            <Transition>
                {move || Suspend::new(async move {
                    match (viewer.await, invitations.await) {
                        (Ok(viewer), Ok(invitations)) if viewer.org.is_none() && !invitations.is_empty() => {
                            view! { <Asked /> }.into_any()
                        }
                        (Ok(viewer), Ok(_)) => view! { <First viewer /> }.into_any(),
                        (Err(error), _) | (_, Err(error)) => view! { <Problem error /> }.into_any(),
                    }
                })}
            </Transition>
        </Gate>
    }
}

/// Somebody who was invited joins; an organisation of their own is out of the way.
#[component]
fn Asked() -> impl IntoView {
    let t = &use_words().orgs;
    view! {
        <header>
            <h1>{t.invited_title}</h1>
        </header>
        <Invited />
        <details>
            <summary>{t.create_instead}</summary>
            <Form />
        </details>
        <SignOut />
    }
}

/// Somebody creates an organisation.
#[component]
fn First(viewer: Viewer) -> impl IntoView {
    let (t, common) = (&use_words().orgs, &use_words().common);
    let first = viewer.org.is_none();
    view! {
        {first
            .then(|| {
                view! {
                    <ol class="steps">
                        <li class="done">{t.step_sign_in}</li>
                        <li aria-current="step">{t.step_organisation}</li>
                        <li>{t.step_site}</li>
                    </ol>
                }
            })}
        <Invited />
        <header>
            <h1>{t.create_title}</h1>
            <p class="quiet small">{t.create_lead}</p>
        </header>
        <Form />
        {if first {
            view! { <p class="small quiet">{t.invited_hint(viewer.email)}</p> }.into_any()
        } else {
            view! {
                <p class="small">
                    <a href=routes::OVERVIEW rel="external">
                        {common.cancel}
                    </a>
                </p>
            }
                .into_any()
        }}
        <SignOut />
    }
}

#[component]
fn SignOut() -> impl IntoView {
    view! {
        <form action="/sign-out" method="post">
            <button class="link small" type="submit">
                {use_words().common.sign_out}
            </button>
        </form>
    }
}

/// Asks for a name and a time zone, which is the browser's until another is chosen.
#[component]
fn Form() -> impl IntoView {
    let t = &use_words().orgs;
    let name = RwSignal::new(String::new());
    let time_zone = RwSignal::new("Europe/Madrid".to_owned());
    Effect::new(move |_| {
        if let Some(zone) = local_zone() {
            time_zone.set(zone);
        }
    });
    let work = Work::new();
    let problem = work.problem();
    let create = move || {
        work.run(create_organisation(name.get_untracked(), time_zone.get_untracked()), |_| {
            drop(window().location().set_href(routes::OVERVIEW));
        });
    };
    view! {
        <FormProblem problem fields=vec![("name", t.name), ("time_zone", t.time_zone)] />
        <form
            class="form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                create();
            }
        >
            <TextField name="name" label=t.name value=name problem autocomplete="organization" />
            <TextField name="time_zone" label=t.time_zone hint=t.time_zone_hint value=time_zone problem list=ZONES_ID />
            <Zones />
            <button class="button primary large" type="submit" aria-busy=move || work.aria_busy()>
                {t.create}
            </button>
        </form>
    }
}
