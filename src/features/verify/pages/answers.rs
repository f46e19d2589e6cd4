//! A verdict, and the separate answers below it.
//!
//! What is written here may hold `{placeholders}` and parts that are there only sometimes
//! (`data-part`): the browser's module (`crates/verifier`, `view`) fills them in.

use leptos::prelude::*;
use norven_words::Locale;

use crate::ui::icon::Icon;

/// A placeholder for a value.
#[must_use]
pub fn slot(name: &str) -> String {
    format!("{{{name}}}")
}

/// A verdict: one sentence in colour, icon and words, and what follows from it.
#[component]
pub fn Verdict(
    /// Its colour.
    class: &'static str,
    /// Its icon.
    icon: &'static str,
    /// Its words.
    title: &'static str,
    /// One sentence more.
    #[prop(into)]
    text: String,
    /// What comes before it.
    #[prop(optional)]
    first: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class=format!("verdict {class}") aria-labelledby="verdict-title">
            <header class="verdict-head">
                <Icon name=icon />
                <h2 id="verdict-title" tabindex="-1">
                    {title}
                </h2>
                <p>{first} {text}</p>
            </header>
            {children()}
        </section>
    }
}

/// How an answer looks.
#[derive(Clone, Copy)]
pub enum Mark {
    /// Good.
    Yes,
    /// Bad.
    No,
    /// To be considered.
    Mind,
    /// Neither confirmed nor denied.
    Open,
}

impl Mark {
    const fn icon(self) -> (&'static str, &'static str) {
        match self {
            Self::Yes => ("check", "pass"),
            Self::No => ("cross", "fail"),
            Self::Mind => ("warning", "warn"),
            Self::Open => ("dash", "na"),
        }
    }
}

/// A question with its answer: one or several sentences.
pub fn ask(mark: Mark, question: &'static str, answer: impl IntoView) -> impl IntoView {
    ask_if(None, mark, question, answer)
}

/// A question that is there only where the view has a part.
pub fn ask_if(part: Option<&'static str>, mark: Mark, question: &'static str, answer: impl IntoView) -> impl IntoView {
    let (icon, class) = mark.icon();
    view! {
        <li data-part=part>
            <Icon name=icon class=class />
            <b>{question}</b>
            {answer}
        </li>
    }
}

/// A sentence.
pub fn say(text: impl Into<String>) -> impl IntoView {
    view! { <span>{text.into()}</span> }
}

/// A sentence that is there only where the view has a part.
pub fn say_if(part: &'static str, text: impl Into<String>) -> impl IntoView {
    view! { <span data-part=part>{text.into()}</span> }
}

/// Something to mind, said only where the view has a part.
pub fn note_if(part: &'static str, mark: Mark, text: impl Into<String>) -> impl IntoView {
    let (icon, class) = mark.icon();
    view! {
        <li data-part=part>
            <Icon name=icon class=class />
            <b>{text.into()}</b>
        </li>
    }
}

/// What to do next.
pub fn next(locale: Locale, icon: &'static str, text: impl Into<String>) -> impl IntoView {
    view! {
        <li>
            <Icon name=icon />
            <b>{locale.words().verify.next}</b>
            <span>{text.into()}</span>
        </li>
    }
}

/// What several verdicts share: the template of this id goes here.
pub fn shared(id: &'static str) -> impl IntoView {
    view! { <div data-use=id></div> }
}

/// The same within a list.
pub fn shared_items(id: &'static str) -> impl IntoView {
    view! { <li data-use=id></li> }
}
