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
use crate::{address::Address, ids::RequestId, ui::routes};

/// Where proxies write the address that they see.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// Asked by who watches over the machine.
const HEALTH: &str = "/healthz";
/// Longest user agent that is recorded.
const MAX_USER_AGENT: usize = 400;

/// Where a request comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The address of the person's machine.
    pub ip: Address,
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
            ip: IpAddr::V4(Ipv4Addr::LOCALHOST).into(),
            user_agent: "norven command line".to_owned(),
            request,
            locale: Locale::En,
            refused: Refused::default(),
        }
    }
}

/// Adds the [`Origin`] to a request, a span to the log and the request id to the answer.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let headers = request.headers();
    let ip = match app.trusted_proxies {
        0 => peer.map_or(Address::Unknown, Address::from),
        proxies => forwarded_for(headers, proxies).unwrap_or(Address::Unknown),
    };
    // Probes of the machine itself come past the proxy.
    if ip == Address::Unknown && request.uri().path() != HEALTH && app.limits.may_warn_of_addresses() {
        tracing::warn!(
            header = FORWARDED_FOR,
            proxies = app.trusted_proxies,
            "the address of whoever asks is not where the proxy should write it, and is recorded as unknown"
        );
    }
    let origin = Origin {
        ip,
        user_agent: user_agent(headers),
        request: app.id(),
        locale: locale(&app, headers),
        refused: Refused::default(),
    };
    let path = routes::without_token(request.uri().path());
    let span = tracing::info_span!("request", id = %origin.request, method = %request.method(), path);
    let id = origin.request;
    request.extensions_mut().insert(origin);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// What the outermost trusted proxy saw, where it can be read. Entries further left in the header were written by
/// whoever sent them, in any bytes, and are not believed.
fn forwarded_for(headers: &HeaderMap, trusted_proxies: usize) -> Option<Address> {
    let lines: Vec<&HeaderValue> = headers.get_all(FORWARDED_FOR).iter().collect();
    let from_the_right = lines.iter().rev().flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    from_the_right.into_iter().nth(trusted_proxies.checked_sub(1)?).and_then(Address::read)
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

    fn seen(lines: &[&[u8]], trusted_proxies: usize) -> Option<String> {
        let line = |line: &&[u8]| {
            (header::HeaderName::from_static(FORWARDED_FOR), HeaderValue::from_bytes(line).expect("a value"))
        };
        let mut all = HeaderMap::new();
        for (name, value) in lines.iter().map(line) {
            all.append(name, value);
        }
        forwarded_for(&all, trusted_proxies).map(|address| address.to_string())
    }

    #[test]
    fn a_forged_forwarding_header_is_not_believed() {
        let is = |address: &str| Some(address.to_owned());
        assert_eq!(seen(&[b"1.2.3.4, 198.51.100.2"], 1), is("198.51.100.2"));
        assert_eq!(seen(&[b"1.2.3.4, 198.51.100.2, 10.0.0.1"], 2), is("198.51.100.2"));
        assert_eq!(seen(&[b"1.2.3.4", b"198.51.100.2,10.0.0.1"], 2), is("198.51.100.2"));
        assert_eq!(seen(&[b"1.2.3.4", b"198.51.100.2", b"10.0.0.1"], 2), is("198.51.100.2"));
    }

    #[test]
    fn what_whoever_sends_it_wrote_before_does_not_hide_what_the_proxy_wrote() {
        let is = Some("198.51.100.2".to_owned());
        assert_eq!(seen(&[b"\xff\xfe, \xe2\x98\x83, 198.51.100.2"], 1), is);
        assert_eq!(seen(&[b"\xff", b"198.51.100.2:4711"], 1), is);
        assert_eq!(seen(&[b",,,[::ffff:198.51.100.2]:4711"], 1), is);
    }

    #[test]
    fn where_the_trusted_part_cannot_be_read_nobody_elses_address_stands_in() {
        for lines in [&[][..], &[b"".as_slice()], &[b"nonsense"], &[b"\xff"], &[b"1.2.3.4, unknown"], &[b"1.2.3.4,"]] {
            assert_eq!(seen(lines, 1), None, "{lines:?}");
        }
        assert_eq!(seen(&[b"198.51.100.2"], 2), None, "a proxy that is trusted did not write");
    }
}
