//! What is drawn over photos.

use norven::{
    error::{AppError, PhotoProblem},
    features::{
        audit::model::EventPage,
        evidence::model::MAX_ANNOTATIONS,
        inspections::model::{BatchReply, CommandResult, Op},
    },
    ids::{InspectionId, PhotoId},
};
use norven_proof::record::{Annotation, Shape};
use serde_json::json;

use crate::support::{Client, Org, Sample, TestApp, command, jpeg, on_both};

const ARROW: Annotation = Annotation { shape: Shape::Arrow, from: [0, 10_000], to: [4000, 6000] };
const CIRCLE: Annotation = Annotation { shape: Shape::Circle, from: [5000, 5000], to: [5000, 7000] };

async fn begin(app: &TestApp) -> (Org, Sample, InspectionId) {
    let org = app.organisation("Acme").await;
    let sample = Sample::new(app);
    let inspection = org.owner.start_sample(&org.owner, &sample).await;
    (org, sample, inspection)
}

async fn drawn(client: &Client, inspection: InspectionId) -> Vec<Vec<Annotation>> {
    client.inspection(inspection).await.findings.photos.into_iter().map(|photo| photo.annotations).collect()
}

async fn try_to_draw(
    client: &Client,
    inspection: InspectionId,
    photo: PhotoId,
    annotations: Vec<Annotation>,
) -> CommandResult {
    let commands = [command(&client.app, Op::AnnotatePhoto { photo, annotations })];
    let reply: BatchReply = client.commands(inspection, client.app.id(), &commands).await.json();
    reply.results.into_iter().next().expect("one result")
}

on_both! {
    async fn what_is_drawn_replaces_what_was_before_and_nothing_is_nothing(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let bytes = jpeg(64, 48, 1);
        // A photo can be drawn upon before its bytes have arrived.
        let photo = org.owner.announce(inspection, sample.views, &bytes).await;
        app.clock.advance_seconds(1);
        org.owner.add_photo(inspection, sample.exit, jpeg(64, 48, 2)).await;
        let mut steps = vec![vec![ARROW], vec![ARROW, CIRCLE], vec![CIRCLE, ARROW], vec![], vec![CIRCLE]];
        steps.push(vec![CIRCLE; MAX_ANNOTATIONS]);
        for annotations in steps {
            org.owner.act(inspection, [Op::AnnotatePhoto { photo, annotations: annotations.clone() }]).await;
            assert_eq!(drawn(&org.owner, inspection).await, [annotations, vec![]]);
        }
        org.owner.put(&format!("/api/v1/photos/{photo}"), bytes).await.ok();
        assert_eq!(drawn(&org.owner, inspection).await[0].len(), MAX_ANNOTATIONS, "arriving takes nothing away");
    }

    async fn a_drawing_sent_twice_is_done_and_recorded_once(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let photo = org.owner.add_photo(inspection, sample.views, jpeg(64, 48, 1)).await;
        let first = command(&app, Op::AnnotatePhoto { photo, annotations: vec![ARROW] });
        let second = command(&app, Op::AnnotatePhoto { photo, annotations: vec![ARROW, CIRCLE] });
        let device = app.id();
        org.owner.commands(inspection, device, &[first.clone(), second]).await.ok();
        let again: BatchReply = org.owner.commands(inspection, device, &[first]).await.json();
        assert_eq!(again.results, [CommandResult::Applied]);
        assert_eq!(drawn(&org.owner, inspection).await, [vec![ARROW, CIRCLE]]);

        let page: EventPage = org.owner.post_fn("/api/load_audit_page", json!({ "before": null })).await.json();
        let events: Vec<_> = page.events.iter().filter(|event| event.action == "photo.annotated").collect();
        assert!(events.iter().all(|event| event.object_id == Some(photo.0)), "{events:?}");
        // Both happened in one instant.
        let mut counts: Vec<_> = events.iter().map(|event| event.detail.clone()).collect();
        counts.sort();
        let count = |figure: &str| vec![("annotations".to_owned(), figure.to_owned())];
        assert_eq!(counts, [count("1"), count("2")]);
    }

    async fn what_cannot_be_drawn_is_refused_with_its_reason_and_what_was_there_stays(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let photo = org.owner.add_photo(inspection, sample.views, jpeg(64, 48, 1)).await;
        org.owner.act(inspection, [Op::AnnotatePhoto { photo, annotations: vec![ARROW] }]).await;
        let refused = |problem| CommandResult::Refused { error: AppError::Photo { problem } };
        for (annotations, problem) in [
            (vec![ARROW, Annotation { to: [10_001, 0], ..CIRCLE }], PhotoProblem::NotDrawable),
            (vec![Annotation { from: [0, u16::MAX], ..ARROW }], PhotoProblem::NotDrawable),
            (vec![Annotation { to: CIRCLE.from, ..CIRCLE }], PhotoProblem::NotDrawable),
            (vec![CIRCLE; MAX_ANNOTATIONS + 1], PhotoProblem::TooManyAnnotations),
        ] {
            assert_eq!(try_to_draw(&org.owner, inspection, photo, annotations).await, refused(problem), "{problem:?}");
        }
        assert_eq!(drawn(&org.owner, inspection).await, [vec![ARROW]]);
    }

    async fn a_photo_that_is_not_there_or_elsewhere_or_gone_is_not_drawn_upon(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let other = org.owner.start_sample(&org.owner, &Sample::new(&app)).await;
        let photo = org.owner.add_photo(inspection, sample.views, jpeg(64, 48, 1)).await;
        let refused = CommandResult::Refused { error: AppError::NotFound };
        assert_eq!(try_to_draw(&org.owner, other, photo, vec![ARROW]).await, refused);
        assert_eq!(try_to_draw(&org.owner, inspection, app.id(), vec![ARROW]).await, refused);
        org.owner.act(inspection, [Op::RemovePhoto { photo }]).await;
        assert_eq!(try_to_draw(&org.owner, inspection, photo, vec![ARROW]).await, refused);

        let stranger = app.organisation("Other").await;
        let theirs = stranger.owner.start_sample(&stranger.owner, &Sample::new(&app)).await;
        assert_eq!(try_to_draw(&stranger.owner, theirs, photo, vec![ARROW]).await, refused);
    }

    async fn nothing_is_drawn_over_the_photos_of_a_finished_inspection(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        org.owner.fill_and_finish(inspection, &sample).await;
        let photo = org.owner.inspection(inspection).await.findings.photos[0].id;
        let draw = command(&app, Op::AnnotatePhoto { photo, annotations: vec![ARROW] });
        let reply = org.owner.commands(inspection, app.id(), &[draw]).await;
        assert_eq!(reply.error(), AppError::AlreadyFinished);
    }
}
