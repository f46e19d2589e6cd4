//! What cannot be set, and why.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io;

use norven_press::{Brand, Layout, PhotoError, Photos, PressError, Rendered, Report, render};
use norven_proof::digest::Digest;
use norven_proof::envelope::MAX_FILE_BYTES;

use super::samples::{fire_safety, gallery};
use super::support::{Sample, at};

fn photo_problem(sample: &Sample) -> PhotoError {
    match sample.render() {
        Err(PressError::Photo { file, problem }) => {
            assert_eq!(file, "panel");
            problem
        }
        other => panic!("set although a photo is wrong: {:?}", other.map(|pdf| pdf.len())),
    }
}

#[test]
fn a_digest_that_is_not_the_attachments_is_never_printed() {
    let sample = fire_safety();
    let bytes = sample.bytes();
    let refused = render(&Report {
        faces: &sample.faces,
        record: &sample.record,
        record_bytes: &bytes,
        content_sha256: Digest::of(b"something else"),
        verify_address: "https://norven.example/verify",
        qr: &sample.qr,
        photos: &sample,
        brand: Brand { colour: [0, 0, 0], logo: None },
        layout: Layout { photos_per_row: 2 },
    });
    assert!(matches!(refused, Err(PressError::ContentDigest)));
}

#[test]
fn a_photo_that_is_missing_changed_misdescribed_or_unlisted_stops_the_report() {
    let mut missing = fire_safety();
    missing.photos.remove("panel");
    assert_eq!(photo_problem(&missing), PhotoError::Missing);

    let mut changed = fire_safety();
    let photo = changed.photos.get_mut("panel").expect("a photo");
    *photo.last_mut().expect("a byte") ^= 1;
    assert_eq!(photo_problem(&changed), PhotoError::Digest);

    let mut resized = fire_safety();
    resized.record.core.files[0].shown.width += 1;
    assert_eq!(photo_problem(&resized), PhotoError::Size);

    let mut unlisted = fire_safety();
    unlisted.record.core.files.remove(0);
    assert_eq!(photo_problem(&unlisted), PhotoError::NotInRecord);

    let mut no_jpeg = fire_safety();
    no_jpeg.photos.insert("panel".into(), b"\x89PNG\r\n\x1a\n".to_vec());
    no_jpeg.record.core.files[0].shown.sha256 = Digest::of(b"\x89PNG\r\n\x1a\n");
    assert_eq!(photo_problem(&no_jpeg), PhotoError::Unsupported);
}

/// Photos that are counted, or are out of reach.
struct Fetched<'a> {
    sample: &'a Sample,
    asked: RefCell<Vec<String>>,
    out_of_reach: bool,
}

impl Photos for Fetched<'_> {
    fn jpeg(&self, file_id: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        self.asked.borrow_mut().push(file_id.to_owned());
        if self.out_of_reach { Err(io::Error::other("no answer")) } else { self.sample.jpeg(file_id) }
    }
}

fn fetched(sample: &Sample, out_of_reach: bool) -> (Result<Rendered, PressError>, Vec<String>) {
    let photos = Fetched { sample, asked: RefCell::default(), out_of_reach };
    let bytes = sample.bytes();
    let set = render(&Report {
        faces: &sample.faces,
        record: &sample.record,
        record_bytes: &bytes,
        content_sha256: Digest::of(&bytes),
        verify_address: "https://norven.example/verify",
        qr: &sample.qr,
        photos: &photos,
        brand: Brand { colour: [185, 71, 43], logo: None },
        layout: Layout { photos_per_row: sample.photos_per_row },
    });
    (set, photos.asked.into_inner())
}

#[test]
fn every_photo_is_fetched_once_and_one_that_is_out_of_reach_stops_the_report() {
    let sample = gallery();
    let (set, mut asked) = fetched(&sample, false);
    assert_eq!(set.expect("it is set").pdf, sample.render().expect("it is set"));
    asked.sort();
    assert_eq!(asked, sample.photos.keys().cloned().collect::<Vec<_>>());

    let (set, asked) = fetched(&sample, true);
    assert!(matches!(set, Err(PressError::Fetch { .. })), "{:?}", set.map(|set| set.pdf.len()));
    assert_eq!(asked.len(), 1);
}

#[test]
fn a_report_that_no_verifier_would_read_is_not_begun() {
    let mut sample = gallery();
    for bytes in [MAX_FILE_BYTES as u64, u64::MAX] {
        sample.record.core.files[0].shown.bytes = bytes;
        let (set, asked) = fetched(&sample, false);
        assert!(matches!(set, Err(PressError::TooLarge { .. })), "{:?}", set.map(|set| set.pdf.len()));
        assert!(asked.is_empty());
    }
}

#[test]
fn an_instant_or_a_zone_that_does_not_exist_stops_the_report() {
    let mut sample = fire_safety();
    sample.record.issued_at = at("2026-13-22T09:53:12.000000Z");
    assert!(matches!(sample.render(), Err(PressError::Instant(_))));
    let mut sample = fire_safety();
    sample.record.time_zone = "Europe/Atlantis".into();
    assert!(matches!(sample.render(), Err(PressError::TimeZone(_))));
}

#[test]
fn a_logo_that_is_no_jpeg_stops_the_report() {
    let mut sample = fire_safety();
    for logo in [b"".as_slice(), b"\x89PNG\r\n\x1a\n", b"<svg/>"] {
        sample.logo = Some(logo.to_vec());
        assert!(matches!(sample.render(), Err(PressError::Logo)));
    }
}

#[test]
fn an_address_too_long_for_a_qr_code_stops_the_report() {
    let mut sample = fire_safety();
    sample.qr = "x".repeat(3000);
    assert!(matches!(sample.render(), Err(PressError::Qr)));
}
