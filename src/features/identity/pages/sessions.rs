//! Where the reader is signed in.

use leptos::prelude::*;

use crate::{
    address::in_words,
    error::AppError,
    features::identity::{
        api::{end_other_sessions, end_session, list_sessions},
        model::SessionLine,
    },
    ids::SessionId,
    ui::{
        env::{use_locale, use_words},
        page::Loading,
        problem::Problem,
        table::Sheet,
        work::Work,
    },
};

/// Lists the devices that the reader is signed in on, and signs them out.
#[component]
pub fn Sessions() -> impl IntoView {
    let t = &use_words().identity;
    let sessions = Resource::new_blocking(|| (), |()| list_sessions());
    // Outlives the table, which is made anew whenever the sessions are loaded.
    let work = Work::new();
    Effect::new(move || {
        // What could not be ended may have ended by itself.
        if work.problem().get() == Some(AppError::NotFound) {
            work.clear();
            sessions.refetch();
        }
    });
    let end = Callback::new(move |session| work.run(end_session(session), move |()| sessions.refetch()));
    let end_others = Callback::new(move |()| work.run(end_other_sessions(), move |()| sessions.refetch()));
    view! {
        <section class="panel" aria-labelledby="sessions">
            <h2 id="sessions">{t.sessions}</h2>
            <p class="small quiet">{t.sessions_lead}</p>
            {move || work.problem().get().map(|error| view! { <Problem error /> })}
            <Transition fallback=Loading>
                {move || Suspend::new(async move {
                    match sessions.await {
                        Ok(lines) => view! { <Table lines work end end_others /> }.into_any(),
                        Err(error) => view! { <Problem error /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn Table(lines: Vec<SessionLine>, work: Work, end: Callback<SessionId>, end_others: Callback<()>) -> impl IntoView {
    let t = &use_words().identity;
    let several = lines.len() > 2;
    view! {
        <Sheet columns=vec![t.column_device, t.column_last_used]>
            {lines.into_iter().map(|line| view! { <Line line work end /> }).collect_view()}
        </Sheet>
        {several
            .then(|| {
                view! {
                    <div class="button-row">
                        <button
                            class="button"
                            type="button"
                            aria-busy=move || work.aria_busy()
                            on:click=move |_| end_others.run(())
                        >
                            {t.end_others}
                        </button>
                    </div>
                }
            })}
    }
}

#[component]
fn Line(line: SessionLine, work: Work, end: Callback<SessionId>) -> impl IntoView {
    let t = &use_words().identity;
    let device = if line.device.is_empty() { t.device_unknown.to_owned() } else { line.device };
    let named = device.clone();
    view! {
        <tr>
            <td class="lead">
                {device} {line.is_this.then(|| view! { " " <span class="chip">{t.this_session}</span> })}
                <small class="wrap num">{in_words(&line.ip, use_locale())}</small>
            </td>
            <td class="num">
                <time datetime=line.last_used.datetime_attribute()>{line.last_used.date_time(use_locale())}</time>
            </td>
            <td class="actions">
                {(!line.is_this)
                    .then(|| {
                        view! {
                            <button
                                class="button small"
                                type="button"
                                aria-busy=move || work.aria_busy()
                                on:click=move |_| end.run(line.id)
                            >
                                {t.end_session}
                                <span class="sr">": " {named}</span>
                            </button>
                        }
                    })}
            </td>
        </tr>
    }
}
