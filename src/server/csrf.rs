//! Cross-site requests. Leptos' server functions accept plain form posts and check no origin, so a
//! layer before every route refuses requests that another site's page could have caused. Before every route but
//! those of providers' messages: no browser sends them, and each is signed.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::state::App;

/// Refuses a request that changes something unless it comes from our own pages.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    if changes_something(request.method()) && !is_ours(request.headers(), app.origin.as_str()) {
        tracing::warn!("cross-site request refused");
        return (StatusCode::FORBIDDEN, "This request did not come from this site. Open the page again and retry.\n")
            .into_response();
    }
    next.run(request).await
}

fn changes_something(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Browsers say where a request comes from in `Sec-Fetch-Site`; old ones at least in `Origin`. A
/// request that carries neither was not made by one of our pages.
fn is_ours(headers: &HeaderMap, origin: &str) -> bool {
    let text = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    match text(header::HeaderName::from_static("sec-fetch-site")) {
        Some(site) => site == "same-origin",
        None => text(header::ORIGIN) == Some(origin),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_requests_of_our_own_pages_may_change_something() {
        let ours = "https://norven.example";
        assert!(is_ours(&headers(&[("sec-fetch-site", "same-origin")]), ours));
        assert!(is_ours(&headers(&[("origin", "https://norven.example")]), ours));
        assert!(!is_ours(&headers(&[]), ours));
        assert!(!is_ours(&headers(&[("origin", "https://evil.example")]), ours));
        assert!(!is_ours(&headers(&[("origin", "null")]), ours));
        for site in ["cross-site", "same-site", "none"] {
            assert!(
                !is_ours(&headers(&[("sec-fetch-site", site), ("origin", "https://norven.example")]), ours),
                "{site}"
            );
        }
    }
}
