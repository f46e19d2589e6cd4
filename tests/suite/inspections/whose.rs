//! What a page sends after another person has signed in, or another organisation was chosen, in the same browser.

use axum::{
    body::Body,
    http::{Method, Request},
};
use norven::{
    error::AppError,
    features::{
        inspections::model::{AnswerValue, Batch, BatchReply, CommandResult, Op, Whose},
        orgs::model::Role,
    },
    ids::PhotoId,
};
use serde_json::json;

use crate::support::{Client, Reply, Sample, TestApp, command, jpeg, on_both};

/// Sends commands as a page does that was loaded for somebody.
async fn send(client: &Client, batch: &Batch, whose: Whose) -> Reply {
    client.post_fn("/api/v1/commands", json!({ "batch": batch, "whose": whose })).await
}

/// Sends a photo's bytes, as such a page does.
async fn put(client: &Client, photo: PhotoId, bytes: &[u8], whose: &str) -> Reply {
    let request = Request::builder()
        .method(Method::PUT)
        .uri(format!("/api/v1/photos/{photo}"))
        .header(Whose::HEADER, whose)
        .body(Body::from(bytes.to_vec()));
    client.send(request.expect("a request")).await
}

on_both! {
    async fn what_waits_of_another_person_or_organisation_is_neither_taken_nor_refused_for_good(app: TestApp) {
        let (org, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        let sample = Sample::new(&app);
        let (ana, luis) = (org.person("ana", Role::Manager).await, org.person("luis", Role::Manager).await);
        let stranger = app.sign_in("stranger@example.org").await;
        let inspection = ana.start_sample(&org.owner, &sample).await;
        let bytes = jpeg(64, 48, 1);
        let photo = ana.announce(inspection, sample.views, &bytes).await;
        let before = ana.inspection(inspection).await;
        let whose = before.whose();
        assert_eq!((whose.person, whose.org), (org.user(&org.address("ana")).await, Some(org.id)));
        let header = serde_json::to_string(&whose).expect("plain data");
        let answer = Op::Answer { item: sample.exit, value: Some(AnswerValue::Fail), seen: 0 };
        let commands = vec![command(&app, answer)];
        let batch = Batch { inspection, device: app.id(), writer: Some(app.id()), commands };

        // Luis might change the inspection himself, and the stranger belongs to no organisation.
        for browser in [&luis, &stranger] {
            assert_eq!(send(browser, &batch, whose).await.error(), AppError::NotSignedIn);
            assert_eq!(put(browser, photo, &bytes, &header).await.error(), AppError::NotSignedIn);
        }
        // Ana works in the other organisation, by another window.
        other.owner.post_fn("/api/invite_member", json!({ "email": org.address("ana"), "role": "manager" })).await.ok();
        ana.post_fn("/api/accept_invitation", json!({ "org": other.id })).await.ok();
        ana.post_fn("/api/choose_organisation", json!({ "org": other.id })).await.ok();
        assert_eq!(send(&ana, &batch, whose).await.error(), AppError::NotSignedIn);
        assert_eq!(put(&ana, photo, &bytes, &header).await.error(), AppError::NotSignedIn);

        ana.post_fn("/api/choose_organisation", json!({ "org": org.id })).await.ok();
        assert_eq!(ana.inspection(inspection).await, before, "nothing has changed");
        let reply: BatchReply = send(&ana, &batch, whose).await.json();
        assert_eq!(reply.results, [CommandResult::Applied]);
        assert_eq!(put(&ana, photo, &bytes, &header).await.status, 204);
    }

    async fn a_page_that_does_not_say_whose_it_is_is_served_as_before(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let whose = Whose { org: None, ..org.owner.inspection(inspection).await.whose() };
        let note = |text: &str| {
            let commands = vec![command(&app, Op::Note { item: sample.exit, text: text.to_owned(), seen: 0 })];
            Batch { inspection, device: app.id(), writer: None, commands }
        };
        org.owner.post_fn("/api/v1/commands", json!({ "batch": note("Pallets") })).await.ok();
        send(&org.owner, &note("Boxes"), whose).await.ok();
        assert_eq!(org.owner.inspection(inspection).await.rev, 2);

        let bytes = jpeg(64, 48, 1);
        let photo = org.owner.announce(inspection, sample.views, &bytes).await;
        assert_eq!(put(&org.owner, photo, &bytes, "somebody").await.error(), AppError::Malformed);
        assert_eq!(org.owner.put(&format!("/api/v1/photos/{photo}"), bytes).await.status, 204);
    }
}
