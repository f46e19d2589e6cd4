//! Who sends bodies, over real connections: what is asked before the first byte, how long is waited, and for how many.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use norven::{
    error::AppError,
    features::orgs::model::Role,
    ids::PhotoId,
    server::{
        intake::{Pace, Rooms},
        limits::Limits,
        listen::{self, Patience},
        state::Parts,
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::{Client, Sample, TestApp, jpeg, on_both};

const MIB: usize = 1024 * 1024;
/// How long a test waits for an answer that has to come.
const LONG: Duration = Duration::from_secs(20);

/// The application on a port of its own.
async fn listening(app: &TestApp, connections: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (router, patience) = (app.router(), app.limits.patience);
    tokio::spawn(listen::serve(listener, router, connections, patience, std::future::pending()));
    address
}

/// The same application with other limits.
fn limited(app: &TestApp, change: impl FnOnce(&mut Limits)) -> TestApp {
    let mut limits = Limits::default();
    change(&mut limits);
    app.with_parts(|parts| Parts { limits: Arc::new(limits), ..parts })
}

/// A connection, and what it heard.
struct Line(TcpStream);

impl Line {
    async fn to(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.expect("it listens"))
    }

    async fn say(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).await.expect("it hears");
    }

    /// The next answer: its head and its body.
    async fn hear(&mut self) -> String {
        tokio::time::timeout(LONG, self.answer()).await.expect("it answers in time")
    }

    async fn answer(&mut self) -> String {
        let mut heard = Vec::new();
        loop {
            let text = String::from_utf8_lossy(&heard).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                if body.len() >= length.map_or(0, |length| length.parse().expect("a length")) {
                    return text;
                }
            }
            let mut some = [0; 4096];
            match self.0.read(&mut some).await.expect("it reads") {
                0 => return text,
                read => heard.extend_from_slice(&some[..read]),
            }
        }
    }

    async fn is_closed(&mut self) -> bool {
        let mut some = [0; 4096];
        while let Ok(Ok(read)) = tokio::time::timeout(LONG, self.0.read(&mut some)).await {
            if read == 0 {
                return true;
            }
        }
        false
    }
}

/// The head of a request of one of our pages.
fn head(person: Option<&Client>, method: &str, path: &str, length: usize) -> String {
    head_saying(person, method, path, &format!("Content-Length: {length}"))
}

/// The same where the body comes in chunks, so that nobody is told how long it is.
fn head_of_chunks(person: Option<&Client>, method: &str, path: &str) -> String {
    head_saying(person, method, path, "Transfer-Encoding: chunked")
}

fn head_saying(person: Option<&Client>, method: &str, path: &str, length: &str) -> String {
    let cookie =
        person.map(|person| format!("Cookie: session={}\r\n", person.cookies()["session"])).unwrap_or_default();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n\
         {cookie}{length}\r\n\r\n"
    )
}

/// A part of a body; an empty one ends it.
fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

fn photo_path(photo: PhotoId) -> String {
    format!("/api/v1/photos/{photo}")
}

/// Sends a photo over a connection of its own, and hears the answer.
async fn put(address: SocketAddr, person: &Client, photo: PhotoId, bytes: &[u8]) -> String {
    let mut line = Line::to(address).await;
    line.say(head(Some(person), "PUT", &photo_path(photo), bytes.len())).await;
    line.say(bytes).await;
    line.hear().await
}

/// Begins to send a photo of this many bytes, and sends no more than some of them.
async fn begin(address: SocketAddr, person: &Client, photo: PhotoId, bytes: usize) -> Line {
    let mut line = Line::to(address).await;
    line.say(head(Some(person), "PUT", &photo_path(photo), bytes)).await;
    line.say(vec![0; bytes / 20]).await;
    // Until it is asked whose it is, and has its room.
    tokio::time::sleep(Duration::from_millis(200)).await;
    line
}

/// Sends a photo again and again, as long as it is asked to come back.
async fn put_at_last(address: SocketAddr, person: &Client, photo: PhotoId, bytes: &[u8]) -> String {
    let begun = Instant::now();
    loop {
        let heard = put(address, person, photo, bytes).await;
        let passes = heard.starts_with("HTTP/1.1 429 ") || heard.starts_with("HTTP/1.1 503 ");
        if !passes || begun.elapsed() > LONG {
            return heard;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The error that an answer tells.
fn error(heard: &str) -> AppError {
    let (_, body) = heard.split_once("\r\n\r\n").expect("a body");
    serde_json::from_str(body).expect("an error")
}

on_both! {
    async fn whose_a_body_is_and_how_long_is_asked_before_a_byte_of_it_is_read(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let bytes = jpeg(64, 48, 1);
        let photo = org.owner.announce(inspection, sample.views, &bytes).await;
        let viewer = org.member(Role::Viewer).await;
        let stranger = app.organisation("Other").await.owner;
        let address = listening(&app, 100).await;
        let (known, unknown) = (photo_path(photo), photo_path(app.id()));
        let function = crate::support::function_paths()["/api/list_sites"];
        for (who, method, path, length, status) in [
            (None, "PUT", known.as_str(), 25 * MIB, 401),
            (None, "PUT", &known, bytes.len(), 401),
            (Some(&viewer), "PUT", &known, bytes.len(), 403),
            (Some(&stranger), "PUT", &known, bytes.len(), 404),
            (Some(&org.owner), "PUT", &unknown, bytes.len(), 404),
            (Some(&org.owner), "PUT", &known, bytes.len() + 1, 422),
            (Some(&org.owner), "PUT", &known, 25 * MIB, 422),
            (None, "POST", function, MIB, 401),
            (None, "GET", function, MIB, 401),
            (Some(&org.owner), "POST", function, 3 * MIB, 413),
            (None, "POST", "/sign-in", 65 * 1024, 413),
            (Some(&org.owner), "POST", "/sign-out", 65 * 1024, 413),
            (None, "POST", "/webhooks/clerk", 65 * 1024, 413),
        ] {
            let mut line = Line::to(address).await;
            line.say(head(who, method, path, length)).await;
            let heard = line.hear().await;
            assert!(heard.starts_with(&format!("HTTP/1.1 {status} ")), "{method} {path} {length}: {heard:.200}");
        }
        let mut line = Line::to(address).await;
        line.say(head(Some(&org.owner), "PUT", &known, bytes.len())).await;
        line.say(&bytes).await;
        assert!(line.hear().await.starts_with("HTTP/1.1 204 "));
        // Sent again, it is there.
        line.say(head(Some(&org.owner), "PUT", &known, bytes.len())).await;
        line.say(&bytes).await;
        assert!(line.hear().await.starts_with("HTTP/1.1 204 "));
    }

    async fn a_body_in_chunks_meets_the_refusals_and_limits_of_one_that_says_how_long_it_is(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let bytes = jpeg(64, 48, 1);
        let photo = org.owner.announce(inspection, sample.views, &bytes).await;
        let viewer = org.member(Role::Viewer).await;
        let stranger = app.organisation("Other").await.owner;
        let address = listening(&app, 100).await;
        let (known, unknown) = (photo_path(photo), photo_path(app.id()));
        let function = crate::support::function_paths()["/api/list_sites"];
        // Refused before a byte of it came.
        for (who, method, path, status) in [
            (None, "PUT", known.as_str(), 401),
            (Some(&viewer), "PUT", &known, 403),
            (Some(&stranger), "PUT", &known, 404),
            (Some(&org.owner), "PUT", &unknown, 404),
            (None, "POST", function, 401),
            (None, "GET", function, 401),
        ] {
            let mut line = Line::to(address).await;
            line.say(head_of_chunks(who, method, path)).await;
            let heard = line.hear().await;
            assert!(heard.starts_with(&format!("HTTP/1.1 {status} ")), "{method} {path}: {heard:.200}");
        }
        // Read up to the limit, and refused with the first byte beyond it, however long the chunk says that it is.
        for (who, method, path, most, status) in [
            (None, "POST", "/sign-in", 64 * 1024, 413),
            (Some(&org.owner), "POST", "/sign-out", 64 * 1024, 413),
            (None, "POST", "/webhooks/clerk", 64 * 1024, 413),
            (Some(&org.owner), "POST", function, 2 * MIB, 413),
            (Some(&org.owner), "PUT", &known, bytes.len(), 422),
        ] {
            let mut line = Line::to(address).await;
            line.say(head_of_chunks(who, method, path)).await;
            line.say(format!("{:x}\r\n", 25 * MIB)).await;
            line.say(vec![b' '; most + 1]).await;
            let heard = line.hear().await;
            assert!(heard.starts_with(&format!("HTTP/1.1 {status} ")), "{method} {path}: {heard:.200}");
        }
        let send = async |method: &str, path: &str, body: &[u8]| {
            let mut line = Line::to(address).await;
            line.say(head_of_chunks(Some(&org.owner), method, path)).await;
            for part in body.chunks(body.len().div_ceil(3)) {
                line.say(chunk(part)).await;
            }
            line.say(chunk(&[])).await;
            line.hear().await
        };
        let short = send("PUT", &known, &bytes[..bytes.len() - 1]).await;
        assert!(short.starts_with("HTTP/1.1 422 "), "{short}");
        let whole = send("PUT", &known, &bytes).await;
        assert!(whole.starts_with("HTTP/1.1 204 "), "{whole}");
        let asked = send("POST", function, b"{}").await;
        assert!(asked.starts_with("HTTP/1.1 200 ") && asked.contains("Warehouse 4"), "{asked}");
    }

    async fn a_body_in_chunks_takes_the_room_of_the_longest_that_it_may_be(app: TestApp) {
        let app = limited(&app, |limits| limits.rooms = Rooms::of(27));
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let large = org.owner.announce(inspection, sample.views, &vec![0; 25 * MIB]).await;
        let function = crate::support::function_paths()["/api/list_sites"];
        let address = listening(&app, 100).await;
        let mut slow = Line::to(address).await;
        slow.say(head_of_chunks(Some(&org.owner), "PUT", &photo_path(large))).await;
        slow.say(chunk(&[0; 1000])).await;
        // Until it is asked whose it is, and has its room.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let ask = async |head: String, body: Vec<u8>| {
            let mut line = Line::to(address).await;
            line.say(head).await;
            line.say(body).await;
            line.hear().await
        };
        let short = ask(head(Some(&org.owner), "POST", function, 2), b"{}".to_vec()).await;
        assert!(short.starts_with("HTTP/1.1 200 "), "there is room for what is known to be short: {short}");
        let chunks = || [chunk(b"{}"), chunk(&[])].concat();
        let refused = ask(head_of_chunks(Some(&org.owner), "POST", function), chunks()).await;
        assert_eq!(error(&refused), AppError::Busy { seconds: 10 });
        // Who hangs up gives the room back.
        drop(slow);
        let begun = Instant::now();
        loop {
            let heard = ask(head_of_chunks(Some(&org.owner), "POST", function), chunks()).await;
            if heard.starts_with("HTTP/1.1 200 ") {
                break;
            }
            assert!(heard.starts_with("HTTP/1.1 503 ") && begun.elapsed() < LONG, "{heard}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn who_is_refused_while_sending_hears_why_and_may_go_on(app: TestApp) {
        let address = listening(&app, 100).await;
        let mut line = Line::to(address).await;
        line.say(head(None, "PUT", &photo_path(app.id()), 8 * MIB)).await;
        for _ in 0..8 {
            line.say(vec![0; MIB]).await;
        }
        let heard = line.hear().await;
        assert!(heard.starts_with("HTTP/1.1 401 ") && heard.contains("not_signed_in"), "{heard}");
        line.say(head(None, "GET", "/healthz", 0)).await;
        assert!(line.hear().await.starts_with("HTTP/1.1 200 "));
    }

    async fn who_sends_more_than_there_is_room_for_is_asked_to_come_back_and_is_served_then(app: TestApp) {
        let app = limited(&app, |limits| limits.rooms = Rooms::of(27));
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let small = org.owner.announce(inspection, sample.views, &jpeg(64, 48, 1)).await;
        let large = org.owner.announce(inspection, sample.views, &vec![0; 25 * MIB]).await;
        let other = org.owner.announce(inspection, sample.exit, &vec![0; 25 * MIB]).await;
        let third = org.owner.announce(inspection, sample.views, &jpeg(64, 48, 2)).await;
        let address = listening(&app, 100).await;
        let slow = begin(address, &org.owner, large, 25 * MIB).await;
        // There is room beside it for a small one, and for none that is larger than what is left.
        assert!(put(address, &org.owner, small, &jpeg(64, 48, 1)).await.starts_with("HTTP/1.1 204 "));
        let busy = put(address, &org.owner, other, &vec![0; 25 * MIB]).await;
        assert!(busy.starts_with("HTTP/1.1 503 ") && busy.contains("\r\nretry-after: 10\r\n"), "{busy}");
        assert_eq!(error(&busy), AppError::Busy { seconds: 10 });
        assert!(error(&busy).is_passing(), "a phone tries again later");
        assert!(busy.contains("try again in 10 seconds"), "{busy}");
        // Who hangs up gives the room back.
        drop(slow);
        let heard = put_at_last(address, &org.owner, other, &vec![0; 25 * MIB]).await;
        assert!(heard.starts_with("HTTP/1.1 415 "), "read, and found to be no photo: {heard}");
        assert!(put(address, &org.owner, third, &jpeg(64, 48, 2)).await.starts_with("HTTP/1.1 204 "));
    }

    async fn one_account_takes_its_part_and_a_colleague_beside_it_sends(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspector = org.member(Role::Inspector).await;
        let (site, template) =
            (org.owner.add_site("Warehouse 4").await, org.owner.add_template(&sample.checklist).await);
        let (own, others) = (org.owner.start(site, template).await, inspector.start(site, template).await);
        let address = listening(&app, 100).await;
        let mut slow = Vec::new();
        for _ in 0..2 {
            let large = org.owner.announce(own, sample.views, &vec![0; 25 * MIB]).await;
            slow.push(begin(address, &org.owner, large, 25 * MIB).await);
        }
        let third = org.owner.announce(own, sample.views, &vec![0; 3 * MIB]).await;
        let heard = put(address, &org.owner, third, &vec![0; 3 * MIB]).await;
        assert_eq!(error(&heard), AppError::Busy { seconds: 10 }, "two of the largest photos are enough");
        let photo = inspector.announce(others, sample.views, &vec![0; 3 * MIB]).await;
        let heard = put(address, &inspector, photo, &vec![0; 3 * MIB]).await;
        assert!(heard.starts_with("HTTP/1.1 415 "), "read, and found to be no photo: {heard}");
        // The account has its part back.
        drop(slow);
        let heard = put_at_last(address, &org.owner, third, &vec![0; 3 * MIB]).await;
        assert!(heard.starts_with("HTTP/1.1 415 "), "{heard}");
    }

    async fn a_photo_that_is_being_sent_is_not_sent_beside_that(app: TestApp) {
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let bytes = jpeg(64, 48, 1);
        let photo = org.owner.announce(inspection, sample.views, &bytes).await;
        let beside = org.owner.announce(inspection, sample.views, &jpeg(64, 48, 2)).await;
        let address = listening(&app, 100).await;
        let slow = begin(address, &org.owner, photo, bytes.len()).await;
        let heard = put(address, &org.owner, photo, &bytes).await;
        assert!(heard.starts_with("HTTP/1.1 429 ") && heard.contains("\r\nretry-after: 5\r\n"), "{heard}");
        assert_eq!(error(&heard), AppError::TooMany { seconds: 5 });
        assert!(error(&heard).is_passing(), "a phone tries again later");
        let heard = put(address, &org.owner, beside, &jpeg(64, 48, 2)).await;
        assert!(heard.starts_with("HTTP/1.1 204 "), "another photo does not wait: {heard}");
        drop(slow);
        let heard = put_at_last(address, &org.owner, photo, &bytes).await;
        assert!(heard.starts_with("HTTP/1.1 204 "), "{heard}");
    }

    async fn a_body_that_trickles_is_given_up_and_one_that_keeps_the_pace_is_not(app: TestApp) {
        let bytes = jpeg(64, 48, 1);
        // All of it may take eight seconds.
        let floor = u32::try_from(bytes.len().div_ceil(8)).expect("a small photo");
        let pace = Pace { after: Duration::from_secs(2), bytes_a_second: floor };
        let app = limited(&app, |limits| limits.pace = pace);
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let photo = org.owner.announce(inspection, sample.views, &bytes).await;
        let address = listening(&app, 100).await;
        let (mut trickling, begun) = (Line::to(address).await, Instant::now());
        trickling.say(head(Some(&org.owner), "PUT", &photo_path(photo), bytes.len())).await;
        for byte in &bytes[..5] {
            tokio::time::sleep(Duration::from_millis(200)).await;
            trickling.say([*byte]).await;
        }
        let heard = trickling.hear().await;
        assert!(heard.starts_with("HTTP/1.1 503 ") && error(&heard) == AppError::Offline, "{heard}");
        assert!(begun.elapsed() >= pace.after, "each has this long");
        assert!(begun.elapsed() < app.limits.patience.body, "it did not stand still");
        let (mut slow, begun) = (Line::to(address).await, Instant::now());
        slow.say(head(Some(&org.owner), "PUT", &photo_path(photo), bytes.len())).await;
        for part in bytes.chunks(bytes.len().div_ceil(8)) {
            tokio::time::sleep(Duration::from_millis(350)).await;
            slow.say(part).await;
        }
        assert!(slow.hear().await.starts_with("HTTP/1.1 204 "));
        assert!(begun.elapsed() > pace.after, "it took longer than each has");
    }

    async fn a_body_that_stands_still_is_given_up_and_a_slow_one_is_not(app: TestApp) {
        let patience = Patience { head: LONG, body: Duration::from_millis(700) };
        let app = limited(&app, |limits| limits.patience = patience);
        let org = app.organisation("Acme").await;
        let sample = Sample::new(&app);
        let inspection = org.owner.start_sample(&org.owner, &sample).await;
        let bytes = jpeg(64, 48, 1);
        let photo = org.owner.announce(inspection, sample.views, &bytes).await;
        let address = listening(&app, 100).await;
        for path in [photo_path(photo), crate::support::function_paths()["/api/list_sites"].to_owned()] {
            let method = if path.contains("photos") { "PUT" } else { "POST" };
            let mut still = Line::to(address).await;
            still.say(head(Some(&org.owner), method, &path, bytes.len())).await;
            still.say(&bytes[..100]).await;
            let heard = still.hear().await;
            assert!(heard.starts_with("HTTP/1.1 503 ") && heard.contains("\"offline\""), "{path}: {heard}");
            let mut still = Line::to(address).await;
            still.say(head_of_chunks(Some(&org.owner), method, &path)).await;
            still.say(chunk(&bytes[..100])).await;
            let heard = still.hear().await;
            assert!(heard.starts_with("HTTP/1.1 503 ") && heard.contains("\"offline\""), "{path} in chunks: {heard}");
        }
        let (mut slow, begun) = (Line::to(address).await, Instant::now());
        slow.say(head(Some(&org.owner), "PUT", &photo_path(photo), bytes.len())).await;
        for part in bytes.chunks(bytes.len().div_ceil(8)) {
            tokio::time::sleep(Duration::from_millis(250)).await;
            slow.say(part).await;
        }
        assert!(slow.hear().await.starts_with("HTTP/1.1 204 "));
        assert!(begun.elapsed() > patience.body * 2, "it took longer than one may stand still");
    }
}

#[tokio::test]
async fn a_head_that_does_not_come_ends_its_connection() {
    crate::support::run(TestApp::sqlite().await, |app| async move {
        let patience = Patience { head: Duration::from_millis(300), body: LONG };
        let app = limited(&app, |limits| limits.patience = patience);
        let address = listening(&app, 100).await;
        for said in ["", "GET / HTTP/1.1\r\nHost: localhost\r\n", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"] {
            let mut line = Line::to(address).await;
            line.say(said).await;
            assert!(line.is_closed().await, "{said:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_nobody_takes_is_given_up() {
    crate::support::run(TestApp::sqlite().await, |app| async move {
        let patience = Patience { head: LONG, body: Duration::from_millis(300) };
        let app = limited(&app, |limits| limits.patience = patience);
        let address = listening(&app, 1).await;
        let mut deaf = Line::to(address).await;
        // More answers than the system keeps for somebody who does not read them.
        let many = "GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(2_000);
        drop(tokio::time::timeout(Duration::from_secs(5), deaf.0.write_all(many.as_bytes())).await);
        let mut next = Line::to(address).await;
        next.say(head(None, "GET", "/healthz", 0)).await;
        let heard = tokio::time::timeout(Duration::from_secs(60), next.answer()).await.expect("there is room again");
        assert!(heard.starts_with("HTTP/1.1 200 "), "{heard}");
        drop(deaf);
    })
    .await;
}

#[tokio::test]
async fn beyond_the_ceiling_of_connections_one_waits_for_another_to_end() {
    crate::support::run(TestApp::sqlite().await, |app| async move {
        let address = listening(&app, 2).await;
        let (first, second) = (Line::to(address).await, Line::to(address).await);
        let mut third = Line::to(address).await;
        third.say(head(None, "GET", "/healthz", 0)).await;
        let early = tokio::time::timeout(Duration::from_millis(300), third.answer()).await;
        assert!(early.is_err(), "there is no room");
        drop((first, second));
        assert!(third.hear().await.starts_with("HTTP/1.1 200 "));
    })
    .await;
}
