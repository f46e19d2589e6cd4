//! How the inspector will see an item.

use leptos::prelude::*;

use super::state::Editor;
use crate::{
    features::templates::model::{ChoiceOption, Item, ItemKind, Precision},
    ids::ItemId,
    ui::{env::use_words, icon::Icon},
};

/// The item as it stands on the inspector's screen, in the template's language; nothing in it can be
/// operated.
#[component]
pub fn Preview(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let item = editor.slice(move |draft| Some((draft.item_number(id)?, draft.checklist().item(id)?.clone())));
    view! {
        <div class="field">
            <p class="label">{t.preview}</p>
            <div class="sheet item ed-preview" inert lang=editor.language.tag()>
                {move || item.get().map(|(number, item)| shown(editor, &number, &item))}
            </div>
        </div>
    }
}

fn shown(editor: Editor, number: &str, item: &Item) -> impl IntoView + use<> {
    view! {
        <header class="item-head">
            <span class="item-no">{number.to_owned()}</span>
            <p class="question">{item.text.clone()}</p>
        </header>
        {(!item.help.trim().is_empty()).then(|| view! { <p class="item-help">{item.help.clone()}</p> })}
        {control(editor, &item.kind)}
    }
}

fn control(editor: Editor, kind: &ItemKind) -> AnyView {
    let t = &editor.language.words().templates;
    match kind {
        ItemKind::PassFail => {
            answers("answers", &[("pass", "check", t.pass), ("fail", "cross", t.fail), ("na", "dash", t.na)])
        }
        ItemKind::YesNo { .. } => answers("answers two", &[("yes", "check", t.yes), ("no", "cross", t.no)]),
        ItemKind::Choice { options } => choices("radio", options),
        ItemKind::Choices { options } => choices("checkbox", options),
        ItemKind::Text { long: true } => view! { <textarea class="input" rows="3"></textarea> }.into_any(),
        ItemKind::Text { long: false } => view! { <input class="input" /> }.into_any(),
        ItemKind::Number { unit, .. } => view! {
            <div class="affix">
                <input class="input" />
                <span class="affix-end">{unit.clone()}</span>
            </div>
        }
        .into_any(),
        ItemKind::DateTime { precision } => {
            let kind = match precision {
                Precision::Date => "date",
                Precision::Time => "time",
                Precision::DateTime => "datetime-local",
            };
            view! { <input class="input" type=kind /> }.into_any()
        }
        ItemKind::Photo { .. } => view! {
            <div class="extras">
                <span class="extra">
                    <Icon name="camera" />
                    {t.photo}
                </span>
            </div>
        }
        .into_any(),
        ItemKind::Signature { role } => view! {
            <p class="slot">
                <Icon name="pen" />
                {role.clone()}
            </p>
        }
        .into_any(),
        ItemKind::Instruction => ().into_any(),
    }
}

fn answers(class: &'static str, answers: &[(&'static str, &'static str, &'static str)]) -> AnyView {
    let answers = answers
        .iter()
        .map(|(class, icon, words)| {
            view! {
                <span class=format!("answer {class}")>
                    <Icon name=*icon />
                    {*words}
                </span>
            }
        })
        .collect_view();
    view! { <div class=class>{answers}</div> }.into_any()
}

fn choices(kind: &'static str, options: &[ChoiceOption]) -> AnyView {
    let options = options
        .iter()
        .map(|option| {
            view! {
                <label class="choice">
                    <input type=kind />
                    <span>{option.text.clone()}</span>
                </label>
            }
        })
        .collect_view();
    view! { <div class="choices">{options}</div> }.into_any()
}
