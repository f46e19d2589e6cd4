//! What the server refused: it stays on the screen with its reason until the person has decided about it.

use leptos::{html, prelude::*};
use norven_words::Locale;

use super::{action::facts, wording};
use crate::{
    features::{
        inspections::{
            draft::{About, Refusal},
            model::{Inspection, Op},
            outbox::{self, Walk},
        },
        templates::model::Item,
    },
    ids::ItemId,
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
    },
};

/// What was refused at an item, or everywhere.
#[component]
pub fn Refusals(
    /// The item.
    #[prop(optional)]
    item: Option<ItemId>,
) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let refused = Memo::new(move |_| {
        let mut refusals = walk.refusals();
        refusals.retain(|refusal| item.is_none() || refusal.item == item);
        refusals
    });
    view! {
        <div class="refusals" aria-live="polite">
            <For each=move || refused.get() key=|refusal| (refusal.about, refusal.error.code()) let:refusal>
                <Card refusal />
            </For>
        </div>
    }
}

#[component]
fn Card(refusal: Refusal) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let (t, locale) = (&use_words().fill, use_locale());
    let about = refusal.about;
    let told = walk.inspection.with_value(|inspection| Told::of(locale, inspection, &refusal));
    let picture = match about {
        About::Photo(photo) => walk.pictures.with_untracked(|pictures| pictures.get(&photo).cloned()),
        About::Command(_) => None,
    };
    let (name, text) = (told.file_name.clone(), told.file);
    let save = move |_| outbox::save(walk, about, name.clone(), text.clone());
    let asked = RwSignal::new(false);
    let keep = NodeRef::<html::Button>::new();
    // The question stands where the button was: the focus goes to the answer that changes nothing.
    Effect::new(move |_| {
        if let Some(keep) = keep.get() {
            drop(keep.focus());
        }
    });
    let heading = format!("refused-{}", told.id);
    view! {
        <article class="refused" aria-labelledby=heading.clone()>
            <Icon name="warning" />
            <div class="refused-what">
                <h3 id=heading.clone()>{told.title}</h3>
                <p>{told.reason}</p>
                {(!told.text.is_empty()).then(|| view! { <blockquote>{told.text}</blockquote> })}
                <p class="hint">{t.refused_here}</p>
            </div>
            {picture.map(|src| view! { <img src=src alt="" /> })}
            {move || {
                if asked.get() {
                    view! {
                        <div class="button-row" role="group" aria-label=t.discard_question>
                            <p>{t.discard_question}</p>
                            <button
                                class="button small danger"
                                type="button"
                                on:click=move |_| outbox::discard(walk, about)
                            >
                                {t.discard_for_good}
                            </button>
                            <button
                                class="button small"
                                type="button"
                                node_ref=keep
                                on:click=move |_| asked.set(false)
                            >
                                {t.keep}
                            </button>
                        </div>
                    }
                        .into_any()
                } else {
                    view! {
                        <div class="button-row">
                            <button class="button small" type="button" on:click=save.clone()>
                                {t.save_to_phone}
                            </button>
                            <button
                                class="button small"
                                type="button"
                                on:click=move |_| outbox::try_again(walk, about)
                            >
                                {t.retry}
                            </button>
                            <button class="button quiet small" type="button" on:click=move |_| asked.set(true)>
                                {t.discard}
                            </button>
                        </div>
                    }
                        .into_any()
                }
            }}
        </article>
    }
}

/// A refusal in words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    id: String,
    title: String,
    reason: String,
    /// What was entered, as it was entered.
    text: String,
    /// The name and text of the file that it is saved as.
    file_name: String,
    file: String,
}

impl Told {
    fn of(locale: Locale, inspection: &Inspection, refusal: &Refusal) -> Self {
        let t = &locale.words().fill;
        let item = refusal.item.and_then(|item| {
            let mut numbered = inspection.checklist.numbered();
            numbered.find(|(_, _, known)| known.id == item).map(|(number, _, item)| (number, item))
        });
        let place = item.as_ref().map(|(number, item)| format!("{number} {}", item.text)).unwrap_or_default();
        let title = match &item {
            Some((number, _)) => t.refused_at(number, what(locale, refusal)),
            None => t.refused_title(what(locale, refusal)),
        };
        let texts = refusal.ops.iter().map(|op| text(locale, item.as_ref().map(|(_, item)| *item), op));
        let text = texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
        let (id, extension) = match refusal.about {
            About::Photo(photo) => (photo.to_string(), extension(refusal)),
            About::Command(command) => (command.to_string(), "txt"),
        };
        let reason = refusal.error.sentence(locale);
        let lines = [inspection.site.as_str(), &place, &title, &text, &reason];
        let file = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n") + "\n";
        let number = item.map(|(number, _)| number).unwrap_or_default();
        let stem = ["norven", number.as_str(), &id].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let file_name = format!("{}.{extension}", stem.join("-"));
        Self { id, title, reason, text, file_name, file }
    }
}

/// What it is, in a word or two.
fn what(locale: Locale, refusal: &Refusal) -> &'static str {
    let t = &locale.words().fill;
    match refusal.ops.first() {
        None | Some(Op::AddPhoto { .. }) => t.photo,
        Some(Op::Answer { .. }) => t.answer,
        Some(Op::Note { .. }) => t.note,
        Some(Op::CaptionPhoto { .. }) => t.caption,
        Some(Op::AnnotatePhoto { .. }) => t.drawing,
        Some(Op::RemovePhoto { .. }) => t.photo_removal,
        Some(Op::SetAction { .. }) => t.action,
        Some(Op::RemoveAction { .. }) => t.remove_action,
    }
}

/// What was entered, as it was entered.
fn text(locale: Locale, item: Option<&Item>, op: &Op) -> String {
    match op {
        Op::Answer { value: Some(value), .. } => {
            item.map(|item| wording::answer(locale, item, value)).unwrap_or_default()
        }
        Op::Note { text, .. } | Op::CaptionPhoto { text, .. } => text.clone(),
        Op::SetAction { action } => [action.text.clone(), facts(locale, action)]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        _ => String::new(),
    }
}

/// How files of a photo's kind are called. A browser that makes photos smaller makes JPEG of them.
fn extension(refusal: &Refusal) -> &'static str {
    match refusal.ops.first() {
        Some(Op::AddPhoto { media_type, .. }) if media_type == "image/png" => "png",
        Some(Op::AddPhoto { media_type, .. }) if media_type == "image/webp" => "webp",
        _ => "jpg",
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        error::AppError,
        features::inspections::sample::{EXIT, inspection},
        ids::CommandId,
    };

    #[test]
    fn a_refusal_says_what_where_and_why_and_its_file_holds_what_was_entered() {
        let inspection = inspection();
        let refusal = Refusal {
            about: About::Command(CommandId(Uuid::from_u128(7))),
            item: Some(EXIT),
            error: AppError::AlreadyFinished,
            ops: vec![Op::Note { item: EXIT, text: "Lock edge chipped".into(), seen: 0 }],
        };
        let told = Told::of(Locale::En, &inspection, &refusal);
        assert_eq!(told.title, "Not accepted at 1.1: Note");
        assert_eq!(told.text, "Lock edge chipped");
        assert_eq!(told.file_name, "norven-1.1-00000000-0000-0000-0000-000000000007.txt");
        for part in ["Hotel Miramar", "1.1 Is the exit free?", "Lock edge chipped", "This inspection is finished."] {
            assert!(told.file.contains(part), "{part} in {}", told.file);
        }
        assert_eq!(Told::of(Locale::Es, &inspection, &refusal).title, "No aceptado en 1.1: Nota");
        let elsewhere = Told::of(Locale::En, &inspection, &Refusal { item: None, ..refusal });
        assert_eq!(elsewhere.title, "Not accepted: Note");
    }
}
