//! Signing in with a mailed link or code.

use norven::{error::AppError, features::orgs::model::Viewer, ui::routes};
use norven_words::Locale;
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::{Client, Reply, TestApp, on_both};

/// The link's token and the code of the latest mail to an address.
async fn latest_mail(app: &TestApp, address: &str) -> (String, String) {
    let mail = app.mails_to(address).await.into_iter().next().expect("a mail");
    let token = mail.body.split_once("token=").expect("a link").1.split_whitespace().next().expect("a token");
    let code = mail
        .body
        .lines()
        .find(|line| line.len() == 9 && line.chars().nth(4) == Some(' '))
        .unwrap_or_else(|| panic!("a code in {}", mail.body));
    (token.to_owned(), code.to_owned())
}

async fn ask(browser: &Client, email: &str) -> Reply {
    browser.post_form("/sign-in", &[("email", email)]).await
}

async fn try_code(browser: &Client, code: &str) -> Reply {
    browser.post_form("/sign-in/code", &[("code", code)]).await
}

async fn try_link(browser: &Client, token: &str) -> Reply {
    browser.post_form("/sign-in/link", &[("token", token)]).await
}

/// The error that a redirect back to a form carries.
fn problem(reply: &Reply) -> String {
    assert_eq!(reply.status, 303, "{}", reply.text());
    let location = reply.header("location");
    location.split_once("problem=").map(|(_, problem)| problem.to_owned()).unwrap_or_default()
}

fn told(error: &AppError) -> String {
    routes::with_problem("", error).split_once("problem=").map(|(_, problem)| problem.to_owned()).unwrap_or_default()
}

async fn is_signed_in(browser: &Client) -> bool {
    browser.post_fn("/api/load_viewer", json!({})).await.status == 200
}

on_both! {
    async fn a_mailed_code_signs_in_however_it_is_typed(app: TestApp) {
        let browser = app.browser();
        let asked = ask(&browser, " Lucia@Example.com ").await;
        assert_eq!((asked.status, asked.header("location")), (303, "/sign-in/code"));
        let (_, code) = latest_mail(&app, "lucia@example.com").await;
        let typed = code.to_lowercase().replace(' ', "-");
        let entered = try_code(&browser, &typed).await;
        assert_eq!((entered.status, entered.header("location")), (303, "/overview"));
        let viewer: Viewer = browser.post_fn("/api/load_viewer", json!({})).await.json();
        assert_eq!((viewer.email.as_str(), viewer.name.as_str(), viewer.org), ("lucia@example.com", "lucia", None));
        assert!(!browser.cookies().contains_key("asking"), "the asking cookie has served");
    }

    async fn a_mailed_link_signs_in_and_opening_it_uses_nothing_up(app: TestApp) {
        let browser = app.browser();
        ask(&browser, "lucia@example.com").await;
        let (token, _) = latest_mail(&app, "lucia@example.com").await;
        for _ in 0..3 {
            browser.get(&routes::sign_in_link(&token)).await.ok();
        }
        assert!(!is_signed_in(&browser).await);
        assert_eq!(try_link(&browser, &token).await.header("location"), "/overview");
        assert!(is_signed_in(&browser).await);
    }

    async fn five_wrong_codes_use_the_mail_up(app: TestApp) {
        let browser = app.browser();
        ask(&browser, "lucia@example.com").await;
        let (token, code) = latest_mail(&app, "lucia@example.com").await;
        for tries_left in [4, 3, 2, 1] {
            let reply = try_code(&browser, "22222222").await;
            assert_eq!(problem(&reply), told(&AppError::CodeWrong { tries_left }));
        }
        assert_eq!(problem(&try_code(&browser, "22222222").await), told(&AppError::LinkInvalid));
        assert_eq!(problem(&try_code(&browser, &code).await), told(&AppError::LinkInvalid), "the right one is late");
        assert!(!is_signed_in(&browser).await);
        // The link is another way in with 256 bits: wrong codes do not lock its owner out.
        assert_eq!(try_link(&browser, &token).await.header("location"), "/overview");
    }

    async fn guesses_that_come_all_at_once_are_counted_one_by_one(app: TestApp) {
        let browser = app.browser();
        ask(&browser, "lucia@example.com").await;
        let (_, code) = latest_mail(&app, "lucia@example.com").await;
        let guess = || try_code(&browser, "22222222");
        let replies = tokio::join!(guess(), guess(), guess(), guess(), guess(), guess(), guess(), guess());
        let replies: [Reply; 8] = replies.into();
        let wrong = replies.iter().filter(|reply| problem(reply) != told(&AppError::LinkInvalid)).count();
        assert_eq!(wrong, 4, "four were told that they may try again");
        assert_eq!(problem(&try_code(&browser, &code).await), told(&AppError::LinkInvalid));
    }

    async fn a_mail_is_good_for_ten_minutes(app: TestApp) {
        let (early, late) = (app.browser(), app.browser());
        for browser in [&early, &late] {
            ask(browser, "lucia@example.com").await;
        }
        let mails = app.mails_to("lucia@example.com").await;
        let codes: Vec<String> = mails
            .iter()
            .flat_map(|mail| mail.body.lines().filter(|line| line.len() == 9).map(str::to_owned).collect::<Vec<_>>())
            .collect();
        app.clock.advance_seconds(10 * 60 - 1);
        let mut entered = 0;
        for code in &codes {
            entered += usize::from(try_code(&early, code).await.header("location") == "/overview");
        }
        assert_eq!(entered, 1, "one of the two codes is this browser's");
        app.clock.advance_seconds(1);
        for code in &codes {
            assert_eq!(problem(&try_code(&late, code).await), told(&AppError::LinkInvalid));
        }
    }

    async fn a_link_and_its_code_work_once(app: TestApp) {
        let browser = app.browser();
        ask(&browser, "lucia@example.com").await;
        let asking = browser.cookies().clone();
        let (token, code) = latest_mail(&app, "lucia@example.com").await;
        assert_eq!(try_code(&browser, &code).await.header("location"), "/overview");
        *browser.cookies() = asking;
        assert_eq!(problem(&try_code(&browser, &code).await), told(&AppError::LinkInvalid));
        assert_eq!(problem(&try_link(&browser, &token).await), told(&AppError::LinkInvalid));
    }

    async fn a_mail_works_only_in_the_browser_that_asked(app: TestApp) {
        let (browser, other) = (app.browser(), app.browser());
        ask(&browser, "lucia@example.com").await;
        let (token, code) = latest_mail(&app, "lucia@example.com").await;
        assert_eq!(try_code(&other, &code).await.problem(), Some(AppError::LinkElsewhere));
        assert_eq!(try_link(&other, &token).await.problem(), Some(AppError::LinkElsewhere));
        // Nor in one that asked for itself.
        ask(&other, "eve@example.com").await;
        assert_ne!(problem(&try_code(&other, &code).await), "");
        assert_eq!(try_link(&other, &token).await.problem(), Some(AppError::LinkElsewhere));
        assert!(!is_signed_in(&other).await);
        assert_eq!(try_link(&browser, &token).await.header("location"), "/overview");
    }

    async fn a_link_that_is_opened_elsewhere_says_how_to_go_on_and_stays_good_where_it_was_asked_for(app: TestApp) {
        let (browser, phone) = (app.browser(), app.browser());
        ask(&browser, "lucia@example.com").await;
        let (token, code) = latest_mail(&app, "lucia@example.com").await;
        // A scanner opens it first, twice.
        for _ in 0..2 {
            let page = app.browser().get(&format!("/sign-in/link?token={token}")).await.ok().text();
            assert!(page.contains("action=\"/sign-in/link\""));
        }
        let refused = try_link(&phone, &token).await;
        assert_eq!(refused.problem(), Some(AppError::LinkElsewhere));
        for locale in Locale::ALL {
            phone.post_form("/locale", &[("locale", locale.tag())]).await;
            let page = phone.get(refused.header("location")).await.ok().text();
            assert!(page.contains(locale.words().errors.link_elsewhere), "{page}");
            assert!(!page.contains(locale.words().errors.link_invalid));
        }
        assert_eq!(try_code(&browser, &code).await.header("location"), "/overview");
        // From now on it is used up, wherever it is opened; and what was never sent is neither.
        assert_eq!(try_link(&phone, &token).await.problem(), Some(AppError::LinkInvalid));
        assert_eq!(try_link(&phone, &token[..20]).await.problem(), Some(AppError::LinkUnknown));
    }

    async fn of_two_mails_the_newest_works_and_the_page_says_which(app: TestApp) {
        let browser = app.browser();
        ask(&browser, "lucia@example.com").await;
        let (older, old_code) = latest_mail(&app, "lucia@example.com").await;
        app.clock.advance_seconds(1);
        ask(&browser, "lucia@example.com").await;
        let subjects: Vec<String> = app.mails_to("lucia@example.com").await.into_iter().map(|mail| mail.subject).collect();
        assert_ne!(subjects[0], subjects[1]);
        let (_, mark) = subjects[0].rsplit_once(' ').expect("a mark");
        let names_the_newest = async |path: &str| {
            let page = browser.get(path).await.ok().text();
            assert!(page.contains(&format!("the one whose subject ends in {mark}")), "{page}");
            page
        };
        names_the_newest("/sign-in/code").await;
        let refused = try_link(&browser, &older).await;
        assert_eq!(refused.problem(), Some(AppError::LinkSuperseded));
        let page = names_the_newest(refused.header("location")).await;
        assert!(page.contains(Locale::En.words().errors.link_superseded));
        let wrong = try_code(&browser, &old_code).await;
        assert_eq!(wrong.problem(), Some(AppError::CodeWrong { tries_left: 4 }));
        names_the_newest(wrong.header("location")).await;
        let (newest, _) = latest_mail(&app, "lucia@example.com").await;
        assert_eq!(try_link(&browser, &newest).await.header("location"), "/overview");
    }

    async fn a_code_is_read_as_it_was_copied_and_as_other_keyboards_write_it(app: TestApp) {
        let wide = |code: &str| {
            let wide = |c: char| if c == ' ' { '\u{3000}' } else { char::from_u32(u32::from(c) + 0xfee0).expect("a letter") };
            code.chars().map(wide).collect::<String>()
        };
        let spelt: [fn(&str) -> String; 2] =
            [|code| format!("\u{a0} {}\u{a0}", code.replace(' ', "\u{a0}")), |code| code.replace(' ', "\u{202f}")];
        for (number, spell) in spelt.into_iter().chain([wide as fn(&str) -> String]).enumerate() {
            let (browser, email) = (app.browser(), format!("lucia{number}@example.com"));
            ask(&browser, &email).await;
            let typed = spell(&app.code_mailed_to(&email).await);
            assert_eq!(try_code(&browser, &typed).await.header("location"), "/overview", "{typed:?}");
        }
    }

    async fn links_and_codes_that_are_over_used_up_or_of_another_browser_are_on_record(app: TestApp) {
        let org = app.organisation("Acme").await;
        let refusals = async || {
            app.refusals_of(&org.owner, "session.refused").await
        };
        let (browser, other) = (app.browser(), app.browser());
        ask(&browser, "owner@acme.example").await;
        let asking = browser.cookies().clone();
        let (token, code) = latest_mail(&app, "owner@acme.example").await;
        try_link(&other, &token).await;
        assert_eq!(refusals().await, 1, "a link of another browser");
        try_link(&browser, &token).await;
        *browser.cookies() = asking;
        try_link(&browser, &token).await;
        assert_eq!(refusals().await, 2, "a used link");
        try_code(&browser, &code).await;
        assert_eq!(refusals().await, 3, "a used code");
        app.clock.advance_seconds(1000);
        ask(&browser, "owner@acme.example").await;
        let (late, _) = latest_mail(&app, "owner@acme.example").await;
        app.clock.advance_seconds(600);
        try_link(&browser, &late).await;
        assert_eq!(refusals().await, 4, "a link that is over");
        try_link(&browser, "made up").await;
        assert_eq!(refusals().await, 4, "what was never sent is nobody's");
    }

    async fn the_link_that_is_printed_at_the_machine_works_once_in_any_browser_for_a_day(app: TestApp) {
        let (first, second) =
            (app.printed_token("lucia@example.com").await, app.printed_token("lucia@example.com").await);
        app.clock.advance_seconds(24 * 3600 - 60);
        let browser = app.browser();
        assert_eq!(try_link(&browser, &first).await.header("location"), "/overview");
        assert!(is_signed_in(&browser).await);
        assert_eq!(problem(&try_link(&app.browser(), &first).await), told(&AppError::LinkInvalid));
        app.clock.advance_seconds(60);
        assert_eq!(problem(&try_link(&app.browser(), &second).await), told(&AppError::LinkInvalid));
    }

    async fn known_and_unknown_addresses_get_the_same_answer(app: TestApp) {
        app.organisation("Acme").await;
        let same = |reply: &Reply| {
            let cookie = reply.header("set-cookie").split(';').skip(1).collect::<String>();
            (reply.status, reply.header("location").to_owned(), cookie, reply.body.clone())
        };
        let known = ask(&app.browser(), "owner@acme.example").await;
        let unknown = ask(&app.browser(), "nobody@acme.example").await;
        assert_eq!(same(&known), same(&unknown));
    }

    async fn three_mails_go_to_one_address_in_fifteen_minutes(app: TestApp) {
        for _ in 0..5 {
            let asked = ask(&app.browser(), "lucia@example.com").await;
            assert_eq!(asked.header("location"), "/sign-in/code", "whoever asks learns nothing of it");
        }
        assert_eq!(app.mails_to("lucia@example.com").await.len(), 3);
        ask(&app.browser(), "luis@example.com").await;
        assert_eq!(app.mails_to("luis@example.com").await.len(), 1);
        app.clock.advance_seconds(15 * 60);
        ask(&app.browser(), "lucia@example.com").await;
        assert_eq!(app.mails_to("lucia@example.com").await.len(), 4);
    }

    async fn whoever_asks_in_somebodys_name_again_and_again_keeps_nobody_out(app: TestApp) {
        let at_home = app.sign_in("lucia@example.com").await;
        let mails = async || app.mails_to("lucia@example.com").await.len();
        let at = |network: u8, host: u8| Client::new(app.clone(), [198, 51, network, host].into());
        // A stranger calls their browser what they like, and moves within their network.
        let names = ["Mozilla/5.0 (Windows) Firefox/1", "Mozilla/5.0 (Linux; Android 10) Chrome/1", "curl", "Safari/ iPhone"];
        for (host, name) in names.into_iter().enumerate() {
            ask(&at(1, host as u8).naming_itself(name), "lucia@example.com").await;
        }
        assert_eq!(mails().await, 3, "a stranger in one network");
        // One who was never seen there, in another network.
        ask(&at(2, 1), "lucia@example.com").await;
        assert_eq!(mails().await, 4);
        for network in 3..20 {
            for _ in 0..4 {
                ask(&at(network, 1), "lucia@example.com").await;
            }
        }
        assert_eq!(mails().await, 9, "strangers everywhere");
        // Whatever they do, the person gets a code where they were seen before, and where they are signed in.
        at_home.post_form("/sign-out", &[]).await;
        for _ in 0..4 {
            ask(&at_home, "lucia@example.com").await;
        }
        assert_eq!(mails().await, 12, "three of their own");
        let code = app.code_mailed_to("lucia@example.com").await;
        let (_, newest) = latest_mail(&app, "lucia@example.com").await;
        assert_eq!(code, newest);
        let signed_in = app.sign_in("lucia@example.com").await;
        signed_in.post_fn("/api/request_proof_code", json!({})).await.ok();
        assert_eq!(mails().await, 13);
    }

    async fn mails_that_are_asked_for_at_once_are_counted_one_by_one(app: TestApp) {
        let mut asking = JoinSet::new();
        for host in 1..=12 {
            let browser = Client::new(app.clone(), [198, 51, 100, host].into());
            asking.spawn(async move { ask(&browser, "lucia@example.com").await });
        }
        for asked in asking.join_all().await {
            assert_eq!(asked.header("location"), "/sign-in/code");
        }
        assert_eq!(app.mails_to("lucia@example.com").await.len(), 3);
    }

    async fn strangers_together_have_a_ceiling_that_keeps_nobody_out_who_was_here_before(app: TestApp) {
        let app = app.with_parts(|mut parts| {
            parts.admission.stranger_mails = 2;
            parts
        });
        let at_home = app.sign_in("lucia@example.com").await;
        let strangers: Vec<_> = (1..=12).map(|network| Client::new(app.clone(), [198, 51, network, 1].into())).collect();
        let mut asking = JoinSet::new();
        for (number, browser) in strangers.into_iter().enumerate() {
            asking.spawn(async move { ask(&browser, &format!("{number}@strangers.example")).await });
        }
        let refused = asking.join_all().await.into_iter().filter_map(|reply| reply.problem()).collect::<Vec<_>>();
        assert_eq!(refused.len(), 10, "of twelve at once, two have a mail");
        for error in refused {
            assert_eq!(error, AppError::TooManyMails { seconds: 3600 });
            assert!(error.sentence(Locale::En).contains("Wait 60 minutes"), "{}", error.sentence(Locale::En));
        }
        // A known address is told the same as one that nobody has.
        let elsewhere = Client::new(app.clone(), [198, 51, 99, 1].into());
        assert_eq!(ask(&elsewhere, "lucia@example.com").await.problem(), Some(AppError::TooManyMails { seconds: 3600 }));
        at_home.post_fn("/api/request_proof_code", json!({})).await.ok();
        at_home.post_form("/sign-out", &[]).await;
        ask(&at_home, "lucia@example.com").await;
        assert_eq!(app.mails_to("lucia@example.com").await.len(), 2);
        app.clock.advance_seconds(3600);
        assert_eq!(ask(&elsewhere, "lucia@example.com").await.header("location"), "/sign-in/code");
        assert_eq!(app.mails_to("lucia@example.com").await.len(), 3);
    }

    async fn one_network_does_not_use_up_what_all_strangers_have(app: TestApp) {
        let ask_from = async |network: u8, machine: u8, number: u32| {
            let browser = Client::new(app.clone(), [198, 51, network, machine].into());
            ask(&browser, &format!("{number}@strangers.example")).await
        };
        for number in 0..250 {
            let asked = ask_from(100, (number / 100) as u8, number).await;
            assert_eq!(asked.header("location"), "/sign-in/code", "{number}");
        }
        let refused = ask_from(100, 9, 250).await.problem();
        assert_eq!(refused, Some(AppError::TooManyMails { seconds: 3600 }));
        assert_eq!(ask_from(101, 1, 250).await.header("location"), "/sign-in/code");
    }

    async fn one_machine_stands_for_an_office_and_then_has_to_wait(app: TestApp) {
        let browser = app.browser();
        // The limit recovers while a slow machine asks: it may be more than at once, and is never less.
        let mut allowed = 0;
        while problem(&ask(&browser, &format!("p{allowed}@example.com")).await).is_empty() {
            allowed += 1;
        }
        assert!((120..1200).contains(&allowed), "{allowed}");
        assert_eq!(problem(&ask(&app.browser(), "another@example.com").await), "", "others do not wait");
    }

    async fn after_signing_in_one_is_where_one_wanted_to_be_on_this_site(app: TestApp) {
        for (then, to) in [
            ("/inspections/new", "/inspections/new"),
            ("https://evil.example/", "/overview"),
            ("//evil.example/", "/overview"),
            ("/\\evil.example", "/overview"),
            ("/\t/evil.example", "/overview"),
        ] {
            let browser = app.browser();
            let email = format!("p{}@example.com", then.len());
            let asked = browser.post_form("/sign-in", &[("email", &email), ("then", then)]).await;
            assert!(asked.header("location").starts_with("/sign-in/code"), "{then}");
            assert!(!asked.header("location").contains("evil"), "{then}");
            let (_, code) = latest_mail(&app, &email).await;
            let entered = browser.post_form("/sign-in/code", &[("code", &code), ("then", then)]).await;
            assert_eq!((entered.status, entered.header("location")), (303, to), "{then}");
            app.clock.advance_seconds(15 * 60);
        }
    }

    async fn what_is_no_address_is_told_beside_the_form(app: TestApp) {
        let reply = ask(&app.browser(), "lucia").await;
        assert!(reply.header("location").starts_with("/sign-in?problem="), "{}", reply.header("location"));
        assert!(problem(&reply).contains("not_email"));
    }

    async fn mail_speaks_the_language_of_whoever_asked(app: TestApp) {
        let browser = app.browser();
        browser.post_form("/locale", &[("locale", "es")]).await;
        ask(&browser, "lucia@example.com").await;
        let mail = app.mails_to("lucia@example.com").await.remove(0);
        assert!(mail.subject.starts_with("Su enlace para entrar en Norven ("), "{}", mail.subject);
    }
}
