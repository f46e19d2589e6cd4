//! The local outbox: mail that was not sent, since this deployment has no mail server.

use leptos::prelude::*;

use crate::{
    features::identity::api::{OutboxLine, list_outbox},
    ui::{env::use_words, layout::Public, problem::Problem, routes},
};

/// Shows the latest mails.
#[component]
pub fn OutboxPage() -> impl IntoView {
    let t = &use_words().identity;
    let mails = Resource::new_blocking(|| (), |()| list_outbox());
    view! {
        <Public title=t.outbox_title here=routes::OUTBOX>
            <header>
                <h1>{t.outbox_title}</h1>
                <p class="lead">{t.outbox_lead}</p>
            </header>
            <Suspense>
                {move || Suspend::new(async move {
                    match mails.await {
                        Ok(mails) if mails.is_empty() => view! { <p class="quiet">{t.outbox_empty}</p> }.into_any(),
                        Ok(mails) => mails.into_iter().map(mail).collect_view().into_any(),
                        Err(error) => view! { <Problem error /> }.into_any(),
                    }
                })}
            </Suspense>
        </Public>
    }
}

fn mail(mail: OutboxLine) -> impl IntoView {
    // Links of a mail can be followed, as in a mail program.
    let body = mail
        .body
        .lines()
        .map(|line| {
            if line.starts_with("http://") || line.starts_with("https://") {
                view! { <a href=line.to_owned() rel="external">{line.to_owned()}</a> "\n" }.into_any()
            } else {
                view! { {line.to_owned()} "\n" }.into_any()
            }
        })
        .collect_view();
    view! {
        <article class="sheet mail">
            <header class="mail-head">
                <h2>{mail.subject}</h2>
                <p class="small quiet">{mail.recipient} " · " {mail.sent}</p>
            </header>
            <pre class="mail-body">{body}</pre>
        </article>
    }
}
