//! What every request can reach.

use std::{ops::Deref, sync::Arc};

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use norven_press::Faces;
use norven_proof::certificate::Certificate;
use tokio::sync::Notify;
use webauthn_rs::Webauthn;

use super::{admission::Admission, config::PublicOrigin, limits::Limits, quotas::Quotas, refusals::Refusals};
use crate::{
    features::{audit::views::Views, verify::single_file::SingleFiles},
    platform::{
        blobs::{Blobs, MasterKey, Vault},
        clock::Clock,
        db::Db,
        dns::Names,
        http::Http,
        keys::Keyring,
        mail::Mailer,
        oidc::Providers,
        rng::Rng,
        tlog::Logs,
        tsa::Authority,
    },
    printable::Printable,
    time::Timestamp,
};

/// The application: cheap to clone, shared by every request and job.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What the application is made of.
#[derive(Clone)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Private objects.
    pub vault: Vault,
    /// Public objects: the logs' files, the standing list.
    pub public: Arc<dyn Blobs>,
    /// The keys that seal, and those of logs, QR codes and standing list.
    pub keys: Arc<Keyring>,
    /// The public logs.
    pub logs: Arc<Logs>,
    /// Who stamps the time on seals, if anybody does.
    pub authority: Option<Authority>,
    /// Whom time stamps are believed from: today's authority, and earlier ones.
    pub tsa_roots: Vec<Certificate>,
    /// Wraps the organisations' keys.
    pub master: MasterKey,
    /// The clock of what is said and done: that of the sample organisations goes through their past.
    pub clock: Arc<dyn Clock>,
    /// The clock of the present, by which processes tell what others have given up.
    pub present: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// Sends mail.
    pub mailer: Arc<dyn Mailer>,
    /// Whether mail goes to the local outbox.
    pub mail_is_local: bool,
    /// Rung when a job was enqueued.
    pub bell: Arc<Notify>,
    /// The public address.
    pub origin: PublicOrigin,
    /// How many proxies stand in front.
    pub trusted_proxies: usize,
    /// Who asks passkeys; nobody where the public address is no domain.
    pub passkeys: Option<Arc<Webauthn>>,
    /// Whom people can sign in with.
    pub providers: Arc<Providers>,
    /// Reaches what people name, such as their organisation's provider: the public internet only, where the operator
    /// permits no more.
    pub abroad: Http,
    /// Knows what domains say of themselves.
    pub names: Arc<dyn Names>,
    /// What people may do before more is known of them.
    pub admission: Admission,
    /// Limits on what strangers may try.
    pub limits: Arc<Limits>,
    /// How much one organisation may have.
    pub quotas: Quotas,
    /// What was refused of late.
    pub refusals: Arc<Refusals>,
    /// Records who looked at what.
    pub views: Arc<Views>,
    /// The verifier as one file, as it was last made.
    pub single_files: Arc<SingleFiles>,
    /// What reports can be set in.
    pub faces: Faces,
    /// The letters that these have, as pages are told.
    pub printable: Printable,
    /// What leptos needs to know.
    pub leptos: LeptosOptions,
}

impl App {
    /// The application of these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The same application by another clock: the sample organisations have a past.
    #[must_use]
    pub fn with_clock(&self, clock: Arc<dyn Clock>) -> Self {
        Self::new(Parts { clock, ..Parts::clone(&self.0) })
    }

    /// The instant at which what is done is done.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The present instant, also where a past is written: leases and objects on their way are held against it by others.
    #[must_use]
    pub fn present(&self) -> Timestamp {
        self.present.now()
    }

    /// A new id.
    #[must_use]
    pub fn id<T: From<uuid::Uuid>>(&self) -> T {
        self.rng.id(self.now())
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl FromRef<App> for LeptosOptions {
    fn from_ref(app: &App) -> Self {
        app.leptos.clone()
    }
}
