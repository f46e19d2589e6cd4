//! The addresses of pages, in one place: links, redirects and mails take them from here.

use super::problem_code;
use crate::{
    error::AppError,
    ids::{InspectionId, ReportId, SiteId, TemplateId},
};

/// The public front page.
pub const HOME: &str = "/";
/// Where people sign in.
pub const SIGN_IN: &str = "/sign-in";
/// Where a passkey's answer goes.
pub const SIGN_IN_PASSKEY: &str = "/sign-in/passkey";
/// Where the people of an organisation sign in with its provider.
pub const SIGN_IN_COMPANY: &str = "/sign-in/company";
/// The public verify page.
pub const VERIFY: &str = "/verify";
/// Where people say what they are called.
pub const WELCOME: &str = "/welcome";
/// A report to try the verify page with.
pub const SAMPLE: &str = "/verify/sample.pdf";
/// The same report, tampered with.
pub const SAMPLE_TAMPERED: &str = "/verify/sample-tampered.pdf";
/// The list of reports that no longer stand.
pub const STANDING: &str = "/standing";
/// The overview, the first page after signing in.
pub const OVERVIEW: &str = "/overview";
/// The list of inspections.
pub const INSPECTIONS: &str = "/inspections";
/// Starting an inspection.
pub const NEW_INSPECTION: &str = "/inspections/new";
/// The list of open actions.
pub const ACTIONS: &str = "/actions";
/// The list of sites.
pub const SITES: &str = "/sites";
/// The list of templates.
pub const TEMPLATES: &str = "/templates";
/// The library of checklists.
pub const LIBRARY: &str = "/templates/library";
/// The list of reports.
pub const REPORTS: &str = "/reports";
/// Creating an organisation.
pub const NEW_ORGANISATION: &str = "/organisations/new";
/// Settings of the organisation.
pub const SETTINGS: &str = "/settings";
/// The organisation's logo.
pub const LOGO: &str = "/logo";
/// How members sign in.
pub const ACCESS: &str = "/settings/sign-in";
/// Members of the organisation.
pub const MEMBERS: &str = "/settings/members";
/// The audit log.
pub const AUDIT: &str = "/settings/audit";
/// One's own profile.
pub const PROFILE: &str = "/settings/profile";
/// The verifier as one file, to keep.
pub const VERIFIER: &str = "/verifier.html";
/// The local outbox (embedded default only).
pub const OUTBOX: &str = "/dev/outbox";

/// What the addresses of reports that were handed over begin with.
const SHARED: &str = "/r/";

/// A report, as who has a link to it reads it.
#[must_use]
pub fn shared(token: &str) -> String {
    format!("{SHARED}{token}")
}

/// Its PDF.
#[must_use]
pub fn shared_pdf(token: &str) -> String {
    format!("{SHARED}{token}/pdf")
}

/// Its record.
#[must_use]
pub fn shared_record(token: &str) -> String {
    format!("{SHARED}{token}/record")
}

/// One of its photos.
#[must_use]
pub fn shared_photo(token: &str, photo: &str) -> String {
    format!("{SHARED}{token}/photos/{photo}")
}

/// A path as logs may keep it: a link's token is a way in.
#[must_use]
pub fn without_token(path: &str) -> &str {
    if path.starts_with(SHARED) { SHARED } else { path }
}

/// Paths below which a page needs a session.
const PRIVATE: [&str; 8] =
    ["/overview", "/inspections", "/actions", "/sites", "/templates", "/reports", "/organisations", "/settings"];

/// Whether a page needs a session.
#[must_use]
pub fn is_private_page(path: &str) -> bool {
    PRIVATE.iter().any(|root| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// A part of the application that the browser loads as a whole. A page of another module is loaded anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Module {
    /// Work on site: filling.
    Field,
    /// Everything else.
    Desk,
}

impl Module {
    /// What its files are called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Desk => "desk",
        }
    }
}

/// The module that brings a page to life, if there is one.
#[must_use]
pub fn module(path: &str) -> Option<Module> {
    let on_site = path
        .strip_prefix("/inspections/")
        .and_then(|rest| rest.split_once('/'))
        .is_some_and(|(_, page)| page == "fill");
    if on_site { Some(Module::Field) } else { is_private_page(path).then_some(Module::Desk) }
}

/// The inspections that stand somewhere.
#[must_use]
pub fn inspections_in(state: &str) -> String {
    format!("{INSPECTIONS}?state={state}")
}

/// The inspections of a site.
#[must_use]
pub fn inspections_of(site: SiteId) -> String {
    format!("{INSPECTIONS}?site={site}")
}

/// Starting an inspection at a site.
#[must_use]
pub fn new_inspection_at(site: SiteId) -> String {
    format!("{NEW_INSPECTION}?site={site}")
}

/// An inspection: its page at the desk.
#[must_use]
pub fn inspection(id: InspectionId) -> String {
    format!("/inspections/{id}")
}

/// Filling an inspection.
#[must_use]
pub fn fill(id: InspectionId) -> String {
    format!("/inspections/{id}/fill")
}

/// Signing and issuing a finished inspection.
#[must_use]
pub fn sign(id: InspectionId) -> String {
    format!("/inspections/{id}/sign")
}

/// The editor of a template.
#[must_use]
pub fn template(id: TemplateId) -> String {
    format!("/templates/{id}")
}

/// A report.
#[must_use]
pub fn report(id: ReportId) -> String {
    format!("/reports/{id}")
}

/// The PDF of a report.
#[must_use]
pub fn report_pdf(id: ReportId) -> String {
    format!("/reports/{id}/pdf")
}

/// The audit log, of the events that a query asks for.
#[must_use]
pub fn audit(query: &str) -> String {
    if query.is_empty() { AUDIT.to_owned() } else { format!("{AUDIT}?{query}") }
}

/// What happened to a thing, in the audit log.
#[must_use]
pub fn history(thing: uuid::Uuid) -> String {
    format!("{AUDIT}?object={thing}")
}

/// The audit log as a file: `csv` or `json`.
#[must_use]
pub fn audit_export(format: &str, query: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/audit/{format}{mark}{query}")
}

/// Signing in with a provider.
#[must_use]
pub fn sign_in_with(provider: &str) -> String {
    format!("{SIGN_IN}/with/{provider}")
}

/// Where a provider sends people back to.
#[must_use]
pub fn sign_in_back(provider: &str) -> String {
    format!("{SIGN_IN}/with/{provider}/callback")
}

/// The page behind a mailed link.
#[must_use]
pub fn sign_in_link(token: &str) -> String {
    format!("{SIGN_IN}/link?token={token}")
}

/// The page that asks for the code, and where to go afterwards; with the address's domain, where that has a provider.
#[must_use]
pub fn sign_in_code(then: &str, domain: &str) -> String {
    with_domain(with_then("/sign-in/code", then), domain)
}

/// Where the people of a domain sign in, and where to go afterwards; without a domain, those of the organisation that
/// the reader works in.
#[must_use]
pub fn sign_in_company(then: &str, domain: &str) -> String {
    with_domain(with_then(SIGN_IN_COMPANY, then), domain)
}

fn with_domain(page: String, domain: &str) -> String {
    match (domain.is_empty(), page.contains('?')) {
        (true, _) => page,
        (false, true) => format!("{page}&domain={}", escape(domain)),
        (false, false) => format!("{page}?domain={}", escape(domain)),
    }
}

/// The sign-in page, and where to go afterwards.
#[must_use]
pub fn sign_in_then(then: &str) -> String {
    with_then(SIGN_IN, then)
}

/// The page that asks for a name, and where to go from it.
#[must_use]
pub fn welcome_then(then: &str) -> String {
    with_then(WELCOME, then)
}

fn with_then(page: &str, then: &str) -> String {
    match local(then) {
        Some(then) => format!("{page}?then={}", escape(then)),
        None => page.to_owned(),
    }
}

/// A page with the code of an error in its address.
#[must_use]
pub fn with_problem(page: &str, error: &AppError) -> String {
    let mark = if page.contains('?') { '&' } else { '?' };
    format!("{page}{mark}problem={}", escape(&problem_code::write(error)))
}

/// A path of this site, where it is one: redirects never lead elsewhere.
#[must_use]
pub fn local(path: &str) -> Option<&str> {
    let safe = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.bytes().all(|byte| byte.is_ascii_graphic());
    safe.then_some(path)
}

/// Percent-encodes a query value (RFC 3986, 2.3: only unreserved characters stay).
#[must_use]
pub fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_never_leaves_the_site() {
        assert_eq!(local("/inspections/1?x=2"), Some("/inspections/1?x=2"));
        for path in ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "", "/a\r\nSet-Cookie: x"] {
            assert_eq!(local(path), None, "{path:?}");
        }
    }

    #[test]
    fn a_path_is_logged_without_the_token_of_a_link() {
        for path in [shared("secret"), shared_pdf("secret"), shared_photo("secret", "1")] {
            assert_eq!(without_token(&path), "/r/", "{path}");
        }
        assert_eq!(without_token("/reports/1"), "/reports/1");
    }

    #[test]
    fn pages_of_an_organisation_need_a_session_and_public_ones_do_not() {
        for path in ["/overview", "/inspections/1/fill", "/settings/audit"] {
            assert!(is_private_page(path), "{path}");
        }
        for path in ["/", "/verify", "/sign-in", "/overviews", "/healthz", "/pkg/desk.js"] {
            assert!(!is_private_page(path), "{path}");
        }
    }

    #[test]
    fn filling_has_a_module_of_its_own_and_public_pages_have_none() {
        for (path, expected) in [
            ("/inspections/1/fill", Some(Module::Field)),
            ("/inspections/1/sign", Some(Module::Desk)),
            ("/inspections/1", Some(Module::Desk)),
            ("/inspections/new", Some(Module::Desk)),
            ("/overview", Some(Module::Desk)),
            ("/verify", None),
        ] {
            assert_eq!(module(path), expected, "{path}");
        }
    }

    #[test]
    fn a_query_value_survives_its_journey() {
        assert_eq!(sign_in_then("/a?b=c&d"), "/sign-in?then=%2Fa%3Fb%3Dc%26d");
    }
}
