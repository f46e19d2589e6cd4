//! The members of the organisation and their roles.

use leptos::prelude::*;

use super::{
    handover::Handover,
    invitations::{Invitations, Invite, Pending},
    limits::{Limit, Reach, said},
    settings::Settings,
    viewer::use_viewer,
};
use crate::{
    error::AppError,
    features::{
        orgs::{
            api::{list_invitations, list_members, remove_member, set_role, sign_member_out},
            model::{MemberLine, Permission, Role},
        },
        sites::{api::list_site_groups, model::SiteGroup},
    },
    ids::UserId,
    ui::{
        dialog::{Confirm, Question},
        env::{use_locale, use_words},
        page::Loading,
        problem::Problem,
        routes,
        table::{RowTool, Sheet},
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
    let groups = Resource::new_blocking(|| (), |()| list_site_groups());
    let invitations: Invitations = Resource::new_blocking(|| (), |()| list_invitations());
    // These outlive the table, which is made anew whenever the members are loaded.
    let roles = Work::new();
    let (limit, reach) = (Question::<MemberLine>::new(), Reach::new());
    let limited = Callback::new(move |()| members.refetch());
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
                        // Only this page's owners are told of them, and they do not change on it.
                        let groups = groups.await.unwrap_or_default();
                        let lines_groups = StoredValue::new(groups.clone());
                        let org = viewer.org.as_ref().map(|(org, _)| org.name.clone()).unwrap_or_default();
                        view! {
                            <Settings viewer title=t.members>
                                <div class="stack-l">
                                    <section class="panel" aria-labelledby="members">
                                        <h2 id="members">{t.members}</h2>
                                        {move || roles.problem().get().map(|error| view! { <Problem error /> })}
                                        <Transition fallback=Loading>
                                            {move || Suspend::new(async move {
                                                match members.await {
                                                    Ok(lines) => {
                                                        let groups = lines_groups.get_value();
                                                        view! { <Table lines groups members roles limit reach /> }.into_any()
                                                    }
                                                    Err(error) => view! { <Problem error /> }.into_any(),
                                                }
                                            })}
                                        </Transition>
                                    </section>
                                    {owner
                                        .then(|| {
                                            view! {
                                                <Limit question=limit reach groups=groups.clone() on_saved=limited />
                                                <Pending invitations groups=groups.clone() />
                                                <Invite invitations groups />
                                                <Transition>
                                                    {move || {
                                                        let org = org.clone();
                                                        Suspend::new(async move {
                                                            members
                                                                .await
                                                                .ok()
                                                                .map(|lines| view! { <Handover org lines /> })
                                                        })
                                                    }}
                                                </Transition>
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
fn Table(
    lines: Vec<MemberLine>,
    groups: Vec<SiteGroup>,
    members: Members,
    roles: Work,
    limit: Question<MemberLine>,
    reach: Reach,
) -> impl IntoView {
    let t = &use_words().orgs;
    let removal = Question::<MemberLine>::new();
    let sign_out = Question::<MemberLine>::new();
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
        let Some(line) = removal.about() else { return };
        let id = line.id;
        removal.work.run_proved(
            move || remove_member(id),
            move |()| {
                removal.open.set(false);
                if line.is_reader {
                    drop(window().location().set_href(routes::OVERVIEW));
                } else {
                    members.refetch();
                }
            },
        );
    });
    let end_sessions = Callback::new(move |()| {
        let Some(line) = sign_out.about() else { return };
        let id = line.id;
        sign_out.work.run_proved(
            move || sign_member_out(id),
            move |()| {
                sign_out.open.set(false);
                if line.is_reader {
                    drop(window().location().set_href(routes::OVERVIEW));
                }
            },
        );
    });
    // Who makes no groups of sites is not bothered with them.
    let grouped = !groups.is_empty() || lines.iter().any(|line| line.groups.is_some());
    let mut columns = vec![t.column_name, t.column_role];
    columns.extend(grouped.then_some(t.column_sites));
    let ask_limit = Callback::new(move |line: MemberLine| {
        reach.set(line.groups.clone());
        limit.ask(line);
    });
    view! {
            <Sheet columns>
                {lines
                    .into_iter()
                    .map(|line| {
                        let said = grouped.then(|| said(line.groups.as_deref(), &groups));
                        view! { <Line line said on_role=change ask_limit sign_out removal /> }
                    })
                    .collect_view()}
            </Sheet>
            {(!grouped)
                .then(|| {
                    view! {
                        <p class="small quiet">
                            {t.limits_hint} " " <a href=routes::SITES>{t.groups_of_sites}</a>
                        </p>
                    }
                })}
            <Confirm
                id="remove-title"
                title=removal.words(|line| t.remove_title(line.name))
                text=removal.words(|line| (if line.is_reader { t.remove_self_text } else { t.remove_text }).to_owned())
                action=t.remove
                open=removal.open
                work=removal.work
                on_confirm=remove
            />
            <Confirm
                id="sign-out-title"
                title=sign_out.words(|line| t.sign_out_title(line.name))
                text=t.sign_out_text.to_owned()
                action=t.sign_out
                open=sign_out.open
                work=sign_out.work
                on_confirm=end_sessions
            />
    }
}

#[component]
fn Line(
    line: MemberLine,
    /// The sites they see, in words, where there are groups of sites.
    said: Option<String>,
    on_role: Callback<(UserId, Role)>,
    ask_limit: Callback<MemberLine>,
    sign_out: Question<MemberLine>,
    removal: Question<MemberLine>,
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
    let (leaver, asked, limited) = (line.clone(), line.clone(), line.clone());
    let may_limit = said.is_some() && role != Role::Owner;
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
            {said.map(|said| view! { <td class="wide" data-label=t.column_sites>{said}</td> })}
            <td class="actions">
                {may_limit
                    .then(|| {
                        view! {
                            <RowTool
                                icon="pin"
                                title=t.limit
                                label=t.limit_named(&line.name)
                                on_press=move |()| ask_limit.run(limited.clone())
                            />
                        }
                    })}
                <RowTool
                    icon="logout"
                    title=t.sign_out
                    label=t.sign_out_named(&line.name)
                    on_press=move |()| sign_out.ask(leaver.clone())
                />
                <RowTool
                    icon="trash"
                    title=t.remove
                    label=t.remove_named(&line.name)
                    on_press=move |()| removal.ask(asked.clone())
                />
            </td>
        </tr>
    }
}
