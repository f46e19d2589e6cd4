//! The reports that tests and measurements use.

use norven_proof::record::*;

use super::support::*;

/// The report of the prototype's pictures: every kind of answer, three photos, two signatures.
pub fn fire_safety() -> Sample {
    let mut sample = Sample::empty("en");
    sample
        .photo("panel", jpeg(640, 480, 1), (640, 480), "Panel, zone 3")
        .draw(Shape::Circle, [5000, 5000], [5000, 6800])
        .draw(Shape::Arrow, [1000, 9200], [3600, 6200])
        .photo("base", jpeg(640, 480, 2), (640, 480), "Base 3-07 without head")
        .photo("board", jpeg(480, 640, 3), (480, 640), "Cleaning material in front of board CE-2");
    let mut panel = fail(
        "2.2",
        "Is the control panel free of faults and disablements?",
        "Zone 3 disabled since 14 Nov; detector 3-07 head missing.",
    );
    panel.photos = vec!["panel".into(), "base".into()];
    panel.actions =
        vec![action("Replace detector head, re-enable zone 3.", Some("A. Molina"), Some("2026-11-29"), false)];
    let mut remote = answer(
        "2.5",
        "Is the remote alarm transmission tested this quarter?",
        Value::NotApplicable,
        Outcome::NotApplicable,
    );
    remote.note = Some("No remote transmission contracted.".into());
    let mut board = fail(
        "3.2",
        "Is the distribution board closed and free of storage?",
        "Cleaning material stored in front of board CE-2.",
    );
    board.photos = vec!["board".into()];
    board.actions = vec![action("Clear the cupboard.", None, None, true)];
    let mut instruction = pass("", "Walk the whole escape route once before answering.");
    (instruction.value, instruction.outcome) = (None, Outcome::Neutral);
    let mut skipped = pass("1.4", "Name of the fire safety officer");
    (skipped.value, skipped.outcome) = (None, Outcome::Neutral);
    let mut worn = pass("3.1", "Are extinguishers sealed and in date?");
    worn.actions = vec![action("Order six new seals.", Some("Lucía Fernández"), Some("2027-01-15"), false)];
    let text = "Two tenants have moved in since the last visit.\nThe plan on the third floor is being redrawn.";
    sample.section(
        "Escape routes",
        vec![
            instruction,
            pass("1.1", "Are escape routes free of obstruction along their whole length?"),
            answer("1.2", "Do all doors open in the direction of escape?", Value::Yes, Outcome::Pass),
            answer(
                "1.3",
                "Condition of the emergency lighting",
                Value::Choice { text: "Works, with two lamps dimmer than they should be".into() },
                Outcome::Neutral,
            ),
            skipped,
            answer(
                "1.5",
                "Which floors were walked?",
                Value::Choices { texts: ["Ground", "1st", "2nd", "3rd"].map(str::to_owned).into() },
                Outcome::Neutral,
            ),
            answer("1.6", "Remarks", Value::Text { text: text.into() }, Outcome::Neutral),
        ],
    );
    sample.section(
        "Fire detection",
        vec![
            pass("2.1", "Are smoke detectors present in every escape route and free of obstruction?"),
            panel,
            reading("2.3", "Sound level at the far end of the escape route", "71.5", Outcome::Pass),
            reading("2.4", "Sound level in the plant room", "61", Outcome::Fail),
            remote,
            answer("2.6", "Date of the last service", Value::Date { date: "2026-05-04".into() }, Outcome::Neutral),
        ],
    );
    sample.section("Equipment", vec![worn, board]);
    sample.sign("Lucía Fernández Gómez", "inspector", Method::Drawn, Device::Own).sign(
        "Andrés Molina",
        "caretaker",
        Method::Typed,
        Device::Inspector,
    );
    sample
}

/// A report with as many items and photos as wanted.
pub fn many(language: &str, items: usize, photos: usize, size: (u32, u32)) -> Sample {
    let spanish = language == "es";
    let questions: &[&str] = if spanish { &SPANISH } else { &ENGLISH };
    let mut sample = Sample::empty(language);
    let captions: [&str; 3] = if spanish {
        ["Central, zona 3", "Base 3-07 sin cabeza", ""]
    } else {
        ["Panel, zone 3", "Base 3-07 without head", ""]
    };
    for number in 0..photos {
        let picture = jpeg(size.0, size.1, number as u32 + 1);
        sample.photo(&format!("photo-{number}"), picture, size, captions[number % 3]);
    }
    let sections = items.div_ceil(10);
    let mut given = 0;
    for section in 0..sections {
        let mut answers = Vec::new();
        for item in 0..10.min(items - section * 10) {
            let at = section * 10 + item;
            let number = format!("{}.{}", section + 1, item + 1);
            let question = questions[at % questions.len()];
            let mut answer = match at % 20 {
                7 => fail(&number, question, if spanish { NOTE_ES } else { NOTE_EN }),
                11 => reading(&number, question, "71.5", Outcome::Pass),
                13 => answer(&number, question, Value::NotApplicable, Outcome::NotApplicable),
                _ => pass(&number, question),
            };
            if answer.outcome == Outcome::Fail {
                let text = if spanish { ACTION_ES } else { ACTION_EN };
                answer.actions = vec![action(text, Some("A. Molina"), Some("2026-11-29"), false)];
            }
            // Photos come in groups of two and three, spread over the items.
            let share = photos * (at + 1) / items;
            if share >= given + 2 + at % 2 || (at + 1 == items && share > given) {
                answer.photos = (given..share).map(|number| format!("photo-{number}")).collect();
                given = share;
            }
            answers.push(answer);
        }
        let names: &[&str] = if spanish { &SECTIONS_ES } else { &SECTIONS_EN };
        sample.section(names[section % names.len()], answers);
    }
    let roles = if spanish { ["inspectora", "conserje"] } else { ["inspector", "caretaker"] };
    sample.sign("Lucía Fernández Gómez", roles[0], Method::Drawn, Device::Own).sign(
        "Andrés Molina",
        roles[1],
        Method::Drawn,
        Device::Inspector,
    );
    sample
}

/// As large as reports get: three hundred items, two hundred photos, a remark at every item.
pub fn extreme(size: (u32, u32)) -> Sample {
    let mut sample = many("en", 300, 200, size);
    sample.photos_per_row = 2;
    let mut photos = (0..200).map(|number| format!("photo-{number}"));
    let answers = sample.record.core.sections.iter_mut().flat_map(|section| &mut section.answers);
    for (at, answer) in answers.enumerate() {
        answer.photos = if at % 3 < 2 { photos.next().into_iter().collect() } else { Vec::new() };
        answer.note.get_or_insert_with(|| REMARK_EN.repeat(1 + at % 4).trim().to_owned());
    }
    sample
}

/// Items with one to eight photos, upright and lying.
pub fn gallery() -> Sample {
    let mut sample = Sample::empty("en");
    let mut answers = Vec::new();
    for (item, count) in [1, 2, 3, 5, 8].into_iter().enumerate() {
        let mut answer = pass(&format!("1.{}", item + 1), ENGLISH[item]);
        for photo in 0..count {
            let size = if (item + photo) % 3 == 2 { (300, 400) } else { (400, 300) };
            let id = format!("photo-{item}-{photo}");
            let picture = jpeg(size.0, size.1, (item * 8 + photo) as u32);
            sample.photo(&id, picture, size, ["Panel, zone 3", "Base 3-07 without head", ""][photo % 3]);
            answer.photos.push(id);
        }
        answers.push(answer);
    }
    sample.section("Photos", answers);
    sample
}

/// A report that twelve people have signed, in one way or another.
pub fn crowd() -> Sample {
    let mut sample = many("en", 40, 0, (0, 0));
    let people = ["Ana Ruiz", "Wojciech Brzęczyszczykiewicz", "Siobhán O’Connor", "Γιώργος Παπαδόπουλος", "Li Wei"];
    for (at, name) in people.into_iter().cycle().take(10).enumerate() {
        let method = if at % 3 == 0 { Method::Typed } else { Method::Drawn };
        let device = if at % 2 == 0 { Device::Own } else { Device::Inspector };
        sample.sign(name, ["tenant", "fire officer", ""][at % 3], method, device);
    }
    sample
}

/// A logo as wide as its organisation's name: a sign and bars for letters.
pub fn logo(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (x.abs_diff(height / 2), y.abs_diff(height / 2));
        let ring = dx * dx + dy * dy;
        let radius = height / 2 - 2;
        let letters = x > height + height / 6 && (y * 5 / height) % 2 == 1 && !(x / (height / 4)).is_multiple_of(3);
        let inside = ring < radius * radius && ring > (radius / 2) * (radius / 2);
        image::Rgb(if inside || letters { [20, 92, 120] } else { [255; 3] })
    });
    let mut bytes = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 92);
    picture.write_with_encoder(encoder).expect("a picture encodes");
    bytes
}

/// Everything that can go wrong with a layout: endless words and texts, tall and wide photos, six
/// to a row, captions longer than their photos, letters no face has.
pub fn hostile() -> Sample {
    let mut sample = Sample::empty("es");
    let core = &mut sample.record.core;
    core.template.title = "Inspección trimestral de instalaciones de protección contra incendios, \
        evacuación y alumbrado de emergencia en edificios de uso compartido"
        .into();
    core.site.name = "Centro logístico y de distribución de la Comunidad de Regantes".into();
    core.template.standard = Some("UNE-EN 54-11:2001/A1:2006, RD 513/2017 (RIPCI)".into());
    sample.record.issuer.name = "Prevención, Seguridad y Mantenimiento Integral del Centro Peninsular S.L.U.".into();
    sample.record.revision = 2;
    sample.record.supersedes = Some(Superseded {
        report: "0198c5a0-0000-7000-8000-000000000000".into(),
        content_sha256: norven_proof::digest::Digest::of("revision 1"),
        revision: Some(1),
        issued_at: Some(at("2026-11-20T09:53:12.000000Z")),
    });
    sample.record.core.correction = Some(Correction {
        reason: "La presión del extintor 14 se anotó en otra unidad; ".repeat(9),
        started_at: at("2026-11-21T08:00:00.000000Z"),
        started_by: Person { id: "p2".into(), name: "Ignacio Álvarez de Toledo".into() },
        finished_at: at("2026-11-22T09:50:00.000000Z"),
    });
    let caption = "Vista general del pasillo desde la puerta cortafuegos hasta el patio ";
    let sizes = [(640, 480), (480, 640), (1200, 300), (300, 900), (640, 640), (480, 640), (640, 480)];
    for (at, size) in sizes.into_iter().enumerate() {
        let text = if at == 3 { caption.repeat(6) } else { "Pasillo norte".to_owned() };
        sample.photo(&format!("p{at}"), jpeg(size.0, size.1, at as u32), size, &text);
    }
    sample.photos_per_row = 6;
    let all = || (0..sizes.len()).map(|at| format!("p{at}"));
    let prose = "El elemento se revisó por completo; se anotaron las piezas gastadas, se avisó a la \
        propiedad y se acordó un plazo. ";
    let mut long = fail("1.1", &"¿Se mantiene el edificio como dice el plan? ".repeat(9), &prose.repeat(60));
    long.photos = all().collect();
    long.actions = vec![
        action(&prose.repeat(8), Some("Mantenimiento Integral del Centro"), Some("2027-02-28"), false),
        action("Avisar a la propiedad.", None, None, true),
    ];
    let mut word = fail("1.2", &"x".repeat(300), "漢字, кириллица, ελληνικά, العربية, 🔥⚠️");
    word.photos = vec!["p1".into(), "p3".into()];
    let text = Value::Text { text: prose.repeat(20) };
    let choice = Value::Choice { text: "Parcialmente conforme con observaciones".into() };
    sample.section(
        "Estado general de las instalaciones y de los equipos de lucha contra incendios",
        vec![
            long,
            word,
            answer("1.3", "Observaciones", text, Outcome::Neutral),
            answer("1.4", "Estado", choice, Outcome::Fail),
        ],
    );
    sample.photos_per_row = 6;
    sample.sign(
        "María de los Ángeles Fernández-Santamaría y Gutiérrez de la Concha",
        "jefa de mantenimiento",
        Method::Typed,
        Device::Own,
    );
    if let Some(signature) = sample.record.signatures.first_mut() {
        signature.consent.text = prose.repeat(12);
        signature.device_time = at("2026-11-22T09:40:00.000000Z");
        signature.printed = Some(PrintedOrigin {
            ip: "2001:db8:85a3::8a2e:370:7334".into(),
            user_agent: "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36".into(),
            position: Some(PrintedPosition {
                latitude: "40.41943".into(),
                longitude: "-3.69280".into(),
                accuracy_m: 12,
            }),
        });
    }
    sample
}

const REMARK_EN: &str = "Seen from the landing of each storey; the caretaker was present and has been told what was \
    found and what follows from it. ";
const NOTE_EN: &str = "Zone 3 disabled since 14 Nov; detector 3-07 head missing.";
const NOTE_ES: &str = "Zona 3 anulada desde el 14 de nov.; falta la cabeza del detector 3-07.";
const ACTION_EN: &str = "Replace detector head, re-enable zone 3.";
const ACTION_ES: &str = "Sustituir la cabeza del detector y volver a habilitar la zona 3.";

const SECTIONS_EN: [&str; 6] =
    ["Escape routes", "Fire detection", "Extinguishers", "Electrical rooms", "Signs and plans", "Records"];
const SECTIONS_ES: [&str; 6] = [
    "Vías de evacuación",
    "Detección de incendios",
    "Extintores",
    "Cuartos eléctricos",
    "Señalización y planos",
    "Registros",
];

const ENGLISH: [&str; 12] = [
    "Are smoke detectors present in every escape route and free of obstruction?",
    "Are escape routes free of obstruction along their whole length?",
    "Do all fire doors close fully by themselves from any position?",
    "Are extinguishers sealed, in date and mounted at the right height?",
    "Is the emergency lighting working on every floor?",
    "Are manual call points unobstructed and signed (EN 54-11)?",
    "Are the plans at the entrance up to date?",
    "Is the control panel free of faults and disablements?",
    "Is the distribution board closed and free of storage?",
    "Were the last evacuation drill and its findings recorded within the past twelve months?",
    "Is the dry riser inlet accessible?",
    "Sound level at the far end of the escape route",
];
const SPANISH: [&str; 12] = [
    "¿Hay detectores de humo en todas las vías de evacuación y están libres de obstáculos?",
    "¿Están libres las vías de evacuación en toda su longitud?",
    "¿Cierran por sí solas todas las puertas cortafuegos desde cualquier posición?",
    "¿Están los extintores precintados, vigentes y a la altura correcta?",
    "¿Funciona el alumbrado de emergencia en todas las plantas?",
    "¿Están accesibles y señalizados los pulsadores de alarma (EN 54-11)?",
    "¿Están actualizados los planos de la entrada?",
    "¿Está la central de detección libre de averías y anulaciones?",
    "¿Está cerrado el cuadro eléctrico y sin materiales almacenados?",
    "¿Se registraron el último simulacro de evacuación y sus conclusiones en los doce últimos meses?",
    "¿Está accesible la toma de la columna seca?",
    "Nivel sonoro en el extremo de la vía de evacuación",
];
