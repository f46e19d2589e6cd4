//! A report of more than the 64 MiB that reports once had at most: set, sealed and verified.

use norven_proof::record::content_digest;
use norven_proof::verdict::Verdict;
use norven_proof::verify::verify;

use super::sealing::Sealer;
use super::support::{Sample, jpeg, pass};
use super::tools::Outcome;

/// The most that a report could have before 0.1.0.
const ONCE_THE_MOST: usize = 64 << 20;
/// How large a photo is, in pixels.
const SIZE: (u32, u32) = (320, 240);
/// Segments of comment in a photo: about 14 MiB.
const COMMENTS: usize = 224;

/// A valid JPEG, padded by comment segments to the size of a large photo.
fn heavy(seed: u8) -> Vec<u8> {
    let picture = jpeg(SIZE.0, SIZE.1, u32::from(seed));
    let (start, rest) = picture.split_at(2);
    // As long as a segment can be.
    let comment = [[0xff, 0xfe, 0xff, 0xff].as_slice(), [seed; 0xffff - 2].as_slice()].concat();
    [start, comment.repeat(COMMENTS).as_slice(), rest].concat()
}

#[test]
fn a_report_above_the_earlier_limit_is_set_sealed_and_verified() -> Outcome {
    let mut sample = Sample::empty("en");
    let mut answer = pass("1.1", "Do all fire doors close by themselves?");
    for seed in 1..=5 {
        let id = format!("photo-{seed}");
        sample.photo(&id, heavy(seed), SIZE, "Door to the yard");
        answer.photos.push(id);
    }
    sample.section("Doors", vec![answer]);
    let record = sample.record.to_bytes()?;
    let pdf = sample.render_with(&record)?;
    assert!(pdf.len() > ONCE_THE_MOST, "{} bytes", pdf.len());

    let sealer = Sealer::new(&sample.record.issued_at)?;
    let trust = sealer.trust(&sample.record.issued_at)?;
    let length = pdf.len();
    let mut sealed = sealer.seal(pdf, content_digest(&record))?;
    assert_eq!(sealed.len(), length);
    let Verdict::Issued { record: found, file, .. } = verify(&sealed, &trust, None, &sample.record.issued_at) else {
        panic!("it is not issued");
    };
    assert_eq!((&*found, file.bytes), (&sample.record, length));

    // A byte beyond the earlier limit counts as any other.
    sealed[ONCE_THE_MOST + 1] ^= 1;
    let verdict = verify(&sealed, &trust, None, &sample.record.issued_at);
    assert!(matches!(verdict, Verdict::Altered { .. }), "{verdict:?}");
    Ok(())
}
