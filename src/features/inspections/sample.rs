//! An inspection for the tests of what happens on a device.

use norven_words::Locale;
use uuid::Uuid;

use super::model::{Findings, Inspection, State};
use crate::{
    features::{
        identity::model::Qualification,
        templates::model::{Checklist, Item, ItemKind, OnFail, Section},
    },
    ids::{InspectionId, ItemId, SectionId, UserId},
    printable::Printable,
    time::{Moment, Timestamp},
};

/// The item that passes or fails.
pub const EXIT: ItemId = ItemId(Uuid::from_u128(11));
/// The reading, in volts, between 65 and 120.
pub const VOLTAGE: ItemId = ItemId(Uuid::from_u128(12));

/// An inspection of two items, not begun.
pub fn inspection() -> Inspection {
    let item = |id, text: &str, kind| Item {
        id,
        text: text.to_owned(),
        help: String::new(),
        required: true,
        on_fail: OnFail::default(),
        kind,
    };
    let voltage =
        ItemKind::Number { unit: "V".to_owned(), min: Some("65".to_owned()), max: Some("120".to_owned()), decimals: 1 };
    let items = vec![item(EXIT, "Is the exit free?", ItemKind::PassFail), item(VOLTAGE, "Battery", voltage)];
    let section = Section { id: SectionId(Uuid::from_u128(1)), title: "Exits".to_owned(), items };
    Inspection {
        id: InspectionId(Uuid::from_u128(100)),
        site: "Hotel Miramar".to_owned(),
        address: String::new(),
        inspector: "J. Ortega".to_owned(),
        locale: Locale::En,
        state: State::Open,
        rev: 0,
        client: String::new(),
        order_number: String::new(),
        version: 1,
        checklist: Checklist { title: "Doors".to_owned(), standard: String::new(), sections: vec![section] },
        findings: Findings::default(),
        started: Moment::utc(Timestamp(0)),
        finished: None,
        core_sha256: None,
        signatures: Vec::new(),
        report: None,
        correction: None,
        keep_originals: false,
        photo_side: 2048,
        photo_quality: 85,
        editable: true,
        reader_id: UserId(Uuid::from_u128(200)),
        reader: "J. Ortega".to_owned(),
        reader_named: true,
        reader_qualification: Qualification::default(),
        print_origins: false,
        org: None,
        organisation: "Ortega".to_owned(),
        printable: Printable::default(),
    }
}
