//! Security headers, on every response without exception.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use leptos::nonce::Nonce;

use super::state::App;

/// Nothing is kept by anybody: pages, data, media.
pub const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
/// Kept for a year: the address changes with the content.
pub const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Kept for an hour without asking: a page that has lost its connection still draws its icons.
pub const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
/// Kept, and asked for again each time.
pub const REVALIDATE: HeaderValue = HeaderValue::from_static("public, no-cache");

const FIXED: [(HeaderName, &str); 9] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)",
    ),
    (HeaderName::from_static("origin-agent-cluster"), "?1"),
    (HeaderName::from_static("x-permitted-cross-domain-policies"), "none"),
    (header::X_DNS_PREFETCH_CONTROL, "off"),
];

/// Makes the nonce of a request and sets every header on its answer.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        // Public objects say for themselves that any site may read them.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // A route may set a stricter policy of its own, as media do.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(&policy(&nonce, app.origin.is_tls()))
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if app.origin.is_tls() {
        let transport = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, transport);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(NO_STORE);
    response
}

fn policy(nonce: &Nonce, tls: bool) -> String {
    let upgrade = if tls { "; upgrade-insecure-requests" } else { "" };
    format!(
        "default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'; \
         script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
         worker-src 'self'; media-src 'none'; frame-src 'none'{upgrade}"
    )
}
