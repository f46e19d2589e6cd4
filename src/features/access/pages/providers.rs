//! The organisation's providers of identities.

use leptos::prelude::*;

use super::Loaded;
use crate::{
    features::access::{
        api::{add_provider, remove_provider},
        model::{NewProvider, ProviderLine},
    },
    ids::ProviderId,
    ui::{
        copy::CopyButton,
        dialog::{Confirm, Dialog, Question},
        env::{new_id, use_words},
        form::{FormProblem, TextField},
        icon::Icon,
        routes,
        table::{RowTool, Sheet},
        work::Work,
    },
};

/// The provider that the dialog is open for.
#[derive(Clone, Copy)]
struct Opened {
    id: RwSignal<ProviderId>,
    name: RwSignal<String>,
    issuer: RwSignal<String>,
    client_id: RwSignal<String>,
    client_secret: RwSignal<String>,
    open: RwSignal<bool>,
    work: Work,
}

impl Opened {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            id: RwSignal::new(ProviderId(uuid::Uuid::nil())),
            name: text(),
            issuer: text(),
            client_id: text(),
            client_secret: text(),
            open: RwSignal::new(false),
            work: Work::new(),
        }
    }

    fn begin(self) {
        self.work.clear();
        self.id.set(new_id());
        for text in [self.name, self.issuer, self.client_id, self.client_secret] {
            text.set(String::new());
        }
        self.open.set(true);
    }

    fn provider(self) -> NewProvider {
        NewProvider {
            id: self.id.get_untracked(),
            name: self.name.get_untracked(),
            issuer: self.issuer.get_untracked(),
            client_id: self.client_id.get_untracked(),
            client_secret: self.client_secret.get_untracked(),
        }
    }
}

/// Lists, adds, tries and removes providers.
#[component]
pub fn ProvidersPanel(
    /// The providers.
    lines: Vec<ProviderLine>,
    /// The public address.
    origin: String,
    /// Where they were loaded from.
    access: Loaded,
) -> impl IntoView {
    let t = &use_words().access;
    let opened = Opened::new();
    let removal = Question::<ProviderLine>::new();
    let removed = Callback::new(move |()| {
        let Some(line) = removal.about() else { return };
        removal.work.run_proved(
            move || remove_provider(line.id),
            move |()| {
                removal.open.set(false);
                access.refetch();
            },
        );
    });
    let some = !lines.is_empty();
    view! {
        <section class="panel" aria-labelledby="providers">
            <div class="panel-head">
                <h2 id="providers">{t.providers}</h2>
                <button class="button small" type="button" on:click=move |_| opened.begin()>
                    <Icon name="plus" />
                    {t.provider_add}
                </button>
            </div>
            <p class="small quiet">{t.providers_lead}</p>
            {some
                .then(|| {
                    let rows = lines.into_iter().map(|line| view! { <Line line removal /> }).collect_view();
                    view! {
                        <Sheet columns=vec![t.provider, t.redirect]>
                            {rows}
                        </Sheet>
                    }
                })}
            <Editor opened origin access />
            <Confirm
                id="remove-provider"
                title=removal.words(|line| t.provider_remove_title(line.name))
                text=t.provider_remove_text.to_owned()
                action=t.provider_remove
                open=removal.open
                work=removal.work
                on_confirm=removed
            />
        </section>
    }
}

#[component]
fn Line(line: ProviderLine, removal: Question<ProviderLine>) -> impl IntoView {
    let t = &use_words().access;
    let removed = line.clone();
    view! {
        <tr>
            <td class="lead">{line.name.clone()} <small class="wrap">{line.issuer}</small></td>
            <td class="wide">
                <div class="digest-row">
                    <code>{line.redirect.clone()}</code>
                    <CopyButton text=line.redirect label=t.copy_redirect />
                </div>
            </td>
            <td class="actions">
                <form action=routes::sign_in_with(&line.id.to_string()) method="post">
                    <input type="hidden" name="then" value=routes::ACCESS />
                    <button class="button small" type="submit">
                        {t.provider_try}
                        <span class="sr">": " {line.name.clone()}</span>
                    </button>
                </form>
                <RowTool
                    icon="trash"
                    title=t.provider_remove
                    label=t.provider_remove_named(&line.name)
                    on_press=move |()| removal.ask(removed.clone())
                />
            </td>
        </tr>
    }
}

#[component]
fn Editor(opened: Opened, origin: String, access: Loaded) -> impl IntoView {
    let t = &use_words().access;
    let problem = opened.work.problem();
    let add = move || {
        opened.work.run_proved(
            move || add_provider(opened.provider()),
            move |()| {
                opened.open.set(false);
                access.refetch();
            },
        );
    };
    let redirect = move || format!("{origin}{}", routes::sign_in_back(&opened.id.get().to_string()));
    view! {
        <Dialog id="add-provider" title=t.provider_add.to_owned() open=opened.open>
            <form
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    add();
                }
            >
                <div class="dialog-body stack">
                    <FormProblem
                        problem
                        fields=vec![
                            ("name", t.provider_name),
                            ("issuer", t.issuer),
                            ("client_id", t.client_id),
                            ("client_secret", t.client_secret),
                        ]
                    />
                    <div class="field">
                        <span class="label">{t.redirect}</span>
                        <p class="hint">{t.redirect_hint}</p>
                        <div class="digest-row">
                            <code>{redirect.clone()}</code>
                            {move || view! { <CopyButton text=redirect() label=t.copy_redirect /> }}
                        </div>
                    </div>
                    <TextField name="name" label=t.provider_name hint=t.provider_name_hint value=opened.name problem />
                    <TextField name="issuer" label=t.issuer hint=t.issuer_hint value=opened.issuer problem />
                    <TextField name="client_id" label=t.client_id value=opened.client_id problem />
                    <TextField
                        name="client_secret"
                        label=t.client_secret
                        hint=t.client_secret_hint
                        kind="password"
                        value=opened.client_secret
                        problem
                    />
                </div>
                <footer class="dialog-foot">
                    <button class="button primary" type="submit" aria-busy=move || opened.work.aria_busy()>
                        {t.provider_add}
                    </button>
                </footer>
            </form>
        </Dialog>
    }
}
