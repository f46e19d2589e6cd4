//! Lists that are sorted by name: sites, templates, members, and those who are invited.

use norven::{
    error::AppError,
    features::{
        orgs::model::{InvitationLine, MemberLine, Role},
        sites::model::{ARCHIVED, Site},
        templates::model::{TemplateSummary, Which},
    },
    ids::TemplateId,
    ui::{
        listing::{Count, PAGE, Page, Place},
        names::{NameQuery, Sorted},
    },
};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::support::{Client, Sample, TestApp, on_both};

async fn page<T: DeserializeOwned>(browser: &Client, list: &str, query: &NameQuery) -> Page<T> {
    browser.post_fn(&format!("/api/{list}"), json!({ "query": query })).await.json()
}

/// Every line that a query finds, page by page, and how many there are said to be.
async fn all<T: DeserializeOwned>(browser: &Client, list: &str, query: &NameQuery) -> (Vec<T>, Count) {
    let (mut lines, mut query) = (Vec::new(), query.clone());
    loop {
        let found: Page<T> = page(browser, list, &query).await;
        assert!(found.lines.len() <= PAGE);
        lines.extend(found.lines);
        match found.next {
            Some(next) => query.after = Some(next),
            None => return (lines, found.count),
        }
    }
}

async fn names(browser: &Client, query: &NameQuery) -> Vec<String> {
    all::<Site>(browser, "list_sites", query).await.0.into_iter().map(|site| site.name).collect()
}

on_both! {
    async fn pages_of_sites_go_by_name_and_leave_nothing_out_whatever_happens_between_them(app: TestApp) {
        let org = app.organisation("Acme").await;
        let mut expected = Vec::new();
        for n in 0..PAGE + 20 {
            app.clock.advance_seconds(1);
            org.owner.add_site(&format!("Lift {n}")).await;
            expected.push(format!("Lift {n}"));
        }
        let (sites, count) = all::<Site>(&org.owner, "list_sites", &NameQuery::default()).await;
        assert_eq!(count, Count::Exactly(70));
        assert_eq!(sites.iter().map(|site| site.name.clone()).collect::<Vec<_>>(), expected, "as people count");

        let latest = NameQuery { sorted: Sorted::Latest, ..NameQuery::default() };
        expected.reverse();
        assert_eq!(names(&org.owner, &latest).await, expected);

        let first: Page<Site> = page(&org.owner, "list_sites", &NameQuery::default()).await;
        org.owner.post_fn("/api/archive_site", json!({ "site": first.lines[0].id })).await.ok();
        org.owner.add_site("Lift 51 b").await;
        let rest: Page<Site> = page(&org.owner, "list_sites", &NameQuery { after: first.next, ..NameQuery::default() }).await;
        assert_eq!(rest.lines.len(), 21);
        assert_eq!((rest.lines[0].name.as_str(), rest.lines[2].name.as_str()), ("Lift 50", "Lift 51 b"));
        assert_eq!(rest.next, None);
    }

    async fn a_place_of_another_order_and_one_that_nobody_made_begin_the_list_anew(app: TestApp) {
        let org = app.organisation("Acme").await;
        org.owner.add_site("Pier").await;
        let by_name = Place::named("zzz", app.id());
        let query = NameQuery { sorted: Sorted::Latest, after: Some(by_name.clone()), ..NameQuery::default() };
        assert_eq!(names(&org.owner, &query).await, ["Pier"]);
        let query = NameQuery { after: Some(by_name), ..NameQuery::default() };
        assert_eq!(names(&org.owner, &query).await, Vec::<String>::new());
        let path = "/sites?after=~%27%3B--.1&order=latest";
        assert!(org.owner.get(path).await.ok().text().contains("Pier"));
    }

    async fn what_nobody_types_finds_nothing_and_breaks_nothing(app: TestApp) {
        let org = app.organisation("Acme").await;
        org.owner.add_site("Pier").await;
        let id = app.id::<norven::ids::SiteId>().0;
        for page in ["/sites", "/templates", "/settings/members"] {
            for query in [
                "text=%00", "which=%00", "which=a%00b", "group=%00", "order=%00", "after=%00", "text=%25%5C_%27",
                "which=%27%20OR%201=1--", "text=%F0%9F%94%A5",
            ] {
                let status = org.owner.get(&format!("{page}?{query}")).await.status;
                assert!(status < 500, "{page}?{query}: {status}");
            }
            for place in ["~a%00b", "9223372036854775808"] {
                let status = org.owner.get(&format!("{page}?after={place}.{}", id.simple())).await.status;
                assert!(status < 500, "{page} after {place}: {status}");
            }
        }
        let others = ["/inspections", "/reports", "/actions", "/settings/audit", "/inspections/new", "/sign-in", "/welcome"];
        let files = ["/lists/sites/csv", "/lists/inspections/csv", "/audit/csv"];
        for page in others.into_iter().chain(files) {
            for name in ["text", "which", "state", "status", "from", "what", "object", "who", "problem", "then", "after", "h"] {
                let status = org.owner.get(&format!("{page}?{name}=a%00b")).await.status;
                assert!(status < 500, "{page}?{name}=a%00b: {status}");
            }
        }
        for list in ["list_sites", "list_templates", "list_members", "list_invitations"] {
            for which in ["\0", "x\u{202e}"] {
                let query = NameQuery { after: Some(Place::named("a\0b", id)), ..NameQuery::default().of(Some(which)) };
                let reply = org.owner.post_fn(&format!("/api/{list}"), json!({ "query": query })).await;
                assert!(reply.status < 500, "{list} {which:?}: {}", reply.text());
            }
        }
    }

    async fn sites_are_found_by_the_beginnings_of_words_by_group_and_by_whether_they_are_in_use(app: TestApp) {
        let org = app.organisation("Acme").await;
        let save = async |name: &str, address: &str| {
            let id: norven::ids::SiteId = app.id();
            let site = Site { name: name.to_owned(), address: address.to_owned(), ..Site::new(id) };
            org.owner.post_fn("/api/save_site", json!({ "site": site })).await.ok();
            id
        };
        let miramar = save("Hotel Miramar", "Paseo Marítimo 12, Málaga").await;
        let alamo = save("Álamo", "Calle del Mar 3").await;
        save("Мост № 3", "").await;
        for (text, found) in [
            ("MÁLAGA hotel", vec!["Hotel Miramar"]),
            ("mar", vec!["Álamo", "Hotel Miramar"]),
            ("мост", vec!["Мост № 3"]),
            ("amo", vec![]),
            ("mar_", vec!["Álamo", "Hotel Miramar"]),
            ("%", vec!["Álamo", "Hotel Miramar", "Мост № 3"]),
        ] {
            assert_eq!(names(&org.owner, &NameQuery::text(text)).await, found, "{text}");
        }

        let group = org.owner.add_group("Coast", &[miramar]).await;
        let of_group = NameQuery { group: Some(group), ..NameQuery::default() };
        assert_eq!(names(&org.owner, &of_group).await, ["Hotel Miramar"]);

        org.owner.post_fn("/api/archive_site", json!({ "site": alamo })).await.ok();
        let archived = NameQuery::default().of(Some(ARCHIVED));
        assert_eq!(names(&org.owner, &archived).await, ["Álamo"]);
        assert_eq!(names(&org.owner, &NameQuery::text("mar")).await, ["Hotel Miramar"]);
        assert_eq!(names(&org.owner, &NameQuery::default().of(Some("burnt down"))).await, Vec::<String>::new());
        let inspector = org.member(Role::Inspector).await;
        let refused = inspector.post_fn("/api/list_sites", json!({ "query": archived })).await;
        assert_eq!(refused.error(), AppError::NotAllowed, "what is out of use is for those who manage it");
        save("Alba", "").await;
        assert_eq!(names(&inspector, &NameQuery::default()).await, ["Alba", "Hotel Miramar", "Мост № 3"]);
    }

    async fn templates_are_found_by_what_became_of_them(app: TestApp) {
        let org = app.organisation("Acme").await;
        let mut checklist = Sample::new(&app).checklist;
        checklist.title = "Lift, monthly".to_owned();
        let published = org.owner.add_template(&checklist).await;
        let draft: TemplateId = app.id();
        org.owner.post_fn("/api/create_template", json!({ "template": draft, "locale": "en" })).await.ok();
        let found = async |which: Option<Which>| {
            let query = NameQuery::default().of(which.map(Which::as_str));
            let (lines, count) = all::<TemplateSummary>(&org.owner, "list_templates", &query).await;
            assert_eq!(count, Count::Exactly(u32::try_from(lines.len()).expect("few")));
            lines.into_iter().map(|line| line.id).collect::<Vec<_>>()
        };
        assert_eq!(found(None).await, [draft, published], "one without a title comes first");
        assert_eq!(found(Some(Which::Published)).await, [published]);
        assert_eq!(found(Some(Which::Draft)).await, [draft]);
        assert_eq!(found(Some(Which::Changed)).await, []);
        checklist.title = "Lift, weekly".to_owned();
        let save = json!({ "template": published, "base_rev": 2, "checklist": checklist });
        org.owner.post_fn("/api/save_template", save).await.ok();
        assert_eq!(found(Some(Which::Changed)).await, [published]);
        assert_eq!(found(Some(Which::Published)).await, [published], "inspections use what was published");
        let weekly: Page<TemplateSummary> = page(&org.owner, "list_templates", &NameQuery::text("week")).await;
        assert_eq!(weekly.lines.len(), 1);
        org.owner.post_fn("/api/archive_template", json!({ "template": draft })).await.ok();
        assert_eq!((found(None).await, found(Some(Which::Archived)).await), (vec![published], vec![draft]));
    }

    async fn members_are_found_by_name_address_role_and_group_and_the_invited_by_address(app: TestApp) {
        let org = app.organisation("Acme").await;
        let site = org.owner.add_site("Gate").await;
        let group = org.owner.add_group("Gates", &[site]).await;
        for role in [Role::Manager, Role::Inspector, Role::Viewer] {
            org.member(role).await;
        }
        let found = async |query: NameQuery| {
            let (lines, _) = all::<MemberLine>(&org.owner, "list_members", &query).await;
            lines.into_iter().map(|line| (line.role, line.groups)).collect::<Vec<_>>()
        };
        let inspector = (Role::Inspector, None);
        assert_eq!(found(NameQuery::default()).await.len(), 4);
        assert_eq!(found(NameQuery::default().of(Some("inspector"))).await, std::slice::from_ref(&inspector));
        assert_eq!(found(NameQuery::text("inspector@acme")).await, [inspector]);
        let (lines, _) = all::<MemberLine>(&org.owner, "list_members", &NameQuery::text("inspector")).await;
        let limit = json!({ "user": lines[0].id, "groups": [group] });
        org.owner.post_fn("/api/limit_member", limit).await.ok();
        let of_group = NameQuery { group: Some(group), ..NameQuery::default() };
        assert_eq!(found(of_group).await, [(Role::Inspector, Some(vec![group]))]);

        for name in ["zoe", "ana.lopez", "bruno"] {
            let invite = json!({ "email": format!("{name}@example.org"), "role": "viewer" });
            org.owner.post_fn("/api/invite_member", invite).await.ok();
        }
        let invited = async |query: NameQuery| {
            let (lines, count) = all::<InvitationLine>(&org.owner, "list_invitations", &query).await;
            (lines.into_iter().map(|line| line.email).collect::<Vec<_>>(), count)
        };
        let everybody = ["ana.lopez@example.org", "bruno@example.org", "zoe@example.org"].map(ToOwned::to_owned);
        assert_eq!(invited(NameQuery::default()).await, (everybody.to_vec(), Count::Exactly(3)));
        assert_eq!(invited(NameQuery::text("Lopez")).await.0, ["ana.lopez@example.org"]);
    }
}
