//! The first page after signing in: figures, the latest inspections, and what needs somebody.

use leptos::prelude::*;
use leptos_meta::Title;
use norven_words::{Locale, date};

use super::{
    findings::day,
    standing::{InspectionTable, percent, tenths},
};
use crate::{
    features::{
        inspections::{
            action_query::ActionLine,
            api::load_overview,
            model::{InspectionSummary, Overview, State},
        },
        orgs::{
            model::{Permission, Viewer},
            pages::{Invited, PasskeyAdvice, use_viewer},
        },
    },
    ui::{
        env::{use_locale, use_words},
        icon::Icon,
        listing::Count,
        page::{Loading, PageHead},
        problem::Problem,
        routes,
    },
};

/// Lines under "Needs attention".
const ATTENTION: usize = 6;

/// Shows how things stand.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let t = use_words();
    let viewer = use_viewer();
    let overview = Resource::new_blocking(|| (), |()| load_overview());
    view! {
        <Title text=t.common.overview />
        <Invited />
        <PasskeyAdvice />
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match (viewer.await, overview.await) {
                    (Ok(viewer), Ok(overview)) => view! { <Loaded viewer overview /> }.into_any(),
                    (Err(error), _) | (_, Err(error)) => view! { <Problem error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Good morning, afternoon or evening, by the clock where the organisation is.
fn greeting(locale: Locale, hour: i8, name: &str) -> String {
    let t = &locale.words().desk;
    let name = name.split_whitespace().next().unwrap_or(name);
    match hour {
        5..12 => t.good_morning(name),
        12..20 => t.good_afternoon(name),
        _ => t.good_evening(name),
    }
}

/// The name of a weekday, Monday first.
fn weekday(locale: Locale, day: jiff::civil::Weekday) -> &'static str {
    let t = &locale.words().desk;
    let names = [t.weekday_1, t.weekday_2, t.weekday_3, t.weekday_4, t.weekday_5, t.weekday_6, t.weekday_7];
    usize::try_from(day.to_monday_zero_offset()).map_or("", |index| names[index])
}

#[component]
fn Loaded(viewer: Viewer, overview: Overview) -> impl IntoView {
    let t = &use_words().desk;
    let locale = use_locale();
    let now = overview.today.civil();
    let today = t.today(date(locale, now.date()), weekday(locale, now.weekday()));
    let org = viewer.org.as_ref().map(|(org, _)| org.name.clone()).unwrap_or_default();
    let is_new = overview.latest.is_empty();
    let ready = overview.has_site && overview.has_template;
    let may = viewer.may(Permission::Inspect);
    view! {
        <PageHead title=greeting(locale, now.hour(), &viewer.name) sub=format!("{org} · {today}")>
            {(may && ready && !is_new)
                .then(|| {
                    view! {
                        <a class="button primary" href=routes::NEW_INSPECTION>
                            <Icon name="plus" />
                            {t.start_inspection}
                        </a>
                    }
                })}
        </PageHead>
        {if is_new {
            view! { <FirstSteps viewer has_site=overview.has_site has_template=overview.has_template /> }.into_any()
        } else {
            view! {
                <Figures overview=overview.clone() />
                <div class="split">
                    <section class="panel" aria-labelledby="latest">
                        <div class="panel-head">
                            <h2 id="latest">{t.latest}</h2>
                            <a class="more" href=routes::INSPECTIONS>
                                {t.all_inspections}
                                <Icon name="chevron" />
                            </a>
                        </div>
                        <InspectionTable inspections=overview.latest.clone() />
                    </section>
                    <Attention overview />
                </div>
            }
                .into_any()
        }}
    }
}

/// A step towards the first report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Site,
    Template,
    Start,
}

/// The steps that a reader is shown, each with whether it is done, and the next one where they may take it. Whoever is
/// limited to groups of sites is not told to add a site: theirs come from an owner.
fn steps(viewer: &Viewer, has_site: bool, has_template: bool) -> (Vec<(Step, bool)>, Option<Step>) {
    let all = [(Step::Site, has_site), (Step::Template, has_template), (Step::Start, false)];
    let shown: Vec<_> = all.into_iter().filter(|(step, _)| *step != Step::Site || !viewer.limited).collect();
    let may = |step: &Step| match step {
        Step::Site => viewer.may_everywhere(Permission::ManageContent),
        Step::Template => viewer.may(Permission::ManageContent),
        Step::Start => has_site && viewer.may(Permission::Inspect),
    };
    let next = shown.iter().find(|(_, done)| !done).map(|(step, _)| *step).filter(may);
    (shown, next)
}

/// What a new organisation does first.
#[component]
fn FirstSteps(viewer: Viewer, has_site: bool, has_template: bool) -> impl IntoView {
    let t = &use_words().desk;
    let (steps, next) = steps(&viewer, has_site, has_template);
    let line = |(step, done): (Step, bool)| {
        let (href, title, text) = match step {
            Step::Site => (routes::SITES, t.first_site, t.first_site_text),
            Step::Template => (routes::LIBRARY, t.first_template, t.first_template_text),
            Step::Start => (routes::NEW_INSPECTION, t.first_start, t.first_start_text),
        };
        let action = if done {
            view! {
                <span class="status pass">
                    <Icon name="check" />
                    {t.first_done}
                </span>
            }
            .into_any()
        } else if next == Some(step) {
            view! {
                <a class="button primary" href=href>
                    {title}
                </a>
            }
            .into_any()
        } else {
            ().into_any()
        };
        view! {
            <li>
                <b>{title}</b>
                {text}
                <div class="flow-action">{action}</div>
            </li>
        }
    };
    view! {
        <section class="sheet pad" aria-labelledby="first">
            <div class="stack-l">
            <header>
                <h2 id="first">{t.first_title}</h2>
                <p class="quiet">{t.first_lead}</p>
            </header>
            <ol class="flow">
                {steps.into_iter().map(line).collect_view()}
            </ol>
            </div>
        </section>
    }
}

/// How a count compares with the month before.
fn compared(locale: Locale, now: u32, before: u32) -> String {
    let t = &locale.words().desk;
    match now.cmp(&before) {
        std::cmp::Ordering::Greater => t.more_than_before(now - before),
        std::cmp::Ordering::Less => t.fewer_than_before(before - now),
        std::cmp::Ordering::Equal => t.same_as_before.to_owned(),
    }
}

/// How the score compares with the month before: class and words.
fn score_compared(locale: Locale, now: Option<u32>, before: Option<u32>) -> (&'static str, String) {
    let t = &locale.words().desk;
    match (now, before) {
        (None, _) => ("", t.no_score.to_owned()),
        (Some(_), None) => ("", String::new()),
        (Some(now), Some(before)) if now > before => ("pass", format!("▲ {}", t.points(tenths(now - before, locale)))),
        (Some(now), Some(before)) if now < before => ("fail", format!("▼ {}", t.points(tenths(before - now, locale)))),
        _ => ("", t.points_same.to_owned()),
    }
}

#[component]
fn Figures(overview: Overview) -> impl IntoView {
    let t = &use_words().desk;
    let locale = use_locale();
    let overdue = overview.overdue;
    let (class, score_note) = score_compared(locale, overview.score, overview.score_before);
    view! {
        <div class="figures">
            <a class="figure" href=routes::INSPECTIONS>
                <b>{overview.inspections}</b>
                <span>{t.figure_inspections}</span>
                <small>{compared(locale, overview.inspections, overview.inspections_before)}</small>
            </a>
            <div class="figure">
                <b>{overview.score.map_or_else(|| "—".to_owned(), |score| percent(score, locale))}</b>
                <span>{t.figure_score}</span>
                <small class=class>{score_note}</small>
            </div>
            <a class="figure" href=routes::ACTIONS>
                <b>{overview.open.to_string()}</b>
                <span>{t.figure_actions}</span>
                {match overdue {
                    Count::Exactly(0) => view! { <small>{t.none_overdue}</small> }.into_any(),
                    Count::Exactly(count) => {
                        let count = usize::try_from(count).unwrap_or(usize::MAX);
                        view! { <small class="fail">{t.overdue_count(count)}</small> }.into_any()
                    }
                    Count::MoreThan(count) => view! { <small class="fail">{t.overdue_more(count)}</small> }.into_any(),
                }}
            </a>
            <a class="figure" href=routes::REPORTS>
                <b>{overview.issued}</b>
                <span>{t.figure_issued}</span>
            </a>
        </div>
    }
}

/// What needs somebody: overdue and due actions, and what is finished but not issued.
#[component]
fn Attention(overview: Overview) -> impl IntoView {
    let t = &use_words().desk;
    let waiting = overview.latest.into_iter().filter(|line| line.state == State::Finished);
    let lines = overview
        .actions
        .into_iter()
        .map(|action| view! { <ActionEntry action /> }.into_any())
        .take(ATTENTION - 1)
        .chain(waiting.map(|line| view! { <WaitingLine line /> }.into_any()))
        .take(ATTENTION)
        .collect::<Vec<_>>();
    view! {
        <section class="panel" aria-labelledby="needs">
            <h2 id="needs">{t.needs_attention}</h2>
            {if lines.is_empty() {
                view! { <p class="small quiet">{t.nothing_needs_attention}</p> }.into_any()
            } else {
                view! { <ul class="attention">{lines}</ul> }.into_any()
            }}
        </section>
    }
}

/// When an action is or was due.
#[must_use]
pub fn due_words(locale: Locale, overdue_days: i32) -> Option<String> {
    let t = &locale.words().desk;
    match overdue_days {
        1.. => Some(t.overdue_days(usize::try_from(overdue_days).unwrap_or_default())),
        _ => None,
    }
}

#[component]
fn ActionEntry(action: ActionLine) -> impl IntoView {
    let t = &use_words().desk;
    let locale = use_locale();
    let class = if action.overdue_days > 0 { "fail" } else { "wait" };
    let facts = [
        Some(action.site),
        action.due.as_deref().map(|due| t.due(day(due, locale))),
        due_words(locale, action.overdue_days),
    ];
    view! {
        <li>
            <Icon name="flag" class=class />
            <a href=routes::inspection(action.inspection)>{action.text}</a>
            <span>{facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")}</span>
        </li>
    }
}

#[component]
fn WaitingLine(line: InspectionSummary) -> impl IntoView {
    view! {
        <li>
            <Icon name="pen" class="warn" />
            <a href=routes::inspection(line.id)>{line.site}</a>
            <span>{format!("{} · {}", line.template, use_words().desk.waits_for_signature)}</span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        features::{
            access::model::Asks,
            orgs::model::Approval,
            orgs::model::{Company, Organisation, Role},
        },
        ids::{OrgId, UserId},
    };

    #[test]
    fn a_first_step_is_proposed_to_whoever_may_take_it() {
        let next = |role, limited, has_site, has_template| {
            let settings = crate::features::orgs::service::first_settings(Locale::En);
            let (id, asks, approval) = (OrgId(Uuid::nil()), Asks::default(), Approval::Approved);
            let org = Organisation {
                id,
                name: String::new(),
                demo: false,
                settings,
                company: Company::default(),
                logo: None,
                asks,
                approval,
            };
            let viewer = Viewer {
                id: UserId(Uuid::nil()),
                needs_passkey: false,
                name: String::new(),
                named: true,
                qualification: crate::features::identity::model::Qualification::default(),
                email: String::new(),
                locale: Locale::En,
                org: Some((org, role)),
                limited,
                orgs: Vec::new(),
            };
            let (shown, next) = steps(&viewer, has_site, has_template);
            assert_eq!(shown.contains(&(Step::Site, has_site)), !limited, "{role:?}");
            next
        };
        assert_eq!(next(Role::Owner, false, false, false), Some(Step::Site));
        assert_eq!(next(Role::Manager, false, true, false), Some(Step::Template));
        assert_eq!(next(Role::Inspector, false, false, false), None);
        assert_eq!(next(Role::Inspector, false, true, true), Some(Step::Start));
        assert_eq!(next(Role::Viewer, false, true, true), None);
        // Of their sites, somebody else makes sure; until then they can start nowhere.
        assert_eq!(next(Role::Manager, true, false, false), Some(Step::Template));
        assert_eq!(next(Role::Manager, true, false, true), None);
        assert_eq!(next(Role::Inspector, true, true, true), Some(Step::Start));
    }

    #[test]
    fn people_are_greeted_by_their_first_name_at_the_hour_of_their_place() {
        assert_eq!(greeting(Locale::En, 9, "Lucía Fernández"), "Good morning, Lucía");
        assert_eq!(greeting(Locale::Es, 13, "Lucía"), "Buenas tardes, Lucía");
        assert_eq!(greeting(Locale::En, 2, "lucia"), "Good evening, lucia");
    }

    #[test]
    fn a_month_is_compared_with_the_one_before() {
        assert_eq!(compared(Locale::En, 38, 32), "6 more than last month");
        assert_eq!(compared(Locale::En, 3, 5), "2 fewer than last month");
        assert_eq!(score_compared(Locale::Es, Some(914), Some(893)), ("pass", "▲ 2,1 puntos".to_owned()));
        assert_eq!(score_compared(Locale::En, Some(914), None), ("", String::new()));
    }

    #[test]
    fn a_weekday_has_its_name() {
        assert_eq!(weekday(Locale::En, jiff::civil::date(2026, 11, 22).weekday()), "Sunday");
        assert_eq!(weekday(Locale::Es, jiff::civil::date(2026, 11, 23).weekday()), "lunes");
    }
}
