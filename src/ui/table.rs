//! Parts of tables.

use leptos::prelude::*;

use super::{env::use_words, icon::Icon, keys::along};

/// A table on a sheet, which becomes a stack of cards where it is narrow. Of the column for the buttons only screen
/// readers tell the name.
#[component]
pub fn Sheet(
    /// The columns' names.
    columns: Vec<&'static str>,
    /// Whether the rows end with buttons.
    #[prop(default = true)]
    tools: bool,
    /// The rows.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="sheet table-wrap" on:keydown=along>
            <table class="table">
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
                <tbody>{children()}</tbody>
            </table>
        </div>
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
