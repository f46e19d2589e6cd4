//! Configuration: every setting is a flag and an environment variable, checked at start.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use norven_proof::certificate::CertificateError;
use reqwest::Url;

use super::{admission::Admission, quotas::Quotas};
use crate::{
    features::orgs::model::Role,
    platform::{
        oidc::{Providers, ProvidersError},
        tlog::WitnessesError,
    },
};

/// Settings of `norven serve`.
#[derive(Clone, Debug, Args)]
pub struct Settings {
    /// Address to listen on.
    #[arg(long, env = "NORVEN_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// The public address people type: links, QR codes and cookies come from it.
    /// [default: http://localhost and the port that is listened on]
    #[arg(long, env = "NORVEN_ORIGIN")]
    pub origin: Option<String>,
    /// How many proxies stand in front: this many addresses at the end of X-Forwarded-For are believed.
    #[arg(long, env = "NORVEN_TRUSTED_PROXIES", default_value_t = 0)]
    pub trusted_proxies: usize,
    /// SMTP server, for example smtps://user:password@mail.example.com. Without one, mail goes to
    /// the local outbox.
    #[arg(long, env = "NORVEN_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Sender of mail.
    #[arg(long, env = "NORVEN_MAIL_FROM", default_value = "Norven <norven@localhost>")]
    pub mail_from: String,
    /// JSON file that names OpenID Connect providers to sign in with: a list of {"id", "name", "issuer",
    /// "client_id", "client_secret" or "client_secret_env"}, and "webhook" where it tells of its people.
    #[arg(long, env = "NORVEN_OIDC")]
    pub oidc: Option<PathBuf>,
    /// Whether owners may name providers for their organisations that are in this network, and not on the public
    /// internet.
    #[arg(long, env = "NORVEN_PRIVATE_PROVIDERS")]
    pub private_providers: bool,
    /// Name server that is asked whether a domain is an organisation's. [default: the system's]
    #[arg(long, env = "NORVEN_DNS")]
    pub dns: Option<SocketAddr>,
    /// How many connections there may be at once; further ones wait.
    #[arg(long = "max-connections", env = "NORVEN_MAX_CONNECTIONS", default_value_t = 768)]
    pub connections: usize,
    /// How many megabytes people who are signed in may be sending at once, a quarter of it from one address. Who comes
    /// then is asked to come back.
    #[arg(long = "max-uploads-mb", env = "NORVEN_MAX_UPLOADS_MB", default_value_t = 256, value_parser = at_least_a_photo)]
    pub bodies_mb: usize,
    /// How much one organisation may have.
    #[command(flatten)]
    pub quotas: Quotas,
    /// Folder with fonts (.ttf, .otf, .ttc) for letters that those inside do not have, Chinese, Japanese and Korean
    /// first of all. [default: the folder `fonts` beside the program, or Debian's package fonts-noto-cjk]
    #[arg(long, env = "NORVEN_FONTS")]
    pub fonts: Option<PathBuf>,
    /// Where the site's files are (development; a released binary carries them inside).
    #[arg(long, env = "NORVEN_SITE", default_value = "target/site")]
    pub site: PathBuf,
    /// What people may do before more is known of them.
    #[command(flatten)]
    pub admission: Admission,
    /// Who issues, and who else vouches for it.
    #[command(flatten)]
    pub proof: Proof,
    /// Where data lives.
    #[command(flatten)]
    pub storage: Storage,
}

/// Who issues reports, and who else vouches for when; every command that opens a deployment takes it.
#[derive(Clone, Debug, Default, Args)]
pub struct Proof {
    /// The issuer's name in certificates, chosen before the first start: they keep it.
    /// [default: Norven at the origin's host]
    #[arg(long, env = "NORVEN_ISSUER")]
    pub issuer: Option<String>,
    /// Address of a time-stamping authority (RFC 3161). Every report is stamped by it, or not issued.
    #[arg(long, env = "NORVEN_TSA_URL", requires = "tsa_roots")]
    pub tsa_url: Option<Url>,
    /// PEM file of the roots whose time stamps are believed: the authority's, and those of earlier ones.
    #[arg(long, env = "NORVEN_TSA_ROOTS")]
    pub tsa_roots: Option<PathBuf>,
    /// File with the witnesses of the public log and how many of them must sign (C2SP tlog-policy).
    #[arg(long, env = "NORVEN_WITNESSES")]
    pub witnesses: Option<PathBuf>,
}

/// Where data lives; every command takes it.
#[derive(Clone, Debug, Args)]
pub struct Storage {
    /// Directory of the database, the objects and the keys.
    #[arg(long, env = "NORVEN_DATA", default_value = "data")]
    pub data: PathBuf,
    /// postgres://… to use PostgreSQL instead of SQLite in the data directory.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
}

/// A configuration that cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The origin is not scheme, host and port.
    #[error("NORVEN_ORIGIN must be like https://norven.example.com, without a path: {0}")]
    Origin(String),
    /// A public origin without TLS.
    #[error("NORVEN_ORIGIN {0} is public but not https: put a TLS proxy in front and set NORVEN_TRUSTED_PROXIES")]
    PublicWithoutTls(String),
    /// A public origin without a trusted proxy to end TLS.
    #[error("NORVEN_ORIGIN {0} is public: set NORVEN_TRUSTED_PROXIES to the number of proxies that end TLS in front")]
    PublicWithoutProxy(String),
    /// A public origin whose mail would stay in the local outbox.
    #[error("NORVEN_ORIGIN {0} is public: set NORVEN_SMTP_URL, or nobody can sign in by mail")]
    PublicWithoutMail(String),
    /// Another issuer than the one that the keys name.
    #[error(
        "NORVEN_ISSUER is {wanted}, but the certificates in keys/ name {found}: leave it out, or move keys/ away to \
         begin anew, after which no earlier report is known here any more"
    )]
    Issuer {
        /// What was set.
        wanted: String,
        /// What the certificates say.
        found: String,
    },
    /// A file of certificates that holds none.
    #[error("NORVEN_TSA_ROOTS: {0}")]
    TsaRoots(#[from] CertificateError),
    /// A file of providers that cannot be used.
    #[error("NORVEN_OIDC: {0}")]
    Providers(#[from] ProvidersError),
    /// A provider's role that should be one which there is not.
    #[error("NORVEN_OIDC: {provider}: the roles are owner, manager, inspector and viewer, not {role}")]
    Role {
        /// Which provider.
        provider: String,
        /// What was written.
        role: String,
    },
    /// A file of witnesses that says something else.
    #[error("NORVEN_WITNESSES: {0}")]
    Witnesses(#[from] WitnessesError),
}

/// The public address, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicOrigin {
    text: String,
    host: String,
}

impl PublicOrigin {
    /// Reads `scheme://host[:port]`.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let wrong = || ConfigError::Origin(text.to_owned());
        let text = text.trim_end_matches('/');
        let uri: http::Uri = text.parse().map_err(|_| wrong())?;
        let scheme = uri.scheme_str().ok_or_else(wrong)?;
        if !matches!(scheme, "http" | "https") || !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(wrong());
        }
        let host = uri.host().ok_or_else(wrong)?.to_owned();
        Ok(Self { text: text.to_owned(), host })
    }

    /// `https://norven.example.com`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether only this machine can reach it.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "[::1]")
    }

    /// Whether it is served over TLS.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.text.starts_with("https://")
    }

    /// Host and port: `norven.example.com`, `localhost:3000`.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.text.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// An address below it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }
}

impl Settings {
    /// What a command needs that serves nobody.
    #[must_use]
    pub fn of(storage: Storage, proof: Proof) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            origin: None,
            trusted_proxies: 0,
            smtp_url: None,
            mail_from: String::new(),
            oidc: None,
            private_providers: false,
            fonts: None,
            dns: None,
            connections: 0,
            bodies_mb: 0,
            quotas: Quotas::default(),
            site: PathBuf::new(),
            admission: Admission::default(),
            proof,
            storage,
        }
    }

    /// Checks that the settings can be served, and gives the public address.
    ///
    /// # Errors
    /// [`ConfigError`] says what to set.
    pub fn check(&self) -> Result<PublicOrigin, ConfigError> {
        let text = self.origin.clone().unwrap_or_else(|| format!("http://localhost:{}", self.listen.port()));
        let origin = PublicOrigin::parse(&text)?;
        if !origin.is_loopback() {
            if !origin.is_tls() {
                return Err(ConfigError::PublicWithoutTls(text));
            }
            if self.trusted_proxies == 0 {
                return Err(ConfigError::PublicWithoutProxy(text));
            }
            if self.smtp_url.is_none() {
                return Err(ConfigError::PublicWithoutMail(text));
            }
        }
        Ok(origin)
    }
}

/// Reads how many megabytes may be on their way: at least the largest photo.
fn at_least_a_photo(text: &str) -> Result<usize, String> {
    let wanted = text.parse().map_err(|_| format!("{text} is no number of megabytes"))?;
    if wanted < 26 { Err("the largest photo has 25 MB: at least 26".to_owned()) } else { Ok(wanted) }
}

/// Checks that the roles that providers give are roles here.
///
/// # Errors
/// [`ConfigError::Role`].
pub fn check_roles(providers: &Providers) -> Result<(), ConfigError> {
    for provider in providers.iter() {
        let roles = provider.webhook.iter().flat_map(|webhook| webhook.roles.values());
        if let Some(role) = roles.into_iter().find(|role| Role::parse(role).is_none()) {
            return Err(ConfigError::Role { provider: provider.id.clone(), role: role.clone() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{http::Http, oidc::Clients};

    #[test]
    fn a_provider_gives_only_roles_that_there_are() {
        let check = |role: &str| {
            let http = Http::new().expect("a client");
            let clients = Clients { public: http.clone(), any: http };
            let list = serde_json::json!([{
                "id": "clerk", "name": "Clerk", "issuer": "https://clerk.example.com", "client_id": "x", "client_secret": "x",
                "webhook": { "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "roles": { "org:admin": role } },
            }]);
            check_roles(&Providers::parse(&list.to_string(), &clients, |_| None).expect("a list"))
        };
        assert!(check("manager").is_ok());
        assert!(
            check("admin")
                .is_err_and(|error| error.to_string().contains("clerk") && error.to_string().ends_with("not admin"))
        );
    }

    #[derive(clap::Parser)]
    struct Alone {
        #[command(flatten)]
        settings: Settings,
    }

    #[test]
    fn what_is_not_configured_is_not_asked() {
        let settings = <Alone as clap::Parser>::parse_from(["norven"]).settings;
        // Each setting that names another machine is none; a new one has to be judged here.
        let Settings {
            listen,
            origin: None,
            trusted_proxies: 0,
            smtp_url: None,
            mail_from: _,
            oidc: None,
            private_providers: false,
            fonts: None,
            dns: None,
            connections: _,
            bodies_mb: _,
            quotas: _,
            site: _,
            admission,
            proof: Proof { issuer: None, tsa_url: None, tsa_roots: None, witnesses: None },
            storage: Storage { data: _, database_url: None },
        } = settings
        else {
            panic!("something is asked by itself: {settings:?}")
        };
        assert!(listen.ip().is_loopback(), "and nobody else is served");
        assert_eq!(admission, Admission::default());
    }

    #[test]
    fn every_setting_is_in_the_readme_and_in_the_help() {
        let command = <Alone as clap::CommandFactory>::command();
        let readme = include_str!("../../README.md");
        let mut settings = 0;
        for argument in
            command.get_arguments().filter(|argument| argument.get_long().is_some_and(|long| long != "help"))
        {
            let flag = format!("--{}", argument.get_long().unwrap_or_default());
            let variable = argument.get_env().and_then(|name| name.to_str()).unwrap_or_default();
            assert!(argument.get_help().is_some_and(|help| !help.to_string().is_empty()), "{flag}");
            let row = readme.lines().find(|line| line.starts_with(&format!("| `{flag}` | `{variable}` |")));
            assert!(row.is_some(), "README.md has no row for {flag} and {variable}");
            settings += 1;
        }
        assert_eq!(settings, readme.lines().filter(|line| line.starts_with("| `--")).count());
    }

    #[test]
    fn a_public_origin_needs_tls_a_proxy_and_mail() {
        let check = |set: &[&str]| {
            let settings = <Alone as clap::Parser>::parse_from([&["norven"], set].concat()).settings;
            settings.check().map(|origin| origin.as_str().to_owned()).map_err(|error| error.to_string())
        };
        assert_eq!(check(&[]), Ok("http://localhost:3000".to_owned()));
        let plain = ["--origin", "http://norven.example.com"];
        assert!(check(&plain).is_err_and(|why| why.contains("not https")));
        let tls = ["--origin", "https://norven.example.com"];
        assert!(check(&tls).is_err_and(|why| why.contains("NORVEN_TRUSTED_PROXIES")));
        let proxied = [&tls[..], &["--trusted-proxies", "1"]].concat();
        assert!(check(&proxied).is_err_and(|why| why.contains("NORVEN_SMTP_URL")));
        let whole = [&proxied[..], &["--smtp-url", "smtps://mail.example.com"]].concat();
        assert_eq!(check(&whole), Ok("https://norven.example.com".to_owned()));
    }

    #[test]
    fn an_origin_is_scheme_host_and_port_and_nothing_else() {
        assert_eq!(
            PublicOrigin::parse("https://norven.example.com/").map(|o| o.url("/verify")).ok().as_deref(),
            Some("https://norven.example.com/verify")
        );
        assert!(PublicOrigin::parse("http://localhost:3000").is_ok_and(|origin| origin.is_loopback()));
        for text in ["norven.example.com", "ftp://x", "https://x/path", "https://x?q", ""] {
            assert!(PublicOrigin::parse(text).is_err(), "{text}");
        }
    }
}
