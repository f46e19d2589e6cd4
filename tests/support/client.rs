//! A browser: it keeps cookies and says where its requests come from.

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, HeaderValue, Method, Request, header},
};
use norven::{
    error::AppError,
    ui::{listing::Page, problem_code},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::app::{ORIGIN, TestApp};

/// A browser with its cookies.
pub struct Client {
    /// The application it talks to.
    pub app: TestApp,
    ip: IpAddr,
    user_agent: &'static str,
    cookies: Mutex<BTreeMap<String, String>>,
    /// The requests that it sent, where they are kept.
    sent: Option<Mutex<Vec<Sent>>>,
}

/// A request that was sent.
struct Sent {
    head: axum::http::request::Parts,
    body: Bytes,
}

/// Every server function: its path without the build's hash, and the path it is called at.
pub fn function_paths() -> BTreeMap<String, &'static str> {
    leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| (path.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned(), path))
        .collect()
}

impl Client {
    /// A browser without cookies.
    pub fn new(app: TestApp, ip: IpAddr) -> Self {
        Self { app, ip, user_agent: "Norven tests", cookies: Mutex::default(), sent: None }
    }

    /// The same browser, which says something else of itself.
    pub fn naming_itself(self, user_agent: &'static str) -> Self {
        Self { user_agent, ..self }
    }

    /// The same browser, which keeps what it sends.
    pub fn recording(self) -> Self {
        Self { sent: Some(Mutex::default()), ..self }
    }

    /// What it sent, as HTTP to a host.
    pub fn recorded(&self, host: &str) -> Vec<String> {
        let sent = self.sent.as_ref().map(|sent| sent.lock().unwrap_or_else(PoisonError::into_inner));
        sent.iter().flat_map(|sent| sent.iter()).map(|request| request.to_http(host)).collect()
    }

    /// Its cookies.
    pub fn cookies(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same session at another address, for whom limits by address begin anew.
    pub fn elsewhere(&self) -> Self {
        let other = self.app.browser();
        other.cookies().clone_from(&self.cookies());
        other
    }

    /// Sends a request as it is, with the cookies, and keeps those that come back.
    pub async fn send_as_is(&self, mut request: Request<Body>) -> Reply {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.ip, 40_000)));
        let cookies: Vec<String> = self.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            let value = HeaderValue::from_str(&cookies.join("; ")).expect("cookies are ASCII");
            request.headers_mut().insert(header::COOKIE, value);
        }
        if let Some(sent) = &self.sent {
            let (head, body) = request.into_parts();
            let body = to_bytes(body, usize::MAX).await.expect("a request's body is in memory");
            request = Request::from_parts(head.clone(), Body::from(body.clone()));
            sent.lock().unwrap_or_else(PoisonError::into_inner).push(Sent { head, body });
        }
        let said = format!("{} {}", request.method(), request.uri());
        let (head, body) = self.app.router().oneshot(request).await.expect("the router answers").into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("the answer reads");
        self.keep(&head.headers);
        Reply { said, status: head.status.as_u16(), headers: head.headers, body }
    }

    fn keep(&self, headers: &HeaderMap) {
        for value in headers.get_all(header::SET_COOKIE) {
            let text = value.to_str().expect("cookies are ASCII");
            let (name, value) = text.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            if text.contains("Max-Age=0;") || text.ends_with("Max-Age=0") {
                self.cookies().remove(name);
            } else {
                self.cookies().insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Sends a request as a page of ours does.
    pub async fn send(&self, mut request: Request<Body>) -> Reply {
        let headers = request.headers_mut();
        headers.insert(header::ORIGIN, HeaderValue::from_static(ORIGIN));
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(self.user_agent));
        self.send_as_is(request).await
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Reply {
        let request = Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// Submits a form.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.send(form(path, fields)).await
    }

    /// Calls a server function by its path without hash, `/api/list_sites`.
    pub async fn post_fn(&self, path: &str, arguments: impl Serialize) -> Reply {
        let body = serde_json::to_vec(&arguments).expect("arguments are plain data");
        self.post_bytes(path, body).await
    }

    /// The lines of a list's first page: `list_sites`.
    pub async fn lines<T: DeserializeOwned>(&self, list: &str) -> Vec<T> {
        self.post_fn(&format!("/api/{list}"), json!({})).await.json::<Page<T>>().lines
    }

    /// Calls a server function with any bytes.
    pub async fn post_bytes(&self, path: &str, body: Vec<u8>) -> Reply {
        let full = function_paths().get(path).copied().unwrap_or_else(|| panic!("no server function {path}"));
        let request = Request::post(full)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }

    /// Sends a photo's bytes.
    pub async fn put(&self, path: &str, bytes: Vec<u8>) -> Reply {
        self.send(Request::builder().method(Method::PUT).uri(path).body(Body::from(bytes)).expect("a request")).await
    }
}

impl Sent {
    /// The request as it goes over the wire; a body that is not text is left out.
    fn to_http(&self, host: &str) -> String {
        let headers = self.head.headers.iter().map(|(name, value)| {
            let value = value.to_str().expect("a test's headers are ASCII");
            format!("{name}: {value}\r\n")
        });
        let headers: String = headers.collect();
        let body = std::str::from_utf8(&self.body).unwrap_or_default();
        format!("{} {} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n{body}", self.head.method, self.head.uri)
    }
}

/// A form as a browser posts it.
pub fn form(path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let escape = |text: &str| -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        text.bytes()
            .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    };
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.join("&")))
        .expect("a request")
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    said: String,
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Reply {
    /// The error in the address that it leads to.
    pub fn problem(&self) -> Option<AppError> {
        let (_, escaped) = self.header("location").split_once("problem=")?;
        Some(problem_code::read(escaped).expect("the code of an error"))
    }

    /// The answer, which has to be a success.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert!((200..300).contains(&self.status), "{}: {} {}", self.said, self.status, self.text());
        self
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body of a success, as JSON of a type.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(self) -> T {
        let reply = self.ok();
        serde_json::from_slice(&reply.body).unwrap_or_else(|error| panic!("{}: {error}: {}", reply.said, reply.text()))
    }

    /// The error that the body of a refusal tells, whose status has to be the error's own.
    #[track_caller]
    pub fn error(&self) -> AppError {
        let error: AppError = serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {} {error}: {}", self.said, self.status, self.text()));
        assert_eq!(self.status, error.status(), "{}: {error}", self.said);
        error
    }

    /// The body as JSON, whatever it is.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
