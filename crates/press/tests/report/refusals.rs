//! What cannot be set, and why.

use norven_press::{Brand, Layout, PhotoError, PressError, Report, render};
use norven_proof::digest::Digest;

use super::samples::fire_safety;
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
