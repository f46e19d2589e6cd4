//! Mailing a report.

use leptos::prelude::*;

use super::{Loaded, days};
use crate::{
    features::sharing::{
        api::send_report,
        model::{MAX_NOTE, Sending, USUAL_DAYS},
    },
    ids::ReportId,
    ui::{
        dialog::Dialog,
        env::use_words,
        form::{FormProblem, SelectField, TextArea},
        icon::Icon,
        work::Work,
    },
};

/// Mails a report to people, each with a link of their own.
#[component]
pub fn Send(report: ReportId, links: Loaded) -> impl IntoView {
    let t = &use_words().sharing;
    let (open, work) = (RwSignal::new(false), Work::new());
    let (to, note) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let chosen = RwSignal::new(USUAL_DAYS);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let sending =
            Sending { report, to: to.get_untracked(), note: note.get_untracked(), days: chosen.get_untracked() };
        work.run(send_report(sending), move |()| {
            to.set(String::new());
            note.set(String::new());
            open.set(false);
            links.refetch();
        });
    };
    view! {
        <button class="button" type="button" on:click=move |_| open.set(true)>
            <Icon name="mail" />
            {t.send}
        </button>
        <Dialog id="send-title" title=t.send_title.to_owned() open>
            <form class="form" novalidate on:submit=send>
                <div class="dialog-body">
                    <FormProblem
                        problem=work.problem()
                        fields=vec![("to", t.to), ("note", t.note), ("days", t.days)]
                    />
                    <p>{t.send_text}</p>
                    <TextArea name="to" label=t.to hint=t.to_hint rows=3 most=6000 value=to problem=work.problem() />
                    <TextArea name="note" label=t.note hint=t.note_hint rows=4 most=MAX_NOTE value=note problem=work.problem() />
                    <SelectField name="days" label=t.days options=days() value=chosen problem=work.problem() />
                </div>
                <footer class="dialog-foot">
                    <button class="button primary" type="submit" aria-busy=move || work.aria_busy()>
                        {t.send_do}
                    </button>
                    <button class="button" type="button" on:click=move |_| open.set(false)>
                        {use_words().common.cancel}
                    </button>
                </footer>
            </form>
        </Dialog>
    }
}
