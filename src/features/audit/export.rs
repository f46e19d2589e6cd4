//! The log as a file, for other programs: CSV (RFC 4180) or JSON, of what the page's filter asks for, newest first.
//!
//! Both have the same fields for each event:
//!
//! | field | what |
//! |---|---|
//! | `id` | the event's id, a UUID |
//! | `at` | when, RFC 3339 in UTC |
//! | `action` | what was done: `report.issued` |
//! | `topic` | what it belongs to: `reports` |
//! | `outcome` | `done` or `denied` |
//! | `user` | the person's id; empty (in JSON `null`) where no person did it |
//! | `actor` | the person's name and address, as they were then |
//! | `ip`, `user_agent`, `request` | from where, with what, in which request |
//! | `object_kind`, `object_id` | to which thing |
//! | `detail` | further facts, as a JSON object |
//!
//! A cell of the CSV that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV Injection).

use std::io;

use axum::body::{Body, Bytes};
use futures_util::stream;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{
    model::{Event, Filter, Object, Topic},
    service,
    store::EventRow,
    view,
};
use crate::{
    error::AppError,
    features::orgs::model::Permission,
    ids::{EventId, UserId},
    platform::{
        fault::Fault,
        table::{self, Cell},
    },
    server::actor::Member,
};

/// Events that are held in memory at once.
const CHUNK: usize = 500;

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// One array of objects.
    Json,
}

impl Format {
    /// Reads it from an address.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub fn parse(text: &str) -> Result<Self, AppError> {
        match text {
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            _ => Err(AppError::NotFound),
        }
    }

    /// How a file's name ends.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
        }
    }

    fn head(self) -> &'static str {
        match self {
            Self::Csv => "id,at,action,topic,outcome,user,actor,ip,user_agent,request,object_kind,object_id,detail\r\n",
            Self::Json => "[\n",
        }
    }

    fn foot(self) -> &'static str {
        match self {
            Self::Csv => "",
            Self::Json => "\n]\n",
        }
    }
}

/// Whether the log may be taken out now.
///
/// # Errors
/// [`AppError::NotAllowed`] for all but owners, [`AppError::ProofNeeded`].
pub fn may(member: &Member) -> Result<(), Fault> {
    member.may_proved(Permission::ReadAudit)
}

/// Records that the log is taken out, and gives it piece by piece.
///
/// # Errors
/// As of [`may`]; [`AppError::Field`] for a day that is none.
pub async fn export(member: Member, format: Format, filter: Filter) -> Result<Body, Fault> {
    may(&member)?;
    // What is wrong with the filter is said before anything is sent.
    let first = view::rows(&member, &filter, None, CHUNK).await?;
    let mut tx = member.app.db.write(member.org.id).await?;
    let event = Event::new("audit.exported", Object::of("organisation", member.org.id.0));
    service::record_for(&member, &mut tx, event.with("format", format.suffix()).with("filter", filter.query())).await?;
    tx.commit().await?;

    let start = Export { member, format, filter, begun: false, next: Next::Rows(first) };
    Ok(Body::from_stream(stream::try_unfold(start, |export| async move {
        export.piece().await.map_err(|fault| {
            // Half a file has been sent: its end is missing, and why is logged.
            tracing::error!(error = %fault, "an export of the audit log ended early");
            io::Error::other("the export ended early")
        })
    })))
}

struct Export {
    member: Member,
    format: Format,
    filter: Filter,
    begun: bool,
    next: Next,
}

/// What comes next.
enum Next {
    Rows(view::Rows),
    Below(EventId),
    Foot,
    Nothing,
}

impl Export {
    async fn piece(mut self) -> Result<Option<(Bytes, Self)>, Fault> {
        let rows = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Rows(rows) => rows,
            Next::Below(id) => view::rows(&self.member, &self.filter, Some(id), CHUNK).await?,
            Next::Foot => return Ok(Some((Bytes::from_static(self.format.foot().as_bytes()), self))),
            Next::Nothing => return Ok(None),
        };
        self.next = rows.older.map_or(Next::Foot, Next::Below);
        let mut text = Vec::new();
        if !self.begun {
            text.extend_from_slice(self.format.head().as_bytes());
        }
        for (index, row) in rows.found.iter().enumerate() {
            match self.format {
                Format::Csv => text.extend(csv_line(row)),
                Format::Json => {
                    if self.begun || index > 0 {
                        text.extend_from_slice(b",\n");
                    }
                    serde_json::to_writer(&mut text, &Line::of(row))?;
                }
            }
        }
        // A search that found nothing yet has begun nothing but the head.
        self.begun |= self.format == Format::Csv || !rows.found.is_empty();
        if !self.begun {
            text.clear();
            if matches!(self.next, Next::Foot) {
                text.extend_from_slice(self.format.head().as_bytes());
            }
        }
        Ok(Some((Bytes::from(text), self)))
    }
}

/// An event in a JSON file.
#[derive(Serialize)]
struct Line<'a> {
    id: EventId,
    at: String,
    action: &'a str,
    topic: &'static str,
    outcome: &'a str,
    user: Option<UserId>,
    actor: &'a str,
    ip: &'a str,
    user_agent: &'a str,
    request: String,
    object_kind: &'a str,
    object_id: Option<Uuid>,
    detail: Value,
}

impl<'a> Line<'a> {
    fn of(row: &'a EventRow) -> Self {
        Self {
            id: row.id,
            at: row.at.to_record().0,
            action: &row.action,
            topic: Topic::of(&row.action).as_str(),
            outcome: &row.outcome,
            user: row.user_id,
            actor: &row.actor,
            ip: &row.ip,
            user_agent: &row.user_agent,
            request: row.request_id.to_string(),
            object_kind: &row.object_kind,
            object_id: row.object_id,
            detail: serde_json::from_str(&row.detail).unwrap_or(Value::Null),
        }
    }
}

fn csv_line(row: &EventRow) -> Vec<u8> {
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let cells = [
        row.id.to_string(),
        row.at.to_record().0,
        row.action.clone(),
        Topic::of(&row.action).as_str().to_owned(),
        row.outcome.clone(),
        id(row.user_id.map(|user| user.0)),
        row.actor.clone(),
        row.ip.clone(),
        row.user_agent.clone(),
        row.request_id.to_string(),
        row.object_kind.clone(),
        id(row.object_id),
        row.detail.clone(),
    ];
    table::csv(&[cells.map(Cell::Text).to_vec()])
}
