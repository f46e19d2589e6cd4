//! From a verdict to what is shown of it: nothing here touches the browser.
//!
//! | template | verdict | colour |
//! |---|---|---|
//! | `issued` | issued, and current | green: the only one |
//! | `unchecked` | issued; list, keys or clock are not such that more could be said | calm |
//! | `contradicted` | issued, current or unchecked; a clock contradicts the time of issue | amber |
//! | `superseded`, `revoked` | issued, and no longer the last word | amber, red |
//! | `other-report` | issued and not revoked; another report's code was scanned | amber |
//! | `altered` | the issuer's seal on a file that was changed | red |
//! | `unlogged` | sealed, and not proved to be in the log | red |
//! | `not-ours` | no seal of the issuer | grey |
//! | `incomplete` | its end is missing | grey |
//! | `wrapped` | no report, and one in it, which is handed out | grey, or as bad as what is in it |
//! | `future`, `too-large`, `packed`, `not-pdf`, `empty` | nothing is said about it | grey |
//!
//! No headline is better than the worst of the answers below it. That nobody but the issuer confirms since when a report
//! exists makes none worse.

use norven_proof::digest::Digest;
use norven_proof::envelope::EnvelopeError;
use norven_proof::qr::Facts;
use norven_proof::record::{Instant, Record};
use norven_proof::timestamp::TimeStamp;
use norven_proof::transit::Wrapper;
use norven_proof::trust::Trust;
use norven_proof::verdict::{
    Change, Clock, FileFacts, Inside, ListFacts, LogFacts, NotOurs, SealFacts, Standing, TimeConflict, Unproven,
    Unreadable, Verdict,
};
use norven_words::Locale;

use crate::reason;
use crate::text;
use crate::view::{Values, View};

/// A list or a trust document this many days old is said to be old.
const OLD_DAYS: i64 = 30;

/// A page that was loaded this many days ago may not know keys that are in use by now.
const STALE_DAYS: i64 = 2;

/// The colour of what is to be considered.
const CAUTION: &str = "caution";

/// The colour of what is not to be relied on.
const BAD: &str = "bad";

/// What was asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The reader's language.
    pub locale: Locale,
    /// Whom the page trusts.
    pub trust: &'a Trust,
    /// The device's time.
    pub now: &'a Instant,
    /// The file's name.
    pub file: &'a str,
    /// What the QR code said with which the page was opened, if any.
    pub code: Option<&'a Facts>,
}

impl Question<'_> {
    /// What is shown of a verdict.
    #[must_use]
    pub fn view(&self, verdict: &Verdict) -> View {
        let mut view = match verdict {
            Verdict::Unreadable { bytes, why } => self.unreadable(*bytes, *why),
            Verdict::Incomplete { whole, .. } => self.incomplete(*whole),
            Verdict::Wrapped { wrapper, others, inside, .. } => self.wrapped(*wrapper, *others, inside),
            Verdict::FutureVersion { .. } => View::new("future"),
            Verdict::NotOurs { why, .. } => self.not_ours(why),
            Verdict::Altered { change, record, original, .. } => altered(change, record.is_some(), original.is_some()),
            Verdict::IssuedUnlogged { why, record, .. } => self.unlogged(why, record.as_deref()),
            Verdict::Issued { seal, log, time_stamp, conflicts, standing, .. } => {
                self.issued(seal.record, log, time_stamp.as_deref(), conflicts, standing)
            }
        };
        view.set("origin", &self.trust.origin);
        view.set("truster", &self.trust.issuer);
        view.set("trust_date", text::date(self.locale, &self.trust.issued_at));
        view.set("now", text::date_time(self.locale, self.now));
        if let Some(file) = verdict.file() {
            self.add_file(&mut view, file);
        }
        if let Some(seal) = verdict.seal() {
            self.add_seal(&mut view, seal);
        }
        if let Some(record) = verdict.record() {
            self.add_record(&mut view, record);
        }
        view
    }

    /// What is shown of a file that is larger than any report.
    #[must_use]
    pub fn too_large(&self, bytes: u64, limit: u64, sha256: Digest) -> View {
        View::new("too-large")
            .with("file", self.file)
            .with("size", text::size(self.locale, bytes))
            .with("limit", text::size(self.locale, limit))
            .with("sha256", sha256)
    }

    fn unreadable(&self, bytes: usize, why: Unreadable) -> View {
        let mut view = View::new(match why {
            Unreadable::Empty => "empty",
            Unreadable::NotPdf | Unreadable::TooLarge { .. } => "not-pdf",
            Unreadable::Packed { .. } => "packed",
        });
        if let Unreadable::Packed { wrapper } = why {
            view.part(kind(wrapper), true);
        }
        view.with("file", self.file).with("size", text::size(self.locale, bytes as u64))
    }

    fn incomplete(&self, whole: Option<usize>) -> View {
        let mut view = View::new("incomplete");
        view.part("whole", whole.is_some());
        view.set("whole", text::size(self.locale, whole.unwrap_or_default() as u64));
        view
    }

    fn wrapped(&self, wrapper: Wrapper, others: usize, inside: &Inside) -> View {
        let mut view = View::new("wrapped").with("others", others);
        view.part(kind(wrapper), true);
        view.part("others", others > 0);
        let (part, tone) = match &inside.verdict {
            Verdict::Issued { standing: Standing::Superseded { .. }, .. } => ("inside-superseded", Some(CAUTION)),
            Verdict::Issued { standing: Standing::Revoked { .. }, .. } => ("inside-revoked", Some(BAD)),
            Verdict::Issued { conflicts, .. } if conflicts.is_empty() => ("inside-issued", None),
            Verdict::Altered { .. } => ("inside-altered", Some(BAD)),
            Verdict::Incomplete { .. } => ("inside-incomplete", None),
            _ => ("inside-other", None),
        };
        view.part(part, true);
        if let Some(seal) = inside.verdict.seal() {
            self.add_code(&mut view, seal.record);
        }
        view.tone = tone.or(view.has("other-code").then_some(CAUTION));
        view
    }

    fn not_ours(&self, why: &NotOurs) -> View {
        let mut view = View::new("not-ours");
        reason::add_not_ours(&mut view, why);
        view.parts.push(match why {
            NotOurs::NoSeal(_) => "no-seal",
            NotOurs::Seal(_) => "other-seal",
            NotOurs::Certificate(_) => "other-issuer",
        });
        view.part("old-trust", self.trust_age() >= STALE_DAYS);
        view
    }

    fn unlogged(&self, why: &Unproven, record: Option<&Record>) -> View {
        let mut view = View::new("unlogged");
        reason::add_unproven(&mut view, why);
        let (part, about_keys) = match why {
            Unproven::NoRecord(_) | Unproven::Record(_) => ("why-record", false),
            Unproven::NoProof | Unproven::Proof(_) => ("why-proof", false),
            Unproven::UnknownLog { .. } | Unproven::UnknownKey { .. } => ("why-key", true),
            Unproven::OutsideInterval { .. } => ("why-key", false),
            Unproven::TimeStamp(_) => ("why-stamp", false),
        };
        view.part(part, true);
        // A key or a log that came after the page was loaded is none that the page can know.
        let later = record.is_some_and(|record| text::days_between(&self.trust.issued_at, &record.issued_at) >= 1);
        view.part("old-trust", about_keys && (later || self.trust_age() >= STALE_DAYS));
        view
    }

    fn issued(
        &self,
        record: Digest,
        log: &LogFacts,
        stamp: Option<&TimeStamp>,
        conflicts: &[TimeConflict],
        standing: &Standing,
    ) -> View {
        let (old_trust, wrong_clock) = (self.trust_age() >= OLD_DAYS, self.clock_is_wrong(standing));
        let mut view = View::new(match standing {
            Standing::Revoked { .. } => "revoked",
            _ if self.code.is_some_and(|code| !code.content.is_of(&record)) => "other-report",
            Standing::Superseded { .. } => "superseded",
            _ if !conflicts.is_empty() => "contradicted",
            Standing::Current { list } if !(self.is_old(list) || old_trust || wrong_clock) => "issued",
            Standing::Current { .. } | Standing::Earlier { .. } | Standing::Unknown => "unchecked",
        });
        match standing {
            Standing::Unknown => view.part("unlisted", true),
            Standing::Earlier { list } => {
                view.part("earlier", true);
                self.add_list(&mut view, list);
            }
            Standing::Current { list } => {
                view.part(if self.is_old(list) { "old-list" } else { "listed" }, true);
                self.add_list(&mut view, list);
            }
            Standing::Superseded { by, since, list } => {
                view.part("replaced", true);
                view.set("by", by);
                view.set("since", text::day(self.locale, since));
                self.add_list(&mut view, list);
            }
            Standing::Revoked { since, list } => {
                view.part("revoked", true);
                view.set("since", text::day(self.locale, since));
                self.add_list(&mut view, list);
            }
        }
        if let Some(stamp) = stamp {
            view.set("stamp_at", text::date_time(self.locale, &stamp.at));
            view.set("stamp_by", &stamp.authority.subject);
        }
        let disputed = !conflicts.is_empty();
        let confirmed = stamp.is_some() || !log.witnesses.is_empty();
        view.part("stamped", stamp.is_some());
        view.part("unstamped", stamp.is_none());
        view.part("witnessed", !log.witnesses.is_empty());
        view.part("unwitnessed", log.witnesses.is_empty());
        view.part("confirmed", confirmed && !disputed);
        view.part("unconfirmed", !confirmed);
        view.part("disputed", disputed);
        let conflict = |conflict: &TimeConflict| -> Values {
            let clock = match (&conflict.clock, stamp) {
                (Clock::Witness { name }, _) => name.clone(),
                (Clock::TimeStamp, stamp) => stamp.map(|it| it.authority.subject.to_string()).unwrap_or_default(),
            };
            vec![("clock", clock), ("clock_at", text::date_time(self.locale, &conflict.at))]
        };
        view.lists.push(("conflicts", conflicts.iter().map(conflict).collect()));
        let witness = |witness: &norven_proof::verdict::Witness| -> Values {
            vec![("witness", witness.name.clone()), ("witness_at", text::date_time(self.locale, &witness.at))]
        };
        view.lists.push(("witnesses", log.witnesses.iter().map(witness).collect()));
        view.part("log", true);
        view.set("log", &log.origin);
        view.set("log_url", &log.url);
        view.set("index", log.index);
        view.set("entries", log.size);
        view.set("root", log.root);
        view.part("old-trust", old_trust);
        view.part("clock", wrong_clock);
        view
    }

    fn add_list(&self, view: &mut View, list: &ListFacts) {
        view.set("list_date", text::date_time(self.locale, &list.made_at));
        view.set("list_days", text::days_between(&list.made_at, self.now));
    }

    /// Whether so much may have happened since a list was made that it no longer says whether a report is current.
    fn is_old(&self, list: &ListFacts) -> bool {
        text::days_between(&list.made_at, self.now) >= OLD_DAYS
    }

    /// A clock that is behind what was certainly made before: nothing depends on it but ages.
    fn clock_is_wrong(&self, standing: &Standing) -> bool {
        let behind = |made: &Instant| text::days_between(self.now, made) >= 1;
        let list = match standing {
            Standing::Unknown => None,
            Standing::Earlier { list }
            | Standing::Current { list }
            | Standing::Superseded { list, .. }
            | Standing::Revoked { list, .. } => Some(list),
        };
        behind(&self.trust.issued_at) || list.is_some_and(|list| behind(&list.made_at))
    }

    fn trust_age(&self) -> i64 {
        text::days_between(&self.trust.issued_at, self.now)
    }

    fn add_file(&self, view: &mut View, file: &FileFacts) {
        view.set("file", self.file);
        view.set("size", text::size(self.locale, file.bytes as u64));
        view.set("sha256", file.sha256);
    }

    fn add_seal(&self, view: &mut View, seal: &SealFacts) {
        view.part("seal", true);
        view.set("sealed", seal.sealed);
        view.set("content", seal.record);
        view.set("sealer", &seal.certificate.subject);
        view.set("certifier", &seal.certificate.issuer);
        view.set("certificate", seal.certificate.sha256);
        view.set("serial", &seal.certificate.serial);
        view.set("valid_from", text::date(self.locale, &seal.certificate.not_before));
        view.set("valid_to", text::date(self.locale, &seal.certificate.not_after));
        self.add_code(view, seal.record);
    }

    /// Whether a record is the one whose code was scanned, if one was.
    fn add_code(&self, view: &mut View, record: Digest) {
        if let Some(code) = self.code {
            let same = code.content.is_of(&record);
            view.part("same-code", same);
            view.part("other-code", !same);
            view.set("code_number", &code.number);
            view.set("code_revision", code.revision);
            view.set("code_issuer", text::quotable(&code.issuer));
        }
    }

    fn add_record(&self, view: &mut View, record: &Record) {
        let core = &record.core;
        view.part("record", true);
        view.set("issuer", text::quotable(&record.issuer.name));
        view.part("verified", record.issuer.domain.is_some());
        view.part("unverified", record.issuer.domain.is_none());
        view.set("domain", record.issuer.domain.as_deref().unwrap_or_default());
        view.set("number", &record.number);
        view.set("revision", record.revision);
        view.set("date", text::date_time(self.locale, &record.issued_at));
        view.set("checklist", &core.template.title);
        view.set("version", core.template.version);
        view.set("inspector", &core.inspector.name);
        view.set("started", text::date_time(self.locale, &core.started_at));
        view.set("finished", text::date_time(self.locale, &core.finished_at));
        view.set("site", text::joined([Some(core.site.name.as_str()), core.site.address.as_deref()]));
        let order = [("client", &core.site.client), ("order", &core.order_number)];
        for (name, value) in order {
            view.part(name, value.is_some());
            view.set(name, value.as_deref().unwrap_or_default());
        }
        view.part("standard", core.template.standard.is_some());
        view.set("standard", core.template.standard.as_deref().unwrap_or_default());
        view.part("percent", core.score.percent.is_some());
        let percent = core.score.percent.as_deref().unwrap_or_default();
        view.set("percent", norven_words::decimal(self.locale, percent));
        view.set("passed", core.score.passed);
        view.set("failed", core.score.failed);
        view.set("na", core.score.not_applicable);
        view.part("unsigned", record.signatures.is_empty());
        let signature = |it: &norven_proof::record::Signature| -> Values {
            let signer = text::joined([Some(text::signer(it).as_str()), it.qualification.as_deref()]);
            vec![("signer", signer), ("signed_at", text::date_time(self.locale, &it.server_time))]
        };
        view.lists.push(("signatures", record.signatures.iter().map(signature).collect()));
    }
}

fn altered(change: &Change, has_record: bool, has_original: bool) -> View {
    let mut view = View::new("altered");
    reason::add_change(&mut view, change);
    let part = match change {
        Change::Appended { bytes } => {
            view.set("added", bytes);
            "appended"
        }
        Change::Prepended { bytes } => {
            view.set("added", bytes);
            "prepended"
        }
        Change::Surrounded { before, after } => {
            view.set("added", before);
            view.set("behind", after);
            "surrounded"
        }
        Change::Bytes { .. } => "inside",
        Change::Closing(_) => "seal-changed",
        Change::Place(EnvelopeError::Length { covered, found }) if found < covered => "shortened",
        Change::Place(_) => "rebuilt",
    };
    view.part(part, true);
    view.part("original", has_original);
    // A record that was not replaced narrows down what was.
    view.part("record-kept", has_record && !has_original);
    view.part("record-lost", !has_record);
    view
}

/// The part that says what a file is that holds a report.
const fn kind(wrapper: Wrapper) -> &'static str {
    match wrapper {
        Wrapper::Zip => "zip",
        Wrapper::Gzip => "gzip",
        Wrapper::Tar => "tar",
        Wrapper::Mail => "mail",
        Wrapper::Message => "message",
        Wrapper::Text => "text",
        Wrapper::Signed => "signed",
        Wrapper::Pdf => "pdf",
    }
}

#[cfg(test)]
mod tests;
