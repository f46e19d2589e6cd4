//! What is asked of members.

use leptos::prelude::*;

use crate::{
    features::access::{api::ask_of_members, model::Asks},
    ui::{env::use_words, form::Switch, icon::Icon, problem::Problem, work::Work},
};

/// Two switches, which are saved together.
#[component]
pub fn AsksPanel(
    /// What is asked now.
    asked: Asks,
) -> impl IntoView {
    let (t, common) = (&use_words().access, &use_words().common);
    let (passkey, provider) = (RwSignal::new(asked.passkey), RwSignal::new(asked.provider));
    let (work, saved) = (Work::new(), RwSignal::new(false));
    let save = move || {
        saved.set(false);
        let asks = move || Asks { passkey: passkey.get_untracked(), provider: provider.get_untracked() };
        work.run_proved(move || ask_of_members(asks()), move |()| saved.set(true));
    };
    view! {
        <section class="panel narrow" aria-labelledby="asks">
            <h2 id="asks">{t.asks}</h2>
            <p class="small quiet">{t.asks_lead}</p>
            {move || work.problem().get().map(|error| view! { <Problem error /> })}
            <form
                class="sheet pad form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    save();
                }
                on:input=move |_| saved.set(false)
            >
                <Switch value=passkey label=t.ask_passkey text=t.ask_passkey_text />
                <Switch value=provider label=t.ask_provider text=t.ask_provider_text />
                <div class="button-row">
                    <button class="button primary" type="submit" aria-busy=move || work.aria_busy()>
                        {common.save}
                    </button>
                    <span class="status pass" role="status">
                        {move || saved.get().then(|| view! { <Icon name="check" /> {use_words().orgs.saved} })}
                    </span>
                </div>
            </form>
        </section>
    }
}
