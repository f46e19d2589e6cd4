//! The record, the photos and the QR code inside the report.

use lopdf::content::Content;
use lopdf::{Document, Object};
use norven_proof::digest::Digest;
use norven_proof::record::Record;

use super::samples::{fire_safety, many};
use super::tools::{OnDisk, Outcome};

#[test]
fn the_attached_record_comes_out_byte_for_byte() -> Outcome {
    let sample = fire_safety();
    let pdf = OnDisk::new(&sample.render()?);
    let out = pdf.beside("record.json");
    let path = out.to_str().expect("a path in UTF-8");
    let listed = pdf.run("pdfdetach", &["-list"], &[]);
    assert!(String::from_utf8_lossy(&listed.stdout).contains("1: record.json"));
    pdf.run("pdfdetach", &["-save", "1", "-o", path], &[]);

    let bytes = std::fs::read(&out)?;
    assert_eq!(bytes, sample.bytes());
    assert_eq!(serde_json::from_slice::<Record>(&bytes)?, sample.record);
    assert!(pdf.text().contains(&Digest::of(&bytes).to_string()));
    Ok(())
}

#[test]
fn the_attachment_is_the_documents_source_and_states_its_size() -> Outcome {
    let sample = fire_safety();
    let document = Document::load_mem(&sample.render()?)?;
    let associated = document.catalog()?.get(b"AF")?.as_array()?;
    let file = document.get_dictionary(associated[0].as_reference()?)?;
    assert_eq!(file.get(b"AFRelationship")?.as_name()?, b"Source");
    let embedded = file.get(b"EF")?.as_dict()?.get(b"F")?;
    let embedded = document.get_object(embedded.as_reference()?)?;
    let dict = &embedded.as_stream()?.dict;
    assert_eq!(dict.get(b"Subtype")?.as_name()?, b"application/json");
    let params = dict.get(b"Params")?.as_dict()?;
    assert_eq!(params.get(b"Size")?.as_i64()?, sample.bytes().len() as i64);
    assert!(params.has(b"ModDate"));
    Ok(())
}

#[test]
fn photos_are_in_the_report_byte_for_byte_and_once_each() -> Outcome {
    let mut sample = many("en", 30, 9, (320, 240));
    // The same photo beside two answers.
    let answers = &mut sample.record.core.sections[0].answers;
    answers[0].photos.push("photo-0".into());
    let document = Document::load_mem(&sample.render()?)?;
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let is_photo = |filter: &Object| filter.as_name().is_ok_and(|name| name == b"DCTDecode");
    let mut inside: Vec<&[u8]> = streams
        .filter(|stream| stream.dict.get(b"Filter").is_ok_and(is_photo))
        .map(|stream| stream.content.as_slice())
        .collect();
    let mut given: Vec<&[u8]> = sample.photos.values().map(Vec::as_slice).collect();
    inside.sort_unstable();
    given.sort_unstable();
    assert_eq!(inside, given);
    Ok(())
}

#[test]
fn what_was_drawn_over_a_photo_is_lines_over_it_and_no_part_of_its_bytes() -> Outcome {
    let sample = fire_safety();
    let annotated = sample.record.core.files.iter().position(|file| !file.annotations.is_empty());
    let name = format!("P{}", annotated.expect("a photo was drawn upon") + 1);
    let document = Document::load_mem(&sample.render()?)?;
    let mut times = 0;
    for page in document.page_iter() {
        let operations = Content::decode(&document.get_page_content(page))?.operations;
        let photos = operations.iter().enumerate().filter(|(_, operation)| operation.operator == "Do");
        for (at, photo) in photos {
            // From the end of the photo's own scale to the end of its clip.
            let over = operations[at..].split(|operation| operation.operator == "Q").nth(1).unwrap_or_default();
            let strokes = over.iter().filter(|operation| matches!(operation.operator.as_str(), "S" | "s")).count();
            if photo.operands[0].as_name()? == name.as_bytes() {
                times += 1;
                // A circle and an arrow's line and barbs, each on a casing.
                assert_eq!(strokes, 6);
            } else {
                assert_eq!(strokes, 0);
            }
        }
    }
    assert_eq!(times, 2, "in the summary and beside its answer");
    Ok(())
}

#[test]
fn poppler_decodes_the_photos_in_their_own_proportions() {
    let pdf = OnDisk::new(&fire_safety().render().expect("the report is set"));
    let table = String::from_utf8(pdf.run("pdfimages", &["-list"], &[]).stdout).expect("UTF-8");
    for row in table.lines().skip(2) {
        let cells: Vec<&str> = row.split_whitespace().collect();
        // page num type width height color comp bpc enc … x-ppi y-ppi
        assert_eq!(cells[8], "jpeg", "{table}");
        let ppi = |at: usize| cells[at].parse::<f32>().expect("a figure");
        assert!((ppi(12) / ppi(13) - 1.0).abs() < 0.02, "{table}");
    }
}

#[test]
fn the_qr_code_reads_as_the_address_given() -> Outcome {
    let mut sample = fire_safety();
    // As long as a signed address gets.
    sample.qr = format!("https://inspections.norven.example/verify#1.{}", "aZ09-_".repeat(36));
    let pdf = OnDisk::new(&sample.render()?);
    let picture = pdf.beside("cover");
    let path = picture.to_str().expect("a path in UTF-8");
    pdf.run("pdftoppm", &["-r", "300", "-gray", "-f", "1", "-l", "1", "-singlefile"], &[path]);
    let pgm = std::fs::read(picture.with_extension("pgm"))?;

    // P5, width, height, 255, then one byte a pixel.
    let header: Vec<&[u8]> = pgm.splitn(4, |byte| byte.is_ascii_whitespace()).collect();
    let figure = |at: usize| String::from_utf8_lossy(header[at]).parse::<usize>();
    let (width, height) = (figure(1)?, figure(2)?);
    let pixels = &pgm[pgm.len() - width * height..];
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1);
    assert_eq!(codes[0].decode()?.1, sample.qr);
    Ok(())
}
