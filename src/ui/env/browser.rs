//! In the browser: from the page that the server rendered, and the browser's own generator.

use norven_words::Locale;
use uuid::Uuid;
use web_sys::{Event, HtmlInputElement};

use crate::time::Timestamp;

/// The language that the server rendered the page in.
#[must_use]
pub fn page_locale() -> Locale {
    leptos::prelude::document()
        .document_element()
        .and_then(|html| html.get_attribute("lang"))
        .and_then(|tag| Locale::from_tag(&tag))
        .unwrap_or_default()
}

/// The address of a file of the site. The page came with those that it needs.
#[must_use]
pub fn site_file(path: &str) -> String {
    path.to_owned()
}

/// A new id: UUID version 7 (RFC 9562, 5.7).
#[must_use]
pub fn new_id<T: From<Uuid>>() -> T {
    let mut random = [0; 10];
    let filled =
        leptos::prelude::window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut random));
    if filled.is_err() {
        // Only pages outside a secure context lack it; a page of ours is never one.
        leptos::logging::error!("this browser has no secure random numbers");
    }
    let millis = u64::try_from(now().0 / 1000).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().into()
}

/// The device's clock.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the browser's one place that reads the clock")]
pub fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64 * 1000)
}

/// The time zone that the device is set to, by its IANA name.
#[must_use]
pub fn local_zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    let zone = js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?;
    zone.as_string().filter(|zone| !zone.is_empty())
}

/// Puts a text on the clipboard; what is copied is told once it is there.
pub fn copy(text: &str, done: impl FnOnce() + 'static) {
    let copied = leptos::prelude::window().navigator().clipboard().write_text(text);
    leptos::task::spawn_local(async move {
        if wasm_bindgen_futures::JsFuture::from(copied).await.is_ok() {
            done();
        }
    });
}

/// What this device was told to remember, if it was and can.
#[must_use]
pub fn remembered(key: &str) -> Option<String> {
    leptos::prelude::window().local_storage().ok()??.get_item(key).ok()?
}

/// Remembers something on this device; a browser that keeps nothing forgets it with the page.
pub fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = leptos::prelude::window().local_storage() {
        drop(storage.set_item(key, value));
    }
}

/// Forgets what this device was told to remember.
pub fn forget(key: &str) {
    if let Ok(Some(storage)) = leptos::prelude::window().local_storage() {
        drop(storage.remove_item(key));
    }
}

/// Reads the file that an input was given, as base64. One that cannot be read is as good as none.
pub fn read_base64(event: &Event, then: impl FnOnce(String) + 'static) {
    let input: HtmlInputElement = leptos::prelude::event_target(event);
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    // The same file may be chosen again.
    input.set_value("");
    let file = gloo::file::File::from(file);
    leptos::task::spawn_local(async move {
        if let Ok(url) = gloo::file::futures::read_as_data_url(&file).await
            && let Some((_, base64)) = url.split_once(',')
        {
            then(base64.to_owned());
        }
    });
}

/// The path of the page.
#[must_use]
pub fn request_path() -> String {
    leptos::prelude::location().pathname().unwrap_or_default()
}

/// Leaves for a page of another module.
pub fn visit(path: &str) {
    if let Err(error) = leptos::prelude::location().set_href(path) {
        leptos::logging::error!("{path} cannot be visited: {error:?}");
    }
}

/// Has the server write the page that the address bar will name once the router is done.
pub fn reload() {
    leptos::prelude::request_animation_frame(|| drop(leptos::prelude::location().reload()));
}

/// The status was set by the server.
pub fn note_missing() {}

/// Pages that ask are rendered by the server only.
#[must_use]
pub fn providers() -> Vec<(String, String)> {
    Vec::new()
}

/// Pages that ask are rendered by the server only.
#[must_use]
pub fn by_invitation_only() -> bool {
    false
}

/// Pages that ask are rendered by the server only.
#[must_use]
pub fn asked_mail() -> Option<String> {
    None
}

/// Pages that ask are rendered by the server only.
#[must_use]
pub fn mail_is_local() -> bool {
    false
}
