//! Leaving an organisation, and handing it over.

use norven::{
    error::{AppError, FieldProblem},
    features::orgs::model::Role,
};
use serde_json::json;

use super::{id_of, members, owners, viewer};
use crate::support::{TestApp, on_both};

on_both! {
    async fn a_member_leaves_and_belongs_no_more(app: TestApp) {
        let org = app.organisation("Acme").await;
        let other = app.organisation("Other").await;
        let manager = org.member(Role::Manager).await;
        let site = manager.add_site("Gate").await;
        other.owner.post_fn("/api/invite_member", json!({ "email": "manager@acme.example", "role": "viewer" })).await.ok();
        manager.post_fn("/api/accept_invitation", json!({ "org": other.id })).await.ok();
        manager.post_fn("/api/choose_organisation", json!({ "org": org.id })).await.ok();

        manager.post_fn("/api/leave_organisation", json!({})).await.ok();
        // Still signed in, in the other organisation.
        assert_eq!(viewer(&manager).await.org.map(|(org, _)| org.id), Some(other.id));
        manager.post_fn("/api/choose_organisation", json!({ "org": org.id })).await.ok();
        let archive = manager.post_fn("/api/archive_site", json!({ "site": site })).await;
        assert_eq!(archive.error(), AppError::NotAllowed, "a viewer in the other organisation");
        let names: Vec<_> = members(&org.owner).await.into_iter().map(|line| line.name).collect();
        assert_eq!(names, ["owner"]);
    }

    async fn the_last_owner_cannot_leave(app: TestApp) {
        let org = app.organisation("Acme").await;
        org.member(Role::Manager).await;
        let leave = async || org.owner.post_fn("/api/leave_organisation", json!({})).await;
        assert_eq!(leave().await.error(), AppError::LastOwner);
        org.person("second", Role::Owner).await;
        leave().await.ok();
        assert_eq!(owners(&app, &org).await, 1);
    }

    async fn two_owners_who_leave_at_once_leave_one(app: TestApp) {
        let org = app.organisation("Acme").await;
        let second = org.person("second", Role::Owner).await;
        tokio::join!(
            org.owner.post_fn("/api/leave_organisation", json!({})),
            second.post_fn("/api/leave_organisation", json!({})),
        );
        assert_eq!(owners(&app, &org).await, 1);
    }

    async fn an_owner_hands_over_and_becomes_a_manager_and_both_are_told(app: TestApp) {
        let org = app.organisation("Acme").await;
        let viewer_browser = org.member(Role::Viewer).await;
        let successor = id_of(&org.owner, "viewer@acme.example").await;
        let oneself = id_of(&org.owner, "owner@acme.example").await;
        let hand_over = async |user| org.owner.post_fn("/api/hand_over", json!({ "successor": user })).await;
        assert_eq!(hand_over(oneself).await.error(), AppError::field("successor", FieldProblem::NotAChoice));
        app.clock.advance_seconds(1);
        hand_over(successor).await.ok();

        let role = async |browser| viewer(browser).await.org.map(|(_, role)| role);
        assert_eq!(role(&viewer_browser).await, Some(Role::Owner));
        assert_eq!(role(&org.owner).await, Some(Role::Manager));
        assert_eq!(hand_over(successor).await.error(), AppError::NotAllowed);
        for address in ["owner@acme.example", "viewer@acme.example"] {
            // Mails that were sent at one instant have no order.
            let mails = app.mails_to(address).await;
            let mail = mails.iter().find(|mail| mail.subject == "“Acme” has another owner").expect("a mail");
            let told = "owner handed Acme on Norven over to viewer. viewer is an owner from now on, owner a manager.";
            assert!(mail.body.starts_with(told), "{}", mail.body);
        }
    }

    async fn an_organisation_is_handed_over_to_a_member_only(app: TestApp) {
        let (org, other) = (app.organisation("Acme").await, app.organisation("Other").await);
        let stranger = id_of(&other.owner, "owner@other.example").await;
        let reply = org.owner.post_fn("/api/hand_over", json!({ "successor": stranger })).await;
        assert_eq!((reply.error(), owners(&app, &org).await), (AppError::NotFound, 1));
    }

    async fn two_owners_who_hand_over_to_each_other_at_once_leave_one(app: TestApp) {
        let org = app.organisation("Acme").await;
        let second = org.person("second", Role::Owner).await;
        let (first_id, second_id) =
            (id_of(&org.owner, "owner@acme.example").await, id_of(&org.owner, "second@acme.example").await);
        tokio::join!(
            org.owner.post_fn("/api/hand_over", json!({ "successor": second_id })),
            second.post_fn("/api/hand_over", json!({ "successor": first_id })),
        );
        assert_eq!(owners(&app, &org).await, 1);
    }
}
