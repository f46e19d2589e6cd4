//! The dialog that asks for a fresh proof of who one is.

use leptos::prelude::*;

use super::authenticator;
use crate::{
    features::identity::{
        api::{ask_proof_of_passkey, give_proof, request_proof_code},
        model::{Ceremony, LINK_SECONDS, ProofGiven},
    },
    ui::{
        dialog::Dialog,
        env::use_words,
        form::{FormProblem, TextField},
        icon::Icon,
        proof::Proof,
        work::Work,
    },
};

/// Asks by passkey, where there is one, or by mail.
#[component]
pub fn ProofDialog(
    /// The page's question.
    proof: Proof,
    /// Where the code goes.
    email: String,
) -> impl IntoView {
    let t = &use_words().identity;
    let passkey = RwSignal::new(None::<Ceremony>);
    let mailed = RwSignal::new(false);
    let code = RwSignal::new(String::new());
    let work = Work::new();
    let problem = work.problem();
    Effect::new(move || {
        if proof.asked().get() {
            work.clear();
            mailed.set(false);
            code.set(String::new());
            passkey.set(None);
            if authenticator::is_supported() {
                work.run(ask_proof_of_passkey(), move |asked| passkey.set(asked));
            }
        }
    });
    let by_passkey = move |_| {
        let Some(asked) = passkey.get_untracked() else { return };
        let answered = async move {
            let given = async { give_proof(ProofGiven::Passkey(authenticator::answer(&asked).await?)).await }.await;
            // What was asked can be answered once: whoever tries again is asked anew.
            let again = if given.is_err() { ask_proof_of_passkey().await.ok() } else { None };
            if let Some(again) = again {
                passkey.set(again);
            }
            given
        };
        work.run(answered, move |()| proof.given());
    };
    let send = move |_| work.run(request_proof_code(), move |()| mailed.set(true));
    let by_code = move || {
        work.run(give_proof(ProofGiven::Code(code.get_untracked())), move |()| proof.given());
    };
    view! {
        <Dialog id="proof-title" title=t.proof_title.to_owned() open=proof.asked()>
            <div class="dialog-body stack">
                <p>{t.proof_lead}</p>
                <FormProblem problem fields=vec![("proof-code", t.code)] />
                {move || {
                    passkey
                        .get()
                        .map(|_| {
                            view! {
                                <button
                                    class="button primary large"
                                    type="button"
                                    aria-busy=move || work.aria_busy()
                                    on:click=by_passkey
                                >
                                    <Icon name="key" />
                                    {t.proof_passkey}
                                </button>
                            }
                        })
                }}
                {move || {
                    if mailed.get() {
                        view! {
                            <form
                                class="form"
                                novalidate
                                on:submit=move |event| {
                                    event.prevent_default();
                                    by_code();
                                }
                            >
                                <p class="small quiet" role="status">
                                    {t.proof_mailed(&email, LINK_SECONDS / 60)}
                                </p>
                                <TextField
                                    name="proof-code"
                                    label=t.code
                                    value=code
                                    problem
                                    autocomplete="one-time-code"
                                />
                                <button class="button primary" type="submit" aria-busy=move || work.aria_busy()>
                                    {t.proof_confirm}
                                </button>
                            </form>
                        }
                            .into_any()
                    } else {
                        view! {
                            <button
                                class="button large"
                                type="button"
                                aria-busy=move || work.aria_busy()
                                on:click=send
                            >
                                <Icon name="mail" />
                                {t.proof_mail}
                            </button>
                        }
                            .into_any()
                    }
                }}
            </div>
        </Dialog>
    }
}
