//! Frames of pages that need no organisation: public pages and the gate where people sign in.

use leptos::prelude::*;
use leptos_meta::Title;
use norven_words::Locale;

use super::{
    env::{use_locale, use_words},
    icon::Icon,
    routes,
};

/// The name, which leads to the front page.
#[component]
pub fn Brand(
    /// Where it leads.
    #[prop(optional, default = routes::HOME)]
    href: &'static str,
) -> impl IntoView {
    view! {
        <a class="brand" href=href rel="external">
            <Icon name="seal" />
            {use_words().common.brand}
        </a>
    }
}

/// Switches the language by loading the page anew.
#[component]
pub fn LocaleSwitch(
    /// The page to come back to.
    #[prop(into)]
    then: String,
) -> impl IntoView {
    let present = use_locale();
    let others = Locale::ALL.into_iter().filter(|locale| *locale != present).collect::<Vec<_>>();
    view! {
        <form action="/locale" method="post">
            <input type="hidden" name="then" value=then />
            {others
                .into_iter()
                .map(|locale| {
                    view! {
                        <button class="link" name="locale" value=locale.tag() lang=locale.tag()>
                            {locale.name()}
                        </button>
                    }
                })
                .collect_view()}
        </form>
    }
}

/// The frame of the pages where people sign in: one card.
#[component]
pub fn Gate(
    /// The page's title.
    title: &'static str,
    /// The page to come back to after switching the language.
    #[prop(into)]
    here: String,
    children: Children,
) -> impl IntoView {
    let t = use_words();
    view! {
        <Title text=title />
        <div class="gate">
            <header class="gate-bar">
                <Brand />
                <LocaleSwitch then=here />
            </header>
            <main class="gate-card" id="main" tabindex="-1">
                {children()}
            </main>
            <footer class="gate-foot">
                <a href=routes::VERIFY rel="external">{t.common.verify_a_report}</a>
            </footer>
        </div>
    }
}

/// The frame of public pages.
#[component]
pub fn Public(
    /// The page's title.
    title: &'static str,
    /// The page itself, to come back to after switching the language.
    here: &'static str,
    children: Children,
) -> impl IntoView {
    let t = use_words();
    view! {
        <Title text=title />
        <div class="public">
            <header class="public-bar">
                <Brand />
                <LocaleSwitch then=here />
                <a class="spare" href=routes::SIGN_IN rel="external">{t.common.sign_in}</a>
            </header>
            <main class="public-main" id="main" tabindex="-1">
                {children()}
            </main>
            <footer class="public-foot">
                <a href=routes::VERIFY rel="external">{t.common.verify_a_report}</a>
            </footer>
        </div>
    }
}
