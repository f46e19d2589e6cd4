//! A provider of identities (OpenID Connect Core 1.0) in software, at a loopback address: it does as a provider should
//! until a test has it do otherwise.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64},
};
use norven::{
    error::AppError,
    ids::ProviderId,
    platform::{
        http::{Http, SystemResolver},
        oidc::{Clients, Providers},
    },
};
use norven_proof::digest::Digest;
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use reqwest::Url;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{
    app::{START, TestApp},
    client::Client,
};

const CLIENT: &str = "norven";
/// What it gives beside a token of who somebody is.
pub const ACCESS: &str = "access-token-of-the-provider";
/// What it knows us by.
pub const SECRET: &str = "hush";

/// How a token is forged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgery {
    /// It has no signature.
    Unsigned,
    /// Its signature is a digest keyed with what everybody knows, the public key.
    PublicKeyAsSecret,
    /// Its signature is a digest keyed with the client's secret: not forged, but not a key of the provider's.
    ClientSecret,
    /// It is signed with another key, under the name of the provider's.
    OtherKey,
    /// It is signed with a key that is not published.
    UnknownKey,
}

/// What a provider does instead of answering for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mischief {
    /// It answers what makes no sense.
    Rubbish,
    /// It answers without end.
    Huge,
    /// It sends elsewhere.
    Redirect,
    /// It fails.
    Broken,
    /// It never answers.
    Silent,
}

/// The provider.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

struct Inner {
    issuer: String,
    changes: Mutex<Changes>,
    grants: Mutex<BTreeMap<String, Grant>>,
}

/// What it does otherwise.
#[derive(Default)]
pub struct Changes {
    /// Claims that it puts in place of its own; null leaves one out.
    pub claims: BTreeMap<&'static str, Value>,
    /// How its tokens are forged.
    pub forgery: Option<Forgery>,
    /// What it does where it should give a token.
    pub mischief: Option<Mischief>,
    /// Which of its keys it signs with, and publishes.
    pub key: u8,
    /// Fields of what it publishes about itself, in place of its own.
    pub published: BTreeMap<&'static str, Value>,
    /// What it tells apart from the token.
    pub told_apart: Value,
}

/// What a code stands for.
struct Grant {
    nonce: String,
    challenge: String,
    redirect: String,
    subject: String,
    email: String,
}

impl Client {
    /// Adds a provider to the organisation.
    pub async fn add_provider(&self, provider: &Provider) -> ProviderId {
        let id = self.app.id();
        let described = Provider::described(id, provider.issuer());
        self.post_fn("/api/add_provider", json!({ "provider": described })).await.ok();
        id
    }

    /// Presses a provider's button; gives where the page leads.
    pub async fn leave_for(&self, provider: &str) -> String {
        let page = self.post_form(&format!("/sign-in/with/{provider}"), &[("then", "/reports")]).await.ok().text();
        let href = page.split_once("href=\"http").expect("a link").1.split('"').next().expect("an address");
        format!("http{}", href.replace("&amp;", "&"))
    }

    /// What became of somebody who came back: where they are, or the error that they are told.
    pub async fn come_back(&self, to: &str) -> Result<String, AppError> {
        let reply = self.get(to).await;
        assert_eq!(reply.status, 303, "{}", reply.text());
        reply.problem().map_or_else(|| Ok(reply.header("location").to_owned()), Err)
    }
}

impl Provider {
    /// Starts one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let provider = Self(Arc::new(Inner { issuer, changes: Mutex::default(), grants: Mutex::default() }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(published))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(told_apart))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// A provider as an owner describes it.
    pub fn described(id: ProviderId, issuer: &str) -> Value {
        json!({ "id": id, "name": "Okta", "issuer": issuer, "client_id": CLIENT, "client_secret": SECRET })
    }

    /// How it names itself.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// What it does otherwise, to be changed.
    pub fn changes(&self) -> MutexGuard<'_, Changes> {
        self.0.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The application with this provider, as the operator configures it: `okta`, and the same again as `other`.
    pub fn configured(&self, app: &TestApp) -> TestApp {
        self.telling(app, None)
    }

    /// The same application, to which `okta` may tell of its people.
    pub fn telling(&self, app: &TestApp, webhook: Option<Value>) -> TestApp {
        let line = |id: &str| {
            json!({
                "id": id, "name": "Okta", "issuer": self.issuer(), "client_id": CLIENT, "client_secret": SECRET,
                "allow_private": true, "webhook": webhook.as_ref().filter(|_| id == "okta"),
            })
        };
        let clients = Clients {
            public: Http::only_public(Arc::new(SystemResolver)).expect("a client"),
            any: Http::new().expect("a client"),
        };
        let list = json!([line("okta"), line("other")]).to_string();
        let providers = Arc::new(Providers::parse(&list, &clients, |_| None).expect("a list"));
        app.with_parts(|parts| norven::server::state::Parts { providers, ..parts })
    }

    /// Signs a person in who was sent to an address, and gives the address they are sent back to.
    pub fn sign_in(&self, url: &str, subject: &str, email: &str) -> String {
        let url = Url::parse(url).expect("an address");
        let asked: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        assert!(url.as_str().starts_with(&format!("{}/authorize?", self.issuer())), "{url}");
        assert_eq!((asked["response_type"].as_str(), asked["client_id"].as_str()), ("code", CLIENT));
        assert_eq!((asked["code_challenge_method"].as_str(), asked["scope"].as_str()), ("S256", "openid email"));
        let mut grants = self.0.grants.lock().expect("whole");
        let code = format!("code-{}", asked["nonce"]);
        let grant = Grant {
            nonce: asked["nonce"].clone(),
            challenge: asked["code_challenge"].clone(),
            redirect: asked["redirect_uri"].clone(),
            subject: subject.to_owned(),
            email: email.to_owned(),
        };
        let mut back = Url::parse(&grant.redirect).expect("an address");
        back.query_pairs_mut().extend_pairs([("code", &code), ("state", &asked["state"])]);
        back.query_pairs_mut().append_pair("iss", self.issuer());
        grants.insert(code, grant);
        back[url::Position::BeforePath..].to_owned()
    }

    fn id_token(&self, grant: &Grant) -> String {
        let changes = self.changes();
        let now = START.0 / 1_000_000;
        let mut claims = json!({
            "iss": self.issuer(), "sub": grant.subject, "aud": CLIENT, "nonce": grant.nonce, "iat": now,
            "exp": now + 7 * 24 * 3600, "email": grant.email, "email_verified": true,
        });
        for (name, value) in &changes.claims {
            claims[*name] = value.clone();
        }
        claims.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
        let (algorithm, name, seed) = match changes.forgery {
            Some(Forgery::Unsigned) => ("none", changes.key, changes.key),
            Some(Forgery::PublicKeyAsSecret | Forgery::ClientSecret) => ("HS256", changes.key, changes.key),
            Some(Forgery::OtherKey) => ("ES256", changes.key, 99),
            Some(Forgery::UnknownKey) => ("ES256", 99, 99),
            None => ("ES256", changes.key, changes.key),
        };
        let head = json!({ "alg": algorithm, "kid": format!("key-{name}"), "typ": "JWT" });
        let signed = format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(claims.to_string()));
        let signature = match changes.forgery {
            Some(Forgery::Unsigned) => Vec::new(),
            Some(Forgery::PublicKeyAsSecret) => {
                let point = key(changes.key).verifying_key().to_sec1_point(false);
                hmac(point.as_bytes(), signed.as_bytes())
            }
            Some(Forgery::ClientSecret) => hmac(SECRET.as_bytes(), signed.as_bytes()),
            _ => {
                let signature: Signature = key(seed).sign(signed.as_bytes());
                signature.to_bytes().to_vec()
            }
        };
        format!("{signed}.{}", BASE64.encode(signature))
    }
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number + 1; 32]).expect("a scalar")
}

/// HMAC with SHA-256 (RFC 2104).
pub fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0; 64];
    match key.len() {
        0..=64 => block[..key.len()].copy_from_slice(key),
        _ => block[..32].copy_from_slice(Digest::of(key).as_bytes()),
    }
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Digest::of([&padded(0x36)[..], text].concat());
    Digest::of([&padded(0x5c)[..], inner.as_bytes()].concat()).as_bytes().to_vec()
}

async fn published(State(provider): State<Provider>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", provider.issuer());
    let mut published = json!({
        "issuer": provider.issuer(),
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
    });
    for (name, value) in &provider.changes().published {
        published[*name] = value.clone();
    }
    Json(published)
}

async fn keys(State(provider): State<Provider>) -> Json<Value> {
    let number = provider.changes().key;
    let point = key(number).verifying_key().to_sec1_point(false);
    let [x, y] = [1, 33].map(|at| BASE64.encode(&point.as_bytes()[at..at + 32]));
    let kid = format!("key-{number}");
    Json(json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "kid": kid, "x": x, "y": y }] }))
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(asked): Form<BTreeMap<String, String>>,
) -> Response {
    let mischief = provider.changes().mischief;
    match mischief {
        Some(Mischief::Rubbish) => return "<html>rubbish</html>".into_response(),
        Some(Mischief::Huge) => return vec![b' '; 1024 * 1024].into_response(),
        Some(Mischief::Redirect) => return axum::response::Redirect::temporary("/userinfo").into_response(),
        Some(Mischief::Silent) => std::future::pending().await,
        Some(Mischief::Broken) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        None => {}
    }
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{CLIENT}:{SECRET}")));
    if headers.get(header::AUTHORIZATION).is_none_or(|value| value != basic.as_str()) {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "error": "invalid_client" }))).into_response();
    }
    // A code is good once.
    let grant = provider.0.grants.lock().expect("whole").remove(&asked["code"]);
    let proof = |grant: &Grant| {
        BASE64.encode(Digest::of(asked["code_verifier"].as_bytes()).as_bytes()) == grant.challenge
            && asked["redirect_uri"] == grant.redirect
            && asked["grant_type"] == "authorization_code"
    };
    let Some(grant) = grant.filter(proof) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    };
    let id_token = provider.id_token(&grant);
    Json(json!({ "access_token": ACCESS, "token_type": "Bearer", "id_token": id_token })).into_response()
}

async fn told_apart(State(provider): State<Provider>, headers: HeaderMap) -> Response {
    if headers.get(header::AUTHORIZATION).is_none_or(|value| value != format!("Bearer {ACCESS}").as_str()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    Json(provider.changes().told_apart.clone()).into_response()
}
