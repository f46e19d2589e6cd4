//! Handing the organisation over to another member.

use leptos::prelude::*;

use crate::{
    features::orgs::{
        api::{hand_over, list_member_choices},
        model::MemberChoice,
        pages::use_viewer,
    },
    ui::{
        dialog::{Confirm, Question},
        env::use_words,
        form::SelectField,
        routes,
    },
};

/// Asks who is to be the owner in the reader's place; nothing where there is nobody else.
#[component]
pub fn Handover(
    /// The organisation's name.
    org: String,
) -> impl IntoView {
    let viewer = use_viewer();
    let members = Resource::new(|| (), |()| list_member_choices());
    view! {
        <Transition>
            {move || {
                let org = org.clone();
                Suspend::new(async move {
                    let (Ok(viewer), Ok(mut others)) = (viewer.await, members.await) else { return ().into_any() };
                    others.retain(|member| member.id != viewer.id);
                    view! { <Form org others /> }.into_any()
                })
            }}
        </Transition>
    }
}

#[component]
fn Form(org: String, others: Vec<MemberChoice>) -> impl IntoView {
    let t = &use_words().orgs;
    let Some(first) = others.first().map(|line| line.id) else { return ().into_any() };
    let chosen = RwSignal::new(first);
    let question = Question::<MemberChoice>::new();
    let options = others.iter().map(|line| (line.id, format!("{} · {}", line.name, line.email))).collect::<Vec<_>>();
    let ask = move |_| {
        if let Some(line) = others.iter().find(|line| line.id == chosen.get_untracked()) {
            question.ask(line.clone());
        }
    };
    let confirm = Callback::new(move |()| {
        let Some(line) = question.about() else { return };
        // What the reader may see has changed.
        let id = line.id;
        question.work.run_proved(move || hand_over(id), |()| drop(window().location().set_href(routes::OVERVIEW)));
    });
    view! {
        <section class="panel" aria-labelledby="handover">
            <h2 id="handover">{t.hand_over_title}</h2>
            <div class="sheet pad">
                <div class="form">
                    <SelectField
                        name="successor"
                        label=t.successor
                        hint=t.successor_hint
                        options
                        value=chosen
                        problem=question.work.problem()
                    />
                    <div class="button-row">
                        <button class="button" type="button" on:click=ask>
                            {t.hand_over}
                        </button>
                    </div>
                </div>
            </div>
            <Confirm
                id="handover-title"
                title=question.words(move |line| t.hand_over_to(&line.name, &org))
                text=question.words(|line| t.hand_over_text(&line.name))
                action=t.hand_over
                open=question.open
                work=question.work
                on_confirm=confirm
            />
        </section>
    }
    .into_any()
}
