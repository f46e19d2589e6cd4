//! What an event says to people.

use norven_words::Locale;

/// What was done, in words; nothing for a code that this version does not know.
#[must_use]
pub fn sentence(action: &str, locale: Locale) -> Option<&'static str> {
    let t = &locale.words().audit;
    Some(match action {
        "access.changed" => t.access_changed,
        "access.denied" => t.access_denied,
        "access.refused" => t.access_refused,
        "access.glass_broken" => t.access_glass_broken,
        "domain.added" => t.domain_added,
        "domain.removed" => t.domain_removed,
        "domain.verified" => t.domain_verified,
        "provider.added" => t.provider_added,
        "provider.removed" => t.provider_removed,
        "session.started" => t.session_started,
        "session.ended" => t.session_ended,
        "session.others_ended" => t.session_others_ended,
        "session.proved" => t.session_proved,
        "session.refused" => t.session_refused,
        "identity.added" => t.identity_added,
        "identity.removed" => t.identity_removed,
        "passkey.added" => t.passkey_added,
        "passkey.renamed" => t.passkey_renamed,
        "passkey.removed" => t.passkey_removed,
        "profile.changed" => t.profile_changed,
        "organisation.created" => t.organisation_created,
        "organisation.handed_over" => t.organisation_handed_over,
        "organisation.renamed" => t.organisation_renamed,
        "company.changed" => t.company_changed,
        "settings.changed" => t.settings_changed,
        "logo.changed" => t.logo_changed,
        // By a provider, and before there were invitations.
        "member.added" => t.member_added,
        "member.invited" => t.member_invited,
        "member.invitation_withdrawn" => t.member_invitation_withdrawn,
        "member.joined" => t.member_joined,
        "member.declined" => t.member_declined,
        "member.left" => t.member_left,
        "member.limited" => t.member_limited,
        "member.role_changed" => t.member_role_changed,
        "member.signed_out" => t.member_signed_out,
        "member.removed" => t.member_removed,
        "member.unlimited" => t.member_unlimited,
        "site.saved" => t.site_saved,
        "site.archived" => t.site_archived,
        "site_group.saved" => t.site_group_saved,
        "site_group.removed" => t.site_group_removed,
        "template.created" => t.template_created,
        "template.changed" => t.template_changed,
        "template.published" => t.template_published,
        "template.archived" => t.template_archived,
        "inspection.started" => t.inspection_started,
        "inspection.answered" => t.inspection_answered,
        "inspection.order_number_changed" => t.inspection_order_number_changed,
        "inspection.finished" => t.inspection_finished,
        "inspection.reopened" => t.inspection_reopened,
        "site.restored" => t.site_restored,
        "template.restored" => t.template_restored,
        "inspection.correction_given_up" => t.inspection_correction_given_up,
        "inspection.signed" => t.inspection_signed,
        "action.completed" => t.action_completed,
        "action.reopened" => t.action_reopened,
        "photo.added" => t.photo_added,
        "photo.annotated" => t.photo_annotated,
        "photo.removed" => t.photo_removed,
        "photo.viewed" => t.photo_viewed,
        "report.issued" => t.report_issued,
        "report.unsealed" => t.report_unsealed,
        "report.superseded" => t.report_superseded,
        "report.revoked" => t.report_revoked,
        "report.viewed" => t.report_viewed,
        "report.downloaded" => t.report_downloaded,
        "report.shared" => t.report_shared,
        "report.sent" => t.report_sent,
        "report.link_revoked" => t.report_link_revoked,
        "report_link.viewed" => t.report_link_viewed,
        "audit.exported" => t.audit_exported,
        "list.exported" => t.list_exported,
        "audit.check_asked" => t.audit_check_asked,
        "audit.checked" => t.audit_checked,
        "operator.key_rotated" => t.operator_key_rotated,
        "operator.key_closed" => t.operator_key_closed,
        "operator.log_checked" => t.operator_log_checked,
        "operator.audit_checked" => t.operator_audit_checked,
        "operator.migrated" => t.operator_migrated,
        "operator.organisation_approved" => t.operator_organisation_approved,
        "operator.organisation_refused" => t.operator_organisation_refused,
        "operator.sample_loaded" => t.operator_sample_loaded,
        "operator.sample_removed" => t.operator_sample_removed,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    /// Every code that some source file records.
    fn recorded(folder: &Path, codes: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                recorded(&path, codes);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("UTF-8");
                let marker = concat!("Event::", "new(");
                codes.extend(
                    text.split(marker)
                        .skip(1)
                        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"'))
                        .map(|(code, _)| code.to_owned()),
                );
            }
        }
    }

    #[test]
    fn every_event_that_is_recorded_has_its_words() {
        let mut codes = Vec::new();
        recorded(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut codes);
        assert!(codes.len() > 20, "{codes:?}");
        for code in codes {
            assert!(sentence(&code, Locale::En).is_some(), "{code}");
        }
    }
}
