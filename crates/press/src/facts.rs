//! What the cover says, in words, whatever it is set in.

use norven_proof::record::{Correction, Record, Score, Superseded};

use crate::PressError;
use crate::wording::{Wording, fill};

/// A fact and what it is called.
pub(crate) type Fact = (&'static str, String);

/// `NV-2026-000123 · revision 1`
pub(crate) fn number(wording: &Wording, record: &Record) -> String {
    let revision = fill(wording.labels.revision, &[("n", &record.revision.to_string())]);
    format!("{} · {revision}", record.number)
}

/// Who inspected what, when, and who issued it.
pub(crate) fn facts(wording: &Wording, record: &Record) -> Result<Vec<Fact>, PressError> {
    let (labels, core) = (wording.labels, &record.core);
    let version = fill(labels.checklist_version, &[("n", &core.template.version.to_string())]);
    let replaced = record.supersedes.as_ref().map(|replaced| replaced_report(wording, replaced)).transpose()?;
    let facts = [
        (labels.inspected_on, Some(wording.span(core)?)),
        (labels.inspector, Some(core.inspector.name.clone())),
        (labels.client, core.site.client.clone()),
        (labels.order_number, core.order_number.clone()),
        (labels.standard, core.template.standard.clone()),
        (labels.issued_by, Some(record.issuer.name.clone())),
        (labels.issued_on, Some(wording.minute(&record.issued_at)?)),
        (labels.checklist, Some(version)),
        (labels.replaces, replaced),
    ];
    Ok(facts.into_iter().filter_map(|(label, fact)| Some((label, fact?))).collect())
}

/// Why and when the inspection was opened again, where it was.
pub(crate) fn correction(wording: &Wording, record: &Record) -> Result<Option<Fact>, PressError> {
    let Some(Correction { reason, started_at, started_by, finished_at }) = &record.core.correction else {
        return Ok(None);
    };
    let (from, to) = (wording.minute(started_at)?, wording.minute(finished_at)?);
    let values = [("reason", reason.trim()), ("from", &from), ("to", &to), ("name", &started_by.name)];
    Ok(Some((wording.labels.correction, fill(wording.labels.corrected, &values))))
}

/// How it came out, in a sentence.
pub(crate) fn verdict(wording: &Wording, score: &Score) -> String {
    let labels = wording.labels;
    if score.percent.is_none() {
        labels.nothing_scored.to_owned()
    } else if score.failed == 0 {
        labels.none_failed.to_owned()
    } else {
        let (failed, items) = (score.failed.to_string(), score.items.to_string());
        fill(labels.some_failed, &[("failed", &failed), ("items", &items)])
    }
}

/// `24 pass · 3 fail · 1 n/a`
pub(crate) fn counts(wording: &Wording, score: &Score) -> String {
    let labels = wording.labels;
    let counts = [
        (labels.count_pass, score.passed),
        (labels.count_fail, score.failed),
        (labels.count_not_applicable, score.not_applicable),
    ];
    counts.map(|(label, n)| fill(label, &[("n", &n.to_string())])).join(" · ")
}

/// Which report is replaced: its revision and time, or its digest where the record tells no more.
fn replaced_report(wording: &Wording, replaced: &Superseded) -> Result<String, PressError> {
    let labels = wording.labels;
    Ok(match (replaced.revision, &replaced.issued_at) {
        (Some(revision), Some(issued)) => {
            let time = wording.minute(issued)?;
            fill(labels.replaced_revision, &[("n", &revision.to_string()), ("time", &time)])
        }
        _ => {
            let digest = replaced.content_sha256.to_string();
            fill(labels.replaced_report, &[("digest", &digest[..16])])
        }
    })
}
