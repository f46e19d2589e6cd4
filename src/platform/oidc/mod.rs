//! Providers of identities (OpenID Connect Core 1.0): where they send people from, and who they say came back.
//!
//! The authorisation code flow with PKCE (RFC 7636). What a provider publishes about itself is asked for when it is
//! first needed and kept for an hour.

mod config;

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, UNIX_EPOCH},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use openidconnect::{
    AccessToken, AsyncHttpClient, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    CsrfToken, EmptyAdditionalClaims, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    SignatureVerificationError, TokenResponse,
    core::{
        CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreGenderClaim, CoreIdToken, CoreIdTokenClaims,
        CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreUserInfoClaims,
    },
};
use reqwest::{Request, Url};
use serde::{Deserialize, Serialize};

pub use config::{Clients, ProvidersError};

use super::{
    http::{Http, HttpError, NotPublic},
    rng::Rng,
    webhook::Secret,
};
use crate::{ids::OrgId, time::Timestamp};

/// What a provider publishes about itself is believed for an hour.
const KEPT_SECONDS: i64 = 3600;
/// Where a token names a key that is not there, the keys are asked for again, but not more often.
const AGAIN_SECONDS: i64 = 60;
/// Clocks may differ by so much.
const LEEWAY_SECONDS: i64 = 60;
/// The longest answer that is read; the longest that are known have some ten kB of keys.
const MOST: usize = 256 * 1024;

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// The provider is out of reach, or what it answers makes no sense.
    #[error("{0}")]
    Provider(String),
    /// It names an address that it must not.
    #[error(transparent)]
    NotPublic(#[from] NotPublic),
    /// It answers without an ID token.
    #[error("the answer has no ID token")]
    NoToken,
    /// Its ID token is not what it should be.
    #[error("the ID token is refused: {0}")]
    Token(#[from] ClaimsVerificationError),
}

impl OidcError {
    /// An error with all its causes: the outermost alone says little.
    fn provider(error: &dyn std::error::Error) -> Self {
        let causes = std::iter::successors(Some(error), |error| error.source());
        Self::Provider(causes.map(ToString::to_string).collect::<Vec<_>>().join(": "))
    }
}

/// What a person is sent to a provider with. It waits for the answer.
#[derive(Serialize, Deserialize)]
pub struct Asked {
    /// Comes back with the answer.
    pub state: String,
    nonce: String,
    verifier: String,
}

impl Asked {
    /// A new one.
    #[must_use]
    pub fn new(rng: &dyn Rng) -> Self {
        let secret = || BASE64_URL_SAFE_NO_PAD.encode(rng.bytes::<32>());
        Self { state: secret(), nonce: secret(), verifier: secret() }
    }
}

/// Who came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Who says so.
    pub issuer: String,
    /// Whom it means: never given to another person, unlike an address.
    pub subject: String,
    /// Their e-mail address, where it is told.
    pub email: Option<String>,
    /// Whether the provider made sure that it is theirs; nothing where it does not say.
    pub email_verified: Option<bool>,
}

/// The providers that an operator configured.
#[derive(Debug, Default)]
pub struct Providers(Vec<Arc<Provider>>);

impl Providers {
    /// The provider of an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Arc<Provider>> {
        self.0.iter().find(|provider| provider.id == id).cloned()
    }

    /// Every provider, in the operator's order.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.0.iter().map(AsRef::as_ref)
    }
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// A provider.
#[derive(Debug)]
pub struct Provider {
    /// How addresses name it.
    pub id: String,
    /// How people know it.
    pub name: String,
    issuer: IssuerUrl,
    client: ClientId,
    secret: ClientSecret,
    /// What it tells by itself, where the operator asked it to.
    pub webhook: Option<Webhook>,
    http: Http,
    known: Mutex<Option<Arc<Known>>>,
}

/// What a provider may tell of its people.
#[derive(Debug)]
pub struct Webhook {
    /// What it signs with.
    pub secret: Secret,
    /// Which organisation here each of its organisations is. Of others nothing is heard.
    pub organisations: BTreeMap<String, OrgId>,
    /// Which role here each of its roles is.
    pub roles: BTreeMap<String, String>,
}

/// What a provider published about itself, and when it was asked.
#[derive(Debug)]
struct Known {
    metadata: CoreProviderMetadata,
    at: Timestamp,
}

/// An issuer that is no address of its kind.
#[derive(Debug, thiserror::Error)]
#[error("the issuer must be an https address without query, as the provider itself writes it")]
pub struct NoIssuer;

impl Provider {
    /// A provider that is asked by a client, which says where it may be.
    ///
    /// # Errors
    /// [`NoIssuer`].
    pub fn new(
        id: String,
        name: String,
        issuer: String,
        client: String,
        secret: String,
        http: Http,
    ) -> Result<Self, NoIssuer> {
        let issuer = IssuerUrl::new(issuer).map_err(|_| NoIssuer)?;
        let url = issuer.url();
        if http.permits(url).is_err() || url.query().is_some() || url.fragment().is_some() {
            return Err(NoIssuer);
        }
        let (client, secret) = (ClientId::new(client), ClientSecret::new(secret));
        Ok(Self { id, name, issuer, client, secret, http, known: Mutex::default(), webhook: None })
    }

    /// Asks the provider what it publishes about itself.
    ///
    /// # Errors
    /// [`OidcError`] says why it does not answer as a provider does.
    pub async fn ask(&self, now: Timestamp) -> Result<(), OidcError> {
        self.known(now, KEPT_SECONDS).await.map(drop)
    }

    /// How the provider names itself.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// Where a person signs in, to come back to `redirect`.
    ///
    /// # Errors
    /// [`OidcError`] says why they cannot be sent.
    pub async fn address(&self, asked: &Asked, redirect: String, now: Timestamp) -> Result<Url, OidcError> {
        let known = self.known(now, KEPT_SECONDS).await?;
        let client = self.client(&known);
        let (state, nonce) = (CsrfToken::new(asked.state.clone()), Nonce::new(asked.nonce.clone()));
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(asked.verifier.clone()));
        let redirect = RedirectUrl::new(redirect).map_err(|error| OidcError::provider(&error))?;
        let (url, ..) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || state, || nonce)
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge)
            .set_redirect_uri(std::borrow::Cow::Owned(redirect))
            .url();
        self.http.permits(&url)?;
        Ok(url)
    }

    /// Who came back with a code from where [`Provider::address`] had sent them.
    ///
    /// # Errors
    /// [`OidcError`] says why nobody did.
    pub async fn redeem(
        &self,
        code: String,
        asked: Asked,
        redirect: String,
        now: Timestamp,
    ) -> Result<Claims, OidcError> {
        let known = self.known(now, KEPT_SECONDS).await?;
        let client = self.client(&known);
        let redirect = RedirectUrl::new(redirect).map_err(|error| OidcError::provider(&error))?;
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| OidcError::provider(&error))?
            .set_pkce_verifier(PkceCodeVerifier::new(asked.verifier))
            .set_redirect_uri(std::borrow::Cow::Owned(redirect))
            .request_async(&self.http)
            .await
            .map_err(|error| OidcError::provider(&error))?;
        let token = answer.id_token().ok_or(OidcError::NoToken)?;
        let nonce = Nonce::new(asked.nonce);
        let claims = match self.verify(&client, token, &nonce, now) {
            // A provider that changes its keys publishes the new ones first.
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                let known = self.known(now, AGAIN_SECONDS).await?;
                self.verify(&self.client(&known), token, &nonce, now)?.clone()
            }
            checked => checked?.clone(),
        };
        let (mut email, mut email_verified) = (claims.email().cloned(), claims.email_verified());
        // Many put into the token who somebody is, and tell the rest apart.
        if email.is_none()
            && let Some(told) = self.told_apart(&client, answer.access_token().clone(), &claims).await?
        {
            (email, email_verified) = (told.email().cloned(), told.email_verified());
        }
        Ok(Claims {
            issuer: self.issuer.to_string(),
            subject: claims.subject().to_string(),
            email: email.map(|email| email.to_string()),
            email_verified,
        })
    }

    /// Checks an ID token (OpenID Connect Core 1.0, 3.1.3.7): signed by a key of the provider's, for us, about what
    /// was asked, and in time.
    fn verify<'a>(
        &self,
        client: &Client,
        token: &'a CoreIdToken,
        nonce: &Nonce,
        now: Timestamp,
    ) -> Result<&'a CoreIdTokenClaims, ClaimsVerificationError> {
        let now = now.0 / 1_000_000;
        // A token has ended once the clock that is asked for has passed its end.
        let since_1970 = Duration::from_secs(u64::try_from(now - LEEWAY_SECONDS).unwrap_or_default());
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs([
                CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
                CoreJwsSigningAlgorithm::RsaSsaPssSha256,
                CoreJwsSigningAlgorithm::EcdsaP256Sha256,
                CoreJwsSigningAlgorithm::EdDsa,
            ])
            .set_time_fn(move || (UNIX_EPOCH + since_1970).into())
            .set_issue_time_verifier_fn(move |issued| {
                if issued.timestamp() <= now + LEEWAY_SECONDS { Ok(()) } else { Err("issued in the future".to_owned()) }
            });
        token.claims(&verifier, nonce)
    }

    /// What the provider tells apart from the token, about the same person only.
    async fn told_apart(
        &self,
        client: &Client,
        access: AccessToken,
        claims: &CoreIdTokenClaims,
    ) -> Result<Option<CoreUserInfoClaims>, OidcError> {
        let Ok(request) = client.user_info(access, Some(claims.subject().clone())) else { return Ok(None) };
        let told = request.request_async::<EmptyAdditionalClaims, _, CoreGenderClaim>(&self.http).await;
        told.map(Some).map_err(|error| OidcError::provider(&error))
    }

    fn client(&self, known: &Known) -> Client {
        let secret = Some(self.secret.clone());
        let client = CoreClient::from_provider_metadata(known.metadata.clone(), self.client.clone(), secret);
        // The secret goes into a header, as every provider has to know it (RFC 6749, 2.3.1), except where one says
        // that it wants it in the body only.
        let in_body = known.metadata.token_endpoint_auth_methods_supported().is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        if in_body { client.set_auth_type(AuthType::RequestBody) } else { client }
    }

    /// What the provider publishes about itself, asked for again once it is so old. That it speaks of the issuer that
    /// was configured is checked.
    async fn known(&self, now: Timestamp, seconds: i64) -> Result<Arc<Known>, OidcError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| now.seconds_since(known.at) < seconds) {
            return Ok(known);
        }
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http)
            .await
            .map_err(|error| OidcError::provider(&error))?;
        let known = Arc::new(Known { metadata, at: now });
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&known));
        Ok(known)
    }
}

/// Asks a provider. The future is boxed, since the compiler cannot tell that one which borrows may be sent to another
/// thread.
impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { self.send(Request::try_from(request)?, MOST).await })
    }
}
