//! Photos: what arrives, what is refused, what is shown.

use std::{any::Any, path::Path, sync::Arc, time::Duration};

use norven::{
    error::{AppError, PhotoProblem},
    features::{inspections::model::Op, orgs::model::Role},
    ids::{InspectionId, OrgId, PhotoId},
    platform::blobs::{DirectoryBlobs, Vault, pending},
    server::state::Parts,
};
use norven_proof::digest::Digest;
use sqlx::{Connection, Executor, PgConnection};
use tokio::{sync::Semaphore, task::JoinHandle};

use crate::support::{Org, Sample, TestApp, case, colours, jpeg, on_both};

async fn begin(app: &TestApp) -> (Org, Sample, InspectionId) {
    let org = app.organisation("Acme").await;
    let sample = Sample::new(app);
    let inspection = org.owner.start_sample(&org.owner, &sample).await;
    (org, sample, inspection)
}

fn path(photo: PhotoId) -> String {
    format!("/api/v1/photos/{photo}")
}

/// Sends a photo from a tab of its own, which goes on by itself.
fn send(org: &Org, photo: PhotoId, bytes: &[u8]) -> JoinHandle<u16> {
    let (tab, bytes) = (org.owner.elsewhere(), bytes.to_vec());
    tokio::spawn(async move { tab.put(&path(photo), bytes).await.status })
}

/// A photo that is being sent while the store stands still: its first object is not written yet.
struct Stalled {
    org: Org,
    inspection: InspectionId,
    photo: PhotoId,
    bytes: Vec<u8>,
    gate: Arc<Semaphore>,
    sending: JoinHandle<u16>,
}

async fn stalled(app: &TestApp) -> Stalled {
    let (org, sample, inspection) = begin(app).await;
    let bytes = jpeg(64, 48, 1);
    let photo = org.owner.announce(inspection, sample.views, &bytes).await;
    let gate = app.blobs.close_gate();
    let sending = send(&org, photo, &bytes);
    app.blobs.wait_for("/original").await;
    Stalled { org, inspection, photo, bytes, gate, sending }
}

/// The original of a photo, decrypted.
async fn original(app: &TestApp, org: OrgId, photo: PhotoId) -> Vec<u8> {
    let mut tx = app.db.read(org).await.expect("a transaction");
    let key = norven::features::orgs::service::key(app, &mut tx).await.expect("a key");
    let (object,): (String,) = norven::fetch_one!(
        &mut tx,
        (String,),
        "SELECT original_key FROM photos WHERE org_id = $1 AND id = $2",
        org,
        photo
    )
    .expect("a photo that came");
    app.vault.get(&key, &object).await.expect("it decrypts")
}

/// How many objects are being written.
async fn pending(app: &TestApp) -> i64 {
    let mut tx = app.db.directory_read().await.expect("a transaction");
    let (count,): (i64,) =
        norven::fetch_one!(&mut tx, (i64,), "SELECT COUNT(*) FROM pending_objects").expect("a number");
    count
}

/// How many files are below a folder.
fn files_below(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.map(|path| if path.is_dir() { files_below(&path) } else { 1 }).sum()
}

on_both! {
    async fn a_photo_arrives_is_shown_upright_and_small_and_is_kept_encrypted(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let bytes = jpeg(3000, 1500, 10);
        let photo = org.owner.add_photo(inspection, sample.views, bytes.clone()).await;
        let photos = org.owner.inspection(inspection).await.findings.photos;
        assert_eq!(photos.iter().map(|photo| (photo.id, photo.received)).collect::<Vec<_>>(), [(photo, true)]);
        assert_eq!(photos[0].taken_at.as_deref(), Some("2026-11-23T09:31:07"));

        for (size, width) in [("shown", 2048), ("thumb", 480)] {
            let reply = org.owner.get(&format!("/photos/{photo}/{size}")).await.ok();
            assert_eq!(reply.header("content-type"), "image/jpeg");
            assert_eq!(reply.header("content-security-policy"), "default-src 'none'; sandbox");
            assert_eq!(reply.header("cache-control"), "no-store");
            assert_eq!(image::load_from_memory(&reply.body).expect("a picture").width(), width);
        }
        assert_eq!(org.owner.get(&format!("/photos/{photo}/original")).await.error(), AppError::NotFound);
        assert_eq!(app.blobs.keys().iter().filter(|key| key.contains(&photo.to_string())).count(), 3);
        for bytes in app.blobs.everything().await {
            assert!(!bytes.starts_with(b"\xff\xd8"), "nothing lies there in the clear");
        }
    }

    async fn sending_a_photo_again_changes_nothing(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let photo = org.owner.add_photo(inspection, sample.views, jpeg(64, 48, 1)).await;
        let kept = app.blobs.keys();
        let again = org.owner.put(&path(photo), jpeg(64, 48, 1)).await;
        // The device forgets a photo only at this word: a proxy may say 204 as well.
        assert_eq!((again.status, again.header("norven-received")), (204, photo.to_string().as_str()));
        assert_eq!(app.blobs.keys(), kept);
        for odd in ["zzz", "0", "%00"] {
            assert_eq!(org.owner.put(&format!("/api/v1/photos/{odd}"), jpeg(64, 48, 1)).await.error(), AppError::NotFound);
            assert_eq!(org.owner.get(&format!("/photos/{odd}/shown")).await.error(), AppError::NotFound);
            assert_eq!(org.owner.get(&format!("/reports/{odd}/pdf")).await.error(), AppError::NotFound);
        }
    }

    async fn a_photo_sent_many_times_at_once_is_kept_once_and_whole(app: TestApp) {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Arc::new(DirectoryBlobs::open(folder.path()).expect("a store"));
        let app = app.with_parts(|parts| Parts { vault: Vault::new(files, parts.rng.clone()), ..parts });
        let (org, sample, inspection) = begin(&app).await;
        let bytes = jpeg(640, 480, 1);
        let photo = org.owner.announce(inspection, sample.views, &bytes).await;
        let sent: Vec<_> = (0..6)
            .map(|_| {
                // Each is a tab of its own.
                let (tab, bytes) = (org.owner.elsewhere(), bytes.clone());
                tokio::spawn(async move { tab.put(&path(photo), bytes).await.status })
            })
            .collect();
        for sent in sent {
            assert_eq!(sent.await.expect("it was answered"), 204);
        }
        org.owner.get(&format!("/photos/{photo}/shown")).await.ok();
        assert_eq!(original(&app, org.id, photo).await, bytes);
        assert_eq!(files_below(folder.path()), 3, "one try wrote, and nothing is left half written");
        assert_eq!(pending(&app).await, 0);
    }

    async fn a_try_that_comes_while_another_is_slow_waits_for_it_and_is_told_when_to_come_back(app: TestApp) {
        let Stalled { org, inspection, photo, bytes, gate, sending } = stalled(&app).await;
        let refused = org.owner.put(&path(photo), bytes.clone()).await;
        assert_eq!((refused.status, refused.error()), (503, AppError::Busy { seconds: 5 }));
        assert!(refused.error().is_passing(), "the device keeps the photo");
        assert!(!org.owner.inspection(inspection).await.findings.photos[0].received);

        let waiting = send(&org, photo, &bytes);
        gate.add_permits(3);
        assert_eq!((sending.await.expect("answered"), waiting.await.expect("answered")), (204, 204));
        assert_eq!(app.blobs.keys().len(), 3);
    }

    async fn a_try_whose_time_ran_out_names_nothing_and_leaves_nothing(app: TestApp) {
        let Stalled { org, photo, bytes, gate, sending, .. } = stalled(&app).await;
        app.blobs.open_gate();
        app.clock.advance_seconds(120);
        assert_eq!(org.owner.put(&path(photo), bytes.clone()).await.status, 204);
        let named = original(&app, org.id, photo).await;
        gate.add_permits(1);
        assert_eq!(sending.await.expect("answered"), 204, "the photo is there");
        assert_eq!((named, original(&app, org.id, photo).await), (bytes.clone(), bytes));
        org.owner.get(&format!("/photos/{photo}/shown")).await.ok();
        assert_eq!((app.blobs.keys().len(), pending(&app).await), (3, 0), "what it wrote is gone");
    }

    async fn a_phone_that_hangs_up_does_not_keep_its_photo_from_the_next_try(app: TestApp) {
        let Stalled { org, photo, bytes, gate, sending, .. } = stalled(&app).await;
        sending.abort();
        drop(gate);
        app.blobs.open_gate();
        assert_eq!(org.owner.put(&path(photo), bytes.clone()).await.status, 204);
        assert_eq!(original(&app, org.id, photo).await, bytes);

        // What it had written is removed once nobody can be writing it any more.
        let sweep = async || pending::sweep(&app.db, &[app.vault.objects()], app.now()).await.expect("swept");
        sweep().await;
        assert_eq!(app.blobs.keys().len(), 4);
        app.clock.advance_seconds(24 * 3600);
        sweep().await;
        assert_eq!((app.blobs.keys().len(), pending(&app).await), (3, 0));
        assert_eq!(original(&app, org.id, photo).await, bytes);
    }

    async fn a_refused_photo_can_be_sent_again_at_once(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let bytes = b"%PDF-1.7 not a photo".to_vec();
        let photo = org.owner.announce(inspection, sample.views, &bytes).await;
        for _ in 0..2 {
            let refused = org.owner.put(&path(photo), bytes.clone()).await.error();
            assert_eq!(refused, AppError::Photo { problem: PhotoProblem::NotAPhoto });
        }
        assert_eq!(pending(&app).await, 0);
    }

    async fn bytes_that_were_not_announced_are_refused(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let bytes = jpeg(64, 48, 1);
        let photo = org.owner.announce(inspection, sample.views, &bytes).await;
        let mut altered = bytes.clone();
        altered[40] ^= 1;
        assert_eq!(org.owner.put(&path(photo), altered).await.error(), AppError::DigestMismatch);
        assert_eq!(org.owner.put(&path(app.id()), bytes.clone()).await.error(), AppError::NotFound);
        assert!(app.blobs.keys().is_empty());
        org.owner.put(&path(photo), bytes).await.ok();
    }

    async fn a_length_that_was_not_announced_is_refused(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let bytes = jpeg(64, 48, 1);
        let photo: PhotoId = app.id();
        let op = Op::AddPhoto {
            photo, item: sample.views, sha256: Digest::of(&bytes), bytes: 1,
            media_type: "image/jpeg".to_owned(), taken_at: None, position: None,
        };
        org.owner.act(inspection, [op]).await;
        assert_eq!(org.owner.put(&path(photo), bytes).await.error(), AppError::DigestMismatch);
    }

    async fn what_is_no_photo_is_refused_with_its_reason(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let whole = jpeg(640, 480, 1);
        let cases = [
            ([b"\0\0\0\x18ftypheic".as_slice(), &[0; 40]].concat(), PhotoProblem::Heic, 415),
            (b"%PDF-1.7 not a photo".to_vec(), PhotoProblem::NotAPhoto, 415),
            (whole[..whole.len() / 3].to_vec(), PhotoProblem::Damaged, 422),
            (case("photo-kinds/a-heic.jpg"), PhotoProblem::Heic, 415),
            (case("photo-kinds/login-page.jpg"), PhotoProblem::NotAPhoto, 415),
            (Vec::new(), PhotoProblem::Empty, 422),
        ];
        for (bytes, problem, status) in cases {
            let photo = org.owner.announce(inspection, sample.views, &bytes).await;
            let reply = org.owner.put(&path(photo), bytes).await;
            assert_eq!((reply.status, reply.error()), (status, AppError::Photo { problem }));
            let sentence = reply.value()["sentence"].as_str().unwrap_or_default().to_owned();
            assert!(sentence.ends_with('.'), "{sentence:?}");
        }
        assert!(app.blobs.keys().is_empty());
    }

    async fn a_photo_that_is_too_large_is_refused_before_and_when_it_comes(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let op = Op::AddPhoto {
            photo: app.id(), item: sample.views, sha256: Digest::of(b""), bytes: 25 * 1024 * 1024 + 1,
            media_type: "image/jpeg".to_owned(), taken_at: None, position: None,
        };
        let commands = [crate::support::command(&app, op)];
        let reply: norven::features::inspections::model::BatchReply =
            org.owner.commands(inspection, app.id(), &commands).await.json();
        let error = AppError::Photo { problem: PhotoProblem::TooManyBytes };
        assert_eq!(reply.results, [norven::features::inspections::model::CommandResult::Refused { error }]);
        assert_eq!(org.owner.put(&path(app.id()), vec![0; 26 * 1024 * 1024]).await.error(), AppError::NotFound);
        let photo = org.owner.announce(inspection, sample.views, &jpeg(64, 48, 1)).await;
        let reply = org.owner.put(&path(photo), vec![0; 26 * 1024 * 1024]).await;
        assert_eq!(reply.error(), AppError::DigestMismatch, "it is as long as it was announced, or it is another");
    }

    async fn a_photo_has_one_colour_on_the_phone_at_the_desk_and_on_paper(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let (mut shown, colours) = (Vec::new(), colours());
        for (name, patches) in &colours {
            let photo = org.owner.add_photo(inspection, sample.exit, case(name)).await;
            for size in ["shown", "thumb"] {
                let reply = org.owner.get(&format!("/photos/{photo}/{size}")).await.ok();
                assert!(patches.iter().all(|patch| patch.is_in(&reply.body)), "{name}, {size}");
                shown.push(reply.body.to_vec());
            }
        }
        org.owner.fill_and_finish(inspection, &sample).await;
        org.owner.sign(inspection, sample.signature).await;
        let report = org.owner.issue(inspection).await;
        app.drain().await;
        let pdf = org.owner.get(&format!("/reports/{report}/pdf")).await.ok().body;
        let document = lopdf::Document::load_mem(&pdf).expect("a PDF");
        let printed: Vec<_> = document
            .objects
            .values()
            .filter_map(|object| object.as_stream().ok())
            .filter(|stream| stream.dict.get(b"Filter").and_then(lopdf::Object::as_name).is_ok_and(|name| name == b"DCTDecode"))
            .collect();
        for (name, patches) in &colours {
            let on_paper = printed.iter().filter(|stream| {
                let space = stream.dict.get(b"ColorSpace").and_then(lopdf::Object::as_name);
                assert!(space.is_ok_and(|space| space == b"DeviceRGB"), "a viewer takes them as they are");
                shown.contains(&stream.content) && patches.iter().all(|patch| patch.is_in(&stream.content))
            });
            assert!(on_paper.count() > 0, "{name}");
        }
        assert_eq!(printed.len(), colours.len() + 1);
    }

    async fn files_that_people_choose_are_two_photos_where_they_are_two_whatever_they_are_called(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let (first, second) = (case("photo-kinds/first/image.jpg"), case("photo-kinds/second/image.jpg"));
        // The same file twice is two photos too.
        for bytes in [first.clone(), second, first] {
            org.owner.add_photo(inspection, sample.exit, bytes).await;
        }
        let photos = org.owner.inspection(inspection).await.findings.photos;
        assert_eq!(photos.iter().filter(|photo| photo.received).count(), 3);
        for kind in ["a-png.jpg", "png-animated.png", "webp-animated.webp"] {
            let photo = org.owner.add_photo(inspection, sample.exit, case(&format!("photo-kinds/{kind}"))).await;
            assert_eq!(org.owner.get(&format!("/photos/{photo}/shown")).await.ok().header("content-type"), "image/jpeg");
        }
    }

    async fn a_removed_photo_is_not_shown_any_more(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let photo = org.owner.add_photo(inspection, sample.views, jpeg(64, 48, 1)).await;
        org.owner.act(inspection, [Op::RemovePhoto { photo }]).await;
        assert_eq!(org.owner.inspection(inspection).await.findings.photos, []);
        assert_eq!(org.owner.get(&format!("/photos/{photo}/shown")).await.error(), AppError::NotFound);
    }

    async fn a_date_that_no_calendar_has_is_left_out(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let bytes = jpeg(64, 48, 1);
        let op = Op::AddPhoto {
            photo: app.id(), item: sample.views, sha256: Digest::of(&bytes), bytes: bytes.len() as u64,
            media_type: "image/jpeg".to_owned(), taken_at: Some("0000:00:00 00:00:00".to_owned()), position: None,
        };
        org.owner.act(inspection, [op]).await;
        assert_eq!(org.owner.inspection(inspection).await.findings.photos[0].taken_at, None);
    }

    async fn photos_of_others_are_not_there(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspector = org.member(Role::Inspector).await;
        let inspection = inspector.start_sample(&org.owner, &sample).await;
        let photo = inspector.add_photo(inspection, sample.views, jpeg(64, 48, 1)).await;
        let shown = format!("/photos/{photo}/shown");
        let stranger = app.organisation("Other").await.owner;
        let colleague = org.person("colleague", Role::Inspector).await;
        for other in [&stranger, &colleague] {
            let (foreign, missing) =
                (other.get(&shown).await, other.get(&format!("/photos/{}/shown", app.id::<PhotoId>())).await);
            assert_eq!((foreign.error(), foreign.body), (AppError::NotFound, missing.body));
        }
        org.member(Role::Viewer).await.get(&shown).await.ok();
        assert_eq!(app.browser().get(&shown).await.error(), AppError::NotSignedIn);
    }
}

/// The right to write the audit log, which others wait for as long as this is held: SQLite's one writer, or a lock on
/// PostgreSQL.
async fn writing(app: &TestApp) -> Box<dyn Any + Send> {
    let Some(url) = app.home().url() else {
        return Box::new(app.db.directory().await.expect("the writer"));
    };
    let mut owner = PgConnection::connect(&url).await.expect("connects");
    owner.execute("BEGIN").await.expect("begun");
    owner.execute("LOCK TABLE audit_events IN EXCLUSIVE MODE").await.expect("locked");
    Box::new(owner)
}

/// How many views of photos are on record.
async fn views_on_record(app: &TestApp) -> i64 {
    let mut tx = app.db.directory_read().await.expect("a transaction");
    let sql = "SELECT COUNT(*) FROM audit_events WHERE action = 'photo.viewed'";
    let (count,): (i64,) = norven::fetch_one!(&mut tx, (i64,), sql).expect("a number");
    count
}

on_both! {
    async fn views_that_come_while_others_are_being_recorded_are_recorded_together(app: TestApp) {
        let (org, sample, inspection) = begin(&app).await;
        let photo = org.owner.add_photo(inspection, sample.views, jpeg(64, 48, 1)).await;
        let mut held = writing(&app).await;
        let views: Vec<_> = (0..30)
            .map(|_| {
                let tab = org.owner.elsewhere();
                tokio::spawn(async move { tab.get(&format!("/photos/{photo}/thumb")).await.status })
            })
            .collect();
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(views.iter().all(|view| !view.is_finished()), "nobody is shown what is not on record");
        // Whoever waits to write gets their turn in the order in which they came: after this test has queued, one batch
        // comes before it, and the next one behind.
        let (mut recorded, mut batches) = (0, 0);
        for _ in 0..10 {
            let next = tokio::spawn({
                let app = app.clone();
                async move { writing(&app).await }
            });
            tokio::time::sleep(Duration::from_millis(300)).await;
            drop(held);
            held = next.await.expect("a turn");
            let now = views_on_record(&app).await;
            batches += usize::from(now > recorded);
            recorded = now;
            if recorded == 30 {
                break;
            }
            // Until the next batch waits.
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        drop(held);
        assert_eq!(recorded, 30);
        assert!(batches <= 3, "{batches} batches");
        for view in views {
            assert_eq!(view.await.expect("answered"), 200);
        }
        if let Some(url) = app.home().url() {
            let mut owner = PgConnection::connect(&url).await.expect("connects");
            let sql = "SELECT COUNT(DISTINCT xmin::text) FROM audit_events WHERE action = 'photo.viewed'";
            let (transactions,): (i64,) = sqlx::query_as(sql).fetch_one(&mut owner).await.expect("a number");
            assert!(transactions <= 3, "{transactions} transactions");
        }
    }
}
