//! Who was asked to join, and asking.

use leptos::prelude::*;

use super::limits::{Reach, ReachField, said};
use crate::{
    error::AppError,
    features::{
        orgs::{
            api::{invite_member, withdraw_invitation},
            model::{InvitationLine, Role},
        },
        sites::model::SiteGroup,
    },
    ui::{
        env::{use_locale, use_words},
        form::{FormProblem, TextField},
        icon::Icon,
        listing::{Foot, Page},
        names::{NameFilters, NameQuery},
        page::Empty,
        problem::Problem,
        routes,
        table::{RowTool, Sheet},
        work::Work,
    },
};

/// The invitations that nobody has answered.
pub type Invitations = Resource<Result<Page<InvitationLine>, AppError>>;

/// Lists them.
#[component]
pub fn Pending(
    /// A page of them.
    page: Page<InvitationLine>,
    /// What is looked for.
    query: NameQuery,
    /// Where they are loaded anew.
    invitations: Invitations,
    /// The groups of sites there are.
    groups: Vec<SiteGroup>,
) -> impl IntoView {
    let (t, common) = (&use_words().orgs, &use_words().common);
    let work = Work::new();
    let Page { lines, next, count } = page;
    let list = if lines.is_empty() {
        let narrows = query.text.is_some();
        let (title, text) = if narrows {
            (common.nothing_found, common.nothing_found_text)
        } else {
            (t.no_invitations, t.no_invitations_text)
        };
        view! { <Empty icon="mail" title text /> }.into_any()
    } else {
        let line = move |line| view! { <Line line groups=groups.clone() work invitations /> };
        view! {
                <Sheet columns=vec![t.email, t.column_role]>{lines.into_iter().map(line).collect_view()}</Sheet>
        }
        .into_any()
    };
    let (filtered, later, is_paged) = (query.query(), query.after.is_some(), next.is_some());
    view! {
        {move || work.problem().get().map(|error| view! { <Problem error /> })}
        {(is_paged || later || query.text.is_some())
            .then(|| {
                view! { <NameFilters page=routes::MEMBERS label=t.invitations query sorts=false /> }
            })}
        {list}
        {(!count.is_none()).then(|| view! { <Foot page=routes::MEMBERS query=filtered count later next /> })}
    }
}

#[component]
fn Line(line: InvitationLine, groups: Vec<SiteGroup>, work: Work, invitations: Invitations) -> impl IntoView {
    let t = &use_words().orgs;
    let locale = use_locale();
    let InvitationLine { email, role, groups: limit, expires, is_over } = line;
    let seen = limit.as_deref().map(|limit| said(Some(limit), &groups));
    let until = expires.date(locale);
    let until = if is_over { t.invitation_over(&until) } else { t.invitation_until(&until) };
    let (again, gone) = (email.clone(), email.clone());
    view! {
        <tr>
            <td class="lead wrap">{email.clone()} <small>{until}</small></td>
            <td>{role.label(locale)} {seen.map(|seen| view! { <small>{seen}</small> })}</td>
            <td class="actions">
                <button
                    class="button small"
                    type="button"
                    aria-busy=move || work.aria_busy()
                    aria-label=t.send_again_to(&email)
                    on:click=move |_| {
                        let (again, limit) = (again.clone(), limit.clone());
                        let invite = move || invite_member(again.clone(), role, limit.clone());
                        work.run_proved(invite, move |()| invitations.refetch());
                    }
                >
                    {t.send_again}
                </button>
                <RowTool
                    icon="trash"
                    title=t.withdraw
                    label=t.withdraw_from(&email)
                    on_press=move |()| work.run(withdraw_invitation(gone.clone()), move |()| invitations.refetch())
                />
            </td>
        </tr>
    }
}

/// Asks an address to join.
#[component]
pub fn Invite(
    /// The invitations, loaded anew once somebody is asked.
    invitations: Invitations,
    /// The groups of sites there are.
    groups: Vec<SiteGroup>,
) -> impl IntoView {
    let t = &use_words().orgs;
    let locale = use_locale();
    let email = RwSignal::new(String::new());
    let role = RwSignal::new(Role::Inspector);
    let sent = RwSignal::new(None::<String>);
    let reach = Reach::new();
    let work = Work::new();
    let problem = work.problem();
    let invite = move || {
        sent.set(None);
        let role = role.get_untracked();
        let limit = reach.chosen().filter(|_| role != Role::Owner);
        work.run_proved(
            move || invite_member(email.get_untracked(), role, limit.clone()),
            move |()| {
                sent.set(Some(email.get_untracked().trim().to_owned()));
                email.set(String::new());
                reach.set(None);
                invitations.refetch();
            },
        );
    };
    let choices = Role::ALL
        .into_iter()
        .map(|choice| {
            let text = match choice {
                Role::Owner => t.role_owner_text,
                Role::Manager => t.role_manager_text,
                Role::Inspector => t.role_inspector_text,
                Role::Viewer => t.role_viewer_text,
            };
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="role"
                        checked=choice == Role::Inspector
                        on:change=move |_| role.set(choice)
                    />
                    <span>{choice.label(locale)} <small>{text}</small></span>
                </label>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="invite">
            <h2 id="invite">{t.invite_title}</h2>
            <FormProblem problem fields=vec![("email", t.email), ("groups", t.groups)] />
            <div class="sheet pad">
                <form
                    class="form"
                    novalidate
                    on:submit=move |event| {
                        event.prevent_default();
                        invite();
                    }
                >
                    <TextField name="email" label=t.email hint=t.email_hint value=email problem kind="email" />
                    <fieldset class="choices">
                        <legend class="label">{t.role}</legend>
                        {choices}
                    </fieldset>
                    {(!groups.is_empty())
                        .then(|| {
                            view! {
                                <Show when=move || role.get() != Role::Owner>
                                    <ReachField reach groups=groups.clone() problem />
                                </Show>
                            }
                        })}
                    <div class="button-row">
                        <button class="button primary" type="submit" aria-busy=move || work.aria_busy()>
                            {t.invite}
                        </button>
                        <span class="status pass" role="status">
                            {move || {
                                sent.get()
                                    .map(|email| {
                                        view! {
                                            <Icon name="check" />
                                            <span class="wrap">{t.invited(email)}</span>
                                        }
                                    })
                            }}
                        </span>
                    </div>
                </form>
            </div>
        </section>
    }
}
