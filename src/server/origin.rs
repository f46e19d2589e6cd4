//! Where a request comes from: address, user agent, request id, language. Recorded with every
//! relevant action.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use norven_words::Locale;
use tracing::Instrument;

use super::{denied::Refused, session::CookieName, state::App};
use crate::ids::RequestId;

/// Longest user agent that is recorded.
const MAX_USER_AGENT: usize = 400;

/// Where a request comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The address of the person's machine.
    pub ip: IpAddr,
    /// The browser, as it names itself.
    pub user_agent: String,
    /// The request, as logs and audit name it.
    pub request: RequestId,
    /// The reader's language.
    pub locale: Locale,
    /// What it was refused for, once it was.
    pub refused: Refused,
}

impl Origin {
    /// The server itself, at work that nobody waits for.
    #[must_use]
    pub fn server(request: RequestId) -> Self {
        Self { user_agent: "norven server".to_owned(), ..Self::command_line(request) }
    }

    /// The operator's own command line.
    #[must_use]
    pub fn command_line(request: RequestId) -> Self {
        Self {
            ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            user_agent: "norven command line".to_owned(),
            request,
            locale: Locale::En,
            refused: Refused::default(),
        }
    }
}

/// Adds the [`Origin`] to a request, a span to the log and the request id to the answer.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    let headers = request.headers();
    let origin = Origin {
        ip: client_ip(headers, peer, app.trusted_proxies),
        user_agent: user_agent(headers),
        request: app.id(),
        locale: locale(&app, headers),
        refused: Refused::default(),
    };
    let span =
        tracing::info_span!("request", id = %origin.request, method = %request.method(), path = request.uri().path());
    let id = origin.request;
    request.extensions_mut().insert(origin);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// The client's address: the peer, or what the outermost trusted proxy saw. Entries further left in
/// `X-Forwarded-For` were written by whoever sent them and are not believed.
fn client_ip(headers: &HeaderMap, peer: IpAddr, trusted_proxies: usize) -> IpAddr {
    if trusted_proxies == 0 {
        return peer;
    }
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    forwarded
        .len()
        .checked_sub(trusted_proxies)
        .and_then(|index| forwarded.get(index))
        .and_then(|text| text.parse().ok())
        .unwrap_or(peer)
}

fn user_agent(headers: &HeaderMap) -> String {
    let text = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().take(MAX_USER_AGENT).collect()
}

fn locale(app: &App, headers: &HeaderMap) -> Locale {
    CookieName::Locale
        .read(app, headers)
        .and_then(Locale::from_tag)
        .or_else(|| Locale::from_accept_language(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::HeaderName::from_static("x-forwarded-for"), HeaderValue::from_static(value))])
    }

    #[test]
    fn a_forged_forwarding_header_is_not_believed() {
        let peer: IpAddr = "203.0.113.7".parse().expect("an address");
        let seen: IpAddr = "198.51.100.2".parse().expect("an address");
        assert_eq!(client_ip(&forwarded("1.2.3.4"), peer, 0), peer);
        assert_eq!(client_ip(&forwarded("1.2.3.4, 198.51.100.2"), peer, 1), seen);
        assert_eq!(client_ip(&forwarded("1.2.3.4, 198.51.100.2, 10.0.0.1"), peer, 2), seen);
        assert_eq!(client_ip(&forwarded("198.51.100.2"), peer, 2), peer);
        assert_eq!(client_ip(&forwarded("nonsense"), peer, 1), peer);
    }
}
