//! Parts of every page at the desk.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{env::use_words, icon::Icon, problem::Problem};
use crate::error::AppError;

/// A page's heading, what stands under it, and its actions.
#[component]
pub fn PageHead(
    /// The heading.
    #[prop(into)]
    title: String,
    /// What stands under it.
    #[prop(into, optional)]
    sub: String,
    /// The page's actions.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="page-head">
            <div class="page-title">
                <h1>{title}</h1>
                {(!sub.is_empty()).then(|| view! { <p class="page-sub">{sub}</p> })}
            </div>
            {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
        </header>
    }
}

/// What is shown instead of a page that cannot be shown: its title, and what went wrong.
#[component]
pub fn PageProblem(
    /// The page's title.
    title: &'static str,
    /// What went wrong.
    error: AppError,
) -> impl IntoView {
    view! {
        <Title text=title />
        <PageHead title />
        <Problem error />
    }
}

/// The shape of what is loading.
#[component]
pub fn Loading() -> impl IntoView {
    view! {
        <div class="sheet pad" aria-busy="true">
            <p class="sr" role="status">
                {use_words().desk.loading}
            </p>
            <div aria-hidden="true">
                <div class="skeleton title"></div>
                <div class="skeleton line"></div>
                <div class="skeleton line"></div>
                <div class="skeleton line short"></div>
            </div>
        </div>
    }
}

/// Says that there is nothing yet, and what to do.
#[component]
pub fn Empty(
    /// An icon of the sprite.
    icon: &'static str,
    /// What there is not.
    title: &'static str,
    /// What to know about it.
    text: &'static str,
    /// What to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="sheet">
            <div class="empty">
                <Icon name=icon />
                <h2>{title}</h2>
                <p>{text}</p>
                {children.map(|children| view! { <div class="button-row">{children()}</div> })}
            </div>
        </div>
    }
}
