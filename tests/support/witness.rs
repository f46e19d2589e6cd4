//! A witness of logs (C2SP tlog-witness), as others run them: it signs a checkpoint that grew out of the
//! last one it signed, and no other.

use std::{
    str::FromStr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{Router, extract::State, http::StatusCode, response::IntoResponse, routing::post};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use norven_proof::{
    digest::Digest,
    log::{
        checkpoint::Policy,
        note::{Budget, Name, Note, NoteKey, WitnessSigner},
        tree,
    },
};
use tokio::net::TcpListener;

/// The witness's clock, in seconds since 1970: a minute after a test begins.
const WITNESSED_AT: u64 = 1_795_424_460;

/// A witness of one log, at an address of its own.
#[derive(Clone)]
pub struct Witness(Arc<Inner>);

struct Inner {
    signer: WitnessSigner,
    log: NoteKey,
    seen: Mutex<(u64, Digest)>,
    away: AtomicBool,
    url: String,
}

impl Witness {
    /// Starts a witness of a log.
    pub async fn start(name: &str, log: NoteKey) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seed = Digest::of(name);
        let signer = WitnessSigner::from_seed(Name::from_str(name).expect("a name"), seed.as_bytes());
        let inner = Inner { signer, log, seen: Mutex::new((0, tree::empty_root())), away: AtomicBool::default(), url };
        let witness = Self(Arc::new(inner));
        let router = Router::new().route("/add-checkpoint", post(add)).with_state(witness.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        witness
    }

    /// What it is called.
    pub fn name(&self) -> String {
        self.0.signer.verifier_key().name().to_string()
    }

    /// Its line in a policy.
    pub fn line(&self) -> String {
        format!("witness {} {} {}/\n", self.name(), self.0.signer.verifier_key(), self.0.url)
    }

    /// Has it refuse everything, or no longer.
    pub fn set_away(&self, away: bool) {
        self.0.away.store(away, Ordering::Relaxed);
    }

    /// How many entries it saw.
    pub fn seen(&self) -> u64 {
        self.0.seen.lock().expect("whole").0
    }

    /// Has it believe in a log that nobody has.
    pub fn believe(&self, size: u64) {
        *self.0.seen.lock().expect("whole") = (size, Digest::of("another log"));
    }

    fn sign(&self, body: &str) -> Result<String, (StatusCode, String)> {
        let refuse = |status, why: &str| Err((status, why.to_owned()));
        if self.0.away.load(Ordering::Relaxed) {
            return refuse(StatusCode::SERVICE_UNAVAILABLE, "away");
        }
        let (head, checkpoint) = body.split_once("\n\n").expect("a line between proof and checkpoint");
        let (old, proof) = head.split_once('\n').unwrap_or((head, ""));
        let old: u64 = old.strip_prefix("old ").and_then(|old| old.parse().ok()).expect("a size");
        let hash = |line: &str| {
            let bytes = STANDARD.decode(line).expect("base64");
            Digest::from_bytes(bytes.try_into().expect("32 bytes"))
        };
        let proof: Vec<Digest> = proof.lines().map(hash).collect();
        let policy = Policy::new(self.0.log.clone(), Vec::new(), 0).expect("a policy");
        let Ok(head) = policy.open(checkpoint.as_bytes()) else { return refuse(StatusCode::FORBIDDEN, "not this log") };
        let head = head.checkpoint;

        let mut seen = self.0.seen.lock().expect("whole");
        if old != seen.0 {
            return refuse(StatusCode::CONFLICT, &format!("{}\n", seen.0));
        }
        let grew = old == 0 || tree::verify_consistency(old, &seen.1, head.size, &head.root, &proof).is_ok();
        if !grew {
            return refuse(StatusCode::UNPROCESSABLE_ENTITY, "it did not grow out of the last one");
        }
        *seen = (head.size, head.root);
        let mut note = Note::parse(checkpoint.as_bytes(), Budget::CHECKPOINT).expect("a note");
        self.0.signer.cosign(&mut note, WITNESSED_AT);
        Ok(note.to_string().lines().last().map(|line| format!("{line}\n")).expect("its signature"))
    }
}

async fn add(State(witness): State<Witness>, body: String) -> impl IntoResponse {
    witness.sign(&body)
}
