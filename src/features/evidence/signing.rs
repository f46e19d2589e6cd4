//! Signatures: what is signed is the digest of the frozen core.

use norven_proof::{
    commitment,
    digest::Digest,
    record::{self, Method, Stroke},
};
use norven_words::Locale;

use super::{
    model::{
        CONSENT_VERSION, MAX_POINTS, MAX_SIGNATURE_BYTES, MAX_SIGNATURES, MAX_SIGNATURES_EVER, NewSignature,
        consent_text,
    },
    store::{self, SignatureRow},
};
use crate::{
    error::{AppError, FieldProblem, Quota},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        identity::{
            self,
            address::check_own_name,
            model::{Qualification, check_name, check_optional_name},
        },
        inspections::{
            self,
            model::{Position, SignatureSummary, State, kilobytes},
        },
    },
    ids::InspectionId,
    platform::{db::Tx, fault::Fault},
    printable::unprintable,
    server::actor::Member,
};

/// How often signing begins again because somebody else signs the same inspection.
const TRIES: u32 = 20;

/// Signs a finished inspection. Sent twice, it is signed once.
///
/// # Errors
/// [`AppError::NotFinished`], [`AppError::AlreadyIssued`], [`AppError::SignedOther`] where the core is
/// not the one that was on the screen, [`AppError::UnknownItem`] where there is no such slot,
/// [`AppError::SlotSigned`] where somebody has signed in it, [`AppError::Field`], [`AppError::Unprintable`] where no face has a letter of the name,
/// [`AppError::SignaturesTooLarge`] where the record has no room for it, [`AppError::Busy`] where others sign it all the
/// time.
pub async fn sign(member: &Member, new: &NewSignature) -> Result<(), Fault> {
    let given = Given::checked(member, new)?;
    for _ in 0..TRIES {
        // Read by a reader: others write meanwhile.
        let mut tx = member.read().await?;
        inspections::service::check_readable(member, &mut tx, new.inspection).await?;
        if let Some(slot) = new.slot {
            inspections::service::check_slot(&mut tx, new.inspection, slot).await?;
        }
        let beside = Beside::those_of(&records_in(&mut tx, new.inspection).await?)?;
        drop(tx);
        // Sent again: it stands, whatever became of the inspection since.
        if beside.ids.contains(&new.id.to_string()) {
            return Ok(());
        }
        if sign_beside(member, &given, &beside).await? {
            return Ok(());
        }
    }
    Err(AppError::Busy { seconds: 1 }.into())
}

/// A signature as it was sent, whose parts are as they are kept.
struct Given<'a> {
    new: &'a NewSignature,
    /// In one's own session it is the account that says who signs, whatever was sent.
    name: Option<String>,
    role: String,
    organisation: String,
    position: Option<Position>,
}

impl<'a> Given<'a> {
    fn checked(member: &Member, new: &'a NewSignature) -> Result<Self, AppError> {
        let name = if new.own_device { None } else { Some(check_name("name", &new.name)?) };
        let role = check_name("role", &new.role)?;
        let organisation = check_optional_name("organisation", &new.organisation)?;
        check_strokes(new)?;
        if new.consent_version != CONSENT_VERSION || new.consent_printed != member.org.settings.print_origins {
            return Err(AppError::Conflict);
        }
        Ok(Self { new, name, role, organisation, position: new.position.as_ref().and_then(Position::normal) })
    }
}

/// The signatures that stand before another is given.
struct Beside {
    ids: Vec<String>,
    /// What they take of the record's room.
    bytes: usize,
}

impl Beside {
    fn those_of(signatures: &[record::Signature]) -> Result<Self, Fault> {
        let ids = signatures.iter().map(|signature| signature.id.clone()).collect();
        Ok(Self { ids, bytes: serde_json::to_vec(signatures)?.len() })
    }

    /// Refuses a signature for which the record has no room beside them.
    fn check_room_for(&self, signature: &record::Signature) -> Result<(), Fault> {
        let comma = usize::from(!self.ids.is_empty());
        let bytes = self.bytes + comma + serde_json::to_vec(signature)?.len();
        if bytes <= MAX_SIGNATURE_BYTES {
            return Ok(());
        }
        let (kilobytes, limit_kb) = (kilobytes(bytes), kilobytes(MAX_SIGNATURE_BYTES));
        Err(AppError::SignaturesTooLarge { kilobytes, limit_kb }.into())
    }
}

/// Signs beside the signatures that stood; false where others stand by now.
async fn sign_beside(member: &Member, given: &Given<'_>, beside: &Beside) -> Result<bool, Fault> {
    let Given { new, name: typed, role, organisation, position } = given;
    let (app, printed) = (&member.app, member.org.settings.print_origins);
    let mut tx = member.write().await?;
    let inspection = inspections::service::lock(member, &mut tx, new.inspection).await?;
    match inspection.state {
        State::Open => return Err(AppError::NotFinished.into()),
        State::Issued => return Err(AppError::AlreadyIssued.into()),
        State::Finished => {}
    }
    if inspection.core_sha256 != Some(new.core_sha256) {
        return Err(AppError::SignedOther.into());
    }
    if standing_in(&mut tx, new.inspection).await? != beside.ids {
        return Ok(false);
    }
    if let Some(slot) = new.slot
        && store::is_slot_signed(&mut tx, new.inspection, slot, new.id).await?
    {
        return Err(AppError::SlotSigned.into());
    }
    let account = account_name(member, &mut tx, new.account_name.as_deref()).await?;
    let name = typed.clone().unwrap_or_else(|| account.clone());
    // A name of boxes is no name: nothing is signed that the report could not show.
    let Qualification { title, licence_number } = qualification_of(member, new);
    let said = [&name, &account, role, organisation, &title, &licence_number];
    let missing = app.faces.missing(&said.map(String::as_str).join("\n"));
    if let Some(problem) = unprintable(&missing) {
        return Err(problem.into());
    }
    let row = SignatureRow {
        id: new.id,
        slot: new.slot,
        name,
        role: role.clone(),
        organisation: organisation.clone(),
        core_sha256: new.core_sha256.as_bytes().to_vec(),
        consent_locale: new.consent_locale.tag().to_owned(),
        consent_version: i32::try_from(new.consent_version).map_err(Fault::internal)?,
        method: word(&new.method)?,
        strokes: serde_json::to_string(&new.strokes)?,
        identified_by: word(&if new.own_device {
            record::Identification::Session
        } else {
            record::Identification::Inspector
        })?,
        device: word(&if new.own_device { record::Device::Own } else { record::Device::Inspector })?,
        device_at: new.at.on_calendar(),
        signed_at: app.now(),
        ip: member.origin.ip.to_string(),
        ip_salt: app.rng.bytes::<32>().to_vec(),
        user_agent: member.origin.user_agent.clone(),
        user_agent_salt: app.rng.bytes::<32>().to_vec(),
        position: position.as_ref().map(serde_json::to_string).transpose()?,
        position_salt: app.rng.bytes::<32>().to_vec(),
        recorded_by: member.user.id,
        recorded_name: account,
        consent_text: consent_text(new.consent_locale, printed),
        origin_printed: printed,
        qualification: title,
        licence_number,
    };
    if store::add_signature(&mut tx, new.inspection, &row).await? {
        let (standing, ever) = store::count_signatures(&mut tx, new.inspection).await?;
        for (count, limit) in [(standing, MAX_SIGNATURES), (ever, MAX_SIGNATURES_EVER)] {
            if count > limit {
                return Err(AppError::Full { what: Quota::Signatures, limit: limit.unsigned_abs() }.into());
            }
        }
        beside.check_room_for(&entry(row)?)?;
        let event = Event::new("inspection.signed", Object::of("inspection", new.inspection.0))
            .with("signature", new.id.to_string())
            .with("position_permitted", position.is_some());
        audit::service::record_for(member, &mut tx, event).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// What the person who is signed in is called. An account that does not say so yet is told here, and keeps it.
async fn account_name(member: &Member, tx: &mut Tx, told: Option<&str>) -> Result<String, Fault> {
    if member.user.named {
        return Ok(member.user.name.clone());
    }
    let name = check_own_name("account_name", told.unwrap_or_default())?;
    identity::service::rename(&member.app, tx, &member.user, &name).await?;
    let event = Event::new("profile.changed", Object::of("user", member.user.id.0));
    audit::service::record_for(member, tx, event).await?;
    Ok(name)
}

/// What qualifies the signer. Only an account says it: of somebody else nobody knows.
fn qualification_of(member: &Member, new: &NewSignature) -> Qualification {
    if new.own_device { member.user.qualification.clone() } else { Qualification::default() }
}

/// A drawn signature has strokes inside its field, a typed one none.
fn check_strokes(new: &NewSignature) -> Result<(), AppError> {
    let points: usize = new.strokes.iter().map(|stroke| stroke.0.len()).sum();
    let inside = new
        .strokes
        .iter()
        .flat_map(|stroke| &stroke.0)
        .all(|[x, y, _]| *x <= Stroke::FIELD_WIDTH && *y <= Stroke::FIELD_HEIGHT);
    let empty_stroke = new.strokes.iter().any(|stroke| stroke.0.is_empty());
    match new.method {
        Method::Drawn if points == 0 || empty_stroke => Err(AppError::field("strokes", FieldProblem::Missing)),
        Method::Drawn if points > MAX_POINTS || !inside => Err(AppError::Malformed),
        Method::Typed if !new.strokes.is_empty() => Err(AppError::Malformed),
        _ => Ok(()),
    }
}

/// An enum of the record as the database keeps it: the same word.
fn word(value: &impl serde::Serialize) -> Result<String, Fault> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(Fault::internal(format!("not a word: {other}"))),
    }
}

fn read<T: serde::de::DeserializeOwned>(word: &str) -> Result<T, Fault> {
    Ok(serde_json::from_value(serde_json::Value::String(word.to_owned()))?)
}

/// The signatures of an inspection, for lists.
///
/// # Errors
/// When the database refuses.
pub async fn signatures_in(
    member: &Member,
    tx: &mut Tx,
    inspection: InspectionId,
) -> Result<Vec<SignatureSummary>, Fault> {
    Ok(store::signatures(tx, inspection)
        .await?
        .into_iter()
        .map(|row| SignatureSummary {
            id: row.id,
            slot: row.slot,
            name: row.name,
            role: row.role,
            signed: member.org.moment(row.signed_at),
        })
        .collect())
}

/// Voids the signatures of an inspection within the caller's transaction; tells how many stood.
///
/// # Errors
/// When the database refuses.
pub async fn void_signatures_in(member: &Member, tx: &mut Tx, inspection: InspectionId) -> Result<u64, Fault> {
    Ok(store::void_signatures(tx, inspection, member.app.now()).await?)
}

/// The signatures of an inspection as the record holds them.
///
/// # Errors
/// When the database refuses.
pub async fn records_in(tx: &mut Tx, inspection: InspectionId) -> Result<Vec<record::Signature>, Fault> {
    store::signatures(tx, inspection).await?.into_iter().map(entry).collect()
}

/// Which signatures of an inspection stand, by their ids in the record, in its order. A signature never changes.
///
/// # Errors
/// When the database refuses.
pub async fn standing_in(tx: &mut Tx, inspection: InspectionId) -> Result<Vec<String>, Fault> {
    Ok(store::standing_signatures(tx, inspection).await?.into_iter().map(|id| id.to_string()).collect())
}

fn present(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn entry(row: SignatureRow) -> Result<record::Signature, Fault> {
    let locale = Locale::from_tag(&row.consent_locale).unwrap_or_default();
    let position: Option<Position> = row.position.as_deref().map(serde_json::from_str).transpose()?;
    let commit = |name: &str, salt: &[u8], value: &str| -> Result<Digest, Fault> {
        let salt: &[u8; 32] = salt.try_into().map_err(|_| Fault::internal("a salt of another length"))?;
        commitment::commit(name, salt, value.as_bytes()).map_err(Fault::internal)
    };
    let place = position.as_ref().map(|at| format!("{},{},{}", at.latitude, at.longitude, at.accuracy_m));
    Ok(record::Signature {
        id: row.id.to_string(),
        core_sha256: Digest::from_bytes(
            row.core_sha256.try_into().map_err(|_| Fault::internal("a digest of another length"))?,
        ),
        consent: record::Consent {
            language: locale.tag().to_owned(),
            version: u32::try_from(row.consent_version).map_err(Fault::internal)?,
            sha256: Digest::of(row.consent_text.as_bytes()),
            text: row.consent_text,
        },
        method: read(&row.method)?,
        strokes: serde_json::from_str(&row.strokes)?,
        identified_by: read(&row.identified_by)?,
        signed_in: record::Person { id: row.recorded_by.to_string(), name: row.recorded_name },
        device: read(&row.device)?,
        device_time: row.device_at.to_record(),
        server_time: row.signed_at.to_record(),
        position_recorded: position.is_some(),
        ip_c: commit(commitment::IP_ADDRESS, &row.ip_salt, &row.ip)?,
        ua_c: commit(commitment::USER_AGENT, &row.user_agent_salt, &row.user_agent)?,
        gps_c: place.as_deref().map(|place| commit(commitment::POSITION, &row.position_salt, place)).transpose()?,
        printed: row.origin_printed.then(|| record::PrintedOrigin {
            ip: row.ip.clone(),
            user_agent: row.user_agent.clone(),
            position: position.map(|at| record::PrintedPosition {
                latitude: at.latitude,
                longitude: at.longitude,
                accuracy_m: at.accuracy_m,
            }),
        }),
        organisation: present(row.organisation),
        qualification: present(row.qualification),
        licence_number: present(row.licence_number),
        name: row.name,
        role: row.role,
    })
}
