//! What a provider tells, in any order.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use norven::features::orgs::model::Role;
use serde_json::{Value, json};
use tracing::instrument::WithSubscriber;

use super::{
    providers::enter,
    teller::{MAPPED, Message, Teller, membership},
};
use crate::support::{Client, Reply, TestApp, on_both};

/// What can be told of somebody.
const KINDS: [&str; 4] = ["created", "updated", "deleted", "gone"];

/// Every two things that can be told one after the other, in both orders in which they can arrive: what is told, and how
/// many milliseconds after the beginning it was said.
fn pairs() -> Vec<[(&'static str, i64); 2]> {
    let said = KINDS.iter().flat_map(|first| KINDS.map(|second| [(*first, 1), (second, 2)]));
    said.flat_map(|[first, second]| [[first, second], [second, first]]).collect()
}

/// What somebody is in the end, whatever arrives when: nothing where they were deleted, else as the last word says.
fn expected(pair: &[(&str, i64); 2]) -> Option<Role> {
    let [(first, at), (second, later)] = pair;
    let last = if later > at { second } else { first };
    match *last {
        _ if *first == "gone" || *second == "gone" => None,
        "created" => Some(Role::Inspector),
        "updated" => Some(Role::Manager),
        _ => None,
    }
}

impl Teller {
    /// Tells what is told of somebody; gives what is answered.
    async fn say(&self, id: &str, (what, after): (&str, i64), person: &str) -> Reply {
        let (kind, data) = match what {
            "gone" => ("user.deleted".to_owned(), json!({ "id": person, "object": "user", "deleted": true })),
            done => {
                let role = if done == "updated" { "org:admin" } else { "org:member" };
                (format!("organizationMembership.{done}"), membership(MAPPED, person, role))
            }
        };
        let body = json!({ "type": kind, "timestamp": self.app.now().0 / 1000 + after, "data": data });
        self.send(&Message::new(id, &body)).await.ok()
    }

    /// What somebody is: their role, and whether they are a member or invited.
    async fn state(&self, person: &str) -> Option<(Role, bool)> {
        let members = self.members().await.into_iter().map(|(name, role)| (name, (role, true)));
        let invited = self.invitations().await.into_iter();
        let invited = invited.map(|(email, role)| (email.replace("@acme.example", ""), (role, false)));
        members.chain(invited).find_map(|(name, state)| (name == person).then_some(state))
    }

    /// Has a person join by mail, whom the provider knows by no name.
    async fn join_by_mail(&self, person: &str) -> Client {
        let email = format!("{person}@acme.example");
        let invite = json!({ "email": email, "role": "viewer" });
        self.owner().await.post_fn("/api/invite_member", invite).await.ok();
        let browser = self.app.sign_in(&email).await;
        browser.post_fn("/api/accept_invitation", json!({ "org": self.org.id })).await.ok();
        browser
    }
}

/// What is logged, kept.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Does something, and gives what comes of it with the events that are logged meanwhile.
    async fn of<T>(work: impl Future<Output = T>) -> (T, Vec<Value>) {
        let log = Self::default();
        let writer = log.clone();
        let lines = tracing_subscriber::fmt().json().with_max_level(tracing::Level::WARN);
        let done = work.with_subscriber(lines.with_writer(move || writer.clone()).finish()).await;
        let kept = log.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let text = String::from_utf8(kept).expect("text");
        (done, text.lines().map(|line| serde_json::from_str(line).expect("an event a line")).collect())
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Two organisations here that are two of the provider's.
async fn of_two(app: &TestApp) -> (Teller, Teller) {
    let (acme, other) = (Teller::new(app).await, app.organisation("Other").await);
    let roles = json!({ "org:admin": "manager", "org:member": "inspector" });
    let organisations: Value = json!({ MAPPED: acme.org.id, "org_other": other.id });
    let app = acme.provider.telling(app, Some(Teller::webhook(organisations, roles)));
    let provider = acme.provider.clone();
    (Teller { app: app.clone(), ..acme }, Teller { app, provider, org: other })
}

on_both! {
    async fn whom_the_provider_knows_is_in_the_end_what_its_last_word_says_in_whatever_order_words_arrive(app: TestApp) {
        let teller = Teller::new(&app).await;
        for (number, pair) in pairs().iter().enumerate() {
            let person = format!("known{number}");
            teller.sign_in(&person).await;
            for word in pair {
                teller.say(&format!("{person}-{}-{}", word.0, word.1), *word, &person).await;
            }
            assert_eq!(teller.state(&person).await, expected(pair).map(|role| (role, true)), "{pair:?}");
        }
    }

    async fn whom_nobody_here_knows_is_invited_as_the_last_word_says_in_whatever_order_words_arrive(app: TestApp) {
        let teller = Teller::new(&app).await;
        for (number, pair) in pairs().iter().enumerate() {
            let person = format!("new{number}");
            for word in pair {
                teller.say(&format!("{person}-{}-{}", word.0, word.1), *word, &person).await;
            }
            assert_eq!(teller.state(&person).await, expected(pair).map(|role| (role, false)), "{pair:?}");
        }
    }

    async fn who_joined_by_mail_alone_stays_what_they_are_in_whatever_order_words_arrive(app: TestApp) {
        let teller = Teller::new(&app).await;
        for (number, pair) in pairs().iter().enumerate() {
            let person = format!("guest{number}");
            teller.join_by_mail(&person).await;
            for word in pair {
                teller.say(&format!("{person}-{}-{}", word.0, word.1), *word, &person).await;
            }
            assert_eq!(teller.state(&person).await, Some((Role::Viewer, true)), "{pair:?}");
        }
    }

    async fn the_last_owner_stays_in_whatever_order_words_arrive_and_the_operator_is_told(app: TestApp) {
        let teller = Teller::new(&app).await;
        for (number, pair) in pairs().iter().enumerate() {
            let person = format!("boss{number}");
            teller.app.clock.advance_seconds(3600);
            let browser = teller.app.browser();
            enter(&browser, &teller.provider, &person, "owner@acme.example").await.expect("a mail");
            let code = teller.app.code_mailed_to("owner@acme.example").await;
            browser.post_form("/sign-in/code", &[("code", &code)]).await;
            let first = teller.say(&format!("{person}-1"), pair[0], &person).await.text();
            assert!(first.starts_with("Heard. The last owner stays"), "{pair:?}: {first}");
            teller.say(&format!("{person}-2"), pair[1], &person).await;
            assert_eq!(teller.state("owner").await, Some((Role::Owner, true)), "{pair:?}");
        }
    }

    async fn the_log_names_organisation_provider_and_request_where_the_last_owner_stays(app: TestApp) {
        let teller = Teller::new(&app).await;
        teller.app.clock.advance_seconds(3600);
        let browser = teller.app.browser();
        enter(&browser, &teller.provider, "boss", "owner@acme.example").await.expect("a mail");
        let code = teller.app.code_mailed_to("owner@acme.example").await;
        browser.post_form("/sign-in/code", &[("code", &code)]).await;
        teller.sign_in("ines").await;
        let message = "the last owner stays what they are here";
        for (number, (person, what, stays)) in [
            ("boss", "deleted", true),
            ("boss", "updated", true),
            ("ines", "created", false),
            ("ines", "deleted", false),
            ("boss", "gone", true),
        ]
        .into_iter()
        .enumerate()
        {
            let after = i64::try_from(number + 1).expect("few");
            let (told, events) = Log::of(teller.say(&format!("msg_{number}"), (what, after), person)).await;
            let events: Vec<Value> = events.into_iter().filter(|event| event["fields"]["message"] == message).collect();
            assert_eq!(events.len(), usize::from(stays), "{person} {what}: {events:?}");
            for event in events {
                let fields = &event["fields"];
                assert_eq!(event["level"], "WARN");
                assert_eq!(fields["org"], teller.org.id.to_string());
                assert_eq!(fields["provider"], "Okta");
                assert_eq!(fields["request"], told.header("x-request-id"));
            }
        }
        assert_eq!(teller.state("owner").await, Some((Role::Owner, true)));
    }

    async fn a_word_that_arrives_days_later_is_still_late(app: TestApp) {
        let teller = Teller::new(&app).await;
        teller.sign_in("ines").await;
        let late = membership(MAPPED, "ines", "org:member");
        let said = teller.app.now().0 / 1000;
        teller.say("msg_1", ("created", 0), "ines").await;
        teller.say("msg_2", ("deleted", 1), "ines").await;
        teller.app.clock.advance_seconds(30 * 24 * 3600);
        for id in ["msg_1", "msg_3"] {
            teller.tell_late(id, "organizationMembership.created", late.clone(), said).await;
            assert_eq!(teller.state("ines").await, None, "{id}");
        }
        // Of one instant, the end counts.
        teller.tell_late("msg_4", "organizationMembership.created", late, said + 1).await;
        assert_eq!(teller.state("ines").await, None);
    }

    async fn a_word_that_does_not_say_when_it_was_said_is_as_old_as_what_it_tells_of(app: TestApp) {
        let teller = Teller::new(&app).await;
        teller.sign_in("ines").await;
        let mut data = membership(MAPPED, "ines", "org:member");
        data["updated_at"] = json!(teller.app.now().0 / 1000);
        teller.say("msg_1", ("deleted", 1), "ines").await;
        teller.app.clock.advance_seconds(60);
        let body = json!({ "type": "organizationMembership.created", "data": data });
        teller.send(&Message::new("msg_2", &body)).await.ok();
        assert_eq!(teller.state("ines").await, None);
    }

    async fn who_takes_the_providers_name_for_them_back_is_still_managed_by_it(app: TestApp) {
        let teller = Teller::new(&app).await;
        for (what, person) in [("deleted", "ines"), ("gone", "luis")] {
            let browser = teller.sign_in(person).await;
            teller.say(&format!("{person}-1"), ("created", 0), person).await;
            let key = json!({ "issuer": teller.provider.issuer(), "subject": person });
            browser.post_fn("/api/remove_identity", key).await.ok();
            teller.say(&format!("{person}-2"), ("updated", 1), person).await;
            assert_eq!(teller.state(person).await, Some((Role::Manager, true)));
            teller.say(&format!("{person}-3"), (what, 2), person).await;
            assert_eq!(teller.state(person).await, None, "{what}");
        }
    }

    async fn what_ends_in_one_organisation_stays_in_another_and_who_is_deleted_leaves_both(app: TestApp) {
        let (acme, other) = of_two(&app).await;
        for person in ["ines", "zoe"] {
            if person == "ines" {
                acme.sign_in(person).await;
            }
            for (org, id) in [(MAPPED, "1"), ("org_other", "2")] {
                let data = membership(org, person, "org:member");
                acme.tell(&format!("{person}-{id}"), "organizationMembership.created", data).await;
            }
        }
        let key = json!({ "issuer": acme.provider.issuer(), "subject": "ines" });
        acme.sign_in("ines").await.post_fn("/api/remove_identity", key).await.ok();
        let expected = |is_member| Some((Role::Inspector, is_member));
        for (person, is_member) in [("ines", true), ("zoe", false)] {
            let here = async || (acme.state(person).await, other.state(person).await);
            assert_eq!(here().await, (expected(is_member), expected(is_member)));
            acme.say(&format!("{person}-3"), ("deleted", 0), person).await;
            assert_eq!(here().await, (None, expected(is_member)));
            acme.say(&format!("{person}-4"), ("gone", 0), person).await;
            assert_eq!(here().await, (None, None));
        }
    }

    async fn what_a_provider_manages_in_one_organisation_it_does_not_in_another(app: TestApp) {
        let (acme, other) = of_two(&app).await;
        acme.join_by_mail("ines").await;
        let browser = acme.app.browser();
        enter(&browser, &acme.provider, "ines", "ines@acme.example").await.expect("a mail");
        let code = app.code_mailed_to("ines@acme.example").await;
        browser.post_form("/sign-in/code", &[("code", &code)]).await;
        let theirs = membership("org_other", "ines", "org:member");
        acme.tell("msg_1", "organizationMembership.created", theirs).await;
        let key = json!({ "issuer": acme.provider.issuer(), "subject": "ines" });
        browser.post_fn("/api/remove_identity", key).await.ok();
        acme.say("msg_2", ("deleted", 0), "ines").await;
        assert_eq!(acme.state("ines").await, Some((Role::Viewer, true)), "an owner invited them there");
        acme.say("msg_3", ("gone", 0), "ines").await;
        assert_eq!((acme.state("ines").await, other.state("ines").await), (Some((Role::Viewer, true)), None));

        let invite = json!({ "email": "zoe@acme.example", "role": "viewer" });
        acme.owner().await.post_fn("/api/invite_member", invite).await.ok();
        let theirs = membership("org_other", "zoe", "org:member");
        acme.tell("msg_4", "organizationMembership.created", theirs).await;
        acme.say("msg_5", ("gone", 0), "zoe").await;
        assert_eq!((acme.state("zoe").await, other.state("zoe").await), (Some((Role::Viewer, false)), None));
    }

    async fn an_invitation_that_an_owner_renewed_is_theirs(app: TestApp) {
        let teller = Teller::new(&app).await;
        teller.say("msg_1", ("created", 0), "ines").await;
        teller.app.clock.advance_seconds(10 * 60);
        let invite = json!({ "email": "ines@acme.example", "role": "viewer" });
        teller.owner().await.post_fn("/api/invite_member", invite).await.ok();
        teller.say("msg_2", ("gone", 0), "ines").await;
        assert_eq!(teller.state("ines").await, Some((Role::Viewer, false)));
    }
}
