//! The list of actions: what it shows is what the filter means.

use norven::{
    error::{AppError, FieldProblem},
    features::{
        audit::model::EventPage,
        inspections::{
            action_query::{ActionLine, ActionPage, ActionQuery, ActionState},
            model::{Action, Op, Overview},
        },
        orgs::model::Role,
    },
    ids::{InspectionId, SiteId},
    ui::listing::{Count, PAGE},
};
use serde_json::json;

use crate::support::{Client, Sample, TestApp, on_both};

async fn page(browser: &Client, query: &ActionQuery) -> ActionPage {
    browser.post_fn("/api/list_actions", json!({ "query": query })).await.json()
}

/// Every line that a query finds, page by page, and the count that the first page tells.
async fn every(browser: &Client, query: &ActionQuery) -> (Vec<ActionLine>, Count) {
    let (mut lines, mut query, mut count) = (Vec::new(), query.clone(), None);
    loop {
        let found = page(browser, &query).await.page;
        assert!(found.lines.len() <= PAGE);
        lines.extend(found.lines);
        count.get_or_insert(found.count);
        match found.next {
            Some(next) => query.after = Some(next),
            None => return (lines, count.expect("a page")),
        }
    }
}

/// An action as the test knows it.
struct Known {
    action: Action,
    site: SiteId,
    closed: bool,
    removed: bool,
}

on_both! {
    async fn every_filter_of_actions_finds_what_a_plain_look_at_each_finds_in_order(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let template = org.owner.add_template(&sample.checklist).await;
        let sites = [org.owner.add_site("Alder").await, org.owner.add_site("Birch").await];
        let mut known = Vec::new();
        for (number, site) in [sites[0], sites[0], sites[1]].into_iter().enumerate() {
            let inspection: InspectionId = org.owner.start(site, template).await;
            for index in 0..24 {
                // Before today, the 23rd, on it, after it, and on no day.
                let due = (index % 5 != 0).then(|| format!("2026-11-{:02}", 18 + (index * 7 + number * 3) % 11));
                let action = Action {
                    id: app.id(),
                    item: sample.exit,
                    text: format!("Do {number} {index}"),
                    assignee: String::new(),
                    due,
                    done: index % 7 == 3,
                    closed: None,
                };
                org.owner.act(inspection, [Op::SetAction { action: action.clone() }]).await;
                let (mut closed, removed) = (false, index % 11 == 6);
                if removed {
                    org.owner.act(inspection, [Op::RemoveAction { action: action.id }]).await;
                } else if index % 6 == 2 && !action.done {
                    org.owner.post_fn("/api/complete_action", json!({ "action": action.id })).await.ok();
                    closed = true;
                }
                known.push(Known { action, site, closed, removed });
            }
        }
        let all = ActionQuery::default();
        let day = |day: &str| Some(day.to_owned());
        for query in [
            all.clone(),
            all.in_state(Some(ActionState::Open)),
            all.in_state(Some(ActionState::Done)),
            all.only_overdue(),
            ActionQuery { site: Some(sites[1]), ..all.in_state(Some(ActionState::Open)) },
            ActionQuery { site: Some(sites[0]), ..all.only_overdue() },
            ActionQuery { from: day("2026-11-20"), to: day("2026-11-24"), ..all.clone() },
            ActionQuery { to: day("2026-11-23"), template: Some(template), ..all.in_state(Some(ActionState::Open)) },
            ActionQuery { from: day("2026-11-24"), ..all.only_overdue() },
        ] {
            let mut expected: Vec<&Known> = known
                .iter()
                .filter(|one| {
                    let (due, open) = (one.action.due.as_deref(), !one.action.done && !one.closed);
                    !one.removed
                        && query.site.is_none_or(|site| site == one.site)
                        && query.state.is_none_or(|state| (state == ActionState::Open) == open)
                        && (!query.overdue || open && due.is_some_and(|due| due < "2026-11-23"))
                        && query.from.as_deref().is_none_or(|from| due.is_some_and(|due| due >= from))
                        && query.to.as_deref().is_none_or(|to| due.is_some_and(|due| due <= to))
                })
                .collect();
            expected.sort_by_key(|one| (one.action.due.clone().unwrap_or_else(|| "9".to_owned()), one.action.id));
            let (lines, count) = every(&org.owner, &query).await;
            let texts = |lines: &[ActionLine]| lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>();
            let expected: Vec<String> = expected.into_iter().map(|one| one.action.text.clone()).collect();
            assert_eq!(texts(&lines), expected, "{query:?}");
            assert_eq!(count, Count::Exactly(u32::try_from(expected.len()).expect("few")), "{query:?}");
        }
        let open = every(&org.owner, &all.in_state(Some(ActionState::Open))).await.0.len();
        let overdue = every(&org.owner, &all.only_overdue()).await.0.len();
        let overview: Overview = org.owner.post_fn("/api/load_overview", json!({})).await.json();
        let exactly = |count: usize| Count::Exactly(u32::try_from(count).expect("few"));
        assert_eq!((overview.open, overview.overdue), (exactly(open), exactly(overdue)));
        let odd = org.owner.post_fn("/api/list_actions", json!({ "query": { "to": "never" } })).await;
        assert_eq!(odd.error(), AppError::field("to", FieldProblem::NotADate));
    }

    async fn a_closed_action_is_opened_again_from_the_list_and_one_done_on_site_is_not(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspector = org.member(Role::Inspector).await;
        let inspection = inspector.start_sample(&org.owner, &sample).await;
        let action = |text: &str, done| Action {
            id: app.id(), item: sample.exit, text: text.to_owned(), assignee: String::new(), due: None, done, closed: None,
        };
        let (later, on_site) = (action("Later", false), action("On site", true));
        let set = |action: &Action| Op::SetAction { action: action.clone() };
        inspector.act(inspection, [set(&later), set(&on_site)]).await;
        inspector.post_fn("/api/complete_action", json!({ "action": later.id })).await.ok();
        let done = page(&inspector, &ActionQuery::default().in_state(Some(ActionState::Done))).await;
        let mut told: Vec<_> = done.page.lines.iter().map(|line| (line.text.as_str(), line.can_reopen)).collect();
        told.sort_unstable();
        assert_eq!(told, [("Later", true), ("On site", false)]);
        assert_eq!((done.open, done.overdue), (Count::Exactly(0), Count::Exactly(0)));
        inspector.post_fn("/api/reopen_action", json!({ "action": later.id })).await.ok();
        assert_eq!(page(&inspector, &ActionQuery::default()).await.open, Count::Exactly(1));
    }

    async fn an_action_that_is_closed_or_opened_twice_is_so_once_and_says_the_same(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let owner = &org.owner;
        let inspection = owner.start_sample(owner, &sample).await;
        let action = |done| Action {
            id: app.id(), item: sample.exit, text: "Clear".to_owned(), assignee: String::new(), due: None, done, closed: None,
        };
        let (later, on_site) = (action(false), action(true));
        owner.act(inspection, [&later, &on_site].map(|action| Op::SetAction { action: action.clone() })).await;
        let ask = async |what: &str, action: &Action| {
            owner.post_fn(&format!("/api/{what}_action"), json!({ "action": action.id })).await
        };
        let (one, other) = tokio::join!(ask("complete", &later), ask("complete", &later));
        one.ok();
        other.ok();
        assert_eq!(page(owner, &ActionQuery::default()).await.open, Count::Exactly(0));
        let (one, other) = tokio::join!(ask("reopen", &later), ask("reopen", &later));
        one.ok();
        other.ok();
        assert_eq!(page(owner, &ActionQuery::default()).await.open, Count::Exactly(1));
        let record: EventPage = owner.post_fn("/api/load_audit_page", json!({})).await.json();
        let recorded = |action: &str| record.events.iter().filter(|event| event.action == action).count();
        assert_eq!((recorded("action.completed"), recorded("action.reopened")), (1, 1));
        // What was done on site is neither closed later nor opened, and what was removed is not there.
        for what in ["complete", "reopen"] {
            assert_eq!(ask(what, &on_site).await.error(), AppError::Conflict, "{what}");
        }
        owner.act(inspection, [Op::RemoveAction { action: later.id }]).await;
        assert_eq!(ask("complete", &later).await.error(), AppError::NotFound);
    }
}
