//! What each part of a record is read from. Writing is serde's; that both agree is what the golden
//! record and every test that writes a record and reads it again are for.

use super::{
    Action, Annotation, Answer, Company, Consent, Core, Correction, Deed, Device, File, FileKind, Identification,
    Instant, Issuer, Method, Outcome, Person, PrintedOrigin, PrintedPosition, Record, Score, Section, Shape, Shown,
    Signature, Site, Stroke, Superseded, Template, Value,
};
use crate::canonical::{Members, Misshapen, Read, Tree, members, texts, words};
use crate::digest::Digest;

members! {
    Record {
        v: required, report: required, number: required, revision: required, supersedes: optional, nonce: required,
        issued_at: required, issuer: required, language: required, time_zone: required, core: required,
        signatures: required,
    }
    Superseded { report: required, content_sha256: required, revision: optional, issued_at: optional }
    Issuer { id: required, name: required, domain: optional }
    Core {
        inspection: required, template: required, site: required, order_number: optional, company: optional,
        inspector: required, started_at: required, finished_at: required, correction: optional, score: required,
        sections: required, files: required,
    }
    Template { id: required, version: required, sha256: required, title: required, standard: optional }
    Site { id: required, name: required, address: optional, client: optional }
    Company { address: optional, tax_number: optional, phone: optional, email: optional, web: optional }
    Person { id: required, name: required }
    Score { percent: optional, passed: required, failed: required, not_applicable: required, items: required }
    Section { title: required, answers: required }
    Answer {
        item: required, number: required, question: required, value: optional, outcome: required, note: optional,
        photos: list, actions: list, answered_at: optional,
    }
    Action {
        id: required, text: required, assignee: optional, due: optional, done: required, done_on_site: optional,
        closed_later: optional,
    }
    Correction { reason: required, started_at: required, started_by: required, finished_at: required }
    Deed { at: required, by: required }
    File {
        id: required, kind: required, media_type as "type": required, bytes: required, sha256: required,
        shown: required, taken_at: optional, caption: optional, annotations: list,
    }
    Annotation { shape: required, from: required, to: required }
    Shown { sha256: required, bytes: required, width: required, height: required }
    Signature {
        id: required, name: required, role: required, organisation: optional, qualification: optional,
        licence_number: optional, core_sha256: required, consent: required, method: required, strokes: list,
        identified_by: required, signed_in: required, device: required, device_time: required, server_time: required,
        position_recorded: required, ip_c: required, ua_c: required, gps_c: optional, printed: optional,
    }
    Consent { language: required, version: required, text: required, sha256: required }
    PrintedOrigin { ip: required, user_agent: required, position: optional }
    PrintedPosition { latitude: required, longitude: required, accuracy_m: required }
}

texts! { Digest }

words! {
    Outcome { "pass" => Pass, "fail" => Fail, "not_applicable" => NotApplicable, "neutral" => Neutral }
    FileKind { "photo" => Photo }
    Shape { "arrow" => Arrow, "circle" => Circle }
    Method { "drawn" => Drawn, "typed" => Typed }
    Identification { "session" => Session, "inspector" => Inspector }
    Device { "own" => Own, "inspector" => Inspector }
}

impl Read for Instant {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        String::read(tree).map(Self)
    }
}

impl Read for Value {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        Members::of(tree, |it| {
            Ok(match it.required::<String>("type")?.as_str() {
                "pass" => Self::Pass,
                "fail" => Self::Fail,
                "not_applicable" => Self::NotApplicable,
                "yes" => Self::Yes,
                "no" => Self::No,
                "choice" => Self::Choice { text: it.required("text")? },
                "choices" => Self::Choices { texts: it.required("texts")? },
                "text" => Self::Text { text: it.required("text")? },
                "number" => Self::Number {
                    decimal: it.required("decimal")?,
                    unit: it.optional("unit")?,
                    min: it.optional("min")?,
                    max: it.optional("max")?,
                },
                "date" => Self::Date { date: it.required("date")? },
                "time" => Self::Time { time: it.required("time")? },
                "date_time" => Self::DateTime { local: it.required("local")? },
                "photos" => Self::Photos,
                _ => return Err(Misshapen::unknown("not a kind of answer that is known here")),
            })
        })
    }
}

impl Read for Stroke {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        Vec::read(tree).map(Self)
    }
}

/// A point of a stroke.
impl Read for [u32; 3] {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        Vec::read(tree)?.try_into().map_err(|_| Misshapen::new("not three numbers"))
    }
}

/// A point of an annotation.
impl Read for [u16; 2] {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        Vec::read(tree)?.try_into().map_err(|_| Misshapen::new("not two numbers"))
    }
}
