//! Leaving the organisation that one works in.

use leptos::prelude::*;

use crate::{
    features::orgs::{
        api::leave_organisation,
        model::{Organisation, Role},
    },
    ui::{
        dialog::Confirm,
        env::{use_locale, use_words},
        icon::Icon,
        routes,
        work::Work,
    },
};

/// Says where the reader belongs, and lets them leave.
#[component]
pub fn Leaving(
    /// The organisation.
    org: Organisation,
    /// What the reader is there.
    role: Role,
) -> impl IntoView {
    let t = &use_words().orgs;
    let asking = RwSignal::new(false);
    let work = Work::new();
    let leave = Callback::new(move |()| {
        // All that the page shows is of the organisation that is left.
        work.run(leave_organisation(), |()| drop(window().location().set_href(routes::OVERVIEW)));
    });
    view! {
        <section class="panel" aria-labelledby="membership">
            <h2 id="membership">{t.membership}</h2>
            <div class="sheet pad">
                <div class="form">
                    <p>{t.member_of(&org.name, role.label(use_locale()))}</p>
                    <div class="button-row">
                        <button
                            class="button danger"
                            type="button"
                            on:click=move |_| {
                                work.clear();
                                asking.set(true);
                            }
                        >
                            <Icon name="logout" />
                            {t.leave}
                        </button>
                    </div>
                </div>
            </div>
            <Confirm
                id="leave-title"
                title=t.leave_title(&org.name)
                text=t.leave_text.to_owned()
                action=t.leave
                open=asking
                work
                on_confirm=leave
            />
        </section>
    }
}
