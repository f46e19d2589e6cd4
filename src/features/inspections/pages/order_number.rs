//! The number under which an inspection was ordered, while it may be changed.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    features::inspections::{
        api::set_order_number,
        model::{Inspection, State},
    },
    ui::{
        dialog::Dialog,
        env::use_words,
        form::{FormProblem, TextField},
        icon::Icon,
        work::Work,
    },
};

/// Offers to enter or change the order number of an open inspection.
#[component]
pub fn OrderNumber(
    /// The inspection.
    inspection: Arc<Inspection>,
    /// Called once it is changed.
    changed: Callback<()>,
) -> impl IntoView {
    if inspection.state != State::Open || !inspection.editable {
        return ().into_any();
    }
    let (t, common) = (&use_words().desk, &use_words().common);
    let id = inspection.id;
    let number = RwSignal::new(inspection.order_number.clone());
    let open = RwSignal::new(false);
    let work = Work::new();
    let problem = work.problem();
    let ask = if inspection.order_number.is_empty() { t.order_number_enter } else { t.order_number_change };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        work.run(set_order_number(id, number.get_untracked()), move |()| {
            open.set(false);
            changed.run(());
        });
    };
    view! {
        <p class="button-row">
            <button class="button quiet small" type="button" on:click=move |_| open.set(true)>
                <Icon name="edit" />
                {ask}
            </button>
        </p>
        <Dialog id="order-number-title" title=ask.to_owned() open>
            <form novalidate on:submit=save>
                <div class="dialog-body">
                    <FormProblem problem fields=vec![("order_number", t.order_number)] />
                    <TextField
                        name="order_number"
                        label=t.order_number
                        hint=t.order_number_hint
                        value=number
                        problem
                    />
                </div>
                <footer class="dialog-foot">
                    <button class="button primary" type="submit" aria-busy=move || work.aria_busy()>
                        {common.save}
                    </button>
                    <button class="button" type="button" on:click=move |_| open.set(false)>
                        {common.cancel}
                    </button>
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}
