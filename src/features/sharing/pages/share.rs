//! Making a link.

use leptos::prelude::*;

use super::{Loaded, days};
use crate::{
    features::sharing::{
        api::share_report,
        model::{MadeLink, NewLink, USUAL_DAYS},
    },
    ids::ReportId,
    ui::{
        copy::CopyButton,
        dialog::Dialog,
        env::use_words,
        form::{FormProblem, SelectField},
        icon::Icon,
        work::Work,
    },
};

/// Makes a link and shows it, once.
#[component]
pub fn Share(report: ReportId, links: Loaded) -> impl IntoView {
    let t = &use_words().sharing;
    let (open, work) = (RwSignal::new(false), Work::new());
    let (chosen, with_code) = (RwSignal::new(USUAL_DAYS), RwSignal::new(false));
    let made = RwSignal::new(None::<MadeLink>);
    let begin = move |_| {
        made.set(None);
        open.set(true);
    };
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let link = NewLink { report, days: chosen.get_untracked(), with_code: with_code.get_untracked() };
        work.run(share_report(link), move |link| {
            made.set(Some(link));
            links.refetch();
        });
    };
    let title =
        Signal::derive(
            move || {
                if made.with(Option::is_some) { t.made_title.to_owned() } else { t.share_title.to_owned() }
            },
        );
    let form = move || {
        view! {
            <form class="form" novalidate on:submit=make>
                <div class="dialog-body">
                    <FormProblem problem=work.problem() fields=vec![("days", t.days)] />
                    <p>{t.share_text}</p>
                    <SelectField name="link_days" label=t.days options=days() value=chosen problem=work.problem() />
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=move || with_code.get()
                            on:change=move |event| with_code.set(event_target_checked(&event))
                        />
                        <span>
                            {t.with_code} <small class="quiet">{t.with_code_hint}</small>
                        </span>
                    </label>
                </div>
                <footer class="dialog-foot">
                    <button class="button primary" type="submit" aria-busy=move || work.aria_busy()>
                        {t.share_do}
                    </button>
                    <button class="button" type="button" on:click=move |_| open.set(false)>
                        {use_words().common.cancel}
                    </button>
                </footer>
            </form>
        }
    };
    let ready = move |link: MadeLink| {
        let MadeLink { address, code } = link;
        view! {
            <div class="dialog-body">
                <p>{t.made_text}</p>
                <p class="label">{t.address}</p>
                <div class="digest-row">
                    <p class="digest" data-link="">
                        {address.clone()}
                    </p>
                    <CopyButton text=address label=t.copy_address />
                </div>
                {code
                    .map(|code| {
                        view! {
                            <p class="label">{t.made_code}</p>
                            <div class="digest-row">
                                <p class="digest" data-code="">
                                    {code.clone()}
                                </p>
                                <CopyButton text=code label=t.copy_code />
                            </div>
                        }
                    })}
            </div>
            <footer class="dialog-foot">
                <button class="button primary" type="button" on:click=move |_| open.set(false)>
                    {t.done}
                </button>
            </footer>
        }
    };
    view! {
        <button class="button" type="button" on:click=begin>
            <Icon name="link" />
            {t.share}
        </button>
        <Dialog id="share-title" title=title open>
            {move || match made.get() {
                Some(link) => ready(link).into_any(),
                None => form().into_any(),
            }}
        </Dialog>
    }
}
