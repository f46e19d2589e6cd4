//! What the sample organisations hold: a finished, a failed and a half-done inspection at two sites,
//! with three checklists of the library. No real person or place.

use norven_proof::record::{Annotation, Shape};
use norven_words::Locale;

/// The owner of both sample organisations.
pub const OWNER_EMAIL: &str = "lucia@sample.example";
/// Who stands as inspector in the public sample; nobody can read mail of that name.
pub const PUBLIC_SAMPLE_EMAIL: &str = "nobody@sample.example";
/// The owner's name.
pub const OWNER_NAME: &str = "Lucía Fernández";

/// A sample organisation.
pub struct Sample {
    pub locale: Locale,
    pub organisation: &'static str,
    pub colour: &'static str,
    pub sites: [(&'static str, &'static str); 2],
    pub inspections: [Plan; 3],
}

/// An inspection of it.
pub struct Plan {
    /// The checklist in the library.
    pub slug: &'static str,
    /// Which of the sites.
    pub site: usize,
    /// How many days ago.
    pub days_ago: i64,
    /// How many sections are filled; all of them where it is finished.
    pub sections: usize,
    /// Where the answers are not the plain good ones.
    pub findings: &'static [Finding],
    /// Photos of photo items: section, item, files.
    pub photos: &'static [(usize, usize, &'static [&'static str])],
    /// The remarks in the last section.
    pub remarks: &'static str,
    /// Who signs besides the inspector: name and role; nobody while it is not finished.
    pub countersigned: Option<(&'static str, &'static str)>,
}

/// An answer that is not the plain good one.
pub struct Finding {
    /// Section and item.
    pub at: (usize, usize),
    /// What was answered.
    pub answer: Reply,
    pub note: &'static str,
    pub photos: &'static [&'static str],
    /// What is to be done, by whom, in how many days.
    pub action: Option<(&'static str, &'static str, i64)>,
}

/// An answer in the terms of the plan.
#[derive(Clone, Copy)]
pub enum Reply {
    Fail,
    NotApplicable,
    Option(u16),
    Options(&'static [u16]),
    Figure(&'static str),
    /// A date, so many days from the day of the inspection.
    Days(i64),
}

/// A finding without photos or action.
const fn figure(at: (usize, usize), figure: &'static str) -> Finding {
    Finding { at, answer: Reply::Figure(figure), note: "", photos: &[], action: None }
}

/// The sample organisation of a language.
pub fn sample(locale: Locale) -> &'static Sample {
    match locale {
        Locale::En => &ENGLISH,
        Locale::Es => &SPANISH,
    }
}

static ENGLISH: Sample = Sample {
    locale: Locale::En,
    organisation: "Northgate Safety (sample)",
    colour: "#0b6070",
    sites: [("Alder House", "48 Market Street, Northgate"), ("Quayside Kitchen", "Unit 3, Harbour Road, Northgate")],
    inspections: [
        Plan {
            slug: "fire-safety",
            site: 0,
            days_ago: 3,
            sections: usize::MAX,
            findings: &[
                Finding { at: (0, 2), answer: Reply::Days(-41), note: "", photos: &[], action: None },
                figure((1, 1), "0.92"),
                Finding {
                    at: (2, 3),
                    answer: Reply::Fail,
                    note: "Cleaning material stored in front of the distribution board on the second floor.",
                    photos: &["board-blocked"],
                    action: Some((
                        "Move the cleaning material to the store on the ground floor.",
                        "T. Marsh, caretaker",
                        4,
                    )),
                },
                Finding {
                    at: (3, 0),
                    answer: Reply::Option(2),
                    note: "Zone 3 disabled since 14 November; the head of detector 3-07 is missing.",
                    photos: &["fire-panel", "detector-missing"],
                    action: Some((
                        "Replace the head of detector 3-07 and enable zone 3 again.",
                        "Alarm maintenance company",
                        7,
                    )),
                },
                figure((3, 4), "71"),
                figure((3, 7), "1.4"),
                figure((4, 0), "14"),
                Finding {
                    at: (4, 1),
                    answer: Reply::Fail,
                    note: "Extinguisher 5 stands behind cardboard boxes.",
                    photos: &["extinguisher-blocked"],
                    action: Some((
                        "Keep the extinguisher clear; boxes were moved during the visit.",
                        "T. Marsh, caretaker",
                        0,
                    )),
                },
                figure((4, 2), "108"),
                figure((4, 6), "4.2"),
                Finding {
                    at: (4, 7),
                    answer: Reply::NotApplicable,
                    note: "No sprinklers in the building.",
                    photos: &[],
                    action: None,
                },
                Finding { at: (4, 8), answer: Reply::NotApplicable, note: "", photos: &[], action: None },
                Finding { at: (5, 0), answer: Reply::Options(&[1, 5]), note: "", photos: &[], action: None },
                Finding { at: (5, 1), answer: Reply::Option(1), note: "", photos: &[], action: None },
            ],
            photos: &[
                (1, 9, &["exit-corridor", "fire-door"]),
                (3, 2, &["call-point"]),
                (3, 3, &["detector-ok"]),
                (4, 3, &["extinguisher"]),
                (4, 5, &["hose-reel"]),
            ],
            remarks: "Two defects to be put right this week; the third was put right during the visit. Next walk-round as planned.",
            countersigned: Some(("Tom Marsh", "Caretaker")),
        },
        Plan {
            slug: "food-hygiene",
            site: 1,
            days_ago: 2,
            sections: usize::MAX,
            findings: &[
                Finding {
                    at: (0, 2),
                    answer: Reply::Fail,
                    note: "No paper towels at the basin of the preparation area.",
                    photos: &["hand-basin"],
                    action: Some(("Refill paper towels every morning and sign the sheet.", "Head chef", 1)),
                },
                figure((0, 6), "0.45"),
                Finding {
                    at: (1, 1),
                    answer: Reply::Figure("7.8"),
                    note: "Door seal worn; product at the core 7.8 °C. Goods moved to the second chamber.",
                    photos: &["cold-store"],
                    action: Some((
                        "Replace the door seal and check the temperature after 24 hours.",
                        "Refrigeration company",
                        2,
                    )),
                },
                figure((1, 2), "1.1"),
                figure((1, 3), "-19.5"),
                Finding {
                    at: (1, 5),
                    answer: Reply::Fail,
                    note: "Four tubs of sauce without a date.",
                    photos: &["food-shelf"],
                    action: Some(("Discard undated goods; date everything when it is opened.", "Head chef", 0)),
                },
                figure((2, 2), "78.5"),
                figure((2, 3), "66.0"),
                figure((2, 5), "18"),
                figure((3, 1), "84"),
                Finding {
                    at: (3, 4),
                    answer: Reply::Fail,
                    note: "Temperature sheets are missing for five days of the month.",
                    photos: &[],
                    action: Some(("Record temperatures twice a day; the manager signs weekly.", "Kitchen manager", 7)),
                },
                Finding {
                    at: (4, 1),
                    answer: Reply::Option(2),
                    note: "Follow-up visit in two weeks.",
                    photos: &["cold-store"],
                    action: None,
                },
            ],
            photos: &[(4, 0, &["food-shelf", "hand-basin"])],
            remarks: "The cold store has to be repaired before the weekend.",
            countersigned: Some(("Nadia Osei", "Kitchen manager")),
        },
        Plan {
            slug: "electrical-room",
            site: 0,
            days_ago: 0,
            sections: 2,
            findings: &[
                figure((1, 2), "850"),
                figure((1, 3), "24"),
                Finding {
                    at: (1, 1),
                    answer: Reply::Fail,
                    note: "Cleaning material in front of board 2.",
                    photos: &["board-blocked"],
                    action: Some(("Clear the room and fit a lock.", "T. Marsh, caretaker", 3)),
                },
            ],
            photos: &[(1, 0, &["board-closed"])],
            remarks: "",
            countersigned: None,
        },
    ],
};

static SPANISH: Sample = Sample {
    locale: Locale::Es,
    organisation: "Prevención Centro (muestra)",
    colour: "#b9472b",
    sites: [
        ("Calle de Alcalá 48", "Calle de Alcalá 48, 28014 Madrid"),
        ("Cocina central, Vallecas", "Avenida de la Albufera 120, 28038 Madrid"),
    ],
    inspections: [
        Plan {
            slug: "fire-safety",
            site: 0,
            days_ago: 3,
            sections: usize::MAX,
            findings: &[
                Finding { at: (0, 2), answer: Reply::Days(-41), note: "", photos: &[], action: None },
                figure((1, 1), "0.92"),
                Finding {
                    at: (2, 3),
                    answer: Reply::Fail,
                    note: "Material de limpieza almacenado delante del cuadro CE-2, segunda planta.",
                    photos: &["board-blocked"],
                    action: Some((
                        "Trasladar el material de limpieza al almacén de la planta baja.",
                        "A. Molina, conserje",
                        4,
                    )),
                },
                Finding {
                    at: (3, 0),
                    answer: Reply::Option(2),
                    note: "Zona 3 anulada desde el 14 de noviembre; falta la cabeza del detector 3-07.",
                    photos: &["fire-panel", "detector-missing"],
                    action: Some((
                        "Reponer la cabeza del detector 3-07 y habilitar la zona 3.",
                        "Empresa mantenedora",
                        7,
                    )),
                },
                figure((3, 4), "71"),
                figure((3, 7), "1.4"),
                figure((4, 0), "14"),
                Finding {
                    at: (4, 1),
                    answer: Reply::Fail,
                    note: "El extintor 5 está detrás de unas cajas de cartón.",
                    photos: &["extinguisher-blocked"],
                    action: Some((
                        "Mantener libre el extintor; las cajas se retiraron durante la visita.",
                        "A. Molina, conserje",
                        0,
                    )),
                },
                figure((4, 2), "108"),
                figure((4, 6), "4.2"),
                Finding {
                    at: (4, 7),
                    answer: Reply::NotApplicable,
                    note: "El edificio no tiene rociadores.",
                    photos: &[],
                    action: None,
                },
                Finding { at: (4, 8), answer: Reply::NotApplicable, note: "", photos: &[], action: None },
                Finding { at: (5, 0), answer: Reply::Options(&[1, 5]), note: "", photos: &[], action: None },
                Finding { at: (5, 1), answer: Reply::Option(1), note: "", photos: &[], action: None },
            ],
            photos: &[
                (1, 9, &["exit-corridor", "fire-door"]),
                (3, 2, &["call-point"]),
                (3, 3, &["detector-ok"]),
                (4, 3, &["extinguisher"]),
                (4, 5, &["hose-reel"]),
            ],
            remarks: "Dos deficiencias por corregir esta semana; la tercera se corrigió durante la visita. Próxima ronda según lo previsto.",
            countersigned: Some(("Andrés Molina", "Conserje")),
        },
        Plan {
            slug: "food-hygiene",
            site: 1,
            days_ago: 2,
            sections: usize::MAX,
            findings: &[
                Finding {
                    at: (0, 2),
                    answer: Reply::Fail,
                    note: "No hay papel en el lavamanos de la zona de preparación.",
                    photos: &["hand-basin"],
                    action: Some(("Reponer el papel cada mañana y firmar la hoja.", "Jefe de cocina", 1)),
                },
                figure((0, 6), "0.45"),
                Finding {
                    at: (1, 1),
                    answer: Reply::Figure("7.8"),
                    note: "Junta de la puerta gastada; producto a 7,8 °C en el centro. Género trasladado a la segunda cámara.",
                    photos: &["cold-store"],
                    action: Some(("Cambiar la junta y comprobar la temperatura a las 24 horas.", "Empresa de frío", 2)),
                },
                figure((1, 2), "1.1"),
                figure((1, 3), "-19.5"),
                Finding {
                    at: (1, 5),
                    answer: Reply::Fail,
                    note: "Cuatro recipientes de salsa sin fecha.",
                    photos: &["food-shelf"],
                    action: Some(("Desechar lo que no tenga fecha; fechar todo al abrirlo.", "Jefe de cocina", 0)),
                },
                figure((2, 2), "78.5"),
                figure((2, 3), "66.0"),
                figure((2, 5), "18"),
                figure((3, 1), "84"),
                Finding {
                    at: (3, 4),
                    answer: Reply::Fail,
                    note: "Faltan los registros de temperatura de cinco días del mes.",
                    photos: &[],
                    action: Some((
                        "Registrar la temperatura dos veces al día; la responsable firma cada semana.",
                        "Responsable de cocina",
                        7,
                    )),
                },
                Finding {
                    at: (4, 1),
                    answer: Reply::Option(2),
                    note: "Visita de seguimiento en dos semanas.",
                    photos: &["cold-store"],
                    action: None,
                },
            ],
            photos: &[(4, 0, &["food-shelf", "hand-basin"])],
            remarks: "La cámara debe repararse antes del fin de semana.",
            countersigned: Some(("Rosa Vidal", "Responsable de cocina")),
        },
        Plan {
            slug: "electrical-room",
            site: 0,
            days_ago: 0,
            sections: 2,
            findings: &[
                figure((1, 2), "850"),
                figure((1, 3), "24"),
                Finding {
                    at: (1, 1),
                    answer: Reply::Fail,
                    note: "Material de limpieza delante del cuadro 2.",
                    photos: &["board-blocked"],
                    action: Some(("Despejar el cuarto y colocar una cerradura.", "A. Molina, conserje", 3)),
                },
            ],
            photos: &[(1, 0, &["board-closed"])],
            remarks: "",
            countersigned: None,
        },
    ],
};

/// The bytes of a sample photo.
pub fn photo(name: &str) -> &'static [u8] {
    macro_rules! photos {
        ($($file:literal),* $(,)?) => {
            match name {
                $( $file => include_bytes!(concat!("photos/", $file, ".jpg")).as_slice(), )*
                _ => unreachable!("the plans name only photos that there are: {name}"),
            }
        };
    }
    photos![
        "board-blocked",
        "board-closed",
        "call-point",
        "cold-store",
        "detector-missing",
        "detector-ok",
        "exit-corridor",
        "extinguisher",
        "extinguisher-blocked",
        "fire-door",
        "fire-panel",
        "food-shelf",
        "hand-basin",
        "hose-reel",
    ]
}

/// What is drawn over a sample photo.
pub fn drawing(name: &str) -> Vec<Annotation> {
    let arrow = |from, to| Annotation { shape: Shape::Arrow, from, to };
    let circle = |from, to| Annotation { shape: Shape::Circle, from, to };
    match name {
        "board-blocked" => vec![arrow([1500, 3200], [3700, 7000])],
        "detector-missing" => vec![circle([5150, 4100], [5150, 6600])],
        "extinguisher-blocked" => vec![circle([5050, 4300], [5050, 6500]), arrow([8600, 1900], [6300, 3600])],
        "fire-panel" => vec![arrow([500, 6600], [2250, 4100])],
        _ => Vec::new(),
    }
}
