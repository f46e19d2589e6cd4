//! Where the answers are: saved, waiting, sent.

use leptos::prelude::*;

use super::screen::Screen;
use crate::{
    error::AppError,
    features::inspections::outbox::{self, Link, Walk},
    ui::{
        env::{request_path, use_locale, use_words},
        icon::Icon,
        routes,
    },
};

/// Where the answers are.
#[component]
pub fn Status() -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    let screen = expect_context::<Memo<Screen>>();
    let (waiting, refused) = (Memo::new(move |_| walk.waiting()), Memo::new(move |_| walk.refusals().len()));
    let chip = move || {
        if !walk.recalled.get() {
            return ("chip wait sync", "clock", t.loading.to_owned());
        }
        let offline = walk.link.with(|link| *link == Link::Offline);
        match (waiting.get(), offline) {
            (0, true) => ("chip warn sync", "offline", t.offline_saved.to_owned()),
            (0, false) if refused.get() > 0 => ("chip warn sync", "warning", t.sent_but(refused.get())),
            (0, false) if walk.sent.get() => ("chip pass sync", "check", t.sent.to_owned()),
            (0, false) => ("chip pass sync", "check", t.saved.to_owned()),
            (count, true) => ("chip warn sync", "offline", t.offline(count)),
            (count, false) => ("chip warn sync", "phone", t.waiting(count)),
        }
    };
    view! {
        <p class=move || chip().0 role="status">
            {move || {
                let (_, icon, words) = chip();
                view! {
                    <Icon name=icon />
                    {words}
                }
            }}
        </p>
        {move || (!walk.keeps.get()).then(|| view! { <KeepsNothing /> })}
        {move || trouble(walk, walk.link.get())}
        {move || (refused.get() > 0 && screen.get() != Screen::Finish).then(|| view! { <Refused count=refused.get() /> })}
    }
}

/// The way to what was refused.
#[component]
fn Refused(count: usize) -> impl IntoView {
    let t = &use_words().fill;
    view! {
        <div class="banner fail" role="alert">
            <Icon name="warning" />
            <p class="banner-text">{t.refused_count(count)}</p>
            <p class="banner-actions">
                <a class="button small" href=Screen::Finish.href()>
                    {t.refused_show}
                </a>
            </p>
        </div>
    }
}

#[component]
fn KeepsNothing() -> impl IntoView {
    let t = &use_words().fill;
    view! {
        <div class="banner fail" role="alert">
            <Icon name="warning" />
            <div class="banner-text">
                <b>{t.keeps_nothing}</b>
                <p>{t.keeps_nothing_text}</p>
            </div>
        </div>
    }
}

fn trouble(walk: Walk, link: Link) -> Option<AnyView> {
    let (t, locale) = (&use_words().fill, use_locale());
    let (words, action) = match link {
        Link::Ready | Link::Sending | Link::Offline => return None,
        Link::SignedOut => {
            let here = routes::sign_in_then(&request_path());
            let link = view! {
                <a class="button small" href=here rel="external">
                    {use_words().common.sign_in}
                </a>
            };
            let words =
                walk.inspection.with_value(|inspection| t.signed_out(&inspection.organisation, &inspection.reader));
            (words, link.into_any())
        }
        Link::Trouble(error) => {
            let again = view! {
                <button class="button small" type="button" on:click=move |_| outbox::retry(walk)>
                    {t.retry}
                </button>
            };
            (error.sentence(locale), again.into_any())
        }
        Link::Stopped(error) => {
            let words = if error == AppError::NotFound { t.not_yours.to_owned() } else { error.sentence(locale) };
            let link = view! { <a href=routes::inspection(walk.id()) rel="external">{t.to_inspection}</a> };
            (words, link.into_any())
        }
    };
    let banner = view! {
        <div class="banner warn" role="alert">
            <Icon name="warning" />
            <p class="banner-text">{words}</p>
            <p class="banner-actions">{action}</p>
        </div>
    };
    Some(banner.into_any())
}
