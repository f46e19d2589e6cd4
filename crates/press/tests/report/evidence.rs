//! The record, the photos and the QR code inside the report.

use lopdf::content::Content;
use lopdf::{Document, Object};
use norven_proof::digest::Digest;
use norven_proof::record::Record;

use super::samples::{fire_safety, many};
use super::support::{Sample, pass};
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
fn photos_of_extreme_proportions_are_whole_and_inside_the_page_with_their_captions() -> Outcome {
    // One pixel; a tower, a thread and a banner, as they are shown.
    let sizes = [(1, 1), (85, 2040), (5, 1875), (2040, 85)];
    let caption = "Seen along its whole length";
    for alone in [true, false] {
        for per_row in [2, 6] {
            let mut sample = Sample::empty("en");
            sample.photos_per_row = per_row;
            let mut answers = vec![pass("1.1", "Is it whole?")];
            for (at, size) in sizes.into_iter().enumerate() {
                let id = format!("photo-{at}");
                let picture = image::RgbImage::from_pixel(size.0, size.1, image::Rgb([90, 110, 130]));
                let mut bytes = Vec::new();
                picture.write_with_encoder(image::codecs::jpeg::JpegEncoder::new(&mut bytes))?;
                sample.photo(&id, bytes, size, caption);
                if alone && at > 0 {
                    answers.push(pass(&format!("1.{}", at + 1), "Is it whole?"));
                }
                answers.last_mut().ok_or("an answer")?.photos.push(id);
            }
            sample.section("Photos", answers);
            let pdf = sample.render()?;
            let placed = placed(&Document::load_mem(&pdf)?)?;
            assert_eq!(placed.len(), sizes.len(), "each once");
            for ([x, y, width, height], size) in placed.into_iter().zip(sizes) {
                // The file's figures have two digits after the point.
                let off = (width * size.1 as f32 - height * size.0 as f32) / size.0.max(size.1) as f32;
                assert!(off.abs() < 0.02, "{size:?} is {width} by {height}");
                let inside = x >= 0.0 && y >= 0.0 && x + width <= 596.0 && y + height <= 842.0;
                assert!(inside, "{size:?} is at {x}, {y}, {width} by {height}");
            }
            let words = OnDisk::new(&pdf).words();
            assert_eq!(words.matches(caption).count(), sizes.len(), "{words}");
        }
    }
    Ok(())
}

/// Where the photos are: x, y, width and height in points, by their names, and each where it is shown last.
fn placed(document: &Document) -> Result<Vec<[f32; 4]>, Box<dyn std::error::Error>> {
    let mut found = std::collections::BTreeMap::new();
    for page in document.page_iter() {
        let (mut saved, mut matrix) = (Vec::new(), [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        for operation in Content::decode(&document.get_page_content(page))?.operations {
            match operation.operator.as_str() {
                "q" => saved.push(matrix),
                "Q" => matrix = saved.pop().ok_or("as many q as Q")?,
                "cm" => {
                    let figures = operation.operands.iter().map(Object::as_float).collect::<Result<Vec<_>, _>>()?;
                    let [a, b, c, d, e, f] = <[f32; 6]>::try_from(figures).map_err(|_| "six figures")?;
                    let [a0, b0, c0, d0, e0, f0] = matrix;
                    matrix = [
                        a * a0 + b * c0,
                        a * b0 + b * d0,
                        c * a0 + d * c0,
                        c * b0 + d * d0,
                        e * a0 + f * c0 + e0,
                        e * b0 + f * d0 + f0,
                    ];
                }
                "Do" => {
                    let [width, _, _, height, x, y] = matrix;
                    found.insert(operation.operands[0].as_name()?.to_vec(), [x, y, width, height]);
                }
                _ => {}
            }
        }
    }
    Ok(found.into_values().collect())
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
