//! Parts of tables.

use leptos::prelude::*;

use super::env::use_words;

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
