//! The organisation's domains.

use leptos::prelude::*;

use super::Loaded;
use crate::{
    features::access::{
        api::{add_domain, check_domain, remove_domain},
        model::DomainLine,
    },
    ui::{
        copy::CopyButton,
        dialog::{Confirm, Dialog, Question},
        env::use_words,
        form::{FormProblem, TextField},
        icon::Icon,
        problem::Problem,
        table::{RowTool, Sheet},
        work::Work,
    },
};

/// Lists, adds, checks and removes domains.
#[component]
pub fn DomainsPanel(
    /// The domains.
    lines: Vec<DomainLine>,
    /// Where they were loaded from.
    access: Loaded,
) -> impl IntoView {
    let t = &use_words().access;
    let (adding, name, work) = (RwSignal::new(false), RwSignal::new(String::new()), Work::new());
    let problem = work.problem();
    let add = move || {
        work.run_proved(
            move || add_domain(name.get_untracked()),
            move |()| {
                adding.set(false);
                access.refetch();
            },
        );
    };
    let some = !lines.is_empty();
    view! {
        <section class="panel" aria-labelledby="domains">
            <div class="panel-head">
                <h2 id="domains">{t.domains}</h2>
                <button
                    class="button small"
                    type="button"
                    on:click=move |_| {
                        work.clear();
                        name.set(String::new());
                        adding.set(true);
                    }
                >
                    <Icon name="plus" />
                    {t.domain_add}
                </button>
            </div>
            <p class="small quiet">{t.domains_lead}</p>
            {some.then(|| view! { <Table lines access /> })}
            <Dialog id="add-domain" title=t.domain_add.to_owned() open=adding>
                <form
                    novalidate
                    on:submit=move |event| {
                        event.prevent_default();
                        add();
                    }
                >
                    <div class="dialog-body">
                        <FormProblem problem fields=vec![("domain", t.domain)] />
                        <TextField name="domain" label=t.domain hint=t.domain_hint value=name problem />
                    </div>
                    <footer class="dialog-foot">
                        <button class="button primary" type="submit" aria-busy=move || work.aria_busy()>
                            {t.domain_add}
                        </button>
                    </footer>
                </form>
            </Dialog>
        </section>
    }
}

#[component]
fn Table(lines: Vec<DomainLine>, access: Loaded) -> impl IntoView {
    let t = &use_words().access;
    let (removal, checking) = (Question::<String>::new(), Work::new());
    let removed = Callback::new(move |()| {
        let Some(domain) = removal.about() else { return };
        removal.work.run_proved(
            move || remove_domain(domain.clone()),
            move |()| {
                removal.open.set(false);
                access.refetch();
            },
        );
    });
    let check = Callback::new(move |domain: String| {
        checking.run_proved(move || check_domain(domain.clone()), move |()| access.refetch());
    });
    let rows = lines
        .into_iter()
        .map(|line| view! { <Line line checking check remove=Callback::new(move |domain| removal.ask(domain)) /> })
        .collect_view();
    view! {
        {move || checking.problem().get().map(|error| view! { <Problem error /> })}
        <Sheet columns=vec![t.domain, t.domain_state]>
            {rows}
        </Sheet>
        <Confirm
            id="remove-domain"
            title=removal.words(|domain| t.domain_remove_title(domain))
            text=t.domain_remove_text.to_owned()
            action=t.domain_remove
            open=removal.open
            work=removal.work
            on_confirm=removed
        />
    }
}

#[component]
fn Line(line: DomainLine, checking: Work, check: Callback<String>, remove: Callback<String>) -> impl IntoView {
    let t = &use_words().access;
    let (checked, removed) = (line.domain.clone(), line.domain.clone());
    let state = if line.is_verified {
        view! {
            <span class="status pass">
                <Icon name="check" />
                {t.domain_verified}
            </span>
        }
        .into_any()
    } else {
        view! {
            <p>{t.domain_waits}</p>
            <dl class="facts">
                <dt>{t.record_type}</dt>
                <dd>
                    <code>"TXT"</code>
                </dd>
                <dt>{t.record_name}</dt>
                <dd class="digest-row">
                    <code>{line.record.clone()}</code>
                    <CopyButton text=line.record label=t.copy_name />
                </dd>
                <dt>{t.record_value}</dt>
                <dd class="digest-row">
                    <code>{line.value.clone()}</code>
                    <CopyButton text=line.value label=t.copy_value />
                </dd>
            </dl>
            <div class="button-row">
                <button
                    class="button small"
                    type="button"
                    aria-busy=move || checking.aria_busy()
                    on:click=move |_| check.run(checked.clone())
                >
                    {t.domain_check}
                    <span class="sr">": " {line.domain.clone()}</span>
                </button>
            </div>
        }
        .into_any()
    };
    view! {
        <tr>
            <td class="lead">{line.domain.clone()}</td>
            <td class="wide">
                <div class="stack-s">{state}</div>
            </td>
            <td class="actions">
                <RowTool
                    icon="trash"
                    title=t.domain_remove
                    label=t.domain_remove_named(&line.domain)
                    on_press=move |()| remove.run(removed.clone())
                />
            </td>
        </tr>
    }
}
