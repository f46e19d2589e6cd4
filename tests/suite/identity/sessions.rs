//! How a session begins and ends.

use norven::{
    error::AppError,
    features::{
        identity::model::SessionLine,
        orgs::model::{MemberLine, Role},
    },
    server::session::{ABSOLUTE_SECONDS, IDLE_SECONDS},
};
use serde_json::json;

use crate::support::{Client, TestApp, on_both};

async fn is_signed_in(browser: &Client) -> bool {
    let reply = browser.post_fn("/api/load_viewer", json!({})).await;
    if reply.status != 200 {
        assert_eq!(reply.error(), AppError::NotSignedIn);
    }
    reply.status == 200
}

async fn sessions(browser: &Client) -> Vec<SessionLine> {
    browser.post_fn("/api/list_sessions", json!({})).await.json()
}

/// A browser that says of itself what this user agent says, signed in.
async fn signed_in_as(app: &TestApp, email: &str, user_agent: &'static str) -> Client {
    app.sign_in_with(app.browser().naming_itself(user_agent), email).await
}

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36";
const DESK: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";

on_both! {
    async fn a_person_sees_where_they_are_signed_in_and_ends_one_of_it(app: TestApp) {
        let phone = signed_in_as(&app, "lucia@example.com", PHONE).await;
        app.clock.advance_seconds(3600);
        let desk = signed_in_as(&app, "lucia@example.com", DESK).await;
        let stranger = app.sign_in("luis@example.com").await;

        let lines = sessions(&desk).await;
        let shown: Vec<_> = lines.iter().map(|line| (line.device.as_str(), line.is_this)).collect();
        assert_eq!(shown, [("Firefox · Linux", true), ("Chrome · Android", false)]);
        let end = json!({ "session": lines[1].id });
        assert_eq!(stranger.post_fn("/api/end_session", &end).await.error(), AppError::NotFound);
        assert!(is_signed_in(&phone).await, "a stranger cannot end it");
        desk.post_fn("/api/end_session", &end).await.ok();
        assert!(!is_signed_in(&phone).await && is_signed_in(&desk).await);
        assert_eq!(sessions(&desk).await.len(), 1);
        assert_eq!(desk.post_fn("/api/end_session", &end).await.error(), AppError::NotFound);
    }

    async fn all_other_sessions_end_at_once_and_those_of_others_stay(app: TestApp) {
        let (phone, desk) = (app.sign_in("lucia@example.com").await, app.sign_in("lucia@example.com").await);
        let stranger = app.sign_in("luis@example.com").await;
        desk.post_fn("/api/end_other_sessions", json!({})).await.ok();
        assert!(!is_signed_in(&phone).await);
        assert!(is_signed_in(&desk).await && is_signed_in(&stranger).await);
    }

    async fn an_owner_signs_a_member_out_everywhere_and_nobody_else(app: TestApp) {
        let org = app.organisation("Acme").await;
        let (inspector, viewer) = (org.member(Role::Inspector).await, org.member(Role::Viewer).await);
        let members: Vec<MemberLine> = org.owner.lines("list_members").await;
        let user = members.iter().find(|line| line.role == Role::Inspector).expect("a member").id;
        let other = app.organisation("Other").await;
        let call = json!({ "user": user });
        assert_eq!(other.owner.post_fn("/api/sign_member_out", &call).await.error(), AppError::NotFound);
        assert!(is_signed_in(&inspector).await);
        org.owner.post_fn("/api/sign_member_out", &call).await.ok();
        assert!(!is_signed_in(&inspector).await);
        assert!(is_signed_in(&viewer).await && is_signed_in(&org.owner).await);
        assert!(is_signed_in(&app.sign_in(&org.address("inspector")).await).await, "they may sign in again");
    }

    async fn removing_a_member_ends_their_sessions(app: TestApp) {
        let org = app.organisation("Acme").await;
        let viewer = org.member(Role::Viewer).await;
        let members: Vec<MemberLine> = org.owner.lines("list_members").await;
        let user = members.iter().find(|line| line.role == Role::Viewer).expect("a member").id;
        org.owner.post_fn("/api/remove_member", json!({ "user": user })).await.ok();
        assert!(!is_signed_in(&viewer).await);
    }

    async fn a_sign_in_from_a_new_device_is_told_by_mail_and_one_from_a_known_device_is_not(app: TestApp) {
        let told = async || app.mails_to("lucia@example.com").await.into_iter().map(|mail| mail.body).collect::<Vec<_>>();
        signed_in_as(&app, "lucia@example.com", PHONE).await;
        signed_in_as(&app, "lucia@example.com", PHONE).await;
        assert!(told().await.is_empty(), "the first device is no news");
        signed_in_as(&app, "lucia@example.com", DESK).await;
        let mails = told().await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].contains("Firefox · Linux") && mails[0].contains("/settings/profile"), "{}", mails[0]);
        signed_in_as(&app, "lucia@example.com", DESK).await;
        assert_eq!(told().await.len(), 1);
    }

    async fn signing_out_ends_the_session_for_good(app: TestApp) {
        let browser = app.sign_in("lucia@example.com").await;
        let before = browser.cookies().clone();
        let left = browser.post_form("/sign-out", &[]).await;
        assert_eq!((left.status, left.header("location")), (303, "/"));
        assert!(!browser.cookies().contains_key("session"));
        *browser.cookies() = before;
        assert!(!is_signed_in(&browser).await, "the old cookie opens nothing");
        assert_eq!(browser.post_form("/sign-out", &[]).await.status, 303, "signing out again is no error");
    }

    async fn the_browser_forgets_what_it_kept_only_where_nothing_waits_and_never_others_cookies(app: TestApp) {
        for (fields, forgotten) in [
            (&[][..], ""),
            (&[("outbox", "")], ""),
            (&[("outbox", "2")], ""),
            (&[("outbox", "empty")], "\"cache\", \"storage\""),
        ] {
            let left = app.sign_in("lucia@example.com").await.post_form("/sign-out", fields).await;
            assert_eq!((left.status, left.header("clear-site-data")), (303, forgotten), "{fields:?}");
        }
    }

    async fn a_session_ends_when_it_was_not_used_for_fourteen_days(app: TestApp) {
        let browser = app.sign_in("lucia@example.com").await;
        app.clock.advance_seconds(IDLE_SECONDS - 1);
        assert!(is_signed_in(&browser).await);
        app.clock.advance_seconds(IDLE_SECONDS - 1);
        assert!(is_signed_in(&browser).await, "using it began the fortnight anew");
        let idle = app.sign_in("luis@example.com").await;
        app.clock.advance_seconds(IDLE_SECONDS);
        assert!(!is_signed_in(&idle).await);
    }

    async fn a_session_ends_after_thirty_days_however_much_it_is_used(app: TestApp) {
        let browser = app.sign_in("lucia@example.com").await;
        for _ in 0..2 {
            app.clock.advance_seconds(ABSOLUTE_SECONDS / 3);
            assert!(is_signed_in(&browser).await);
        }
        app.clock.advance_seconds(ABSOLUTE_SECONDS / 3);
        assert!(!is_signed_in(&browser).await);
    }

    async fn signing_in_gives_a_new_session_and_leaves_the_others(app: TestApp) {
        let (phone, desk) = (app.sign_in("lucia@example.com").await, app.sign_in("lucia@example.com").await);
        assert_ne!(phone.cookies()["session"], desk.cookies()["session"]);
        phone.post_form("/sign-out", &[]).await;
        assert!(!is_signed_in(&phone).await);
        assert!(is_signed_in(&desk).await);
    }

    async fn a_session_cookie_is_out_of_reach_of_scripts_and_other_sites(app: TestApp) {
        let browser = app.browser();
        let token = app.printed_token("lucia@example.com").await;
        let entered = browser.post_form("/sign-in/link", &[("token", &token)]).await;
        let cookie = entered.header("set-cookie");
        assert!(cookie.starts_with("session=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000"), "{cookie}");
        assert_eq!(entered.header("cache-control"), "no-store");
    }

    async fn a_made_up_session_opens_nothing(app: TestApp) {
        let browser = app.browser();
        for made_up in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            browser.cookies().insert("session".to_owned(), made_up.to_owned());
            assert!(!is_signed_in(&browser).await);
        }
    }
}
