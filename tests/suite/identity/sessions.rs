//! How a session begins and ends.

use norven::{
    error::AppError,
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

on_both! {
    async fn signing_out_ends_the_session_for_good(app: TestApp) {
        let browser = app.sign_in("lucia@example.com").await;
        let before = browser.cookies().clone();
        let left = browser.post_form("/sign-out", &[]).await;
        assert_eq!((left.status, left.header("location")), (303, "/"));
        assert_eq!(left.header("clear-site-data"), "\"cache\", \"cookies\", \"storage\"");
        assert!(!browser.cookies().contains_key("session"));
        *browser.cookies() = before;
        assert!(!is_signed_in(&browser).await, "the old cookie opens nothing");
        assert_eq!(browser.post_form("/sign-out", &[]).await.status, 303, "signing out again is no error");
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
        let email = norven::features::identity::model::Email::parse("lucia@example.com").expect("an address");
        let link = norven::features::identity::service::console_link(&app, &email).await.expect("a link");
        let token = link.split_once("token=").expect("a token").1;
        let entered = browser.post_form("/sign-in/link", &[("token", token)]).await;
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
