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
        dialog::{Confirm, Dialog, Question},
        env::{use_locale, use_words},
        form::{FormProblem, TextField},
        icon::Icon,
        page::Loading,
        problem::Problem,
        table::{RowTool, Sheet},
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
    let (naming, removal) = (Question::<PasskeyLine>::new(), Question::<PasskeyLine>::new());
    let name = RwSignal::new(String::new());
    let rename = Callback::new(move |line: PasskeyLine| {
        name.set(line.name.clone());
        naming.ask(line);
    });
    let remove = Callback::new(move |line| removal.ask(line));
    let renamed = move || {
        let Some(line) = naming.about() else { return };
        naming.work.run(rename_passkey(line.id, name.get_untracked()), move |()| {
            naming.open.set(false);
            passkeys.refetch();
        });
    };
    let removed = Callback::new(move |()| {
        let Some(line) = removal.about() else { return };
        removal.work.run_proved(
            move || remove_passkey(line.id),
            move |()| {
                removal.open.set(false);
                passkeys.refetch();
            },
        );
    });
    view! {
        <Sheet columns=vec![t.passkey_name]>
            {lines.into_iter().map(|line| view! { <Line line rename remove /> }).collect_view()}
        </Sheet>
        <Dialog id="rename-passkey" title=naming.words(|line| t.passkey_rename_named(line.name)) open=naming.open>
            <form
                class="form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    renamed();
                }
            >
                <div class="dialog-body">
                    <FormProblem problem=naming.work.problem() fields=vec![("passkey_name", t.passkey_name)] />
                    <TextField name="passkey_name" label=t.passkey_name value=name problem=naming.work.problem() />
                </div>
                <footer class="dialog-foot">
                    <button class="button primary" type="submit" aria-busy=move || naming.work.aria_busy()>
                        {use_words().common.save}
                    </button>
                </footer>
            </form>
        </Dialog>
        <Confirm
            id="remove-passkey"
            title=removal.words(|line| t.passkey_remove_title(line.name))
            text=t.passkey_remove_text.to_owned()
            action=t.passkey_remove
            open=removal.open
            work=removal.work
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
                <RowTool
                    icon="edit"
                    title=t.passkey_rename
                    label=t.passkey_rename_named(&line.name)
                    on_press=move |()| rename.run(renamed.clone())
                />
                <RowTool
                    icon="trash"
                    title=t.passkey_remove
                    label=t.passkey_remove_named(&line.name)
                    on_press=move |()| remove.run(removed.clone())
                />
            </td>
        </tr>
    }
}
