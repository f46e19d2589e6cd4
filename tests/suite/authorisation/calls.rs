//! Each call of the table as a request that would succeed for whoever may make it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use norven::{
    features::{
        inspections::model::{AnswerValue, Batch, Op},
        orgs::model::OrgSettings,
    },
    ids::{PasskeyId, ProviderId, SectionId, SessionId, SiteGroupId, TemplateId, UserId},
};
use norven_proof::digest::Digest;
use norven_words::Locale;
use serde_json::{Value, json};

use super::world::Targets;
use crate::support::{Authenticator, Client, Reply, command, jpeg, signature};

/// Makes a call.
pub async fn call(browser: &Client, row: &str, targets: &Targets<'_>) -> Reply {
    let (method, path) = row.split_once(' ').expect("a method and a path");
    match method {
        "POST" if path.starts_with("/api/") => {
            let arguments = arguments(browser, path, targets).await;
            browser.post_fn(path, arguments).await
        }
        "POST" => form(browser, path).await,
        "PUT" => {
            let (photo, bytes) = targets.announced().await;
            browser.put(&path.replace("{photo}", &photo.to_string()), bytes).await
        }
        _ => browser.get(&page(row, targets).await.expect("a page or file")).await,
    }
}

/// What a server function is called with.
pub async fn arguments(browser: &Client, path: &str, targets: &Targets<'_>) -> Value {
    let id = |id: norven::ids::InspectionId| json!({ "id": id });
    match path {
        "/api/create_organisation" => json!({ "name": "Third", "time_zone": "UTC" }),
        "/api/choose_organisation" => json!({ "org": targets.org() }),
        "/api/update_organisation" => {
            let company = json!({
                "address": "1 Quay, Cork", "tax_number": "IE 1234567X", "phone": "+353 21 5550100",
                "email": "office@acme.example", "web": "www.acme.example",
            });
            json!({ "name": "Acme", "settings": settings(), "company": company })
        }
        "/api/change_logo" => json!({ "picture": STANDARD.encode(jpeg(32, 16, 1)) }),
        "/api/add_domain" => json!({ "domain": format!("{}.example", targets.fresh::<UserId>()) }),
        "/api/check_domain" | "/api/remove_domain" => json!({ "domain": targets.domain().await }),
        "/api/load_company" => json!({ "domain": "acme.example" }),
        "/api/ask_of_members" => json!({ "asks": { "passkey": false, "provider": false } }),
        "/api/add_provider" => {
            let id = targets.fresh::<ProviderId>();
            let provider = json!({
                "id": id, "name": "Okta", "issuer": "http://127.0.0.1:1", "client_id": "norven", "client_secret": "hush",
            });
            json!({ "provider": provider })
        }
        "/api/remove_provider" => json!({ "provider": targets.fresh::<ProviderId>() }),
        "/api/remove_identity" => json!({ "issuer": "https://example.com", "subject": "nobody" }),
        "/api/accept_invitation" | "/api/decline_invitation" => json!({ "org": targets.org() }),
        "/api/withdraw_invitation" => json!({ "email": targets.invited().await }),
        "/api/invite_member" => {
            let name = targets.fresh::<UserId>();
            json!({ "email": format!("{name}@acme.example"), "role": "viewer" })
        }
        "/api/limit_member" => json!({ "user": targets.user().await, "groups": [targets.group().await] }),
        "/api/remove_site_group" => json!({ "group": targets.group().await }),
        "/api/save_site_group" => {
            let id = targets.fresh::<SiteGroupId>();
            json!({ "group": { "id": id, "name": id.to_string(), "sites": [targets.site().await] } })
        }
        "/api/hand_over" => json!({ "successor": targets.user().await }),
        "/api/set_role" => json!({ "user": targets.user().await, "role": "inspector" }),
        "/api/add_passkey" => {
            json!({ "credential": Authenticator::new(1, &json!({ "user": { "id": "" }, "rp": { "id": "" } })).1 })
        }
        "/api/rename_passkey" => json!({ "passkey": targets.fresh::<PasskeyId>(), "name": "Key" }),
        "/api/remove_passkey" => json!({ "passkey": targets.fresh::<PasskeyId>() }),
        "/api/give_proof" => json!({ "proof": { "code": "22222222" } }),
        "/api/end_session" => json!({ "session": targets.fresh::<SessionId>() }),
        "/api/remove_member" | "/api/sign_member_out" => json!({ "user": targets.user().await }),
        "/api/update_profile" => {
            let qualification = json!({ "title": "Fire door inspector", "licence_number": "4711" });
            json!({ "name": "Somebody", "locale": "en", "qualification": qualification })
        }
        "/api/look_up_digest" => json!({ "digest": Digest::of(b"not a report") }),
        "/api/save_site" => {
            let site =
                json!({ "id": targets.site().await, "name": "Gate", "address": "Dock 1", "client": "Harbour Ltd" });
            json!({ "site": site })
        }
        "/api/find_site" => json!({ "site": targets.site().await }),
        "/api/restore_site" => json!({ "site": targets.archived_site().await }),
        "/api/restore_template" => json!({ "template": targets.archived_template().await }),
        "/api/archive_site" => json!({ "site": targets.site().await }),
        "/api/load_template" | "/api/archive_template" => json!({ "template": targets.template().await }),
        "/api/publish_template" => json!({ "template": targets.template().await, "base_rev": 2 }),
        "/api/create_template" => json!({ "template": targets.fresh::<TemplateId>(), "locale": "en" }),
        "/api/adopt_template" => {
            json!({ "template": targets.fresh::<TemplateId>(), "slug": "fire-door", "locale": "en" })
        }
        "/api/save_template" => {
            let checklist = &targets.sample().checklist;
            json!({ "template": targets.template().await, "base_rev": 2, "checklist": checklist })
        }
        "/api/reopen_action" => json!({ "action": targets.closed_action().await }),
        "/api/complete_action" => json!({ "action": targets.action().await }),
        "/api/start_inspection" => {
            let new = json!({
                "id": targets.fresh::<SectionId>(), "site": targets.site().await, "template": targets.template().await,
                "order_number": "PO-1",
            });
            json!({ "new": new })
        }
        "/api/load_inspection" | "/api/finish_inspection" => id(targets.inspection().await),
        "/api/set_order_number" => json!({ "id": targets.inspection().await, "order_number": "PO-2" }),
        "/api/reopen_inspection" => id(targets.finished().await),
        "/api/v1/commands" => {
            let op = Op::Answer { item: targets.sample().exit, value: Some(AnswerValue::Pass), seen: 0 };
            let commands = vec![command(&browser.app, op)];
            let inspection = targets.inspection().await;
            json!({ "batch": Batch { inspection, device: targets.fresh(), writer: None, commands } })
        }
        "/api/v1/signatures" => {
            let (inspection, core) = targets.core().await;
            let slot = Some(targets.sample().signature);
            json!({ "signature": signature(&browser.app, inspection, slot, core) })
        }
        "/api/issue_report" => json!({ "inspection": targets.signed().await }),
        "/api/search" => json!({ "text": "gate" }),
        "/api/revoke_report" => json!({ "id": targets.report().await, "reason": "Wrong site" }),
        "/api/correct_report" => json!({ "id": targets.report().await, "reason": "Misread" }),
        "/api/give_up_correction" => json!({ "id": targets.corrected().await }),
        "/api/list_report_links" => json!({ "report": targets.report().await }),
        "/api/share_report" => {
            json!({ "link": { "report": targets.report().await, "days": 30, "with_code": false } })
        }
        "/api/send_report" => {
            let to = format!("{}@client.example", targets.fresh::<UserId>());
            let report = targets.report().await;
            json!({ "sending": { "report": report, "to": to, "note": "As agreed", "days": 30 } })
        }
        "/api/revoke_report_link" => {
            let (report, link) = targets.report_link().await;
            json!({ "report": report, "link": link })
        }
        "/api/load_report" => json!({ "id": targets.report().await }),
        "/api/load_audit_page" => json!({ "before": null }),
        _ => json!({}),
    }
}

/// The settings of an organisation that has just begun.
pub fn settings() -> OrgSettings {
    norven::features::orgs::service::first_settings(Locale::En)
}

async fn form(browser: &Client, path: &str) -> Reply {
    let fields: &[(&str, &str)] = match path {
        "/sign-in" => &[("email", "somebody@example.com")],
        "/sign-in/code" => &[("code", "22222222")],
        "/sign-in/passkey" => &[("credential", "{}")],
        "/sign-in/link" => &[("token", "nothing")],
        "/locale" => &[("locale", "en")],
        "/welcome" => &[("name", "Somebody")],
        "/r/{token}" => &[("code", "22222222")],
        _ => &[],
    };
    browser.post_form(&path.replace("{provider}", "nobody").replace("{token}", "nothing"), fields).await
}

/// The address of a page or file, with the ids in it; nothing where a call is not a GET.
pub async fn page(row: &str, targets: &Targets<'_>) -> Option<String> {
    let path = row.strip_prefix("GET ")?;
    let fill = |mark: &str, id: String| path.replace(mark, &id);
    Some(if path.starts_with("/inspections/{id}/sign") {
        fill("{id}", targets.finished().await.to_string())
    } else if path.starts_with("/inspections/{id}") {
        fill("{id}", targets.inspection().await.to_string())
    } else if path.starts_with("/templates/{id}") {
        fill("{id}", targets.template().await.to_string())
    } else if path.starts_with("/reports/{id}") {
        fill("{id}", targets.report().await.to_string())
    } else if path.starts_with("/reports/{report}") {
        fill("{report}", targets.report().await.to_string())
    } else if path == "/logo" {
        targets.logo().await;
        path.to_owned()
    } else if path.starts_with("/photos/") {
        fill("{photo}", targets.photo().await.to_string()).replace("{size}", "shown")
    } else if path.starts_with("/api/v1/digests/") {
        fill("{digest}", Digest::of(b"unknown").to_string())
    } else {
        path.replace("{format}", "csv")
            .replace("{list}", "inspections")
            .replace("{kind}", "csv")
            .replace("{sample}", "nothing.pdf")
            .replace("{provider}", "nobody")
            .replace("{year}", "1999")
            .replace("{*file}", "checkpoint")
            .replace("{token}", "nothing")
            .replace("{photo}", "nothing")
    })
}
