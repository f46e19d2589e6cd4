//! The file in which an operator names providers.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::Deserialize;

use super::{Provider, Providers, Webhook};
use crate::{
    ids::OrgId,
    platform::{
        http::Http,
        webhook::{Secret, SecretError},
    },
};

/// Why a list of providers cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProvidersError {
    /// It is no such list.
    #[error(
        "the file must be a JSON list of {{\"id\", \"name\", \"issuer\", \"client_id\", \"client_secret\" or \"client_secret_env\"}}, and \"webhook\" at will: {0}"
    )]
    Json(#[from] serde_json::Error),
    /// An id that cannot stand in an address.
    #[error("the id {0:?} must have 1 to 40 letters a to z, digits and hyphens")]
    Id(String),
    /// Two providers of one id.
    #[error("two providers have the id {0}")]
    Twice(String),
    /// A provider without a name or a client.
    #[error("{0}: name and client_id must say something")]
    Empty(String),
    /// An issuer that is no address of its kind.
    #[error(
        "{id}: the issuer must be an https address on the public internet, without query, as the provider itself writes it: {issuer}"
    )]
    Issuer {
        /// Which provider.
        id: String,
        /// What was written.
        issuer: String,
    },
    /// No secret, or two.
    #[error("{0}: set either client_secret or client_secret_env, the name of a variable that holds it")]
    Secret(String),
    /// No secret of a webhook, or two.
    #[error("{0}: for the webhook set either secret or secret_env, the name of a variable that holds it")]
    WebhookSecret(String),
    /// A webhook's secret that is none.
    #[error("{id}: {why}")]
    WebhookKey {
        /// Which provider.
        id: String,
        /// What it should be.
        why: SecretError,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    name: String,
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    client_secret_env: Option<String>,
    #[serde(default)]
    allow_private: bool,
    webhook: Option<WebhookLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookLine {
    secret: Option<String>,
    secret_env: Option<String>,
    #[serde(default)]
    organisations: BTreeMap<String, OrgId>,
    #[serde(default)]
    roles: BTreeMap<String, String>,
}

/// The clients that providers are asked by.
#[derive(Clone, Debug)]
pub struct Clients {
    /// Reaches the public internet only.
    pub public: Http,
    /// Reaches any address, for providers that the operator runs in their own network.
    pub any: Http,
}

impl Providers {
    /// Reads a list of providers; `variable` tells what an environment variable holds.
    ///
    /// # Errors
    /// [`ProvidersError`] says what to write instead.
    pub fn parse(
        json: &str,
        clients: &Clients,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ProvidersError> {
        let lines: Vec<Line> = serde_json::from_str(json)?;
        let mut ids = BTreeSet::new();
        let mut providers = Vec::new();
        for line in lines {
            let provider = provider(line, clients, &variable)?;
            if !ids.insert(provider.id.clone()) {
                return Err(ProvidersError::Twice(provider.id));
            }
            providers.push(Arc::new(provider));
        }
        Ok(Self(providers))
    }
}

fn provider(
    line: Line,
    clients: &Clients,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Provider, ProvidersError> {
    let id = line.id;
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !(1..=40).contains(&id.len()) || !id.bytes().all(fits) {
        return Err(ProvidersError::Id(id));
    }
    if line.name.trim().is_empty() || line.client_id.is_empty() {
        return Err(ProvidersError::Empty(id));
    }
    let Some(secret) = either(line.client_secret, line.client_secret_env, &variable) else {
        return Err(ProvidersError::Secret(id));
    };
    let webhook = line.webhook.map(|line| webhook(&id, line, &variable)).transpose()?;
    let http = if line.allow_private { &clients.any } else { &clients.public };
    let (name, issuer) = (line.name.trim().to_owned(), line.issuer.clone());
    let provider = Provider::new(id.clone(), name, issuer, line.client_id, secret, http.clone());
    let provider = provider.map_err(|_| ProvidersError::Issuer { id, issuer: line.issuer })?;
    Ok(Provider { webhook, ..provider })
}

fn webhook(id: &str, line: WebhookLine, variable: impl Fn(&str) -> Option<String>) -> Result<Webhook, ProvidersError> {
    let secret = either(line.secret, line.secret_env, variable);
    let secret = secret.ok_or_else(|| ProvidersError::WebhookSecret(id.to_owned()))?;
    let secret = Secret::parse(&secret).map_err(|why| ProvidersError::WebhookKey { id: id.to_owned(), why })?;
    Ok(Webhook { secret, organisations: line.organisations, roles: line.roles })
}

/// A secret, as it is or in a variable; nothing where neither or both are named, or it is empty.
fn either(secret: Option<String>, name: Option<String>, variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let secret = match (secret, name) {
        (Some(secret), None) => Some(secret),
        (None, Some(name)) => variable(&name),
        _ => None,
    };
    secret.filter(|secret| !secret.is_empty())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::platform::http::SystemResolver;

    fn parse(json: &str) -> Result<Providers, ProvidersError> {
        let clients = Clients {
            public: Http::only_public(Arc::new(SystemResolver)).expect("a client"),
            any: Http::new().expect("a client"),
        };
        Providers::parse(json, &clients, |name| (name == "OKTA").then(|| "hush".to_owned()))
    }

    fn line(change: &str) -> String {
        let mut line = serde_json::json!({
            "id": "okta", "name": "Okta", "issuer": "https://example.okta.com", "client_id": "norven", "client_secret_env": "OKTA",
        });
        let change: serde_json::Value = serde_json::from_str(change).expect("JSON");
        for (key, value) in change.as_object().expect("an object") {
            line[key] = value.clone();
        }
        format!("[{line}]")
    }

    #[test]
    fn a_list_of_providers_reads_and_tells_no_secret() {
        let providers = parse(&line("{}")).expect("a list");
        assert_eq!(providers.get("okta").map(|okta| okta.name.clone()).as_deref(), Some("Okta"));
        assert!(!format!("{providers:?}").contains("hush"));
        assert!(parse("[]").is_ok_and(|none| none.iter().next().is_none()));
    }

    #[test]
    fn a_webhook_knows_organisations_and_roles_and_tells_no_secret() {
        let secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        let org = "0192f0c1-2ab3-7c4d-8e5f-60718293a4b5";
        let webhook = serde_json::json!({
            "webhook": { "secret": secret, "organisations": { "org_1": org }, "roles": { "org:admin": "manager" } },
        });
        let providers = parse(&line(&webhook.to_string())).expect("a list");
        let okta = providers.get("okta").expect("a provider");
        let webhook = okta.webhook.as_ref().expect("a webhook");
        assert_eq!(webhook.organisations["org_1"].to_string(), org);
        assert_eq!(webhook.roles["org:admin"], "manager");
        assert!(!format!("{providers:?}").contains("C2FV") && !format!("{providers:?}").contains("11, 97"));
        assert!(parse(&line("{}")).is_ok_and(|list| list.get("okta").is_some_and(|okta| okta.webhook.is_none())));
    }

    #[test]
    fn a_list_that_cannot_be_used_says_why() {
        for (change, why) in [
            (r#"{"id": "../okta"}"#, "must have 1 to 40 letters"),
            (r#"{"name": " "}"#, "must say something"),
            (r#"{"issuer": "http://example.okta.com"}"#, "must be an https address on the public internet"),
            (r#"{"issuer": "https://example.okta.com?x=1"}"#, "must be an https address on the public internet"),
            (r#"{"client_secret": "x"}"#, "either client_secret or client_secret_env"),
            (r#"{"client_secret_env": "NOTHING"}"#, "either client_secret or client_secret_env"),
            (r#"{"colour": "blue"}"#, "unknown field"),
            (r#"{"webhook": {}}"#, "either secret or secret_env"),
            (r#"{"webhook": {"secret": "x", "secret_env": "OKTA"}}"#, "either secret or secret_env"),
            (r#"{"webhook": {"secret_env": "NOTHING"}}"#, "either secret or secret_env"),
            (r#"{"webhook": {"secret_env": "OKTA"}}"#, "whsec_ and 24 to 64 bytes"),
            (r#"{"webhook": {"secret": "x", "colour": "blue"}}"#, "unknown field"),
            (r#"{"webhook": {"secret": "x", "organisations": {"org_1": "Acme"}}}"#, "UUID"),
        ] {
            let error = parse(&line(change)).map(drop).expect_err(change).to_string();
            assert!(error.contains(why), "{change}: {error}");
        }
        let one = line("{}");
        let twice = format!("{},{}", one.trim_end_matches(']'), one.trim_start_matches('['));
        assert!(matches!(parse(&twice), Err(ProvidersError::Twice(_))));
    }
}
