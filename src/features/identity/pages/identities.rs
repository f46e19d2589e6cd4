//! The providers that the reader signs in with.

use leptos::prelude::*;

use crate::{
    error::AppError,
    features::identity::{
        api::{list_identities, remove_identity},
        model::IdentityLine,
    },
    ui::{
        dialog::{Confirm, Question},
        env::{use_locale, use_words},
        problem::Problem,
        table::{RowTool, Sheet},
    },
};

type Identities = Resource<Result<Vec<IdentityLine>, AppError>>;

/// Lists and removes them; nothing where there are none.
#[component]
pub fn IdentitiesPanel() -> impl IntoView {
    let identities: Identities = Resource::new_blocking(|| (), |()| list_identities());
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match identities.await {
                    Ok(lines) if lines.is_empty() => ().into_any(),
                    Ok(lines) => view! { <Panel lines identities /> }.into_any(),
                    Err(error) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Panel(lines: Vec<IdentityLine>, identities: Identities) -> impl IntoView {
    let t = &use_words().identity;
    let locale = use_locale();
    let removal = Question::<IdentityLine>::new();
    let removed = Callback::new(move |()| {
        let Some(line) = removal.about() else { return };
        removal.work.run_proved(
            move || remove_identity(line.issuer.clone(), line.subject.clone()),
            move |()| {
                removal.open.set(false);
                identities.refetch();
            },
        );
    });
    let rows = lines
        .into_iter()
        .map(|line| {
            let removed = line.clone();
            view! {
                <tr>
                    <td class="lead">
                        {line.provider.clone()}
                        <small>
                            {t.passkey_added(line.created.date_time(locale))} " · "
                            {t.passkey_used(line.last_used.date_time(locale))}
                        </small>
                    </td>
                    <td class="actions">
                        <RowTool
                            icon="trash"
                            title=t.identity_remove
                            label=t.identity_remove_named(&line.provider)
                            on_press=move |()| removal.ask(removed.clone())
                        />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="identities">
            <h2 id="identities">{t.identities}</h2>
            <p class="small quiet">{t.identities_lead}</p>
            <Sheet columns=vec![t.identity_provider]>
                {rows}
            </Sheet>
            <Confirm
                id="remove-identity"
                title=removal.words(|line| t.identity_remove_title(line.provider))
                text=t.identity_remove_text.to_owned()
                action=t.identity_remove
                open=removal.open
                work=removal.work
                on_confirm=removed
            />
        </section>
    }
}
