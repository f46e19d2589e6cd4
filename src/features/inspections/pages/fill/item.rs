//! One item: what is asked, how it is answered, and what follows from the answer.

use leptos::prelude::*;
use norven_proof::record::Outcome;

use super::{
    choice, date::DateControl, follow::Follow, notice::NoticeLine, photos::PhotoList, refused::Refusals,
    screen::anchor, typed,
};
use crate::{
    features::{
        inspections::{
            model::{AnswerValue, Missing},
            outbox::Walk,
        },
        templates::model::{Item, ItemKind},
    },
    ids::ItemId,
    ui::{env::use_words, icon::Icon},
};

/// What the parts of an item share.
#[derive(Clone, Copy)]
pub struct Asked {
    /// The item's id.
    pub id: ItemId,
    /// The item.
    pub item: StoredValue<Item>,
    /// Its number as printed.
    pub number: StoredValue<String>,
    /// The present answer.
    pub value: Memo<Option<AnswerValue>>,
    /// What the answer means.
    pub outcome: Memo<Option<Outcome>>,
}

impl Asked {
    fn new(walk: Walk, number: String, item: Item) -> Self {
        let id = item.id;
        let item = StoredValue::new(item);
        Self {
            id,
            item,
            number: StoredValue::new(number),
            value: Memo::new(move |_| walk.read(|findings| findings.value(id).cloned())),
            outcome: Memo::new(move |_| item.with_value(|item| walk.read(|findings| findings.outcome(item)))),
        }
    }

    /// The id of the question, which names the control.
    #[must_use]
    pub fn question(self) -> String {
        format!("q-{}", self.id)
    }

    /// Whether the answer is this as the page is written: before it is alive, it shows what was answered.
    #[must_use]
    pub fn was(self, value: &AnswerValue) -> bool {
        self.value.with_untracked(|present| present.as_ref() == Some(value))
    }

    /// Whether the answer is this.
    #[must_use]
    pub fn is(self, value: &AnswerValue) -> bool {
        self.value.with(|present| present.as_ref() == Some(value))
    }
}

/// One item.
#[component]
pub fn ItemCard(number: String, item: Item) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    if item.kind == ItemKind::Instruction {
        return view! {
            <section class="sheet item instruction" id=anchor(item.id)>
                <Icon name="info" />
                <p>{item.text}</p>
            </section>
        }
        .into_any();
    }
    let asked = Asked::new(walk, number.clone(), item.clone());
    let gap = Memo::new(move |_| asked.item.with_value(|item| walk.read(|findings| findings.missing(item))));
    let is_gap = move || walk.gaps_shown.get() && gap.get() == Some(Missing::Answer);
    let optional = !item.required && item.kind.is_answered();
    view! {
        <section class="sheet item" class:gap=is_gap id=anchor(item.id) tabindex="-1" aria-labelledby=asked.question()>
            <header class="item-head">
                <span class="item-no">{number}</span>
                <h2 class="question" id=asked.question()>
                    {item.text.clone()}
                    {optional.then(|| view! { <span class="need-mark">" · " {t.optional}</span> })}
                </h2>
                {(!item.help.is_empty()).then(|| view! { <p class="item-help">{item.help.clone()}</p> })}
            </header>
            {control(asked, &item)}
            {item.kind.is_answered().then(|| view! { <Follow asked /> })}
            {move || {
                is_gap()
                    .then(|| {
                        view! {
                            <p class="status warn">
                                <Icon name="warning" />
                                {t.required}
                            </p>
                        }
                    })
            }}
            <NoticeLine item=asked.id />
            <Show when=move || walk.is_writable()>
                <Refusals item=asked.id />
            </Show>
        </section>
    }
    .into_any()
}

fn control(asked: Asked, item: &Item) -> AnyView {
    let t = &use_words().fill;
    match &item.kind {
        ItemKind::PassFail => choice::pass_fail(asked).into_any(),
        ItemKind::YesNo { failing } => choice::yes_no(asked, *failing).into_any(),
        ItemKind::Choice { options } => choice::one_of(asked, options).into_any(),
        ItemKind::Choices { options } => choice::any_of(asked, options).into_any(),
        ItemKind::Text { long } => typed::text(asked, *long).into_any(),
        ItemKind::Number { unit, .. } => typed::number(asked, unit.clone()).into_any(),
        ItemKind::DateTime { precision } => {
            let precision = *precision;
            view! { <DateControl asked precision /> }.into_any()
        }
        ItemKind::Photo { .. } => view! { <PhotoList asked always=true /> }.into_any(),
        ItemKind::Signature { role } => view! {
            <div class="slot">
                <Icon name="pen" class="l" />
                <span>
                    <b>{role.clone()}</b>
                    <br />
                    {t.slot}
                </span>
            </div>
        }
        .into_any(),
        ItemKind::Instruction => ().into_any(),
    }
}
