//! SQL of the list of reports, sorted by the time of issue.

use super::ReportRow;

crate::listing! {
    ReportRow, report_columns!, report_joins!, "reports r",
    org: "r.org_id", site: "r.site_id", template: "r.template_id", inspector: "r.inspector_id",
    state: "r.status", at: "r.issued_at", id: "r.id"
}
