//! The form a signature is given with: who, as what, how, and with which consent.

use leptos::{html, prelude::*};
use norven_proof::{digest::Digest, record::Method};

use super::{
    consent::Consent,
    drawing::DrawingPad,
    entry::{Entry, Lack, Slot},
    pad::Pad,
    place::Place,
};
use crate::{
    error::AppError,
    features::{
        evidence::{
            api::sign_inspection,
            model::{CONSENT_VERSION, NewSignature},
        },
        inspections::model::{Inspection, Position},
    },
    ids::{InspectionId, ItemId, SignatureId},
    printable::{Printable, unprintable},
    ui::{
        env::{new_id, now, use_alive, use_locale, use_words},
        icon::Icon,
        problem::Problem,
    },
};

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    inspection: InspectionId,
    core: Digest,
    slot: RwSignal<Option<ItemId>>,
    own: RwSignal<bool>,
    /// The name of the person who is signed in, and whether their account says it already.
    account: RwSignal<String>,
    named: bool,
    /// The name of somebody else.
    name: RwSignal<String>,
    role: RwSignal<String>,
    organisation: RwSignal<String>,
    method: RwSignal<Method>,
    pad: RwSignal<Pad>,
    consent_locale: RwSignal<norven_words::Locale>,
    consent_printed: bool,
    agreed: RwSignal<bool>,
    position: RwSignal<Option<Position>>,
    /// The letters that the report can print.
    printable: StoredValue<Printable>,
    /// Made at the first attempt and kept: what is sent twice is signed once.
    id: StoredValue<Option<SignatureId>>,
}

impl Form {
    fn new(inspection: &Inspection, core: Digest, slots: &[Slot], locale: norven_words::Locale) -> Self {
        let open = slots.iter().find(|slot| slot.signature.is_none());
        let own = !inspection.signatures.iter().any(|signature| signature.name == inspection.reader);
        let organisation = if own { inspection.organisation.clone() } else { String::new() };
        let account = if inspection.reader_named { inspection.reader.clone() } else { String::new() };
        Self {
            inspection: inspection.id,
            core,
            slot: RwSignal::new(open.map(|slot| slot.id)),
            own: RwSignal::new(own),
            account: RwSignal::new(account),
            named: inspection.reader_named,
            name: RwSignal::new(String::new()),
            role: RwSignal::new(open.map(|slot| slot.role.clone()).unwrap_or_default()),
            organisation: RwSignal::new(organisation),
            method: RwSignal::new(Method::Drawn),
            pad: RwSignal::new(Pad::default()),
            consent_locale: RwSignal::new(locale),
            consent_printed: inspection.print_origins,
            agreed: RwSignal::new(false),
            position: RwSignal::new(None),
            printable: StoredValue::new(inspection.printable.clone()),
            id: StoredValue::new(None),
        }
    }

    /// What is said of a text that cannot be printed as it is.
    fn unprintable(self, text: RwSignal<String>) -> Option<AppError> {
        self.printable.with_value(|printable| text.with(|text| unprintable(&printable.missing(text))))
    }

    fn lacks(self) -> Vec<Lack> {
        let entry = Entry {
            account: (!self.named).then(|| self.account.get_untracked()),
            name: (!self.own.get_untracked()).then(|| self.name.get_untracked()),
            role: self.role.get_untracked(),
            method: self.method.get_untracked(),
            agreed: self.agreed.get_untracked(),
        };
        self.pad.with_untracked(|pad| entry.lacks(pad))
    }

    /// Whose name stands under the signature.
    fn signer(self) -> String {
        if self.own.get() { self.account.get() } else { self.name.get() }
    }

    fn signature(self) -> NewSignature {
        let id = self.id.get_value().unwrap_or_else(new_id);
        self.id.set_value(Some(id));
        let method = self.method.get_untracked();
        let drawn = method == Method::Drawn;
        NewSignature {
            id,
            inspection: self.inspection,
            slot: self.slot.get_untracked(),
            name: untrack(|| self.signer()),
            role: self.role.get_untracked(),
            organisation: self.organisation.get_untracked(),
            core_sha256: self.core,
            consent_locale: self.consent_locale.get_untracked(),
            consent_version: CONSENT_VERSION,
            consent_printed: self.consent_printed,
            method,
            strokes: if drawn { self.pad.with_untracked(|pad| pad.strokes().to_vec()) } else { Vec::new() },
            own_device: self.own.get_untracked(),
            account_name: (!self.named).then(|| self.account.get_untracked()),
            at: now(),
            position: self.position.get_untracked(),
        }
    }
}

/// Takes one signature.
#[component]
pub fn SignForm(
    /// The inspection.
    inspection: Inspection,
    /// The digest of what is signed.
    core: Digest,
    /// The slots of its checklist.
    slots: Vec<Slot>,
    /// Hears who has signed.
    signed: Callback<String>,
) -> impl IntoView {
    let locale = use_locale();
    let t = &use_words().sign;
    let form = Form::new(&inspection, core, &slots, locale);
    // Told at each attempt and left until the next: a pad must not move while somebody draws on it.
    let lacks = RwSignal::new(Vec::new());
    let problem = RwSignal::new(None::<AppError>);
    let summary = NodeRef::<html::Div>::new();

    let sign = Action::new(move |(): &()| async move {
        problem.set(None);
        let signature = form.signature();
        let name = signature.name.trim().to_owned();
        match sign_inspection(signature).await {
            Ok(()) => signed.run(name),
            Err(error) => problem.set(Some(error)),
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        lacks.set(form.lacks());
        if lacks.with_untracked(Vec::is_empty) {
            sign.dispatch(());
        } else {
            // The summary appears with the next frame.
            request_animation_frame(move || {
                if let Some(summary) = summary.get_untracked() {
                    drop(summary.focus());
                }
            });
        }
    };
    let is_lacking = move |lack| lacks.with(|lacks| lacks.contains(&lack));
    let pending = sign.pending();
    let who = who_signs(form, &inspection);
    let alive = use_alive();
    view! {
        <form
            class="signing"
            novalidate
            on:submit=submit
            aria-labelledby="next-signature"
            inert=move || !alive.get()
        >
            <h2 id="next-signature">{t.next_signature}</h2>
            <Show when=move || lacks.with(|lacks| !lacks.is_empty())>
                <div class="error-summary" role="alert" tabindex="-1" node_ref=summary>
                    <h2>{t.problems}</h2>
                    <ul>
                        {move || {
                            lacks
                                .get()
                                .into_iter()
                                .map(|lack| {
                                    view! {
                                        <li>
                                            <a href=format!("#{}", lack.control()) rel="external">
                                                {lack.sentence(locale)}
                                            </a>
                                        </li>
                                    }
                                })
                                .collect_view()
                        }}
                    </ul>
                </div>
            </Show>
            {who}
            <div class="stack">
                {signs_as(form, slots)}
                {(!form.named)
                    .then(|| {
                        view! {
                            <Field label=t.account_name id="sign-account" form hint=t.account_name_hint value=form.account lack=Signal::derive(move || is_lacking(Lack::Account)) autocomplete="name" sentence=t.account_name_missing />
                        }
                    })}
                <Show when=move || !form.own.get()>
                    <Field label=t.name id="sign-name" form value=form.name lack=Signal::derive(move || is_lacking(Lack::Name)) sentence=t.name_missing />
                </Show>
                <div class="fields">
                    <Field label=t.role id="sign-role" form value=form.role lack=Signal::derive(move || is_lacking(Lack::Role)) sentence=t.role_missing />
                    <Field label=t.organisation id="sign-organisation" form value=form.organisation optional=true autocomplete="organization" />
                </div>
            </div>
            {how(form, Signal::derive(move || is_lacking(Lack::Strokes)))}
            <Consent
                language=form.consent_locale
                printed=form.consent_printed
                agreed=form.agreed
                lack=Signal::derive(move || is_lacking(Lack::Consent))
            />
            <Place position=form.position />
            {move || match problem.get() {
                Some(AppError::Offline) => {
                    view! {
                        <div class="banner warn" role="alert">
                            <Icon name="offline" />
                            <p class="banner-text">{t.offline}</p>
                        </div>
                    }
                    .into_any()
                }
                Some(error) => view! { <Problem error /> }.into_any(),
                None => ().into_any(),
            }}
            <button class="button primary large" disabled=pending>
                <Icon name="pen" />
                {move || if pending.get() { t.signing } else { t.sign }}
            </button>
        </form>
    }
}

/// Who signs comes first: the reader, or somebody who is handed the device.
fn who_signs(form: Form, inspection: &Inspection) -> impl IntoView + use<> {
    let t = &use_words().sign;
    let organisation = inspection.organisation.clone();
    let qualification = inspection.reader_qualification.line(use_locale());
    let myself = if form.named { t.who_self(&inspection.reader) } else { t.who_myself.to_owned() };
    let choose_self = move |_| {
        form.own.set(true);
        form.organisation.set(organisation.clone());
    };
    let choose_other = move |_| {
        form.own.set(false);
        form.organisation.set(String::new());
    };
    view! {
        <fieldset class="choices two">
            <legend class="label">{t.who}</legend>
            <label class="choice">
                <input type="radio" name="who" prop:checked=move || form.own.get() on:change=choose_self />
                <span>
                    {myself}
                    <small>{t.who_self_hint}</small>
                    {(!qualification.is_empty()).then(|| view! { <small>{t.who_self_as(&qualification)}</small> })}
                </span>
            </label>
            <label class="choice">
                <input type="radio" name="who" prop:checked=move || !form.own.get() on:change=choose_other />
                <span>
                    {t.who_other}
                    <small>{t.who_other_hint}</small>
                </span>
            </label>
        </fieldset>
    }
}

/// Which slot the signature fills; its role comes with it.
fn signs_as(form: Form, slots: Vec<Slot>) -> impl IntoView {
    let t = &use_words().sign;
    let open: Vec<_> = slots.into_iter().filter(|slot| slot.signature.is_none()).collect();
    let roles: Vec<_> = open.iter().map(|slot| (slot.id, slot.role.clone())).collect();
    let choose = move |event| {
        let chosen = event_target_value(&event);
        let slot = roles.iter().find(|(id, _)| id.to_string() == chosen);
        form.slot.set(slot.map(|(id, _)| *id));
        form.role.set(slot.map(|(_, role)| role.clone()).unwrap_or_default());
    };
    (!open.is_empty()).then(|| {
        let options = open
            .into_iter()
            .map(|slot| {
                let id = slot.id;
                view! {
                    <option value=id.to_string() selected=move || form.slot.get() == Some(id)>
                        {slot.role}
                    </option>
                }
            })
            .collect_view();
        view! {
            <div class="field">
                <label class="label" for="sign-slot">
                    {t.slot}
                </label>
                <select class="input" id="sign-slot" on:change=choose>
                    {options}
                    <option value="">{t.slot_free}</option>
                </select>
            </div>
        }
    })
}

/// Drawn or typed.
fn how(form: Form, lack: Signal<bool>) -> impl IntoView {
    let t = &use_words().sign;
    let is_drawn = move || form.method.get() == Method::Drawn;
    let method = move |method: Method, icon: &'static str, words: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name="how"
                    prop:checked=move || form.method.get() == method
                    on:change=move |_| form.method.set(method)
                />
                <Icon name=icon />
                {words}
            </label>
        }
    };
    view! {
        <fieldset class="stack-s">
            <legend class="label">{t.how}</legend>
            <div class="segments block">
                {method(Method::Drawn, "pen", t.draw)} {method(Method::Typed, "text", t.type_name)}
            </div>
            {move || lack.get().then(|| error(t.pad_missing))}
            {move || {
                if is_drawn() {
                    view! { <DrawingPad pad=form.pad /> }.into_any()
                } else {
                    let name = form.signer();
                    let name = if name.trim().is_empty() { t.typed_empty.to_owned() } else { name };
                    view! { <p class="typed">{name}</p> }.into_any()
                }
            }}
        </fieldset>
    }
}

/// The sentence under a control that is wrong.
pub fn error(sentence: impl Into<String>) -> impl IntoView {
    view! {
        <p class="error">
            <Icon name="warning" />
            {sentence.into()}
        </p>
    }
}

/// A line of text with its label.
#[component]
fn Field(
    label: &'static str,
    id: &'static str,
    form: Form,
    value: RwSignal<String>,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] lack: Signal<bool>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] autocomplete: &'static str,
    #[prop(optional)] sentence: &'static str,
) -> impl IntoView {
    let (t, locale) = (&use_words().sign, use_locale());
    view! {
        <div class="field">
            <label class="label" for=id>
                {label}
                {optional
                    .then(|| {
                        view! {
                            " "
                            <span class="quiet">{t.optional}</span>
                        }
                    })}
            </label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            {move || lack.get().then(|| error(sentence))}
            {move || form.unprintable(value).map(|problem| error(problem.sentence(locale)))}
            <input
                class="input"
                id=id
                aria-describedby=(!hint.is_empty()).then(|| format!("{id}-hint"))
                maxlength="120"
                autocomplete=if autocomplete.is_empty() { "off" } else { autocomplete }
                aria-invalid=move || lack.get().then_some("true")
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
}
