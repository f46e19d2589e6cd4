//! Sealing a report: the signature, the log entry, the proof stapled to it.

use std::sync::Arc;

use norven_proof::{
    digest::Digest,
    log::leaf::Statement,
    qr::{self, Facts},
    record::Record,
    seal::Prepared,
    standing::Prefix,
    verdict::Verdict,
    verify::verify,
};

use crate::{features::verify, platform::fault::Fault, server::state::App, time::Timestamp, ui::routes};

/// Seals a report whose place for the seal is empty. Sealed again, the same file has the same
/// signature and the same entry in the log; a time stamp, where an authority is configured, is its own.
///
/// # Errors
/// When the log is out of reach, or what was sealed does not verify: nothing is issued then.
pub async fn seal(app: &App, pdf: Vec<u8>, content: Digest, issued_at: Timestamp) -> Result<Vec<u8>, Fault> {
    let log = app.logs.at(app.now())?;
    log.begin_key(app.keys.seal().certificate.sha256()).await?;
    let (keys, closing) = (Arc::clone(&app.keys), Arc::clone(&app.keys));
    let prepared = tokio::task::spawn_blocking(move || {
        let seal = keys.seal();
        Prepared::new(pdf, content, &seal.key, &seal.certificate, Some(keys.issuing()))
    })
    .await
    .map_err(Fault::internal)??;
    let index = log.append(issued_at, Statement::ReportSeal(prepared.entry())).await?;
    let proof = log.prove(index).await?.to_string();
    let trust = verify::trust::document(app).await?;
    let now = app.now().to_record();
    let time_stamp = match &app.authority {
        Some(authority) => Some(authority.stamp(prepared.signature(), &*app.rng).await?),
        None => None,
    };
    tokio::task::spawn_blocking(move || {
        let sealed = prepared.finish(&proof, time_stamp.as_deref(), &closing.seal().key)?;
        // What a recipient would be told decides whether it leaves the house.
        match verify(&sealed, &trust, None, &now) {
            Verdict::Issued { conflicts, .. } if conflicts.is_empty() => Ok(sealed),
            other => Err(Fault::internal(format!("the sealed report does not verify: {other:?}"))),
        }
    })
    .await
    .map_err(Fault::internal)?
}

/// What the QR code on the cover holds: the verify page's address with the report's key facts, signed.
///
/// # Errors
/// When the facts do not fit.
pub fn qr_address(app: &App, record: &Record, content: Digest) -> Result<String, Fault> {
    let day = norven_proof::day::Day::of(&record.issued_at).ok_or_else(|| Fault::internal("issued on no day"))?;
    let percent = record.core.score.percent.as_deref().map(|percent| format!("{percent} %"));
    let facts = Facts {
        number: record.number.clone(),
        revision: record.revision,
        day,
        issuer: shortened(&record.issuer.name),
        result: percent.unwrap_or_default(),
        content: Prefix::of(&content),
    };
    let fragment = facts.sign(&app.keys.qr()?).map_err(Fault::internal)?;
    Ok(app.origin.url(&format!("{}{fragment}", routes::VERIFY)))
}

/// A name as far as a QR code has room for it: 80 characters keep the code large enough to scan.
fn shortened(name: &str) -> String {
    // An organisation that was named before names were checked may have what a code may not.
    let name = norven_proof::shown(name);
    let short: String = name.chars().take(80).collect();
    if short.len() > qr::MAX_TEXT_BYTES { short.chars().take(40).collect() } else { short }
}
