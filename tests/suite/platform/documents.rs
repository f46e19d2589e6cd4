//! What the documents say that nobody would notice when it changes.

use norven::{
    features::evidence::model::MAX_PHOTO_BYTES,
    server::{limits, router},
};

/// A document at the top of the repository.
fn document(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(path).expect("the document reads")
}

#[test]
fn the_security_page_names_the_limits_that_hold() {
    let page = document("SECURITY.md");
    let (sign_in, at_once) = (limits::SIGN_INS_A_MINUTE, limits::SIGN_INS_AT_ONCE);
    let (lookups, lookups_at_once) = (limits::LOOKUPS_A_SECOND, limits::LOOKUPS_AT_ONCE);
    let (requests, requests_at_once) = (limits::REQUESTS_A_SECOND, limits::REQUESTS_AT_ONCE);
    let mib = 1024 * 1024;
    for limit in [
        format!("sign-in {sign_in} a minute ({at_once} at once)"),
        format!("digests {lookups} a second ({lookups_at_once})"),
        format!("`/api/` and `/webhooks/` {requests} a second ({requests_at_once})"),
        format!("Bodies up to {} MiB, photos {} MiB", router::MAX_BODY_MB, MAX_PHOTO_BYTES / mib),
        format!("messages of providers {} KiB", router::MAX_MESSAGE / 1024),
        format!("{} megapixels, read before decoding", norven_picture::MAX_PIXELS / 1_000_000),
        format!("{} MiB while decoding", norven_picture::MAX_DECODED / mib as u64),
    ] {
        assert!(page.contains(&limit), "SECURITY.md does not say: {limit}");
    }
    assert_eq!(router::TIMEOUT.as_secs(), 120);
    assert!(page.contains("two minutes for a request"));
}
