//! What the editor has to tell: what is missing, what was not saved, what was published, what was
//! removed.

use leptos::{ev, prelude::*};
use norven_words::Locale;

use super::{
    draft::Draft,
    focus::{self, focus, focus_first},
    saver::Phase,
    state::{Editor, Publishing},
};
use crate::{
    error::AppError,
    features::templates::model::{ItemKind, Place, Problem as Missing, ProblemKind, TemplateDraft},
    ui::{env::use_words, icon::Icon, problem::Problem, routes},
};

/// Everything the editor has to tell.
#[component]
pub fn Notices(editor: Editor) -> impl IntoView {
    let t = &use_words().templates;
    // What failed stays in sight while it is tried again, so that it is announced once.
    let phase = Memo::new(move |before: Option<&Option<Phase>>| {
        editor.saver.with(|saver| match saver.phase() {
            phase @ (Phase::Failed(_) | Phase::Conflict(_)) => Some(phase.clone()),
            Phase::Saved => None,
            Phase::Waiting | Phase::Saving => before.cloned().flatten().filter(|it| matches!(it, Phase::Failed(_))),
        })
    });
    let toast = move || {
        editor.toast.get().map(|said| {
            view! {
                <div class="toast">
                    <span>{said}</span>
                    <button type="button" on:click=move |_| editor.undo()>
                        {t.undo}
                    </button>
                </div>
            }
        })
    };
    view! {
        <p class="sr" role="status">
            {editor.said}
        </p>
        {move || match phase.get() {
            Some(Phase::Failed(error)) => view! { <NotSaved editor error /> }.into_any(),
            Some(Phase::Conflict(theirs)) => view! { <Conflict editor theirs=*theirs /> }.into_any(),
            _ => ().into_any(),
        }}
        {move || match editor.publishing.get() {
            Publishing::Done(version) => view! { <Published version /> }.into_any(),
            Publishing::Refused(error) => view! { <Problem error /> }.into_any(),
            Publishing::Idle | Publishing::Busy => ().into_any(),
        }}
        <Summary editor />
        <div class="toasts" role="status">
            {toast}
        </div>
    }
}

#[component]
fn NotSaved(editor: Editor, error: AppError) -> impl IntoView {
    let t = &use_words().templates;
    let (title, text) = match &error {
        AppError::Offline => (t.offline_title, t.offline_text.to_owned()),
        AppError::NotSignedIn => (t.session_title, t.session_text.to_owned()),
        other => (t.failed_title, other.sentence(editor.locale)),
    };
    let action = if error == AppError::NotSignedIn {
        view! {
            <a class="button small" href=routes::SIGN_IN rel="external" target="_blank">
                {use_words().common.sign_in}
            </a>
        }
        .into_any()
    } else {
        view! {
            <button class="button small" type="button" on:click=move |_| editor.save()>
                {t.try_again}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="banner warn" role="alert">
            <Icon name="offline" />
            <div class="banner-text">
                <b>{title}</b>
                <p>{text}</p>
            </div>
            <div class="banner-actions">{action}</div>
        </div>
    }
}

#[component]
fn Conflict(editor: Editor, theirs: TemplateDraft) -> impl IntoView {
    let t = &use_words().templates;
    view! {
        <div class="banner warn" role="alert">
            <Icon name="users" />
            <div class="banner-text">
                <b>{t.conflict_title}</b>
                <p>{t.conflict_text(theirs.checklist.items().count())}</p>
            </div>
            <div class="banner-actions">
                <button class="button small" type="button" on:click=move |_| editor.keep_mine()>
                    {t.keep_mine}
                </button>
                <button class="button small" type="button" on:click=move |_| editor.take_theirs()>
                    {t.take_theirs}
                </button>
            </div>
        </div>
    }
}

#[component]
fn Published(version: u32) -> impl IntoView {
    let t = &use_words().templates;
    view! {
        <div class="banner pass" role="status">
            <Icon name="check" />
            <div class="banner-text">
                <b>{t.published_now(version)}</b>
                <p>{t.published_keep(version)}</p>
            </div>
        </div>
    }
}

/// What is missing before the draft can be published, with a link to each place.
#[component]
fn Summary(editor: Editor) -> impl IntoView {
    let t = &use_words().templates;
    let missing = Memo::new(move |_| {
        let worded = |draft: &Draft, problem: &Missing| (*problem, sentence(draft, *problem, editor.locale));
        editor
            .problems
            .with(|all| editor.draft.with(|draft| all.iter().map(|it| worded(draft, it)).collect::<Vec<_>>()))
    });
    let shown = Memo::new(move |_| editor.strict.get() && !missing.with(Vec::is_empty));
    view! {
        <Show when=move || shown.get()>
            <div class="error-summary" id=focus::SUMMARY role="alert" tabindex="-1">
                <h2>{move || t.summary_title(missing.with(Vec::len))}</h2>
                <ul>
                    {move || {
                        missing
                            .get()
                            .into_iter()
                            .map(|(problem, sentence)| {
                                let follow = move |click: ev::MouseEvent| {
                                    click.prevent_default();
                                    go(editor, problem);
                                };
                                view! {
                                    <li>
                                        <a href=format!("#{}", anchor(problem.place)) on:click=follow>
                                            {sentence}
                                        </a>
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
            </div>
        </Show>
    }
}

/// The place itself.
fn anchor(place: Place) -> String {
    match place {
        Place::Title => focus::TITLE.to_owned(),
        Place::Section(id) => focus::section(id),
        Place::Item(id) => focus::item(id),
    }
}

/// Moves focus to where a problem is solved.
fn go(editor: Editor, problem: Missing) {
    match problem {
        Missing { place: Place::Title, what: ProblemKind::NoItems } => {
            let first =
                editor.draft.with_untracked(|draft| Some(focus::add_item(draft.checklist().sections.first()?.id)));
            focus_first(first.into_iter().chain([focus::ADD_SECTION.to_owned()]).collect());
        }
        Missing { place: Place::Title, .. } => focus(focus::TITLE),
        Missing { place: Place::Section(id), .. } => focus(&focus::section(id)),
        Missing { place: Place::Item(id), what } => {
            editor.chosen.set(Some(id));
            let settings = match what {
                ProblemKind::OptionMissing | ProblemKind::TooFewOptions => Some(empty_option(editor, problem)),
                ProblemKind::TextMissing | ProblemKind::TextTooLong => None,
                _ => Some(focus::KIND_SETTINGS.to_owned()),
            };
            focus_first(settings.into_iter().chain([focus::QUESTION.to_owned()]).collect());
        }
    }
}

fn empty_option(editor: Editor, problem: Missing) -> String {
    let Place::Item(id) = problem.place else { return String::new() };
    let index = editor.draft.with_untracked(|draft| {
        let item = draft.checklist().item(id)?;
        super::kinds::options(&item.kind).iter().position(|option| option.text.trim().is_empty())
    });
    focus::option(index.unwrap_or_default())
}

/// What to do about a problem.
pub fn sentence(draft: &Draft, problem: Missing, locale: Locale) -> String {
    let t = &locale.words().templates;
    let (number, kind) = match problem.place {
        Place::Title => (String::new(), None),
        Place::Section(id) => (draft.section_number(id).unwrap_or_default().to_string(), None),
        Place::Item(id) => {
            (draft.item_number(id).unwrap_or_default(), draft.checklist().item(id).map(|item| &item.kind))
        }
    };
    match (problem.what, problem.place) {
        (ProblemKind::NoItems, _) => t.problem_no_items.to_owned(),
        (ProblemKind::TooMany, Place::Item(_)) => t.problem_many_options(number),
        (ProblemKind::TooMany, _) => t.problem_too_many.to_owned(),
        (ProblemKind::TextMissing, Place::Title) => t.problem_title.to_owned(),
        (ProblemKind::TextMissing, Place::Section(_)) => t.problem_section(number),
        (ProblemKind::TextMissing, Place::Item(_)) => t.problem_text(number),
        (ProblemKind::TextTooLong, _) => t.problem_long(number),
        (ProblemKind::TooFewOptions, _) => t.problem_few_options(number),
        (ProblemKind::OptionMissing, _) => t.problem_option(number),
        (ProblemKind::LimitsCrossed, _) if matches!(kind, Some(ItemKind::Photo { .. })) => t.problem_photos(number),
        (ProblemKind::LimitsCrossed, _) => t.problem_limits(number),
        (ProblemKind::LimitNotANumber, _) => t.problem_limit_number(number),
        (ProblemKind::RoleMissing, _) => t.problem_role(number),
        (ProblemKind::Repeated, _) => t.problem_repeated(number),
    }
}
