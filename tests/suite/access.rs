//! What an organisation asks of whoever works in it.

mod endings;

use std::sync::Arc;

use norven::{
    error::{AccessProblem, AppError, FieldProblem, ProviderProblem},
    features::{
        access::{
            self,
            model::{AccessView, Asks},
        },
        audit::model::EventPage,
        identity::model::{IdentityLine, SessionLine},
        orgs::model::{Role, Viewer},
    },
    ids::{OrgId, ProviderId},
};
use norven_proof::record::Record;
use serde_json::json;

use crate::support::{Client, KnownNames, Org, Provider, Reply, SECRET, Sample, TestApp, embedded_record, on_both};

const PASSKEY: Asks = Asks { passkey: true, provider: false };
const PROVIDER: Asks = Asks { passkey: false, provider: true };
const OTHER_DOMAIN: AppError = AppError::Provider { problem: ProviderProblem::OtherDomain };

fn access(problem: AccessProblem) -> AppError {
    AppError::Access { problem }
}

/// The application with names that say what a test has them say.
fn with_names(app: &TestApp) -> (TestApp, Arc<KnownNames>) {
    let names = Arc::new(KnownNames::default());
    let known = Arc::clone(&names);
    (app.with_parts(|parts| norven::server::state::Parts { names: known, ..parts }), names)
}

async fn view(owner: &Client) -> AccessView {
    owner.post_fn("/api/load_access", json!({})).await.json()
}

async fn add_domain(owner: &Client, domain: &str) -> Reply {
    owner.post_fn("/api/add_domain", json!({ "domain": domain })).await
}

async fn check_domain(owner: &Client, domain: &str) -> Reply {
    owner.post_fn("/api/check_domain", json!({ "domain": domain })).await
}

/// Adds a domain and sets its record.
async fn verify(owner: &Client, names: &KnownNames, domain: &str) {
    add_domain(owner, domain).await.ok();
    let line = view(owner).await.domains.into_iter().find(|line| line.domain == domain).expect("the domain");
    names.say(&line.record, &line.value);
    check_domain(owner, domain).await.ok();
}

async fn try_provider(owner: &Client, id: ProviderId, issuer: &str) -> Reply {
    owner.post_fn("/api/add_provider", json!({ "provider": Provider::described(id, issuer) })).await
}

async fn ask(owner: &Client, asks: Asks) -> Reply {
    owner.post_fn("/api/ask_of_members", json!({ "asks": asks })).await
}

/// Signs in at a provider; gives where that leads, or what is told.
async fn enter(
    browser: &Client,
    provider: &Provider,
    id: ProviderId,
    subject: &str,
    email: &str,
) -> Result<String, AppError> {
    let back = provider.sign_in(&browser.leave_for(&id.to_string()).await, subject, email);
    browser.come_back(&back).await
}

/// Signs somebody in who has an account: the first time they show by the mail's code that it is theirs.
async fn join(app: &TestApp, provider: &Provider, id: ProviderId, email: &str) -> Client {
    let browser = app.browser();
    assert_eq!(enter(&browser, provider, id, email, email).await.as_deref(), Ok("/sign-in/code?then=%2Freports"));
    let code = app.code_mailed_to(email).await;
    let reply = browser.post_form("/sign-in/code", &[("code", &code)]).await;
    assert_eq!((reply.status, reply.header("location")), (303, "/overview"));
    browser
}

/// What a member gets who opens the overview.
async fn overview(browser: &Client) -> Result<(), AppError> {
    let reply = browser.post_fn("/api/load_overview", json!({})).await;
    if reply.status == 200 { Ok(()) } else { Err(reply.error()) }
}

/// The domain that the organisation's reports name.
async fn proven(app: &TestApp, org: OrgId) -> Option<String> {
    let mut tx = app.db.read(org).await.expect("a transaction");
    access::service::proven_domain(&mut tx).await.expect("the database answers")
}

async fn has_event(owner: &Client, action: &str) -> bool {
    let page: EventPage = owner.post_fn("/api/load_audit_page", json!({})).await.json();
    page.events.iter().any(|event| event.action == action)
}

/// An organisation that asks for its provider, an owner's passkey at hand.
async fn with_provider(app: &TestApp) -> (TestApp, Org, Provider, ProviderId) {
    let (app, names) = with_names(app);
    let (org, provider) = (app.organisation("Acme").await, Provider::start().await);
    verify(&org.owner, &names, "acme.example").await;
    let id = org.owner.add_provider(&provider).await;
    (app, org, provider, id)
}

on_both! {
    async fn a_domain_is_an_organisations_once_its_record_says_so(app: TestApp) {
        let (app, names) = with_names(&app);
        let (acme, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        add_domain(&acme.owner, " @Acme.Example ").await.ok();
        let line = view(&acme.owner).await.domains.remove(0);
        assert_eq!((line.domain.as_str(), line.record.as_str()), ("acme.example", "_norven.acme.example"));
        assert!(line.value.starts_with("norven-verification=") && !line.is_verified, "{line:?}");
        let wrong = |problem| AppError::field("domain", problem);
        assert_eq!(add_domain(&acme.owner, "acme.example").await.error(), wrong(FieldProblem::Taken));
        assert_eq!(add_domain(&acme.owner, "acme").await.error(), wrong(FieldProblem::NotADomain));
        assert_eq!(check_domain(&acme.owner, "acme.example").await.error(), access(AccessProblem::NoRecord));
        assert_eq!(check_domain(&other.owner, "acme.example").await.error(), AppError::NotFound);
        add_domain(&other.owner, "acme.example").await.ok();
        let theirs = view(&other.owner).await.domains;
        assert_eq!(theirs.len(), 1);
        assert_ne!(theirs[0].value, line.value);
        names.say("_norven.acme.example", "something else");
        names.say("_norven.acme.example", &line.value);
        check_domain(&acme.owner, "acme.example").await.ok();
        assert!(view(&acme.owner).await.domains[0].is_verified);
        assert!(has_event(&acme.owner, "domain.verified").await);

        names.say(&theirs[0].record, &theirs[0].value);
        assert_eq!(check_domain(&other.owner, "acme.example").await.error(), access(AccessProblem::DomainTaken));
        acme.owner.post_fn("/api/remove_domain", json!({ "domain": "acme.example" })).await.ok();
        check_domain(&other.owner, "acme.example").await.ok();
    }

    async fn an_organisation_is_known_by_the_domain_that_it_verified_first_and_still_has(app: TestApp) {
        let (app, names) = with_names(&app);
        let (acme, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        add_domain(&acme.owner, "unverified.example").await.ok();
        assert_eq!(proven(&app, acme.id).await, None, "what anybody can write is no proof");
        for domain in ["zeta.example", "alpha.example"] {
            verify(&acme.owner, &names, domain).await;
            app.clock.advance_seconds(60);
        }
        check_domain(&acme.owner, "zeta.example").await.ok();
        assert_eq!(proven(&app, acme.id).await.as_deref(), Some("zeta.example"), "looked at once more, it stays the first");
        assert_eq!(proven(&app, other.id).await, None);
        acme.owner.post_fn("/api/remove_domain", json!({ "domain": "zeta.example" })).await.ok();
        assert_eq!(proven(&app, acme.id).await.as_deref(), Some("alpha.example"));
    }

    async fn a_report_names_the_domain_that_its_issuer_has_proven_and_none_before(app: TestApp) {
        let (app, names) = with_names(&app);
        let acme = app.organisation("Acme").await;
        let domain = async || {
            let sample = Sample::new(&app);
            let inspection = acme.owner.start_sample(&acme.owner, &sample).await;
            acme.owner.fill_and_finish(inspection, &sample).await;
            acme.owner.sign(inspection, sample.signature).await;
            let report = acme.owner.issue(inspection).await;
            app.drain().await;
            let file = acme.owner.get(&format!("/reports/{report}/pdf")).await.ok();
            Record::parse(&embedded_record(&file.body)).expect("a record").issuer.domain
        };
        add_domain(&acme.owner, "unverified.example").await.ok();
        assert_eq!(domain().await, None);
        verify(&acme.owner, &names, "acme.example").await;
        assert_eq!(domain().await.as_deref(), Some("acme.example"));
    }

    async fn the_provider_of_an_organisation_signs_in_the_people_of_its_domains_only(app: TestApp) {
        let (app, org, provider, id) = with_provider(&app).await;
        let new = app.browser();
        assert_eq!(enter(&new, &provider, id, "new", "new@acme.example").await.as_deref(), Ok("/reports"));
        let stranger = app.browser();
        let told = enter(&stranger, &provider, id, "guest", "guest@example.com").await;
        assert_eq!(told, Err(OTHER_DOMAIN), "a provider that anybody can add says nothing of others' addresses");
        org.member(Role::Inspector).await;
        app.clock.advance_seconds(60);
        let inspector = join(&app, &provider, id, "inspector@acme.example").await;
        assert_eq!(overview(&inspector).await, Ok(()));
        let page = app.browser().get("/sign-in/company?domain=acme.example").await.ok().text();
        assert!(page.contains("Continue with Okta") && page.contains(&format!("/sign-in/with/{id}")), "{page}");
        let code = app.browser().post_form("/sign-in", &[("email", "new@acme.example")]).await;
        assert_eq!(code.header("location"), "/sign-in/code?domain=acme.example", "both ways are offered");
        assert!(app.browser().get("/sign-in/code?domain=acme.example").await.ok().text().contains("Continue with Okta"));
        let page = app.browser().get("/sign-in/company?domain=nobody.example").await.ok().text();
        assert!(page.contains("No organisation here has a provider"), "{page}");
    }

    async fn a_provider_is_added_once_it_answers_and_its_secret_is_told_to_nobody(app: TestApp) {
        let (app, org, provider, id) = with_provider(&app).await;
        let page = org.owner.get("/settings/sign-in").await.ok().text();
        assert!(page.contains(&format!("http://localhost:3000/sign-in/with/{id}/callback")), "{page}");
        assert!(!page.contains(SECRET));
        let add = async |issuer: &str| try_provider(&org.owner, app.id(), issuer).await.error();
        assert_eq!(add("http://127.0.0.1:1").await, access(AccessProblem::NoProvider));
        assert_eq!(add(&format!("{}/", provider.issuer())).await, access(AccessProblem::NoProvider), "another issuer");
        assert_eq!(add("okta").await, AppError::field("issuer", FieldProblem::NotAChoice));
        assert_eq!(add("").await, AppError::field("issuer", FieldProblem::Missing));

        let other = app.organisation("Other").await;
        assert!(view(&other.owner).await.providers.is_empty());
        let taken = try_provider(&other.owner, id, provider.issuer()).await;
        assert_eq!(taken.error(), AppError::Conflict, "whoever makes an id may choose one that another has");
        let removed = other.owner.post_fn("/api/remove_provider", json!({ "provider": id })).await;
        assert_eq!(removed.error(), AppError::NotFound);
        org.owner.post_fn("/api/remove_provider", json!({ "provider": id })).await.ok();
        assert_eq!(app.browser().post_form(&format!("/sign-in/with/{id}"), &[]).await.problem(), Some(AppError::NotFound));
    }

    async fn who_works_in_an_organisation_that_asks_for_a_passkey_has_signed_in_with_one(app: TestApp) {
        let (org, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        org.member(Role::Inspector).await;
        let by_mail = app.sign_in_by_mail("owner@acme.example").await;
        assert_eq!(ask(&by_mail, PASSKEY).await.error(), access(AccessProblem::PasskeyFirst));
        let mut device = by_mail.add_passkey(1).await;
        ask(&by_mail, PASSKEY).await.ok();
        assert!(has_event(&by_mail, "access.changed").await);
        assert_eq!(view(&other.owner).await.asks, Asks::default());

        let inspector = app.sign_in_by_mail("inspector@acme.example").await;
        assert_eq!(overview(&inspector).await, Err(AppError::PasskeyNeeded));
        let page = inspector.get("/overview").await.text();
        assert!(page.contains("asks for a passkey") && page.contains("href=\"/settings/profile\""), "{page}");
        let viewer: Viewer = inspector.post_fn("/api/load_viewer", json!({})).await.json();
        assert!(viewer.org.is_some(), "who they are and where is told");
        inspector.add_passkey(2).await;
        assert_eq!(overview(&inspector).await, Ok(()), "who adds a passkey has just used it");

        app.clock.advance_seconds(60);
        let phone = app.browser();
        phone.use_passkey(&mut device).await;
        assert_eq!(overview(&phone).await, Ok(()));
        ask(&phone, Asks::default()).await.ok();
        assert_eq!(overview(&app.sign_in_by_mail("inspector@acme.example").await).await, Ok(()));
    }

    async fn who_asks_for_the_provider_shows_first_that_it_works(app: TestApp) {
        let (app, org, provider, id) = with_provider(&app).await;
        assert_eq!(ask(&org.owner, PROVIDER).await.error(), access(AccessProblem::ProviderFirst));
        app.organisation("Other").await.owner.add_passkey(3).await;
        app.clock.advance_seconds(60);
        let owner = join(&app, &provider, id, "owner@acme.example").await;
        assert_eq!(ask(&owner, PROVIDER).await.error(), access(AccessProblem::OwnerPasskeyFirst));
        owner.add_passkey(1).await;
        ask(&owner, PROVIDER).await.ok();
        for (function, argument) in [
            ("/api/remove_provider", json!({ "provider": id })),
            ("/api/remove_domain", json!({ "domain": "acme.example" })),
        ] {
            let reply = owner.post_fn(function, argument).await;
            assert_eq!(reply.error(), access(AccessProblem::NoWayIn), "{function}");
        }
        let view = view(&owner).await;
        assert_eq!((view.asks, view.domains.len(), view.providers.len()), (PROVIDER, 1, 1));
    }

    async fn where_the_provider_is_asked_for_it_is_the_way_in_for_its_domains_people(app: TestApp) {
        let (app, org, provider, id) = with_provider(&app).await;
        let present = org.member(Role::Manager).await;
        app.clock.advance_seconds(60);
        let owner = join(&app, &provider, id, "owner@acme.example").await;
        owner.add_passkey(1).await;
        let guest = json!({ "email": "guest@example.com", "role": "viewer" });
        owner.post_fn("/api/invite_member", guest).await.ok();
        let guest = app.sign_in_by_mail("guest@example.com").await;
        guest.post_fn("/api/accept_invitation", json!({ "org": org.id })).await.ok();
        ask(&owner, PROVIDER).await.ok();

        assert_eq!(overview(&present).await, Err(AppError::ProviderNeeded), "also for whoever is signed in already");
        let page = present.get("/overview").await.text();
        assert!(page.contains("href=\"/sign-in/company\""), "{page}");
        assert!(present.get("/sign-in/company").await.ok().text().contains("Continue with Okta"));
        let mails = app.mails_to("manager@acme.example").await.len();
        let asked = app.browser().post_form("/sign-in", &[("email", "manager@acme.example")]).await;
        assert_eq!(asked.header("location"), "/sign-in/company?domain=acme.example");
        assert_eq!(app.mails_to("manager@acme.example").await.len(), mails, "no code is mailed");
        let manager = join(&app, &provider, id, "manager@acme.example").await;
        assert_eq!(overview(&manager).await, Ok(()));
        assert_eq!(overview(&guest).await, Ok(()), "people of other domains come as before");
    }

    async fn an_owners_passkey_opens_while_the_provider_does_not_and_the_other_owners_are_told(app: TestApp) {
        let (app, org, provider, id) = with_provider(&app).await;
        org.person("second", Role::Owner).await;
        app.organisation("Other").await;
        app.clock.advance_seconds(60);
        let owner = join(&app, &provider, id, "owner@acme.example").await;
        let mut device = owner.add_passkey(1).await;
        let inspector = org.member(Role::Inspector).await;
        let mut theirs = inspector.add_passkey(2).await;
        ask(&owner, PROVIDER).await.ok();

        app.clock.advance_seconds(60);
        let phone = app.browser();
        phone.use_passkey(&mut device).await;
        assert_eq!(overview(&phone).await, Ok(()));
        assert!(has_event(&phone, "access.glass_broken").await);
        let told = app.mails_to("second@acme.example").await;
        assert!(told[0].subject.contains("signed in without the provider"), "{told:?}");
        let others = app.mails_to("owner@other.example").await;
        assert!(others.iter().all(|mail| !mail.subject.contains("Acme")), "{others:?}");
        ask(&phone, Asks::default()).await.ok();
        ask(&owner, PROVIDER).await.ok();
        let other = app.browser();
        other.use_passkey(&mut theirs).await;
        assert_eq!(overview(&other).await, Err(AppError::ProviderNeeded), "nobody else's does");
    }

    async fn an_owner_who_came_by_mail_breaks_the_glass_where_they_show_a_passkey_later(app: TestApp) {
        let (app, org, provider, id) = with_provider(&app).await;
        org.person("second", Role::Owner).await;
        app.clock.advance_seconds(60);
        let early = app.sign_in_by_mail("owner@acme.example").await;
        app.clock.advance_seconds(1000);
        let owner = join(&app, &provider, id, "owner@acme.example").await;
        let mut device = owner.add_passkey(1).await;
        ask(&owner, PROVIDER).await.ok();
        assert_eq!(overview(&early).await, Err(AppError::ProviderNeeded));

        owner.prove_by_passkey(&mut device).await.ok();
        assert!(!has_event(&owner, "access.glass_broken").await, "the provider let them in");
        early.prove_by_passkey(&mut device).await.ok();
        assert_eq!(overview(&early).await, Ok(()));
        assert!(has_event(&owner, "access.glass_broken").await);
        let told = app.mails_to("second@acme.example").await;
        assert!(told.iter().any(|mail| mail.subject.contains("signed in without the provider")), "{told:?}");
    }

    async fn of_two_owners_neither_takes_away_what_the_other_begins_to_ask_for(app: TestApp) {
        let (app, org, provider, id) = with_provider(&app).await;
        let second = org.person("second", Role::Owner).await;
        app.clock.advance_seconds(60);
        let owner = join(&app, &provider, id, "owner@acme.example").await;
        owner.add_passkey(1).await;
        tokio::join!(
            ask(&owner, PROVIDER),
            second.post_fn("/api/remove_provider", json!({ "provider": id })),
            second.post_fn("/api/remove_domain", json!({ "domain": "acme.example" })),
        );
        // Where the provider went first, the session that began with it is over.
        let view = view(&second).await;
        let has_way_in = !view.providers.is_empty() && !view.domains.is_empty();
        assert_eq!(view.asks.provider, has_way_in);
    }

    async fn a_browser_has_one_session_and_a_person_may_take_a_provider_back(app: TestApp) {
        let (app, _, provider, id) = with_provider(&app).await;
        let browser = app.browser();
        enter(&browser, &provider, id, "new", "new@acme.example").await.expect("signed in");
        let earlier = browser.elsewhere();
        app.clock.advance_seconds(60);
        enter(&browser, &provider, id, "new", "new@acme.example").await.expect("signed in again");
        let sessions: Vec<SessionLine> = browser.post_fn("/api/list_sessions", json!({})).await.json();
        assert_eq!(sessions.len(), 1);
        assert_eq!(earlier.post_fn("/api/load_viewer", json!({})).await.error(), AppError::NotSignedIn);

        let lines: Vec<IdentityLine> = browser.post_fn("/api/list_identities", json!({})).await.json();
        assert_eq!(lines.iter().map(|line| line.subject.as_str()).collect::<Vec<_>>(), ["new"]);
        assert!(lines[0].provider.starts_with("127.0.0.1:"), "{lines:?}");
        let stranger = app.sign_in("stranger@example.com").await;
        let key = json!({ "issuer": lines[0].issuer, "subject": "new" });
        assert_eq!(stranger.post_fn("/api/remove_identity", key.clone()).await.error(), AppError::NotFound);
        browser.post_fn("/api/remove_identity", key).await.ok();
        let lines: Vec<IdentityLine> = browser.post_fn("/api/list_identities", json!({})).await.json();
        assert!(lines.is_empty());
    }
}
