//! Parts of tables.

use leptos::prelude::*;

use super::{env::use_words, icon::Icon};

/// The heading of a table: its columns, and one for the buttons, whose name only screen readers tell.
#[component]
pub fn TableHead(
    /// The columns' names.
    columns: Vec<&'static str>,
    /// Whether the rows end with buttons.
    #[prop(default = true)]
    tools: bool,
) -> impl IntoView {
    view! {
        <thead>
            <tr>
                {columns.into_iter().map(|column| view! { <th scope="col">{column}</th> }).collect_view()}
                {tools
                    .then(|| {
                        view! {
                            <th scope="col">
                                <span class="sr">{use_words().common.tools}</span>
                            </th>
                        }
                    })}
            </tr>
        </thead>
    }
}

/// A button at the end of a row.
#[component]
pub fn RowTool(
    /// Its icon.
    icon: &'static str,
    /// What it does.
    title: &'static str,
    /// What it does, with the name of the thing, for whoever hears the rows one by one.
    #[prop(into)]
    label: String,
    /// Does it.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            class="button quiet square small"
            type="button"
            title=title
            aria-label=label
            on:click=move |_| on_press.run(())
        >
            <Icon name=icon />
        </button>
    }
}
