//! The site's files: scripts, WASM, style, fonts, icons. From a directory while developing, from
//! inside the executable in a released binary.

pub mod source;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{headers, state::App};
use source::Asset;

/// What the addresses of files begin with that say which edition of the site they are of: these are kept for ever.
const EDITIONS: &str = "/v/";

/// The address of a file of this edition of the site.
#[must_use]
pub fn address(app: &App, path: &str) -> String {
    format!("{EDITIONS}{}{path}", source::edition(app))
}

/// A file of the site, in the smallest encoding that the browser takes, where there is one.
pub async fn find(app: &App, path: &str, headers: &HeaderMap) -> Option<Response> {
    let edition = path.strip_prefix(EDITIONS).and_then(|rest| rest.split_once('/'));
    let is_kept = edition.is_some_and(|(edition, _)| edition == source::edition(app));
    let path = edition.map_or(path.trim_start_matches('/'), |(_, path)| path);
    let asset = source::find(app, path, &accepted(headers)).await?;
    let fresh = headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == asset.tag.as_bytes());
    let mut response =
        if fresh { StatusCode::NOT_MODIFIED.into_response() } else { Body::from(asset.bytes.clone()).into_response() };
    describe(response.headers_mut(), path, &asset, is_kept);
    Some(response)
}

fn describe(headers: &mut HeaderMap, path: &str, asset: &Asset, is_kept: bool) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    let kept = match path {
        _ if is_kept => headers::IMMUTABLE,
        "icons.svg" => headers::AN_HOUR,
        _ => headers::REVALIDATE,
    };
    headers.insert(header::CACHE_CONTROL, kept);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&asset.tag) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(encoding) = asset.encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
}

/// The encodings that a browser takes, best first: name and file ending.
fn accepted(headers: &HeaderMap) -> Vec<(&'static str, &'static str)> {
    let accept = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    [("br", "br"), ("gzip", "gz")].into_iter().filter(|(name, _)| accept.contains(name)).collect()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "ico" => "image/x-icon",
        "webmanifest" => "application/manifest+json",
        "json" => "application/json",
        "md" | "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
