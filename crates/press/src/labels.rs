//! The words of a report in its two languages.

/// Every fixed word of a report. `{…}` stands for what is put in.
pub(crate) struct Labels {
    pub(crate) months: [&'static str; 12],
    /// Between the whole and the fraction of a number.
    pub(crate) decimal_mark: char,

    pub(crate) revision: &'static str,
    pub(crate) inspected_on: &'static str,
    pub(crate) inspector: &'static str,
    pub(crate) checklist: &'static str,
    pub(crate) checklist_version: &'static str,
    pub(crate) standard: &'static str,
    pub(crate) issued_by: &'static str,
    pub(crate) issued_on: &'static str,
    pub(crate) signed_by: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) replaces: &'static str,
    pub(crate) replaced_report: &'static str,

    pub(crate) none_failed: &'static str,
    pub(crate) some_failed: &'static str,
    pub(crate) nothing_scored: &'static str,
    pub(crate) count_pass: &'static str,
    pub(crate) count_fail: &'static str,
    pub(crate) count_not_applicable: &'static str,

    pub(crate) summary: &'static str,
    pub(crate) to_do: &'static str,
    pub(crate) nothing_to_do: &'static str,
    pub(crate) by_date: &'static str,
    pub(crate) done: &'static str,
    pub(crate) action: &'static str,

    pub(crate) genuine: &'static str,
    /// What to do, around the address.
    pub(crate) genuine_how: [&'static str; 2],

    pub(crate) section_score: &'static str,
    pub(crate) pass: &'static str,
    pub(crate) fail: &'static str,
    pub(crate) not_applicable: &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    pub(crate) not_answered: &'static str,
    pub(crate) between: &'static str,
    pub(crate) at_least: &'static str,
    pub(crate) at_most: &'static str,

    pub(crate) signatures: &'static str,
    pub(crate) simple_signatures: &'static str,
    pub(crate) no_signatures: &'static str,
    pub(crate) drawn_own: &'static str,
    pub(crate) drawn_inspector: &'static str,
    pub(crate) typed_own: &'static str,
    pub(crate) typed_inspector: &'static str,
    pub(crate) signed_in: &'static str,
    pub(crate) vouched: &'static str,
    pub(crate) device_clock: &'static str,
    pub(crate) position_recorded: &'static str,
    pub(crate) position_not_recorded: &'static str,
    pub(crate) ip_address: &'static str,
    pub(crate) position: &'static str,
    pub(crate) agreed_to: &'static str,
    pub(crate) quotes: [char; 2],
    pub(crate) signed_content: &'static str,

    pub(crate) content_digest: &'static str,
    pub(crate) page: &'static str,
    pub(crate) verify_at: &'static str,
    pub(crate) attachment: &'static str,
}

impl Labels {
    /// The words of a language by its BCP 47 tag; English for any language but Spanish.
    pub(crate) fn of(language: &str) -> &'static Self {
        match language.split('-').next() {
            Some("es") => &SPANISH,
            _ => &ENGLISH,
        }
    }
}

const ENGLISH: Labels = Labels {
    months: [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
    decimal_mark: '.',

    revision: "revision {n}",
    inspected_on: "Inspected on",
    inspector: "Inspector",
    checklist: "Checklist",
    checklist_version: "version {n}",
    standard: "Standard",
    issued_by: "Issued by",
    issued_on: "Issued on",
    signed_by: "Signed by",
    nobody: "Nobody",
    replaces: "Replaces",
    replaced_report: "the report with content {digest}…",

    none_failed: "No item failed",
    some_failed: "{failed} of {items} items failed",
    nothing_scored: "No item of this checklist counts towards a score",
    count_pass: "{n} pass",
    count_fail: "{n} fail",
    count_not_applicable: "{n} n/a",

    summary: "Summary",
    to_do: "What needs to be done",
    nothing_to_do: "Nothing: no item failed and no action is open.",
    by_date: "by\u{a0}{date}",
    done: "done on site",
    action: "Action",

    genuine: "Check that this report is genuine",
    genuine_how: [
        "Type ",
        " yourself and drop this PDF there, or scan the code. The file never leaves your device.",
    ],

    section_score: "{passed} of {counted} pass",
    pass: "Pass",
    fail: "Fail",
    not_applicable: "N/A",
    yes: "Yes",
    no: "No",
    not_answered: "Not answered",
    between: "Limits {min} to {max}",
    at_least: "At least {min}",
    at_most: "At most {max}",

    signatures: "Signatures",
    simple_signatures: "simple electronic signatures, eIDAS Art. 3(10)",
    no_signatures: "Nobody has signed this report.",
    drawn_own: "drawn on their own device",
    drawn_inspector: "drawn on the inspector’s device",
    typed_own: "name typed on their own device",
    typed_inspector: "name typed on the inspector’s device",
    signed_in: "identified by signing in",
    vouched: "identified by the inspector",
    device_clock: "device clock {time}",
    position_recorded: "position recorded with consent",
    position_not_recorded: "position not recorded",
    ip_address: "IP address {ip}",
    position: "position {latitude}, {longitude} (±{metres} m)",
    agreed_to: "Agreed to (version {n}):",
    quotes: ['“', '”'],
    signed_content: "SHA-256 of the content signed",

    content_digest: "SHA-256 of the content (record.json)",
    page: "Page {n} of {total}",
    verify_at: "verify at {address}",
    attachment: "The record of this report; its SHA-256 is printed in the footer of every page.",
};

const SPANISH: Labels = Labels {
    months: [
        "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic",
    ],
    decimal_mark: ',',

    revision: "revisión {n}",
    inspected_on: "Inspección",
    inspector: "Inspector/a",
    checklist: "Lista",
    checklist_version: "versión {n}",
    standard: "Norma",
    issued_by: "Emitido por",
    issued_on: "Emisión",
    signed_by: "Firmado por",
    nobody: "Nadie",
    replaces: "Sustituye a",
    replaced_report: "informe con contenido {digest}…",

    none_failed: "Ningún elemento no conforme",
    some_failed: "No conformes: {failed} de {items} elementos",
    nothing_scored: "Ningún elemento de esta lista puntúa",
    count_pass: "conformes: {n}",
    count_fail: "no conformes: {n}",
    count_not_applicable: "n/a: {n}",

    summary: "Resumen",
    to_do: "Qué hay que hacer",
    nothing_to_do: "Nada: no hay elementos no conformes ni acciones pendientes.",
    by_date: "hasta\u{a0}el\u{a0}{date}",
    done: "hecho en el lugar",
    action: "Acción",

    genuine: "Comprobar que este informe es auténtico",
    genuine_how: [
        "Escribir ",
        " en el navegador y soltar allí este PDF, o escanear el código. El archivo no sale del dispositivo.",
    ],

    section_score: "{passed} de {counted} conformes",
    pass: "Conforme",
    fail: "No conforme",
    not_applicable: "No aplica",
    yes: "Sí",
    no: "No",
    not_answered: "Sin respuesta",
    between: "Límites: de {min} a {max}",
    at_least: "Como mínimo {min}",
    at_most: "Como máximo {max}",

    signatures: "Firmas",
    simple_signatures: "firmas electrónicas simples, eIDAS art. 3.10",
    no_signatures: "Nadie ha firmado este informe.",
    drawn_own: "trazada en su propio dispositivo",
    drawn_inspector: "trazada en el dispositivo de quien inspecciona",
    typed_own: "nombre escrito en su propio dispositivo",
    typed_inspector: "nombre escrito en el dispositivo de quien inspecciona",
    signed_in: "identidad: sesión iniciada",
    vouched: "identidad: confirmada por quien inspecciona",
    device_clock: "reloj del dispositivo {time}",
    position_recorded: "posición registrada con consentimiento",
    position_not_recorded: "posición no registrada",
    ip_address: "dirección IP {ip}",
    position: "posición {latitude}, {longitude} (±{metres} m)",
    agreed_to: "Texto aceptado (versión {n}):",
    quotes: ['«', '»'],
    signed_content: "SHA-256 del contenido firmado",

    content_digest: "SHA-256 del contenido (record.json)",
    page: "Página {n} de {total}",
    verify_at: "comprobar en {address}",
    attachment: "El registro de este informe; su SHA-256 figura al pie de cada página.",
};
