//! The members of the organisation and their roles.

use leptos::prelude::*;

use super::{
    invitations::{Invitations, Invite, Pending},
    settings::Settings,
    viewer::use_viewer,
};
use crate::{
    error::AppError,
    features::orgs::{
        api::{list_invitations, list_members, remove_member, set_role, sign_member_out},
        model::{MemberLine, Permission, Role},
    },
    ids::UserId,
    ui::{
        dialog::Confirm,
        env::{use_locale, use_words},
        icon::Icon,
        page::Loading,
        problem::Problem,
        routes,
        work::Work,
    },
};

type Members = Resource<Result<Vec<MemberLine>, AppError>>;

/// Shows the members to owners.
#[component]
pub fn MembersPage() -> impl IntoView {
    let t = &use_words().orgs;
    let viewer = use_viewer();
    let members: Members = Resource::new_blocking(|| (), |()| list_members());
    let invitations: Invitations = Resource::new_blocking(|| (), |()| list_invitations());
    // These outlive the table, which is made anew whenever the members are loaded.
    let roles = Work::new();
    Effect::new(move || {
        // A role that was refused goes back to what it is.
        if roles.problem().get().is_some() {
            members.refetch();
        }
    });
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match viewer.await {
                    Ok(viewer) => {
                        let owner = viewer.may(Permission::Administer);
                        view! {
                            <Settings viewer title=t.members>
                                <div class="stack-l">
                                    <section class="panel" aria-labelledby="members">
                                        <h2 id="members">{t.members}</h2>
                                        {move || roles.problem().get().map(|error| view! { <Problem error /> })}
                                        <Transition fallback=Loading>
                                            {move || Suspend::new(async move {
                                                match members.await {
                                                    Ok(lines) => view! { <Table lines members roles /> }.into_any(),
                                                    Err(error) => view! { <Problem error /> }.into_any(),
                                                }
                                            })}
                                        </Transition>
                                    </section>
                                    {owner
                                        .then(|| {
                                            view! {
                                                <Pending invitations />
                                                <Invite invitations />
                                            }
                                        })}
                                </div>
                            </Settings>
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Table(lines: Vec<MemberLine>, members: Members, roles: Work) -> impl IntoView {
    let t = &use_words().orgs;
    let removal = Work::new();
    let asked = RwSignal::new(None::<MemberLine>);
    let asking = RwSignal::new(false);
    let reader = lines.iter().find(|line| line.is_reader).map(|line| line.id);
    let change = Callback::new(move |(user, role): (UserId, Role)| {
        roles.run_proved(
            move || set_role(user, role),
            move |()| {
                if Some(user) == reader {
                    // What one may see has changed.
                    drop(window().location().set_href(routes::OVERVIEW));
                } else {
                    members.refetch();
                }
            },
        );
    });
    let remove = Callback::new(move |()| {
        let Some(line) = asked.get_untracked() else { return };
        let id = line.id;
        removal.run_proved(
            move || remove_member(id),
            move |()| {
                asking.set(false);
                if line.is_reader {
                    drop(window().location().set_href(routes::OVERVIEW));
                } else {
                    members.refetch();
                }
            },
        );
    });
    let ask = Callback::new(move |line: MemberLine| {
        removal.clear();
        asked.set(Some(line));
        asking.set(true);
    });
    let leaving = Work::new();
    let leaver = RwSignal::new(None::<MemberLine>);
    let leaving_asked = RwSignal::new(false);
    let sign_out = Callback::new(move |()| {
        let Some(line) = leaver.get_untracked() else { return };
        let id = line.id;
        leaving.run_proved(
            move || sign_member_out(id),
            move |()| {
                leaving_asked.set(false);
                if line.is_reader {
                    drop(window().location().set_href(routes::OVERVIEW));
                }
            },
        );
    });
    let ask_sign_out = Callback::new(move |line: MemberLine| {
        leaving.clear();
        leaver.set(Some(line));
        leaving_asked.set(true);
    });
    let leaving_title =
        Signal::derive(move || leaver.get().map_or_else(String::new, |line: MemberLine| t.sign_out_title(line.name)));
    let title =
        Signal::derive(move || asked.get().map_or_else(String::new, |line: MemberLine| t.remove_title(line.name)));
    let text = Signal::derive(move || {
        let own = asked.get().is_some_and(|line| line.is_reader);
        (if own { t.remove_self_text } else { t.remove_text }).to_owned()
    });
    view! {
            <div class="sheet table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t.column_name}</th>
                            <th scope="col">{t.column_role}</th>
                            <th scope="col">
                                <span class="sr">{t.column_tools}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {lines
                            .into_iter()
                            .map(|line| view! { <Line line on_role=change on_sign_out=ask_sign_out on_remove=ask /> })
                            .collect_view()}
                    </tbody>
                </table>
            </div>
            <Confirm id="remove-title" title text action=t.remove open=asking work=removal on_confirm=remove />
            <Confirm
                id="sign-out-title"
                title=leaving_title
                text=t.sign_out_text.to_owned()
                action=t.sign_out
                open=leaving_asked
                work=leaving
                on_confirm=sign_out
            />
    }
}

#[component]
fn Line(
    line: MemberLine,
    on_role: Callback<(UserId, Role)>,
    on_sign_out: Callback<MemberLine>,
    on_remove: Callback<MemberLine>,
) -> impl IntoView {
    let t = &use_words().orgs;
    let locale = use_locale();
    let (id, role) = (line.id, line.role);
    let options = Role::ALL
        .into_iter()
        .map(|choice| {
            view! {
                <option value=choice.as_str() selected=choice == role>
                    {choice.label(locale)}
                </option>
            }
        })
        .collect_view();
    let (leaver, asked) = (line.clone(), line.clone());
    view! {
        <tr>
            <td class="lead">
                {line.name.clone()} {line.is_reader.then(|| view! { " " <span class="chip">{t.you}</span> })}
                <small class="wrap">{line.email}</small>
            </td>
            <td>
                <select
                    class="input"
                    aria-label=t.role_of(&line.name)
                    prop:value=role.as_str()
                    on:change=move |event| {
                        if let Some(role) = Role::parse(&event_target_value(&event)) {
                            on_role.run((id, role));
                        }
                    }
                >
                    {options}
                </select>
            </td>
            <td class="actions">
                <button
                    class="button quiet square small"
                    type="button"
                    aria-label=t.sign_out_named(&line.name)
                    title=t.sign_out
                    on:click=move |_| on_sign_out.run(leaver.clone())
                >
                    <Icon name="logout" />
                </button>
                <button
                    class="button quiet square small"
                    type="button"
                    title=t.remove
                    aria-label=t.remove_named(&line.name)
                    on:click=move |_| on_remove.run(asked.clone())
                >
                    <Icon name="trash" />
                </button>
            </td>
        </tr>
    }
}
