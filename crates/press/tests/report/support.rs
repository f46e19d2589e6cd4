//! Sample reports: written out, synthetic photos included.

use std::borrow::Cow;
use std::collections::BTreeMap;

use norven_press::{Brand, Faces, Layout, Photos, PressError, Rendered, Report, render};
use norven_proof::digest::Digest;
use norven_proof::record::*;

/// A report with everything it is set from.
#[derive(Clone)]
pub struct Sample {
    pub record: Record,
    pub photos: BTreeMap<String, Vec<u8>>,
    pub photos_per_row: u8,
    pub logo: Option<Vec<u8>>,
    pub qr: String,
    pub faces: Faces,
}

impl Photos for Sample {
    fn jpeg(&self, file_id: &str) -> std::io::Result<Option<Cow<'_, [u8]>>> {
        Ok(self.photos.get(file_id).map(|jpeg| Cow::Borrowed(jpeg.as_slice())))
    }
}

impl Sample {
    /// A report without items.
    pub fn empty(language: &str) -> Self {
        let spanish = language == "es";
        let pick = |english: &str, other: &str| if spanish { other } else { english }.to_owned();
        let record = Record {
            v: RECORD_VERSION,
            report: "0198c5a0-0000-7000-8000-000000000001".into(),
            number: "NV-2026-000123".into(),
            revision: 1,
            supersedes: None,
            nonce: "5e".repeat(32),
            issued_at: at("2026-11-22T09:53:12.000000Z"),
            issuer: Issuer { id: "org".into(), name: "Prevención Centro S.L.".into(), domain: None },
            language: language.into(),
            time_zone: "Europe/Madrid".into(),
            core: Core {
                inspection: "0198c5a0-0000-7000-8000-000000000002".into(),
                template: Template {
                    id: "template".into(),
                    version: 3,
                    sha256: Digest::of("template"),
                    title: pick("Annual fire safety inspection", "Inspección anual contra incendios"),
                    standard: Some("RD 513/2017 (RIPCI)".into()),
                },
                site: Site {
                    id: "site".into(),
                    name: pick("Alcalá 48 office building", "Edificio de oficinas Alcalá 48"),
                    address: Some("Calle de Alcalá 48, 28014 Madrid".into()),
                    client: None,
                },
                order_number: None,
                company: None,
                inspector: Person { id: "p1".into(), name: "Lucía Fernández Gómez".into() },
                started_at: at("2026-11-22T08:10:00.000000Z"),
                finished_at: at("2026-11-22T09:48:00.000000Z"),
                correction: None,
                score: Score { percent: None, passed: 0, failed: 0, not_applicable: 0, items: 0 },
                sections: Vec::new(),
                files: Vec::new(),
            },
            signatures: Vec::new(),
        };
        Self {
            record,
            photos: BTreeMap::new(),
            photos_per_row: 3,
            logo: None,
            faces: Faces::built_in().expect("the faces parse").clone(),
            qr: format!("https://norven.example/verify#0.{}", "e249a17e".repeat(8)),
        }
    }

    /// Adds a section.
    pub fn section(&mut self, title: &str, answers: Vec<Answer>) -> &mut Self {
        self.record.core.sections.push(Section { title: title.into(), answers });
        let count = |outcome| {
            let answers = self.record.core.sections.iter().flat_map(|s| &s.answers);
            answers.filter(|a| a.outcome == outcome).count() as u32
        };
        let (passed, failed) = (count(Outcome::Pass), count(Outcome::Fail));
        let not_applicable = count(Outcome::NotApplicable);
        let counted = passed + failed;
        self.record.core.score = Score {
            percent: (counted > 0).then(|| format!("{:.1}", 100.0 * f64::from(passed) / f64::from(counted))),
            passed,
            failed,
            not_applicable,
            items: counted + not_applicable + count(Outcome::Neutral),
        };
        self
    }

    /// Adds a photo.
    pub fn photo(&mut self, id: &str, jpeg: Vec<u8>, size: (u32, u32), caption: &str) -> &mut Self {
        let number = self.photos.len() as u32;
        self.record.core.files.push(File {
            id: id.into(),
            kind: FileKind::Photo,
            media_type: "image/jpeg".into(),
            bytes: jpeg.len() as u64,
            sha256: Digest::of(&jpeg),
            shown: Shown { sha256: Digest::of(&jpeg), bytes: jpeg.len() as u64, width: size.0, height: size.1 },
            taken_at: Some(format!("2026-11-22T09:{:02}:07", 11 + number % 37)),
            caption: (!caption.is_empty()).then(|| caption.into()),
            annotations: Vec::new(),
        });
        self.photos.insert(id.into(), jpeg);
        self
    }

    /// Draws over the photo that was added last.
    pub fn draw(&mut self, shape: Shape, from: [u16; 2], to: [u16; 2]) -> &mut Self {
        let file = self.record.core.files.last_mut().expect("a photo was added");
        file.annotations.push(Annotation { shape, from, to });
        self
    }

    /// Adds a signature.
    pub fn sign(&mut self, name: &str, role: &str, method: Method, device: Device) -> &mut Self {
        let consent = if self.record.language == "es" {
            "Confirmo que he leído las respuestas de esta inspección y firmo su contenido."
        } else {
            "I confirm that I have read the answers of this inspection and sign its content."
        };
        let number = self.record.signatures.len() as u32;
        self.record.signatures.push(Signature {
            id: format!("signature-{number}"),
            name: name.into(),
            role: role.into(),
            organisation: Some("Prevención Centro S.L.".into()),
            qualification: None,
            licence_number: None,
            core_sha256: Digest::of("core"),
            consent: Consent {
                language: self.record.language.clone(),
                version: 1,
                text: consent.into(),
                sha256: Digest::of(consent),
            },
            method,
            strokes: if method == Method::Drawn { scribble(number) } else { Vec::new() },
            identified_by: match device {
                Device::Own => Identification::Session,
                Device::Inspector => Identification::Inspector,
            },
            signed_in: Person {
                id: "person".into(),
                name: match device {
                    Device::Own => name.into(),
                    Device::Inspector => "Lucía Fernández".into(),
                },
            },
            device,
            device_time: at("2026-11-22T09:47:10.000000Z"),
            server_time: at("2026-11-22T09:47:12.000000Z"),
            position_recorded: device == Device::Own,
            ip_c: Digest::of("ip"),
            ua_c: Digest::of("ua"),
            gps_c: None,
            printed: None,
        });
        self
    }

    /// The record's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(&self.record).expect("a record serialises")
    }

    /// The report as a PDF.
    pub fn render(&self) -> Result<Vec<u8>, PressError> {
        self.render_with(&self.bytes())
    }

    /// The report as a PDF, the record's bytes being at hand.
    pub fn render_with(&self, bytes: &[u8]) -> Result<Vec<u8>, PressError> {
        Ok(self.rendered(bytes)?.pdf)
    }

    /// The report and the faces in it.
    pub fn rendered(&self, bytes: &[u8]) -> Result<Rendered, PressError> {
        render(&Report {
            faces: &self.faces,
            record: &self.record,
            record_bytes: bytes,
            content_sha256: Digest::of(bytes),
            verify_address: "https://norven.example/verify",
            qr: &self.qr,
            photos: self,
            brand: Brand { colour: [185, 71, 43], logo: self.logo.as_deref() },
            layout: Layout { photos_per_row: self.photos_per_row },
        })
    }
}

/// An instant.
pub fn at(text: &str) -> Instant {
    Instant(text.to_owned())
}

/// An answer without anything but the answer.
pub fn answer(number: &str, question: &str, value: Value, outcome: Outcome) -> Answer {
    Answer {
        item: format!("item-{number}"),
        number: number.into(),
        question: question.into(),
        value: Some(value),
        outcome,
        note: None,
        photos: Vec::new(),
        actions: Vec::new(),
        answered_at: Some(at("2026-11-22T09:00:00.000000Z")),
    }
}

/// An item that passes.
pub fn pass(number: &str, question: &str) -> Answer {
    answer(number, question, Value::Pass, Outcome::Pass)
}

/// An item that fails, with a note.
pub fn fail(number: &str, question: &str, note: &str) -> Answer {
    let failed = answer(number, question, Value::Fail, Outcome::Fail);
    Answer { note: Some(note.into()), ..failed }
}

/// An action.
pub fn action(text: &str, assignee: Option<&str>, due: Option<&str>, done: bool) -> Action {
    Action {
        id: "action".into(),
        text: text.into(),
        assignee: assignee.map(str::to_owned),
        due: due.map(str::to_owned),
        done,
        done_on_site: None,
        closed_later: None,
    }
}

/// A reading in decibels.
pub fn reading(number: &str, question: &str, decimal: &str, outcome: Outcome) -> Answer {
    let value = Value::Number {
        decimal: decimal.into(),
        unit: Some("dB(A)".into()),
        min: Some("65".into()),
        max: Some("120".into()),
    };
    answer(number, question, value, outcome)
}

/// A picture of a wall with a device on it, lit from one side and a little noisy.
pub fn jpeg(width: u32, height: u32, seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let mut noise = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state % 23) as i32 - 11
    };
    let hue = [(111, 127, 134), (201, 198, 189), (146, 126, 104), (96, 120, 98)];
    let (r, g, b) = hue[seed as usize % hue.len()];
    let (centre_x, centre_y) = (width * (3 + seed % 3) / 8, height / 2);
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        let light = 26 - (x * 40 / width) as i32 - (y * 18 / height) as i32;
        let (dx, dy) = (x.abs_diff(centre_x), y.abs_diff(centre_y));
        let lamp = dx * dx + dy * dy < (height / 14).pow(2);
        let plate = dx < width / 5 && dy < height / 3;
        let base = match (lamp, plate) {
            (true, _) => (196, 58, 42),
            (_, true) => (222, 223, 218),
            _ => (r, g, b),
        };
        let mut shade = |part: i32| (part + light + noise()).clamp(0, 255) as u8;
        image::Rgb([shade(base.0), shade(base.1), shade(base.2)])
    });
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 70);
    picture.write_with_encoder(encoder).expect("a picture encodes");
    bytes
}

/// A signature: loops that run from left to right, thinner where the pen is faster.
fn scribble(seed: u32) -> Vec<Stroke> {
    let phase = f64::from(seed) * 1.3;
    let point = |t: f64| {
        let x = 90.0 + 800.0 * t + 62.0 * (t * 34.0 + phase).sin();
        let high = 95.0 * (1.0 - 0.6 * t) * (t * 31.0 + phase).cos();
        let y = 205.0 + high + 40.0 * (t * 9.0 + phase).sin();
        (x, y)
    };
    let wave = (0..170).map(|step| {
        let (t, next) = (f64::from(step) / 170.0, f64::from(step + 1) / 170.0);
        let ((x, y), (nx, ny)) = (point(t), point(next));
        let speed = (nx - x).hypot(ny - y);
        let width = (110.0 / (speed / 5.0 + 1.0)).clamp(22.0, 75.0);
        [x.round() as u32, y.round() as u32, width.round() as u32]
    });
    let line = [[150, 320, 30], [420, 312, 42], [700, 316, 38], [880, 300, 24]];
    vec![Stroke(wave.collect()), Stroke(line.to_vec())]
}
