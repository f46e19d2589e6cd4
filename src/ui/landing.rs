//! The public front page.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    env::use_words,
    icon::Icon,
    layout::{Brand, LocaleSwitch},
    routes,
};

/// Says what Norven is, and leads to signing in and to verifying.
#[component]
pub fn LandingPage() -> impl IntoView {
    let (t, common) = (&use_words().landing, &use_words().common);
    let point = |icon: &'static str, title: &'static str, text: &'static str| {
        view! {
            <li>
                <Icon name=icon />
                <h2 class="small">{title}</h2>
                <p>{text}</p>
            </li>
        }
    };
    let step = |title: &'static str, text: &'static str| view! { <li><b>{title}</b>{text}</li> };
    view! {
        <Title text=t.title />
        <div class="public wide">
            <header class="public-bar">
                <Brand />
                <nav aria-label=t.site_nav>
                    <a class="spare" href=routes::VERIFY rel="external">{common.verify_a_report}</a>
                    <LocaleSwitch then=routes::HOME />
                    <a class="button" href=routes::SIGN_IN rel="external">{common.sign_in}</a>
                </nav>
            </header>
            <main class="public-main landing" id="main" tabindex="-1">
                <section class="hero">
                    <div>
                        <h1 class="title-xl">{t.title}</h1>
                        <p class="lead">{t.lead}</p>
                        <div class="button-row">
                            <a class="button primary large" href=routes::SIGN_IN rel="external">{common.sign_in}</a>
                            <a class="button large" href=routes::VERIFY rel="external">{common.verify_a_report}</a>
                        </div>
                    </div>
                    <Paper />
                </section>
                <ul class="points">
                    {point("phone", t.field_title, t.field_text)}
                    {point("file", t.pdf_title, t.pdf_text)}
                    {point("seal", t.proof_title, t.proof_text)}
                </ul>
                <section class="stack-l" aria-labelledby="how">
                    <h2 class="section-title" id="how">{t.flow_title}</h2>
                    <ol class="flow">
                        {step(t.flow_choose, t.flow_choose_text)}
                        {step(t.flow_inspect, t.flow_inspect_text)}
                        {step(t.flow_sign, t.flow_sign_text)}
                        {step(t.flow_issue, t.flow_issue_text)}
                    </ol>
                </section>
                <section class="closing">
                    <div>
                        <h2>{t.closing_title}</h2>
                        <p>{t.closing_text}</p>
                    </div>
                    <a class="button primary" href=routes::VERIFY rel="external">{common.verify_a_report}</a>
                </section>
            </main>
            <footer class="public-foot">
                <a href=routes::VERIFY rel="external">{common.verify_a_report}</a>
                <span class="push num">{common.brand} " " {env!("CARGO_PKG_VERSION")}</span>
            </footer>
        </div>
    }
}

/// A report's first page, drawn: decoration that shows what people will receive.
#[component]
fn Paper() -> impl IntoView {
    let t = &use_words().landing;
    view! {
        <figure class="paper" aria-label=t.paper_label>
            <div class="between tiny quiet">
                <span>"Prevención Centro S.L."</span>
                <span class="num">"NV-2026-000123"</span>
            </div>
            <div>
                <h2>{t.paper_title}</h2>
                <p class="quiet">"Calle de Alcalá 48, 28014 Madrid"</p>
            </div>
            <div class="result">
                <b>"96\u{a0}%"</b>
                <div>
                    <p class="result-words">
                        <b>{t.paper_failed}</b>
                    </p>
                    <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                        <rect class="pass" width="82" height="1" />
                        <rect class="fail" x="82" width="3" height="1" />
                    </svg>
                </div>
            </div>
            <p class="status pass">
                <Icon name="seal" />
                {t.paper_verdict}
            </p>
            <p class="digest">"e249a17e5b0c4d8f93a1127c60d2be4478f1a5936c0e8d21b7f4ca905e613d02"</p>
        </figure>
    }
}
