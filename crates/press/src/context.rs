//! What every part of a report is set from.

use norven_proof::record::{Action, Record};

use crate::clusters::region;
use crate::faces::Region;
use crate::facts;
use crate::fonts::Fonts;
use crate::photos::Album;
use crate::style::{QUIET, Rgb, Style, accent};
use crate::text::{Setter, Span};
use crate::wording::Wording;
use crate::{PressError, Report};

/// A report on its way into blocks.
pub(crate) struct Context<'a> {
    pub(crate) report: &'a Report<'a>,
    pub(crate) record: &'a Record,
    pub(crate) wording: Wording,
    pub(crate) setter: Setter<'a>,
    pub(crate) album: Album<'a>,
    /// The organisation's colour, dark enough to be read on paper.
    pub(crate) accent: Rgb,
    /// Photos beside one another.
    pub(crate) per_row: usize,
}

impl<'a> Context<'a> {
    pub(crate) fn of(report: &'a Report<'a>, fonts: &'static Fonts) -> Result<Self, PressError> {
        let record = report.record;
        Ok(Self {
            report,
            record,
            wording: Wording::of(record)?,
            setter: Setter::new(fonts, report.faces, home(report.record_bytes)),
            album: Album::gather(&record.core, report.brand.logo)?,
            accent: accent(report.brand.colour),
            per_row: report.layout.photos_per_row.clamp(2, 6).into(),
        })
    }

    /// `NV-2026-000123 · revision 1`
    pub(crate) fn number(&self) -> String {
        facts::number(&self.wording, self.record)
    }

    /// The verify address as people type it: browsers add `https://` by themselves.
    pub(crate) fn address(&self) -> &'a str {
        let address = self.report.verify_address;
        address.strip_prefix("https://").unwrap_or(address)
    }

    /// An action in a style.
    pub(crate) fn action(&self, action: &Action, style: Style) -> Result<Vec<Span>, PressError> {
        let quiet = style.coloured(QUIET);
        let who =
            self.wording.action(action)?.into_iter().flat_map(|who| [Span::new(" · ", quiet), Span::new(who, quiet)]);
        Ok(std::iter::once(Span::new(action.text.trim(), style)).chain(who).collect())
    }
}

/// Where the Han characters of a report are at home that nothing beside them places.
fn home(record: &[u8]) -> Region {
    std::str::from_utf8(record).ok().and_then(region).unwrap_or(Region::Mainland)
}
