//! The members of the organisation and their roles.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

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
            model::{INVITED, InvitationLine, MemberLine, Permission, Role},
        },
        sites::{api::list_site_groups, model::SiteGroup},
    },
    ids::UserId,
    ui::{
        dialog::{Confirm, Question},
        env::{use_locale, use_words},
        listing::{Foot, Page, Tab, address},
        names::{NameFilters, NameQuery},
        page::{Empty, Loading},
        problem::Problem,
        routes,
        table::{RowTool, Sheet},
        work::Work,
    },
};

type Members = Resource<Result<Page<MemberLine>, AppError>>;

/// Fewer members than these are seen at a glance, without a filter.
const SHORT: usize = 8;

/// Shows the members to owners, and those who are invited.
#[component]
pub fn MembersPage() -> impl IntoView {
    let t = &use_words().orgs;
    let viewer = use_viewer();
    let said = use_query_map();
    let query = Memo::new(move |_| said.with(|said| NameQuery::of_query(|name| said.get(name))));
    let is_invited = Memo::new(move |_| query.with(|query| query.which.as_deref() == Some(INVITED)));
    // Of the other list, the first page.
    let of = move |shown: bool| if shown { query.get() } else { NameQuery::default() };
    let members: Members = Resource::new_blocking(move || of(!is_invited.get()), |query| list_members(Some(query)));
    let invitations: Invitations =
        Resource::new_blocking(move || of(is_invited.get()), |query| list_invitations(Some(query)));
    let groups = Resource::new_blocking(|| (), |()| list_site_groups());
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
                                    {move || roles.problem().get().map(|error| view! { <Problem error /> })}
                                    <Transition fallback=Loading>
                                        {move || Suspend::new(async move {
                                            let query = query.get();
                                            match (members.await, invitations.await) {
                                                (Ok(page), Ok(invited)) => {
                                                    let groups = lines_groups.get_value();
                                                    let here = (query, groups);
                                                    view! { <Lists page invited here members invitations roles limit reach /> }
                                                        .into_any()
                                                }
                                                (Err(error), _) | (_, Err(error)) => view! { <Problem error /> }.into_any(),
                                            }
                                        })}
                                    </Transition>
                                    {owner
                                        .then(|| {
                                            view! {
                                                <Limit question=limit reach groups=groups.clone() on_saved=limited />
                                                <Invite invitations groups />
                                                <Handover org />
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

/// The members and those who are invited; of more invitations than a page holds, these alone once they are asked for.
#[component]
fn Lists(
    page: Page<MemberLine>,
    invited: Page<InvitationLine>,
    here: (NameQuery, Vec<SiteGroup>),
    members: Members,
    invitations: Invitations,
    roles: Work,
    limit: Question<MemberLine>,
    reach: Reach,
) -> impl IntoView {
    let t = &use_words().orgs;
    let (query, groups) = here;
    let is_invited = query.which.as_deref() == Some(INVITED);
    let many = is_invited || invited.next.is_some();
    let (count, some_invited) = (invited.count, is_invited || !invited.count.is_none());
    let of_invited = NameQuery::default().of(Some(INVITED));
    let invited_query = if is_invited { query.clone() } else { of_invited.clone() };
    let invited_groups = groups.clone();
    view! {
        {many
            .then(|| {
                let href = address(routes::MEMBERS, &of_invited.query());
                view! {
                    <nav class="tabs" aria-label=t.which_people>
                        <Tab href=routes::MEMBERS.to_owned() label=t.members current=!is_invited count=None />
                        <Tab href label=t.invitations current=is_invited count=Some(count) />
                    </nav>
                }
            })}
        {(!is_invited)
            .then(|| {
                view! {
                    <section class="panel" aria-labelledby="members">
                        <h2 id="members">{t.members}</h2>
                        <Table page query groups members roles limit reach />
                    </section>
                }
            })}
        {some_invited
            .then(|| {
                view! {
                    <section class="panel" aria-labelledby="invitations">
                        <h2 id="invitations">{t.invitations}</h2>
                        <Pending page=invited query=invited_query invitations groups=invited_groups />
                    </section>
                }
            })}
    }
}

#[component]
fn Table(
    page: Page<MemberLine>,
    query: NameQuery,
    groups: Vec<SiteGroup>,
    members: Members,
    roles: Work,
    limit: Question<MemberLine>,
    reach: Reach,
) -> impl IntoView {
    let (t, common, locale) = (&use_words().orgs, &use_words().common, use_locale());
    let Page { lines, next, count } = page;
    let roles_said =
        Role::ALL.into_iter().map(|role| (role.as_str().to_owned(), role.label(locale).to_owned())).collect::<Vec<_>>();
    let of_groups = groups.iter().map(|group| (group.id, group.name.clone())).collect::<Vec<_>>();
    let is_short = !query.narrows() && query.after.is_none() && next.is_none() && lines.len() < SHORT;
    let nothing = lines.is_empty();
    let removal = Question::<MemberLine>::new();
    let sign_out = Question::<MemberLine>::new();
    let reader = lines.iter().find(|line| line.is_reader).map(|line| line.id);
    let which = (t.column_role, roles_said);
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
    let line = move |line: MemberLine| {
        let said = grouped.then(|| said(line.groups.as_deref(), &groups));
        view! { <Line line said on_role=change ask_limit sign_out removal /> }
    };
    let list = if nothing {
        view! { <Empty icon="search" title=common.nothing_found text=common.nothing_found_text /> }.into_any()
    } else {
        view! {
                <Sheet columns>{lines.into_iter().map(line).collect_view()}</Sheet>
        }
        .into_any()
    };
    let (filtered, later) = (query.query(), query.after.is_some());
    view! {
            {(!is_short)
                .then(|| view! { <NameFilters page=routes::MEMBERS label=t.members query groups=of_groups which /> })}
            {list}
            <Foot page=routes::MEMBERS query=filtered count later next file="members" />
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
