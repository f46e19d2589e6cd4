//! The settings that only some kinds of item have.

use leptos::prelude::*;
use norven_words::decimal;

use super::{
    focus,
    kinds::Kind,
    limits::{either, limit, shown},
    options::Options,
    panel::{kind_of, type_into},
    state::Editor,
};
use crate::{
    features::templates::model::{ItemKind, Precision, YesNo},
    ids::ItemId,
    ui::env::use_words,
};

/// Most decimal places of a reading.
const MOST_DECIMALS: u8 = 6;
/// Most photos of an item.
const MOST_PHOTOS: u8 = 50;

/// The settings of the item's kind.
#[component]
pub fn KindSettings(editor: Editor, id: ItemId) -> impl IntoView {
    let kind = kind_of(editor, id);
    move || match kind.get() {
        Kind::YesNo => view! { <Failing editor id /> }.into_any(),
        Kind::Choice | Kind::Choices => view! { <Options editor id /> }.into_any(),
        Kind::Text => view! { <Length editor id /> }.into_any(),
        Kind::Number => view! { <Limits editor id /> }.into_any(),
        Kind::DateTime => view! { <Exactness editor id /> }.into_any(),
        Kind::Photo => view! { <Photos editor id /> }.into_any(),
        Kind::Signature => view! { <Signer editor id /> }.into_any(),
        Kind::PassFail | Kind::Instruction => ().into_any(),
    }
}

/// A value of the item's kind.
fn read<T>(editor: Editor, id: ItemId, read: impl Fn(&ItemKind) -> Option<T> + Send + Sync + 'static) -> Memo<Option<T>>
where
    T: PartialEq + Send + Sync + 'static,
{
    editor.slice(move |draft| draft.checklist().item(id).and_then(|item| read(&item.kind)))
}

/// Changes the item's kind in a way that can be taken back.
fn write(editor: Editor, id: ItemId, write: impl FnOnce(&mut ItemKind)) {
    editor.reshape(id, |shape| write(&mut shape.kind));
}

/// A few choices of which one holds.
fn one_of<T>(
    legend: &'static str,
    choices: Vec<(T, &'static str)>,
    present: Memo<Option<T>>,
    choose: impl Fn(T) + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let choices = choices
        .into_iter()
        .enumerate()
        .map(|(index, (value, label))| {
            let id = if index == 0 { focus::KIND_SETTINGS.to_owned() } else { format!("ed-setting-{index}") };
            view! {
                <label>
                    <input
                        type="radio"
                        id=id
                        name="ed-setting"
                        prop:checked=move || present.get() == Some(value)
                        on:change=move |_| choose(value)
                    />
                    {label}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend class="label">{legend}</legend>
            <div class="segments block">{choices}</div>
        </fieldset>
    }
}

#[component]
fn Failing(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let present = read(editor, id, |kind| match kind {
        ItemKind::YesNo { failing } => Some(*failing),
        _ => None,
    });
    let choices = vec![(Some(YesNo::No), t.no), (Some(YesNo::Yes), t.yes), (None, t.fails_none)];
    one_of(t.failing_answer, choices, present, move |failing| {
        write(editor, id, |kind| *kind = ItemKind::YesNo { failing });
    })
}

#[component]
fn Length(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let present = read(editor, id, |kind| match kind {
        ItemKind::Text { long } => Some(*long),
        _ => None,
    });
    one_of(t.text_length, vec![(false, t.text_short), (true, t.text_long)], present, move |long| {
        write(editor, id, |kind| *kind = ItemKind::Text { long });
    })
}

#[component]
fn Exactness(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let present = read(editor, id, |kind| match kind {
        ItemKind::DateTime { precision } => Some(*precision),
        _ => None,
    });
    let choices = vec![
        (Precision::Date, t.precision_date),
        (Precision::Time, t.precision_time),
        (Precision::DateTime, t.precision_both),
    ];
    one_of(t.precision, choices, present, move |precision| {
        write(editor, id, |kind| *kind = ItemKind::DateTime { precision });
    })
}

#[component]
fn Limits(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let unit = read(editor, id, |kind| match kind {
        ItemKind::Number { unit, .. } => Some(unit.clone()),
        _ => None,
    });
    let bound = move |upper: bool| {
        let present = read(editor, id, move |kind| match kind {
            ItemKind::Number { min, max, .. } => {
                if upper {
                    max.clone()
                } else {
                    min.clone()
                }
            }
            _ => None,
        });
        let set = move |made: &dyn Fn(&str) -> Option<String>| {
            write(editor, id, |kind| {
                if let ItemKind::Number { min, max, unit, .. } = kind {
                    *(if upper { max } else { min }) = made(unit);
                }
            });
        };
        let (control, label) = if upper { ("ed-max", t.maximum) } else { (focus::KIND_SETTINGS, t.minimum) };
        view! {
            <div class="field">
                <label class="label" for=control>
                    {label}
                </label>
                <input
                    class="input"
                    id=control
                    inputmode="decimal"
                    maxlength="100"
                    autocomplete="off"
                    prop:value=move || present.get().map(|figure| shown(editor.locale, &figure)).unwrap_or_default()
                    on:change:target=move |event| {
                        let text = event.target().value();
                        set(&|unit| limit(editor.locale, &text, unit));
                    }
                />
                {move || {
                    let figures = present.get().and_then(|kept| either(editor.locale, &kept))?;
                    let buttons = figures.map(|figure| {
                        let words = decimal(editor.locale, &figure.canonical());
                        view! {
                            <button
                                class="button small"
                                type="button"
                                on:click=move |_| set(&|_| Some(figure.canonical()))
                            >
                                {words}
                            </button>
                        }
                    });
                    Some(view! {
                        <div class="button-row" role="group" aria-label=t.limit_either>
                            <p class="error" role="alert">{t.limit_either}</p>
                            {buttons.into_iter().collect_view()}
                        </div>
                    })
                }}
            </div>
        }
    };
    let decimals = read(editor, id, |kind| match kind {
        ItemKind::Number { decimals, .. } => Some(*decimals),
        _ => None,
    });
    let set_decimals = move |figure: u8| {
        write(editor, id, |kind| {
            if let ItemKind::Number { decimals, .. } = kind {
                *decimals = figure;
            }
        });
    };
    view! {
        <fieldset class="stack-s">
            <legend class="sr">{t.number}</legend>
            <div class="ed-pair">{bound(false)} {bound(true)}</div>
            <p class="hint">{t.limits_hint}</p>
        </fieldset>
        <div class="ed-pair">
            <div class="field">
                <label class="label" for="ed-unit">
                    {t.unit}
                </label>
                <input
                    class="input"
                    id="ed-unit"
                    maxlength="20"
                    autocomplete="off"
                    placeholder="°C"
                    prop:value=move || unit.get().unwrap_or_default()
                    on:input:target=move |event| {
                        let text = event.target().value();
                        type_into(editor, id, |item| {
                            if let ItemKind::Number { unit, .. } = &mut item.kind {
                                *unit = text;
                            }
                        });
                    }
                />
            </div>
            {count("ed-decimals", t.decimals, MOST_DECIMALS, decimals, set_decimals)}
        </div>
    }
}

/// A small whole number.
fn count(
    id: &'static str,
    label: &'static str,
    most: u8,
    present: Memo<Option<u8>>,
    set: impl Fn(u8) + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="label" for=id>
                {label}
            </label>
            <input
                class="input"
                id=id
                type="number"
                inputmode="numeric"
                min="0"
                max=most.to_string()
                prop:value=move || present.get().unwrap_or_default().to_string()
                on:change:target=move |event| {
                    let before = present.get_untracked().unwrap_or_default();
                    let figure = event.target().value().parse::<u8>().unwrap_or(before).min(most);
                    event.target().set_value(&figure.to_string());
                    set(figure);
                }
            />
        </div>
    }
}

#[component]
fn Photos(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let bound = move |upper: bool| {
        let present = read(editor, id, move |kind| match kind {
            ItemKind::Photo { min, max } => Some(if upper { *max } else { *min }),
            _ => None,
        });
        let set = move |figure: u8| {
            write(editor, id, |kind| {
                if let ItemKind::Photo { min, max } = kind {
                    *(if upper { max } else { min }) = figure;
                }
            });
        };
        let (control, label) = if upper { ("ed-most", t.photos_max) } else { (focus::KIND_SETTINGS, t.photos_min) };
        count(control, label, MOST_PHOTOS, present, set)
    };
    view! {
        <fieldset>
            <legend class="sr">{t.photo}</legend>
            <div class="ed-pair">{bound(false)} {bound(true)}</div>
        </fieldset>
    }
}

#[component]
fn Signer(editor: Editor, id: ItemId) -> impl IntoView {
    let t = &use_words().templates;
    let role = read(editor, id, |kind| match kind {
        ItemKind::Signature { role } => Some(role.clone()),
        _ => None,
    });
    view! {
        <div class="field">
            <label class="label" for=focus::KIND_SETTINGS>
                {t.role}
            </label>
            <p class="hint" id="ed-role-hint">
                {t.role_hint}
            </p>
            <input
                class="input"
                id=focus::KIND_SETTINGS
                lang=editor.language.tag()
                maxlength="100"
                autocomplete="off"
                aria-describedby="ed-role-hint"
                prop:value=move || role.get().unwrap_or_default()
                on:input:target=move |event| {
                    let text = event.target().value();
                    type_into(editor, id, |item| item.kind = ItemKind::Signature { role: text });
                }
            />
        </div>
    }
}
