//! Parts of forms, after the GOV.UK Design System: what is wrong stands above the form, with a link
//! to the field, and again beside the field.

use std::collections::BTreeSet;

use leptos::{html, prelude::*, wasm_bindgen::JsCast, web_sys};

use super::{
    env::{use_locale, use_words},
    icon::Icon,
    problem::Problem,
};
use crate::error::AppError;

/// The id of a control: its field's name, after the name of the form where a page has another with such a field.
#[must_use]
pub fn control_id(form: &str, name: &str) -> String {
    if form.is_empty() { name.to_owned() } else { format!("{form}-{name}") }
}

/// What went wrong with a form; it takes the focus, so that nobody misses it.
#[component]
pub fn FormProblem(
    /// What went wrong.
    problem: Signal<Option<AppError>>,
    /// The form's fields: name, which is also the control's id, and label.
    fields: Vec<(&'static str, &'static str)>,
    /// The form's name, where ids begin with it.
    #[prop(optional)]
    form: &'static str,
) -> impl IntoView {
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if problem.get().is_some()
            && let Some(summary) = summary.get()
        {
            drop(summary.focus());
        }
    });
    move || {
        problem.get().map(|error| {
            let AppError::Field { field, .. } = &error else { return view! { <Problem error /> }.into_any() };
            let label = fields.iter().find(|(name, _)| name == field).map_or("", |(_, label)| *label);
            let (words, target) = (error.sentence(use_locale()), control_id(form, field));
            let (href, title) = (format!("#{target}"), control_id(form, "error-summary"));
            view! {
                <div class="error-summary" role="alert" tabindex="-1" aria-labelledby=title node_ref=summary>
                    <h2 id=title.clone()>{use_words().desk.problem_title}</h2>
                    <ul>
                        <li>
                            <a
                                href=href
                                on:click=move |event| {
                                    event.prevent_default();
                                    focus(&target);
                                }
                            >
                                {label}
                                ": "
                                {words}
                            </a>
                        </li>
                    </ul>
                </div>
            }
            .into_any()
        })
    }
}

/// Puts the focus on the control with an id.
fn focus(id: &str) {
    let control = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(control) = control {
        drop(control.focus());
    }
}

/// Whether a problem is one of the field.
#[must_use]
pub fn concerns(problem: Option<&AppError>, name: &str) -> bool {
    matches!(problem, Some(AppError::Field { field, .. }) if field == name)
}

/// What is wrong with one field, above its control. The control names it with
/// `aria-describedby="NAME-error"`.
#[component]
pub fn FieldError(
    /// The field's name.
    name: &'static str,
    /// What went wrong with the form.
    problem: Signal<Option<AppError>>,
    /// The form's name, where ids begin with it.
    #[prop(optional)]
    form: &'static str,
) -> impl IntoView {
    move || {
        problem.get().filter(|error| concerns(Some(error), name)).map(|error| {
            view! {
                <p class="error" id=format!("{}-error", control_id(form, name))>
                    <Icon name="warning" />
                    <span>
                        <span class="sr">{use_words().desk.error}</span>
                        {error.sentence(use_locale())}
                    </span>
                </p>
            }
        })
    }
}

/// A field of one line.
#[component]
pub fn TextField(
    /// Its name, as errors call it; also the control's id.
    name: &'static str,
    /// Its label.
    label: &'static str,
    /// What it holds.
    value: RwSignal<String>,
    /// What went wrong with the form.
    problem: Signal<Option<AppError>>,
    /// A hint under the label.
    #[prop(optional)]
    hint: &'static str,
    /// Its kind: `text` or `email`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What browsers may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Id of a list of proposals.
    #[prop(optional)]
    list: Option<&'static str>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="label" for=name>
                {label}
            </label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            <FieldError name problem />
            <input
                class="input"
                id=name
                name=name
                type=kind
                autocomplete=autocomplete
                list=list
                aria-describedby=format!("{name}-hint {name}-error")
                aria-invalid=move || concerns(problem.get().as_ref(), name).then_some("true")
                prop:value=move || value.get()
                value=value.get_untracked()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
}

/// A field of several lines.
#[component]
pub fn TextArea(
    /// Its name, as errors call it; also the control's id.
    name: &'static str,
    /// Its label.
    label: &'static str,
    /// A hint under the label.
    hint: &'static str,
    /// Lines that it shows.
    rows: u32,
    /// Most characters.
    most: usize,
    /// What it holds.
    value: RwSignal<String>,
    /// What went wrong with the form.
    problem: Signal<Option<AppError>>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="label" for=name>
                {label}
            </label>
            <p class="hint" id=format!("{name}-hint")>
                {hint}
            </p>
            <FieldError name problem />
            <textarea
                class="input"
                id=name
                rows=rows
                maxlength=most
                aria-describedby=format!("{name}-hint {name}-error")
                aria-invalid=move || concerns(problem.get().as_ref(), name).then_some("true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        </div>
    }
}

/// A choice of one thing among a few.
#[component]
pub fn SelectField<T>(
    /// The field's name, as errors call it; also the control's id.
    name: &'static str,
    /// Its label.
    label: &'static str,
    /// A hint under the label.
    #[prop(optional)]
    hint: &'static str,
    /// The things with their names.
    options: Vec<(T, String)>,
    /// The one that is chosen.
    value: RwSignal<T>,
    /// What went wrong with the form.
    problem: Signal<Option<AppError>>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let chosen = value.get_untracked();
    let (things, words): (Vec<_>, Vec<_>) = options.into_iter().unzip();
    let options = things
        .iter()
        .zip(words)
        .enumerate()
        .map(|(index, (thing, words))| {
            view! {
                <option value=index selected=*thing == chosen>
                    {words}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="label" for=name>
                {label}
            </label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
            <FieldError name problem />
            <select
                class="input"
                id=name
                aria-describedby=format!("{name}-hint {name}-error")
                on:change=move |event| {
                    let index = event_target_value(&event).parse::<usize>().ok();
                    if let Some(thing) = index.and_then(|index| things.get(index)) {
                        value.set(thing.clone());
                    }
                }
            >
                {options}
            </select>
        </div>
    }
}

/// Things of which any number can be chosen.
#[component]
pub fn Checks<T>(
    /// The field's name, as errors call it; also its id.
    name: &'static str,
    /// The form's name, where ids begin with it.
    #[prop(optional)]
    form: &'static str,
    /// Its label.
    legend: &'static str,
    /// A hint under it.
    #[prop(optional)]
    hint: &'static str,
    /// The things with their names.
    #[prop(into)]
    options: Signal<Vec<(T, String)>>,
    /// Those that are chosen.
    chosen: RwSignal<BTreeSet<T>>,
    /// What went wrong with the form.
    problem: Signal<Option<AppError>>,
) -> impl IntoView
where
    T: Copy + Ord + Send + Sync + 'static,
{
    let choose = move |thing: T, on: bool| {
        chosen.update(|chosen| {
            if on {
                chosen.insert(thing)
            } else {
                chosen.remove(&thing)
            };
        });
    };
    let id = control_id(form, name);
    view! {
        <fieldset class="field" id=id.clone() tabindex="-1" aria-describedby=format!("{id}-hint {id}-error")>
            <legend class="label">{legend}</legend>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            <FieldError name form problem />
            {move || {
                options
                    .get()
                    .into_iter()
                    .map(|(thing, words)| {
                        view! {
                            <label class="check">
                                <input
                                    type="checkbox"
                                    checked=chosen.with_untracked(|chosen| chosen.contains(&thing))
                                    prop:checked=move || chosen.with(|chosen| chosen.contains(&thing))
                                    on:change=move |event| choose(thing, event_target_checked(&event))
                                />
                                <span>{words}</span>
                            </label>
                        }
                    })
                    .collect_view()
            }}
        </fieldset>
    }
}

/// Something that is on or off.
#[component]
pub fn Switch(
    /// Whether it is on.
    value: RwSignal<bool>,
    /// What it is.
    label: &'static str,
    /// What follows from it.
    text: &'static str,
) -> impl IntoView {
    view! {
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                checked=value.get_untracked()
                on:change=move |event| value.set(event_target_checked(&event))
            />
            <span>{label} <small>{text}</small></span>
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::FieldProblem;

    #[test]
    fn a_field_that_two_forms_of_a_page_have_has_two_ids() {
        assert_eq!(
            (control_id("", "groups").as_str(), control_id("limit", "groups").as_str()),
            ("groups", "limit-groups")
        );
    }

    #[test]
    fn an_error_stands_beside_its_own_field_only() {
        let error = AppError::field("name", FieldProblem::Missing);
        assert!(concerns(Some(&error), "name"));
        assert!(!concerns(Some(&error), "email"));
        assert!(!concerns(Some(&AppError::LastOwner), "name"));
        assert!(!concerns(None, "name"));
    }
}
