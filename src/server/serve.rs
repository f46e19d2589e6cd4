//! `norven serve`: opens everything, then serves until it is told to stop.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use leptos::config::LeptosOptions;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::Notify,
};

use super::{
    config::{ConfigError, PublicOrigin, Settings, Storage, check_roles},
    limits::Limits,
    listen,
    orgs::OrgsError,
    refusals, router,
    state::{App, Parts},
};
use crate::{
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        identity, reports, search,
    },
    platform::{
        blobs::{Blobs, DirectoryBlobs, MasterKey, Vault, pending},
        clock::{Clock, SystemClock},
        db::{Db, DbError},
        dns::{Dns, NamesError},
        faces::{self, FacesError},
        fault::Fault,
        http::{Http, HttpError, SystemResolver},
        jobs::{RENEW_EVERY, Registry, Worker},
        keys::{self, Keyring, KeysError, Known, private_folder},
        mail::{Mail, MailError, Mailer, OutboxMailer, SmtpMailer},
        oidc::{Clients, Providers},
        quota,
        rng::{Rng, SystemRng},
        tlog::{Logs, Witnesses},
        tsa::{self, Authority},
    },
    printable::Printable,
    time::Timestamp,
};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
/// How long an event waits to be entered into the audit log's chain: as one of a batch, not each by itself.
const ENTER_EVERY: Duration = Duration::from_secs(2);
/// How long a change waits to be found by the search.
const INDEX_EVERY: Duration = Duration::from_secs(2);
/// How long the count of what was refused waits at most once its time is over.
const COUNT_EVERY: Duration = Duration::from_secs(60);

/// Why a command cannot run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration makes no sense.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be used.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Names cannot be looked up.
    #[error("the system's name servers are not known ({0}): set NORVEN_DNS to the address of one, like 9.9.9.9:53")]
    Names(#[from] NamesError),
    /// A face cannot be used.
    #[error(transparent)]
    Faces(#[from] FacesError),
    /// Mail cannot be sent.
    #[error("NORVEN_SMTP_URL or NORVEN_MAIL_FROM is wrong: {0}")]
    Mail(#[from] MailError),
    /// A file or an address cannot be used.
    #[error("{what}: {error}")]
    Io {
        /// What was tried.
        what: String,
        /// What happened.
        error: io::Error,
    },
    /// The keys are missing, are not those of the data, or cannot be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// TLS cannot be set up.
    #[error("nobody can be asked over the network: {0}")]
    Http(#[from] HttpError),
    /// An organisation that nothing can be decided about.
    #[error(transparent)]
    Orgs(#[from] OrgsError),
    /// The work failed.
    #[error(transparent)]
    Work(#[from] Fault),
}

fn io_error(what: impl Into<String>) -> impl FnOnce(io::Error) -> StartError {
    let what = what.into();
    move |error| StartError::Io { what, error }
}

/// Serves until Ctrl-C or SIGTERM.
///
/// # Errors
/// [`StartError`] says what to do.
pub async fn serve(settings: Settings) -> Result<(), StartError> {
    let origin = settings.check()?;
    let app = open(&settings, origin).await?;
    let worker = tokio::spawn(worker(&app).run());
    let sample = tokio::spawn(make_sample(app.clone()));
    let public = tokio::spawn(publish(app.clone()));
    let sequencer = tokio::spawn(enter_events(app.clone()));
    let counter = tokio::spawn(count_refusals(app.clone()));
    let index = tokio::spawn(index(app.clone()));
    let listener =
        TcpListener::bind(settings.listen).await.map_err(io_error(format!("cannot listen on {}", settings.listen)))?;
    let stopped = stop();
    eprintln!("Norven is at {}", app.origin.as_str());
    listen::serve(listener, router::router(app.clone()), settings.connections, app.limits.patience, stopped).await;
    worker.abort();
    sample.abort();
    public.abort();
    sequencer.abort();
    counter.abort();
    index.abort();
    refusals::settle(&app, true).await?;
    app.db.close().await;
    Ok(())
}

/// Makes the sample of the verify page, and tries again where that fails.
async fn make_sample(app: App) {
    while let Err(fault) = crate::demo::ensure_sample(&app).await {
        tracing::error!(error = %fault, "the sample report of the verify page could not be made");
        tokio::time::sleep(MINUTE).await;
    }
}

/// Publishes what an earlier process may have left unpublished, log entries and the standing list, and
/// has a list that is never older than a day and an hour. Removes the objects that nothing names.
async fn publish(app: App) {
    if let Err(fault) = reports::facts::complete(&app).await {
        tracing::error!(error = %fault, "what earlier reports say could not be read");
    }
    loop {
        // None of these waits for another: a log without its witnesses keeps no revocation from the list.
        let noted = |done: Result<(), Fault>, what: &str| {
            if let Err(fault) = done {
                tracing::error!(error = %fault, "{what}");
            }
        };
        match app.logs.all().await {
            Ok(logs) => {
                for log in logs {
                    noted(log.catch_up().await.map_err(Fault::from), "a log could not be published");
                }
            }
            Err(error) => noted(Err(error.into()), "the logs could not be opened"),
        }
        noted(reports::standing::ensure(&app).await, "the standing list could not be published");
        noted(reports::jobs::revive(&app).await, "what was given up could not be tried again");
        noted(
            pending::sweep(&app.db, &[app.vault.objects(), &*app.public], app.present()).await,
            "what nothing names could not be removed",
        );
        noted(forget_counts(&app).await, "counts that are over could not be forgotten");
        tokio::time::sleep(HOUR).await;
    }
}

/// Forgets what was counted in times that are over.
async fn forget_counts(app: &App) -> Result<(), Fault> {
    let mut tx = app.db.directory().await?;
    quota::forget(&mut tx, app.now()).await?;
    Ok(tx.commit().await?)
}

/// Enters what was recorded into the audit log's chain, and its head into the public log.
async fn enter_events(app: App) {
    loop {
        let done = async {
            audit::chain::sequence(&app).await?;
            audit::anchor::keep(&app).await
        };
        if let Err(fault) = done.await {
            tracing::error!(error = %fault, "the audit log's chain does not grow");
        }
        tokio::time::sleep(ENTER_EVERY).await;
    }
}

/// Keeps the index of the search.
async fn index(app: App) {
    loop {
        if let Err(fault) = search::index::catch_up(&app).await {
            tracing::error!(error = %fault, "the index of the search does not grow");
        }
        tokio::time::sleep(INDEX_EVERY).await;
    }
}

/// Puts on record how often what was refused was repeated.
async fn count_refusals(app: App) {
    loop {
        tokio::time::sleep(COUNT_EVERY).await;
        if let Err(fault) = refusals::settle(&app, false).await {
            tracing::error!(error = %fault, "refusals could not be counted");
        }
    }
}

/// Opens the application that settings describe.
///
/// # Errors
/// [`StartError`] says what to do.
pub async fn open(settings: &Settings, origin: PublicOrigin) -> Result<App, StartError> {
    let data = &settings.storage.data;
    let (clock, rng) = (Arc::new(SystemClock), Arc::new(SystemRng));
    // Before anything is written: the database is not brought up to date with keys that are not its own.
    check_keys(&settings.storage).await?;
    let (keys, master) = open_keys(settings, &origin, &*rng, clock.now())?;
    let db = open_database(&settings.storage).await?;
    keys::record(&db, &data.join("keys"), &keys, clock.now()).await?;
    let keys = Arc::new(keys);
    let objects = |folder: &str| {
        DirectoryBlobs::open(&data.join(folder)).map_err(io_error(format!("cannot use {}", data.display())))
    };
    let (blobs, public): (_, Arc<dyn Blobs>) = (objects("objects")?, Arc::new(objects("public")?));
    let http = Http::new()?;
    let witnesses = match &settings.proof.witnesses {
        Some(path) => Witnesses::parse(&text(path)?, http.clone()).map_err(ConfigError::from)?,
        None => Witnesses::default(),
    };
    let public_http = Http::only_public(Arc::new(SystemResolver))?;
    let abroad = if settings.private_providers { http.clone() } else { public_http.clone() };
    let providers = match &settings.oidc {
        Some(path) => {
            let clients = Clients { public: public_http, any: http.clone() };
            let providers = Providers::parse(&text(path)?, &clients, |name| std::env::var(name).ok());
            let providers = providers.map_err(ConfigError::from)?;
            check_roles(&providers)?;
            providers
        }
        None => Providers::default(),
    };
    let tsa_roots = match &settings.proof.tsa_roots {
        Some(path) => tsa::certificates(&text(path)?).map_err(ConfigError::from)?,
        None => Vec::new(),
    };
    let authority = settings.proof.tsa_url.clone().map(|url| Authority::new(http, url, tsa_roots.clone()));
    let logs = Logs::new(Arc::clone(&keys), witnesses, db.clone(), Arc::clone(&public));
    let mailer: Arc<dyn Mailer> = match &settings.smtp_url {
        Some(url) => Arc::new(SmtpMailer::new(url, &settings.mail_from)?),
        None => Arc::new(OutboxMailer { db: db.clone(), clock: clock.clone(), rng: rng.clone() }),
    };
    let faces = faces::load(settings.fonts.as_deref())?;
    let leptos = LeptosOptions::builder()
        .output_name("norven")
        .site_root(settings.site.display().to_string())
        .site_pkg_dir("pkg")
        .site_addr(settings.listen)
        .build();
    Ok(App::new(Parts {
        db,
        vault: Vault::new(Arc::new(blobs), rng.clone()),
        public,
        keys,
        logs: Arc::new(logs),
        authority,
        tsa_roots,
        master,
        present: clock.clone(),
        clock,
        rng,
        mail_is_local: settings.smtp_url.is_none(),
        mailer,
        bell: Arc::new(Notify::new()),
        passkeys: identity::passkeys::relying_party(&origin),
        origin,
        providers: Arc::new(providers),
        abroad,
        names: Arc::new(Dns::new(settings.dns)?),
        trusted_proxies: settings.trusted_proxies,
        admission: settings.admission,
        limits: Arc::new(Limits::with_room_for(settings.bodies_mb)),
        quotas: settings.quotas,
        refusals: Arc::default(),
        views: Arc::default(),
        single_files: Arc::default(),
        printable: Printable::of(&faces.coverage()),
        faces,
        leptos,
    }))
}

/// Refuses to go on where the keys of existing data are missing, or are others.
async fn check_keys(storage: &Storage) -> Result<(), StartError> {
    let known = match &storage.database_url {
        Some(url) => Known::of_postgres(url).await,
        None => Known::of_sqlite(&database_file(storage)).await,
    };
    let known = known.map_err(DbError::from)?;
    let mut objects = false;
    for folder in ["objects", "public"].map(|folder| storage.data.join(folder)) {
        objects |= keys::anything_in(&folder).map_err(io_error(format!("cannot use {}", folder.display())))?;
    }
    Ok(known.check(&storage.data.join("keys"), objects)?)
}

/// The keys in the data directory, made on the first start in the issuer's name.
fn open_keys(
    settings: &Settings,
    origin: &PublicOrigin,
    rng: &dyn Rng,
    now: Timestamp,
) -> Result<(Keyring, MasterKey), StartError> {
    let wanted = settings.proof.issuer.clone();
    let issuer = wanted.clone().unwrap_or_else(|| format!("Norven at {}", origin.authority()));
    let (keys, master) = Keyring::open(&settings.storage.data.join("keys"), rng, &issuer, origin.authority(), now)?;
    let found = keys.issuer();
    match wanted {
        Some(wanted) if wanted != found => Err(ConfigError::Issuer { wanted, found }.into()),
        _ => Ok((keys, master)),
    }
}

/// What a file says.
fn text(path: &Path) -> Result<String, StartError> {
    std::fs::read_to_string(path).map_err(io_error(format!("cannot read {}", path.display())))
}

/// Opens the database that settings name.
///
/// # Errors
/// When it cannot be opened or brought up to date.
pub async fn open_database(storage: &Storage) -> Result<Db, StartError> {
    match &storage.database_url {
        Some(url) => Ok(Db::postgres(url).await?),
        None => {
            private_folder(&storage.data).map_err(io_error(format!("cannot use {}", storage.data.display())))?;
            Ok(Db::sqlite(&database_file(storage)).await?)
        }
    }
}

fn database_file(storage: &Storage) -> PathBuf {
    storage.data.join("norven.db")
}

/// Brings the database up to date, which is put on record.
///
/// # Errors
/// When its keys are missing or others, or when it cannot be opened or brought up to date.
pub async fn migrate(storage: &Storage) -> Result<(), StartError> {
    check_keys(storage).await?;
    let db = open_database(storage).await?;
    let event = Event::new("operator.migrated", Object { kind: "database", id: None });
    audit::service::record_of_command(&db, (SystemClock.now(), &SystemRng), event).await?;
    println!("The database is up to date ({:?}).", db.engine());
    db.close().await;
    Ok(())
}

/// The worker that does an application's jobs.
#[must_use]
pub fn worker(app: &App) -> Worker {
    let mut registry = Registry::default();
    let renderer = app.clone();
    registry.register(reports::jobs::RENDER_JOB, move |job| reports::jobs::render(renderer.clone(), job));
    let checker = app.clone();
    registry.register(audit::check::CHECK_JOB, move |job| audit::check::work(checker.clone(), job));
    let publisher = app.clone();
    registry.register(reports::standing::STANDING_JOB, move |job| reports::standing::announce(publisher.clone(), job));
    let mailer = Arc::clone(&app.mailer);
    registry.register(identity::mails::MAIL_JOB, move |job| {
        let mailer = Arc::clone(&mailer);
        async move {
            let mail: Mail = serde_json::from_value(job.payload)?;
            Ok(mailer.send(&mail).await?)
        }
    });
    Worker {
        db: app.db.clone(),
        clock: Arc::clone(&app.clock),
        registry,
        bell: Arc::clone(&app.bell),
        renew_every: RENEW_EVERY,
    }
}

/// Ends at Ctrl-C or SIGTERM, which are heard from this call on: the caller of a server may stop it as soon as it says that
/// it is there.
fn stop() -> impl Future<Output = ()> + Send + 'static {
    let (interrupt, terminate) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    async move {
        tokio::select! {
            () = heard(interrupt) => {}
            () = heard(terminate) => {}
        }
    }
}

async fn heard(signal: io::Result<Signal>) {
    match signal {
        Ok(mut signal) => drop(signal.recv().await),
        Err(error) => {
            tracing::warn!(%error, "a signal to stop is not heard");
            std::future::pending().await
        }
    }
}
