//! The file in which an operator names providers.

use std::{collections::BTreeSet, sync::Arc};

use serde::Deserialize;

use super::{Provider, Providers};
use crate::platform::http::Http;

/// Why a list of providers cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProvidersError {
    /// It is no such list.
    #[error(
        "the file must be a JSON list of {{\"id\", \"name\", \"issuer\", \"client_id\", \"client_secret\" or \"client_secret_env\"}}: {0}"
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
    let secret = match (line.client_secret, line.client_secret_env) {
        (Some(secret), None) => Some(secret),
        (None, Some(name)) => variable(&name),
        _ => None,
    };
    let Some(secret) = secret.filter(|secret| !secret.is_empty()) else { return Err(ProvidersError::Secret(id)) };
    let http = if line.allow_private { &clients.any } else { &clients.public };
    let (name, issuer) = (line.name.trim().to_owned(), line.issuer.clone());
    Provider::new(id.clone(), name, issuer, line.client_id, secret, http.clone())
        .map_err(|_| ProvidersError::Issuer { id, issuer: line.issuer })
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
    fn a_list_that_cannot_be_used_says_why() {
        for (change, why) in [
            (r#"{"id": "../okta"}"#, "must have 1 to 40 letters"),
            (r#"{"name": " "}"#, "must say something"),
            (r#"{"issuer": "http://example.okta.com"}"#, "must be an https address on the public internet"),
            (r#"{"issuer": "https://example.okta.com?x=1"}"#, "must be an https address on the public internet"),
            (r#"{"client_secret": "x"}"#, "either client_secret or client_secret_env"),
            (r#"{"client_secret_env": "NOTHING"}"#, "either client_secret or client_secret_env"),
            (r#"{"colour": "blue"}"#, "unknown field"),
        ] {
            let error = parse(&line(change)).map(drop).expect_err(change).to_string();
            assert!(error.contains(why), "{change}: {error}");
        }
        let one = line("{}");
        let twice = format!("{},{}", one.trim_end_matches(']'), one.trim_start_matches('['));
        assert!(matches!(parse(&twice), Err(ProvidersError::Twice(_))));
    }
}
