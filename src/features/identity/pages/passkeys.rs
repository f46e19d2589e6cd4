//! The reader's passkeys.

use leptos::prelude::*;

use super::authenticator;
use crate::{
    error::{AppError, PasskeyProblem},
    features::identity::{
        api::{add_passkey, ask_for_passkey, list_passkeys, remove_passkey, rename_passkey},
        model::PasskeyLine,
    },
    ui::{
        dialog::{Confirm, Dialog},
        env::{use_locale, use_words},
        form::{FormProblem, TextField},
        icon::Icon,
        page::Loading,
        problem::Problem,
        work::Work,
    },
};

type Passkeys = Resource<Result<Vec<PasskeyLine>, AppError>>;

/// Lists, adds, names and removes them.
#[component]
pub fn PasskeysPanel() -> impl IntoView {
    let t = &use_words().identity;
    let passkeys: Passkeys = Resource::new_blocking(|| (), |()| list_passkeys());
    // Known in the browser only, and so after the first render.
    let unsupported = RwSignal::new(false);
    Effect::new(move || unsupported.set(!authenticator::is_supported()));
    let adding = Work::new();
    let add = move |_| {
        let add = || async { add_passkey(authenticator::make(&ask_for_passkey().await?).await?).await };
        adding.run_proved(add, move |()| passkeys.refetch());
    };
    view! {
        <section class="panel" aria-labelledby="passkeys">
            <h2 id="passkeys">{t.passkeys}</h2>
            <p class="small quiet">{t.passkeys_lead}</p>
            {move || adding.problem().get().map(|error| view! { <Problem error /> })}
            <Transition fallback=Loading>
                {move || Suspend::new(async move {
                    match passkeys.await {
                        Ok(lines) if lines.is_empty() => {
                            view! { <p class="sheet pad quiet">{t.passkeys_none}</p> }.into_any()
                        }
                        Ok(lines) => view! { <Table lines passkeys /> }.into_any(),
                        Err(error) => view! { <Problem error /> }.into_any(),
                    }
                })}
            </Transition>
            {move || {
                if unsupported.get() {
                    let error = AppError::Passkey { problem: PasskeyProblem::Unsupported };
                    view! { <p class="small quiet">{error.sentence(use_locale())}</p> }.into_any()
                } else {
                    view! {
                        <div class="button-row">
                            <button
                                class="button"
                                type="button"
                                aria-busy=move || adding.aria_busy()
                                on:click=add
                            >
                                <Icon name="key" />
                                {t.passkey_add}
                            </button>
                        </div>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

#[component]
fn Table(lines: Vec<PasskeyLine>, passkeys: Passkeys) -> impl IntoView {
    let t = &use_words().identity;
    let chosen = RwSignal::new(None::<PasskeyLine>);
    let (naming, removing) = (RwSignal::new(false), RwSignal::new(false));
    let (name, work) = (RwSignal::new(String::new()), Work::new());
    let rename = Callback::new(move |line: PasskeyLine| {
        work.clear();
        name.set(line.name.clone());
        chosen.set(Some(line));
        naming.set(true);
    });
    let remove = Callback::new(move |line| {
        work.clear();
        chosen.set(Some(line));
        removing.set(true);
    });
    let renamed = move || {
        let Some(line) = chosen.get_untracked() else { return };
        work.run(rename_passkey(line.id, name.get_untracked()), move |()| {
            naming.set(false);
            passkeys.refetch();
        });
    };
    let removed = Callback::new(move |()| {
        let Some(line) = chosen.get_untracked() else { return };
        work.run_proved(
            move || remove_passkey(line.id),
            move |()| {
                removing.set(false);
                passkeys.refetch();
            },
        );
    });
    let called = move || chosen.get().map(|line| line.name).unwrap_or_default();
    view! {
        <div class="sheet table-wrap">
            <table class="table">
                <thead class="sr">
                    <tr>
                        <th scope="col">{t.passkey_name}</th>
                        <th scope="col">{t.column_tools}</th>
                    </tr>
                </thead>
                <tbody>{lines.into_iter().map(|line| view! { <Line line rename remove /> }).collect_view()}</tbody>
            </table>
        </div>
        <Dialog id="rename-passkey" title=Signal::derive(move || t.passkey_rename_named(called())) open=naming>
            <form
                class="form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    renamed();
                }
            >
                <div class="dialog-body">
                    <FormProblem problem=work.problem() fields=vec![("passkey_name", t.passkey_name)] />
                    <TextField name="passkey_name" label=t.passkey_name value=name problem=work.problem() />
                </div>
                <footer class="dialog-foot">
                    <button class="button primary" type="submit" aria-busy=move || work.aria_busy()>
                        {use_words().common.save}
                    </button>
                </footer>
            </form>
        </Dialog>
        <Confirm
            id="remove-passkey"
            title=Signal::derive(move || t.passkey_remove_title(called()))
            text=t.passkey_remove_text.to_owned()
            action=t.passkey_remove
            open=removing
            work
            on_confirm=removed
        />
    }
}

#[component]
fn Line(line: PasskeyLine, rename: Callback<PasskeyLine>, remove: Callback<PasskeyLine>) -> impl IntoView {
    let t = &use_words().identity;
    let locale = use_locale();
    let used = line.last_used.map_or_else(|| t.passkey_never.to_owned(), |used| t.passkey_used(used.date_time(locale)));
    let (renamed, removed) = (line.clone(), line.clone());
    view! {
        <tr>
            <td class="lead">
                {line.name.clone()} <small>{t.passkey_added(line.created.date_time(locale))} " · " {used}</small>
            </td>
            <td class="actions">
                <button
                    class="button quiet square small"
                    type="button"
                    title=t.passkey_rename
                    aria-label=t.passkey_rename_named(&line.name)
                    on:click=move |_| rename.run(renamed.clone())
                >
                    <Icon name="edit" />
                </button>
                <button
                    class="button quiet square small"
                    type="button"
                    title=t.passkey_remove
                    aria-label=t.passkey_remove_named(&line.name)
                    on:click=move |_| remove.run(removed.clone())
                >
                    <Icon name="trash" />
                </button>
            </td>
        </tr>
    }
}
