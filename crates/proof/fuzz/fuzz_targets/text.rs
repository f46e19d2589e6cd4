//! Everything that is text: records, proofs, standing lists, trust documents. What is read is
//! written alike.
#![no_main]

use libfuzzer_sys::fuzz_target;
use norven_proof::log::leaf::Entry;
use norven_proof::log::note::{Budget, Note};
use norven_proof::log::proof::Proof;
use norven_proof::record::Record;
use norven_proof::trust::Trust;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(record) = Record::parse(bytes) {
        assert_eq!(record.to_bytes().as_deref(), Ok(bytes));
    }
    if let Ok(proof) = Proof::parse(bytes) {
        assert_eq!(proof.to_string().as_bytes(), bytes);
    }
    if let Ok(note) = Note::parse(bytes, Budget::CHECKPOINT) {
        assert_eq!(note.to_string().as_bytes(), bytes);
    }
    if let Ok(entry) = Entry::parse(bytes) {
        assert_eq!(entry.to_string().as_bytes(), bytes);
    }
    if let Ok(trust) = Trust::parse(bytes) {
        let json = trust.to_json().expect("what was read can be written");
        assert_eq!(Trust::parse(json.as_bytes()), Ok(trust));
    }
});
