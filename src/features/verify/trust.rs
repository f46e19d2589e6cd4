//! The trust document: whom a verifier of this deployment's reports trusts.

use norven_proof::{
    log::checkpoint::Policy,
    trust::{Log, SealKey, StandingSource, TRUST_VERSION, Trust},
};

use crate::{platform::fault::Fault, server::state::App, time::Timestamp, ui::routes};

const DAY_MICROS: i64 = 24 * 3600 * 1_000_000;

/// The document as it stands. It is dated by the day, so that it is the same until something changes
/// or the day does.
///
/// # Errors
/// When the database refuses.
pub async fn document(app: &App) -> Result<Trust, Fault> {
    let logs = app.logs.all().await?;
    let intervals = app.logs.intervals().await?;
    let keys = &app.keys;
    let today = Timestamp(app.now().0 - app.now().0.rem_euclid(DAY_MICROS));
    Ok(Trust {
        v: TRUST_VERSION,
        issuer: keys.root().facts().subject.organisation,
        origin: app.origin.as_str().to_owned(),
        issued_at: today.to_record(),
        roots: vec![keys.root().clone()],
        intermediates: vec![keys.issuing().clone()],
        seal_keys: intervals
            .into_iter()
            .map(|interval| SealKey {
                cert_sha256: interval.certificate,
                log: interval.log,
                first_index: interval.first,
                last_index: interval.last,
            })
            .collect(),
        logs: logs
            .into_iter()
            .map(|log| {
                let policy = Policy::new(log.key(), Vec::new(), 0).map_err(Fault::internal)?;
                Ok(Log { url: app.origin.url(&format!("/{}", log.folder())), policy })
            })
            .collect::<Result<_, Fault>>()?,
        standing: StandingSource { url: app.origin.url(routes::STANDING), key: keys.standing()?.verifier_key() },
        qr_key: keys.qr()?.verifier_key(),
        tsa_roots: Vec::new(),
    })
}
