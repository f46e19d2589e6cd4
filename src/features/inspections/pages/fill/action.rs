//! Corrective actions of an item: those that are there, and the one being written.

use leptos::prelude::*;
use norven_words::Locale;

use crate::{
    error::{AppError, FieldProblem},
    features::inspections::{
        model::{Action, Op},
        outbox::Walk,
    },
    ids::ItemId,
    time::parse_date,
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
    },
};

/// Most characters in one line of an action.
const LINE: &str = "500";

/// The actions of an item.
#[component]
pub fn Actions(item: ItemId, editing: RwSignal<Option<Action>>) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let actions = Memo::new(move |_| walk.read(|findings| findings.actions_of(item).cloned().collect::<Vec<_>>()));
    let being_written = Memo::new(move |_| editing.with(|editing| editing.as_ref().map(|action| action.id)));
    view! {
        {move || {
            actions
                .get()
                .into_iter()
                .filter(|action| being_written.get() != Some(action.id))
                .map(|action| view! { <Line action editing /> })
                .collect_view()
        }}
        {move || {
            being_written.get()?;
            let action = editing.get_untracked()?;
            let is_new = actions.with_untracked(|actions| actions.iter().all(|known| known.id != action.id));
            Some(view! { <Editor action is_new editing /> })
        }}
    }
}

#[component]
fn Line(action: Action, editing: RwSignal<Option<Action>>) -> impl IntoView {
    let t = &use_words().fill;
    let facts = facts(use_locale(), &action);
    let icon = if action.is_open() { "icon fail" } else { "icon pass" };
    let label = t.edit_action(&action.text);
    let text = action.text.clone();
    view! {
        <div class="action-line">
            <Icon name=if action.is_open() { "flag" } else { "check" } class=icon />
            <span>{text} <small>{facts}</small></span>
            <button
                class="button quiet small"
                type="button"
                aria-label=label
                on:click=move |_| editing.set(Some(action.clone()))
            >
                {t.edit}
            </button>
        </div>
    }
}

/// Who, by when, and whether it is done: `A. Molina · by 29 Nov`.
pub fn facts(locale: Locale, action: &Action) -> String {
    let t = &locale.words().fill;
    let due = action.due.as_deref().and_then(parse_date);
    let due = due.map(|due| t.by_date(norven_words::date(locale, due)));
    let who = Some(action.assignee.trim().to_owned()).filter(|who| !who.is_empty());
    let facts = match &action.closed {
        Some(closed) => [who, Some(t.closed_by(&closed.by))],
        None if action.done => [who, Some(t.done.to_owned())],
        None => [who, due],
    };
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[component]
fn Editor(action: Action, is_new: bool, editing: RwSignal<Option<Action>>) -> impl IntoView {
    let walk = expect_context::<Walk>();
    let t = &use_words().fill;
    let (id, item, before) = (action.id, action.item, action.clone());
    let text = RwSignal::new(action.text);
    let who = RwSignal::new(action.assignee);
    let due = RwSignal::new(action.due.unwrap_or_default());
    let done = RwSignal::new(action.done);
    let refused = RwSignal::new(false);
    let no_date = RwSignal::new(false);
    let (due_before, touched) = (StoredValue::new(before.due.clone()), StoredValue::new(false));
    let written = move || Action {
        id,
        item,
        text: text.get_untracked(),
        assignee: who.get_untracked(),
        due: match due.get_untracked() {
            due if due.is_empty() => None,
            due if parse_date(&due).is_some() => Some(due),
            // Until it is a day, the one before stays.
            _ => due_before.get_value(),
        },
        done: done.get_untracked(),
        closed: None,
    };
    // It keeps itself as everything else does: a reload or the next section loses none of it.
    let changed = move || {
        touched.set_value(true);
        walk.writing(written());
    };
    on_cleanup(move || walk.flush());
    let save = move |_| {
        refused.set(text.with_untracked(|text| text.trim().is_empty()));
        no_date.set(due.with_untracked(|due| !due.is_empty() && parse_date(due).is_none()));
        if !refused.get_untracked() && !no_date.get_untracked() {
            walk.flush();
            editing.set(None);
        }
    };
    let remove = move || {
        walk.forget_writing(id);
        if walk.read(|findings| findings.actions.iter().any(|known| known.id == id)) {
            walk.act(Op::RemoveAction { action: id });
        }
        editing.set(None);
    };
    let discard = move |_| {
        if is_new {
            untrack(remove);
        } else {
            // As it was when it was opened; where nothing was typed, somebody else's change stays.
            if touched.get_value() {
                walk.writing(before.clone());
                walk.flush();
            }
            editing.set(None);
        }
    };
    let [text_id, error_id, who_id, due_id] = ["at", "ae", "aw", "ad"].map(|part| format!("{part}-{id}"));
    let error = AppError::field("text", FieldProblem::Missing).sentence(use_locale());
    let date_error = AppError::field("due", FieldProblem::NotADate).sentence(use_locale());
    view! {
        <fieldset class="action">
            <legend>
                <Icon name="flag" class="s" />
                {t.action}
            </legend>
            <div class="field">
                <label class="label" for=text_id.clone()>
                    {t.what}
                </label>
                {
                    let error_id = error_id.clone();
                    move || {
                        refused
                            .get()
                            .then(|| view! { <p class="error" id=error_id.clone()>{error.clone()}</p> })
                    }
                }
                <input
                    class="input"
                    id=text_id
                    maxlength=LINE
                    autofocus=is_new
                    aria-invalid=move || refused.get().then_some("true")
                    aria-describedby=error_id
                    prop:value=move || text.get()
                    on:input=move |event| {
                        text.set(event_target_value(&event));
                        refused.set(false);
                        changed();
                    }
                />
            </div>
            <div class="fields">
                <div class="field">
                    <label class="label" for=who_id.clone()>
                        {t.who}
                    </label>
                    <input
                        class="input"
                        id=who_id
                        maxlength=LINE
                        autocomplete="off"
                        prop:value=move || who.get()
                        on:input=move |event| {
                            who.set(event_target_value(&event));
                            changed();
                        }
                    />
                </div>
                <div class="field">
                    <label class="label" for=due_id.clone()>
                        {t.due}
                    </label>
                    {move || no_date.get().then(|| view! { <p class="error" role="alert">{date_error.clone()}</p> })}
                    <input
                        class="input"
                        id=due_id
                        type="date"
                        max="9999-12-31"
                        aria-invalid=move || no_date.get().then_some("true")
                        prop:value=move || due.get()
                        on:change=move |event| {
                            due.set(event_target_value(&event));
                            no_date.set(false);
                            changed();
                        }
                    />
                </div>
            </div>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || done.get()
                    on:change=move |event| {
                        done.set(event_target_checked(&event));
                        changed();
                    }
                />
                <span>{t.done}</span>
            </label>
            <div class="button-row">
                <button class="button" type="button" on:click=save>
                    {t.save_action}
                </button>
                <button class="button quiet" type="button" on:click=discard>
                    {t.discard}
                </button>
                {(!is_new)
                    .then(|| {
                        view! {
                            <button class="button quiet" type="button" on:click=move |_| untrack(remove)>
                                {t.remove_action}
                            </button>
                        }
                    })}
            </div>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::ActionId;

    #[test]
    fn an_action_says_who_and_by_when_or_that_it_is_done() {
        let action = Action {
            id: ActionId(Uuid::nil()),
            item: ItemId(Uuid::nil()),
            text: "Replace both batteries".into(),
            assignee: "A. Molina".into(),
            due: Some("2026-11-29".into()),
            done: false,
            closed: None,
        };
        assert_eq!(facts(Locale::En, &action), "A. Molina · by 29 Nov 2026");
        assert_eq!(facts(Locale::Es, &Action { done: true, ..action }), "A. Molina · Hecha en el centro");
    }
}
