//! The rules of links: who makes them, for how long, and whom they are mailed to.

use std::collections::BTreeSet;

use norven_words::Locale;

use super::{
    model::{DAYS, LinkLine, LinkState, MAX_NOTE, MAX_RECIPIENTS, MadeLink, NewLink, Sending},
    store::{self, LineRow, NewRow},
};
use crate::{
    error::{AppError, FieldProblem, Quota},
    features::{
        audit::{
            self,
            model::{Event, Object},
        },
        identity::{self, address, code, model::Email},
        inspections, orgs, reports,
    },
    ids::{ReportId, ReportLinkId},
    platform::{
        db::Tx,
        fault::Fault,
        mail::{Mail, NameInMail, Subject, leads_somewhere},
        quota,
    },
    server::{actor::Member, session::Token},
    time::Timestamp,
    ui::routes,
};

/// Most links of a report that are open.
const MAX_OPEN: i64 = 100;
/// Most links that a report ever has.
const MAX_EVER: i64 = 1000;
/// Between two mails of a report to one address.
const PAUSE_SECONDS: i64 = 10 * 60;
const DAY_SECONDS: i64 = 24 * 3600;

/// Makes a link that opens a report, with a code where one is wished.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::NotAllowed`], [`AppError::Conflict`] where the report is not issued,
/// [`AppError::Field`] `days`, [`AppError::Full`].
pub async fn share(member: &Member, new: &NewLink) -> Result<MadeLink, Fault> {
    check_days(new.days)?;
    let app = &member.app;
    let mut tx = member.write().await?;
    let report = handed(member, &mut tx, new.report).await?;
    let token = Token::new(app);
    let code = new.with_code.then(|| code::new(&*app.rng));
    let link =
        Link { report: new.report, token: &token, code: code.as_deref(), recipient: "", note: "", days: new.days };
    let expires_at = keep(member, &mut tx, &link).await?;
    let event = shared("report.shared", new.report, &report.number, expires_at).with("code", new.with_code);
    audit::service::record_for(member, &mut tx, event).await?;
    tx.commit().await?;
    Ok(MadeLink { address: app.origin.url(&routes::shared(&token.text)), code: code.as_deref().map(code::spaced) })
}

/// Mails a report to people, each with a link of their own.
///
/// # Errors
/// As [`share`]; [`AppError::AwaitingApproval`], [`AppError::Field`] `to` and `note`, [`AppError::TooMany`] where one of
/// them got it a moment ago, [`AppError::Invitations`] where there were enough mails for a day.
pub async fn send(member: &Member, sending: &Sending) -> Result<(), Fault> {
    member.org.approved()?;
    check_days(sending.days)?;
    let recipients = recipients(&sending.to)?;
    let note = check_note(&sending.note)?;
    let (app, now) = (&member.app, member.app.now());
    let mut tx = member.write().await?;
    let report = handed(member, &mut tx, sending.report).await?;
    let locale = inspections::service::locale_of(&mut tx, report.inspection).await?;
    for recipient in &recipients {
        if let Some(before) = store::last_to(&mut tx, sending.report, recipient.as_str()).await? {
            let wait = PAUSE_SECONDS - now.seconds_since(before);
            if wait > 0 {
                return Err(AppError::TooMany { seconds: u32::try_from(wait).unwrap_or(u32::MAX) }.into());
            }
        }
        orgs::quota::count_invitation(app, &mut tx, member.user.id).await?;
        let token = Token::new(app);
        let link = Link {
            report: sending.report,
            token: &token,
            code: None,
            recipient: recipient.as_str(),
            note,
            days: sending.days,
        };
        let expires_at = keep(member, &mut tx, &link).await?;
        let mail = mail(member, (&report.number, locale), recipient, note, (&token, expires_at));
        identity::mails::send_of_many(app, &mut tx, &mail, expires_at).await?;
        let event = shared("report.sent", sending.report, &report.number, expires_at).with("email", recipient.as_str());
        audit::service::record_for(member, &mut tx, event).await?;
    }
    tx.commit().await?;
    app.bell.notify_one();
    Ok(())
}

/// The links of a report, the latest first.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::NotAllowed`].
pub async fn list(member: &Member, report: ReportId) -> Result<Vec<LinkLine>, Fault> {
    let mut tx = member.read().await?;
    may_share(member, &mut tx, report).await?;
    let now = member.app.now();
    Ok(store::of_report(&mut tx, report).await?.into_iter().map(|row| line(member, row, now)).collect())
}

/// Ends a link.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::NotAllowed`].
pub async fn revoke(member: &Member, report: ReportId, link: ReportLinkId) -> Result<(), Fault> {
    let mut tx = member.write().await?;
    let number = may_share(member, &mut tx, report).await?.number;
    if !store::revoke(&mut tx, report, link, member.app.now()).await? {
        return Err(AppError::NotFound.into());
    }
    let event = Event::new("report.link_revoked", Object::of("report", report.0)).with("number", number);
    audit::service::record_for(member, &mut tx, event).await?;
    Ok(tx.commit().await?)
}

/// A report that the member may hand over: who may change its inspection may.
async fn may_share(member: &Member, tx: &mut Tx, id: ReportId) -> Result<reports::service::Handed, Fault> {
    let report = reports::service::handed(tx, id).await?.ok_or(AppError::NotFound)?;
    inspections::service::check_writable(member, tx, report.inspection).await?;
    Ok(report)
}

/// The same, once it is issued. Whoever else hands it over waits until the transaction ends, so that each counts the links
/// of the other.
async fn handed(member: &Member, tx: &mut Tx, id: ReportId) -> Result<reports::service::Handed, Fault> {
    quota::lock(tx, &format!("links/{id}")).await?;
    let report = may_share(member, tx, id).await?;
    if report.pdf_key.is_none() { Err(AppError::Conflict.into()) } else { Ok(report) }
}

/// A link that is to be kept.
struct Link<'a> {
    report: ReportId,
    token: &'a Token,
    code: Option<&'a str>,
    recipient: &'a str,
    note: &'a str,
    days: u32,
}

/// Keeps a link, and says until when it opens.
async fn keep(member: &Member, tx: &mut Tx, link: &Link<'_>) -> Result<Timestamp, Fault> {
    let (app, now) = (&member.app, member.app.now());
    let (open, ever) = store::count(tx, link.report, now).await?;
    for (count, limit) in [(open, MAX_OPEN), (ever, MAX_EVER)] {
        if count >= limit {
            return Err(AppError::Full { what: Quota::Links, limit: limit.unsigned_abs() }.into());
        }
    }
    let expires_at = now.plus_seconds(i64::from(link.days) * DAY_SECONDS);
    let row = NewRow {
        id: app.id(),
        report: link.report,
        token: link.token.digest,
        code: link.code.map(|code| app.master.digest_of_code(code, link.token.digest)),
        pass: link.code.map(|_| app.rng.bytes::<32>()),
        recipient: link.recipient,
        note: link.note,
        by: member.user.id,
        by_name: &member.user.name,
        expires_at,
    };
    store::add(tx, &row, now).await?;
    Ok(expires_at)
}

fn shared(action: &'static str, report: ReportId, number: &str, until: Timestamp) -> Event {
    Event::new(action, Object::of("report", report.0)).with("number", number).with("until", until.to_record().0)
}

fn check_days(days: u32) -> Result<(), AppError> {
    if DAYS.contains(&days) { Ok(()) } else { Err(AppError::field("days", FieldProblem::NotAChoice)) }
}

/// The addresses in a text, each once.
fn recipients(text: &str) -> Result<BTreeSet<Email>, AppError> {
    let parts = text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let mut found = BTreeSet::new();
    for part in parts {
        if found.len() == MAX_RECIPIENTS {
            let most = u32::try_from(MAX_RECIPIENTS).unwrap_or(u32::MAX);
            return Err(AppError::field("to", FieldProblem::TooMany(most)));
        }
        let email = Email::parse(part).map_err(|error| match error {
            AppError::Field { problem, .. } => AppError::field("to", problem),
            other => other,
        })?;
        found.insert(email);
    }
    if found.is_empty() { Err(AppError::field("to", FieldProblem::Missing)) } else { Ok(found) }
}

/// A note as it is mailed. One that leads elsewhere would lend our mail to whoever wants people to go there.
fn check_note(note: &str) -> Result<&str, AppError> {
    let note = note.trim();
    crate::text::check(note)?;
    if note.chars().count() > MAX_NOTE {
        let most = u32::try_from(MAX_NOTE).unwrap_or(u32::MAX);
        return Err(AppError::field("note", FieldProblem::TooLong(most)));
    }
    let leads = |word: &str| leads_somewhere(word) && !is_report_number(word) && !is_figure(word);
    if note.split_whitespace().any(leads) {
        Err(AppError::field("note", FieldProblem::LeadsSomewhere))
    } else {
        Ok(note)
    }
}

/// Whether a word is the number of a report, `NV-2026-000123`, which has as many figures as a telephone number.
fn is_report_number(word: &str) -> bool {
    let mut parts = word.trim_end_matches(|c: char| c.is_ascii_punctuation()).split('-');
    let figures = |part: Option<&str>| part.is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    parts.next() == Some("NV") && figures(parts.next()) && figures(parts.next()) && parts.next().is_none()
}

/// Whether a word is a figure or a time of day: `71.5`, `10:48`.
fn is_figure(word: &str) -> bool {
    let (mut digits, mut marks) = (0, 0);
    for c in word.trim_end_matches(['.', ',', ';', ')', '%']).trim_start_matches('(').chars() {
        match c {
            '0'..='9' => digits += 1,
            '.' | ',' | ':' => marks += 1,
            _ => return false,
        }
    }
    digits < 7 && marks < 2
}

fn mail(
    member: &Member,
    (number, locale): (&str, Locale),
    to: &Email,
    note: &str,
    (token, until): (&Token, Timestamp),
) -> Mail {
    let t = &locale.words().sharing;
    let named = |name: &str| NameInMail::new(name, locale.words().common.name_withheld);
    let (by, org) = (named(&member.user.name), named(&member.org.name));
    let quoted: String = note.lines().map(|line| format!("> {line}\n")).collect();
    let note = if quoted.is_empty() { quoted } else { format!("{quoted}\n") };
    let address = member.app.origin.url(&routes::shared(&token.text));
    let until = member.org.moment(until).date(locale);
    Mail {
        to: to.as_str().to_owned(),
        subject: Subject::marked(number, |number| t.mail_subject(number)),
        body: t.mail_body(by, note, number, org, until, address),
    }
}

fn line(member: &Member, row: LineRow, now: Timestamp) -> LinkLine {
    let state = match row.revoked_at {
        Some(_) => LinkState::Revoked,
        None if row.expires_at <= now => LinkState::Expired,
        None => LinkState::Open,
    };
    LinkLine {
        id: row.id,
        recipient: Some(row.recipient).filter(|recipient| !recipient.is_empty()).map(|email| address::shown(&email)),
        note: row.note,
        created: member.org.moment(row.created_at),
        by: row.created_by_name,
        expires: member.org.moment(row.expires_at),
        has_code: row.has_code,
        views: u32::try_from(row.views).unwrap_or_default(),
        viewed: row.viewed_at.map(|at| member.org.moment(at)),
        state,
    }
}
