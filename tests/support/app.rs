//! An application of its own for each test.

use std::{
    future::Future,
    net::{IpAddr, Ipv4Addr},
    ops::Deref,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::Router;
use leptos::config::LeptosOptions;
use norven::{
    features::identity::passkeys,
    platform::{
        blobs::{MasterKey, Vault},
        clock::FixedClock,
        db::Db,
        http::Http,
        keys::Keyring,
        mail::{OutboxMail, OutboxMailer},
        rng::{Rng, SeededRng},
        tlog::{Logs, Witnesses},
    },
    server::{
        admission::Admission,
        config::PublicOrigin,
        limits::Limits,
        quotas::Quotas,
        router::router,
        serve,
        state::{App, Parts},
    },
    time::Timestamp,
};
use uuid::Uuid;

use super::{
    blobs::TestBlobs,
    client::Client,
    database::{self, Home},
    names::KnownNames,
};

/// Monday, 2026-11-23T09:00:00Z: where the clock stands when a test begins.
pub const START: Timestamp = Timestamp(1_795_424_400_000_000);
/// The public address.
pub const ORIGIN: &str = "http://localhost:3000";

/// Every test seals with the same keys.
static KEYS: OnceLock<Arc<Keyring>> = OnceLock::new();

/// An application on a database of its own.
#[derive(Clone)]
pub struct TestApp {
    app: App,
    router: Router,
    /// The clock: it stands until a test moves it.
    pub clock: FixedClock,
    /// The private objects, which a test can fill up or break.
    pub blobs: Arc<TestBlobs>,
    /// The public objects.
    pub public: Arc<TestBlobs>,
    home: Arc<Home>,
    peers: Arc<AtomicU32>,
    /// What the ids are drawn from that people's devices make, where they are not the server's.
    devices: Option<Arc<SeededRng>>,
}

impl Deref for TestApp {
    type Target = App;
    fn deref(&self) -> &App {
        &self.app
    }
}

impl TestApp {
    /// An application on SQLite.
    pub async fn sqlite() -> Self {
        Self::on(database::sqlite().await).await
    }

    /// An application on PostgreSQL.
    pub async fn postgres() -> Self {
        Self::on(database::postgres().await).await
    }

    async fn on(home: Home) -> Self {
        let db = home.open().await;
        let (blobs, public) = (Arc::default(), Arc::default());
        Self::with(home.into(), db, FixedClock::at(START), blobs, public)
    }

    /// The same application after a restart, or a second one beside it: the same data, new connections.
    pub async fn restarted(&self) -> Self {
        let db = self.home.open().await;
        let (blobs, public) = (Arc::clone(&self.blobs), Arc::clone(&self.public));
        Self::with(Arc::clone(&self.home), db, self.clock.clone(), blobs, public)
    }

    /// An application on a database of the same engine that an older version left behind, whose last migration was
    /// this one, after a statement.
    pub async fn upgraded(&self, version: i64, statement: &str) -> Self {
        Self::on(self.home.older(version, statement).await).await
    }

    fn with(home: Arc<Home>, db: Db, clock: FixedClock, blobs: Arc<TestBlobs>, public: Arc<TestBlobs>) -> Self {
        // What the server logs is shown with a test that fails.
        drop(
            tracing_subscriber::fmt()
                .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
                .with_test_writer()
                .try_init(),
        );
        // The seed follows the clock, so that a restarted application does not repeat its ids.
        static STARTS: AtomicU32 = AtomicU32::new(0);
        let rng = Arc::new(SeededRng::new(u64::from(STARTS.fetch_add(1, Ordering::Relaxed))));
        let mailer = OutboxMailer { db: db.clone(), clock: Arc::new(clock.clone()), rng: rng.clone() };
        let keys = KEYS.get_or_init(|| {
            let made = Keyring::generate(&SeededRng::new(7), "Norven tests", "localhost:3000", START);
            Arc::new(made.expect("keys").ring)
        });
        let logs = Logs::new(Arc::clone(keys), Witnesses::default(), db.clone(), public.clone());
        let origin = PublicOrigin::parse(ORIGIN).expect("an origin");
        let faces = norven_press::Faces::built_in().expect("the faces parse");
        let app = App::new(Parts {
            db,
            public: public.clone(),
            keys: Arc::clone(keys),
            logs: Arc::new(logs),
            authority: None,
            tsa_roots: Vec::new(),
            vault: Vault::new(blobs.clone(), rng.clone()),
            master: MasterKey::new(&[7; 32]),
            present: Arc::new(clock.clone()),
            clock: Arc::new(clock.clone()),
            rng,
            mailer: Arc::new(mailer),
            mail_is_local: true,
            bell: Arc::default(),
            passkeys: passkeys::relying_party(&origin),
            origin,
            providers: Arc::default(),
            abroad: Http::new().expect("a client"),
            names: Arc::new(KnownNames::default()),
            trusted_proxies: 0,
            // Some tests fill an organisation with more people than it may invite in a day.
            admission: Admission { invitations_new: 1000, ..Admission::default() },
            limits: Arc::new(Limits::default()),
            quotas: Quotas::default(),
            refusals: Arc::default(),
            views: Arc::default(),
            single_files: Arc::default(),
            faces: faces.clone(),
            printable: norven::printable::Printable::of(&faces.coverage()),
            // No site: what is in it is tried in a browser.
            leptos: LeptosOptions::builder()
                .output_name("norven")
                .site_root("target/no-site")
                .site_pkg_dir("pkg")
                .build(),
        });
        Self { router: router(app.clone()), app, clock, blobs, public, home, peers: Arc::default(), devices: None }
    }

    /// The same application with other parts.
    pub fn with_parts(&self, change: impl FnOnce(Parts) -> Parts) -> Self {
        let app = App::new(change(Parts::clone(&self.app)));
        Self { router: router(app.clone()), app, ..self.clone() }
    }

    /// The same application to people whose devices make the same ids as those of others who are given
    /// this seed: whoever makes an id may choose one that another organisation has.
    pub fn with_ids_of(&self, seed: u64) -> Self {
        Self { devices: Some(Arc::new(SeededRng::new(seed))), ..self.clone() }
    }

    /// A new id, as a device makes it.
    pub fn id<T: From<Uuid>>(&self) -> T {
        match &self.devices {
            Some(devices) => (&**devices as &dyn Rng).id(START),
            None => self.app.id(),
        }
    }

    /// The router, as a service.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The data's home.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// A browser without cookies, at a loopback address of its own: limits by address do not make
    /// one person's test wait for another's.
    pub fn browser(&self) -> Client {
        let [_, second, third, fourth] = (self.peers.fetch_add(1, Ordering::Relaxed) + 2).to_be_bytes();
        Client::new(self.clone(), IpAddr::V4(Ipv4Addr::new(127, second, third, fourth)))
    }

    /// Does every job that is due, and reads for the search what changed.
    pub async fn drain(&self) {
        serve::worker(self).drain().await.expect("the job table is in reach");
        norven::features::search::index::catch_up(self).await.expect("the queue of the search is in reach");
    }

    /// Sends the mail that waits, and gives the mails to an address, newest first.
    pub async fn mails_to(&self, address: &str) -> Vec<OutboxMail> {
        self.drain().await;
        let mails = OutboxMailer::latest(&self.db).await.expect("the outbox reads");
        mails.into_iter().filter(|mail| mail.recipient == address).collect()
    }
}

/// Runs a test's body, then removes its database, also where the body failed.
pub async fn run<F: Future<Output = ()> + Send + 'static>(app: TestApp, body: impl FnOnce(TestApp) -> F) {
    let done = tokio::spawn(body(app.clone())).await;
    app.db.close().await;
    app.home.remove().await;
    if let Err(failed) = done {
        std::panic::resume_unwind(failed.into_panic());
    }
}
