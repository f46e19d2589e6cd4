//! What the pages say.

use norven_proof::digest::Digest;
use norven_proof::record::{Company, Device, Method, Outcome, Value};

use super::samples::{extreme, fire_safety, gallery, hostile, many};
use super::support::{Sample, answer, pass};
use super::tools::OnDisk;

fn on_disk(sample: &Sample) -> OnDisk {
    OnDisk::new(&sample.render().expect("the report is set"))
}

#[test]
fn a_report_with_every_kind_of_answer_reads_as_agreed() {
    let sample = fire_safety();
    let digest = Digest::of(sample.bytes()).to_string();
    let text = on_disk(&sample).text().replace(&digest, "<digest of the content>");
    insta::assert_snapshot!(text);
}

#[test]
fn a_report_in_spanish_is_in_spanish_throughout() {
    let words = on_disk(&many("es", 20, 2, (320, 240))).words();
    for expected in [
        "94,7 %",
        "No cumple: 1 de 20 puntos",
        "Inspección 22 nov 2026, 09:10–10:48 CET",
        "Qué hay que hacer",
        "71,5 dB(A)",
        "Límites: de 65 a 120 dB(A)",
        "hasta el 29 nov 2026",
        "Compruebe que este informe es auténtico",
        "Escriba norven.example/verify",
        "Firmas firmas electrónicas simples, eIDAS art. 3.10",
        "Página 1 de",
        "SHA-256 del contenido (record.json)",
    ] {
        assert!(words.contains(expected), "{expected:?} is missing from: {words}");
    }
    for english in ["Pass", "Fail", "Page", "Signed", "Action", "drawn"] {
        assert!(!words.contains(english), "{english:?} is in a Spanish report");
    }
}

#[test]
fn a_corrected_report_says_which_it_replaces_and_why() {
    let words = on_disk(&hostile()).words();
    for expected in ["Sustituye a revisión 1, emitida el 20 nov 2026, 10:53 CET", "La presión del extintor 14 se anotó"]
    {
        assert!(words.contains(expected), "{expected:?} is missing from: {words:.3000}");
    }
}

/// A report that says everything that its cover can say, and what qualifies one of its signers.
fn attributed(language: &str) -> Sample {
    let mut sample = Sample::empty(language);
    sample.sign("Ana Ruiz", "inspector", Method::Drawn, Device::Own).sign(
        "José Núñez",
        "caretaker",
        Method::Typed,
        Device::Inspector,
    );
    let signature = &mut sample.record.signatures[0];
    signature.qualification = Some("Fire door inspector, FDIS".into());
    signature.licence_number = Some("4711/B".into());
    let core = &mut sample.record.core;
    core.site.client = Some("Inmobiliaria Ñandú, S. A.".into());
    core.order_number = Some("PO-2026/0815".into());
    core.company = Some(Company {
        address: Some("Calle Mayor 12, 28013 Madrid".into()),
        tax_number: Some("NIF B12345678".into()),
        phone: Some("+34 910 000 000".into()),
        email: Some("hola@prevencion.example".into()),
        web: Some("www.prevencion.example".into()),
    });
    sample
}

#[test]
fn the_cover_says_of_the_organisation_the_client_and_the_order_what_the_record_says() {
    for (language, client, order) in [("en", "Client", "Order no."), ("es", "Cliente", "N.º pedido")] {
        let cover = on_disk(&attributed(language)).words();
        let company = "Calle Mayor 12, 28013 Madrid · NIF B12345678 · +34 910 000 000 · hola@prevencion.example · \
                       www.prevencion.example";
        let facts = format!("{client} Inmobiliaria Ñandú, S. A. {order} PO-2026/0815");
        for expected in [company, &facts] {
            assert_eq!(cover.matches(expected).count(), 1, "{expected:?} in: {cover}");
        }
        let bare = on_disk(&Sample::empty(language)).words();
        assert!(!bare.contains(client) && !bare.contains(order), "{bare}");
    }
}

#[test]
fn the_longest_details_are_whole_on_the_first_page() {
    let mut sample = attributed("es");
    let core = &mut sample.record.core;
    core.site.client = Some("W".repeat(120));
    core.order_number = Some("8".repeat(60));
    let line = |letter: &str| Some(letter.repeat(120));
    core.company = Some(Company {
        address: Some("Ñ ".repeat(150)),
        tax_number: line("X"),
        phone: line("7"),
        email: line("K"),
        web: line("Q"),
    });
    let cover = on_disk(&sample).pages().swap_remove(0);
    let counts = ["W", "Ñ", "X", "K"].map(|letter| cover.matches(letter).count());
    assert!(counts[0] >= 120 && counts[1] >= 150 && counts[2] >= 120 && counts[3] >= 120, "{counts:?} in: {cover}");
    assert!(cover.matches('8').count() >= 60 && cover.matches('Q').count() >= 120, "{cover}");
}

#[test]
fn what_qualifies_a_signer_is_under_their_name_and_under_no_other() {
    for (language, licence) in [("en", "licence no. 4711/B"), ("es", "n.º de licencia 4711/B")] {
        let sample = attributed(language);
        let words = on_disk(&sample).words();
        let under = format!("Ana Ruiz, inspector, Prevención Centro S.L. Fire door inspector, FDIS · {licence} 22");
        assert_eq!(words.matches(&under).count(), 1, "{under:?} in: {words}");
        assert_eq!(words.matches(licence).count(), 1);
        let said = norven_press::words::words(&sample.record).expect("words");
        let each: Vec<_> = said.signatures.each.iter().map(|it| it.qualification.join(" · ")).collect();
        assert_eq!(each, [format!("Fire door inspector, FDIS · {licence}"), String::new()]);
    }
}

#[test]
fn the_words_of_a_web_page_have_the_company_and_the_facts_of_the_cover() {
    let said = norven_press::words::words(&attributed("en").record).expect("words");
    assert_eq!(said.company.first().map(String::as_str), Some("Calle Mayor 12, 28013 Madrid"));
    assert_eq!(said.company.len(), 5);
    for fact in [("Client", "Inmobiliaria Ñandú, S. A."), ("Order no.", "PO-2026/0815")] {
        assert!(said.facts.contains(&(fact.0, fact.1.to_owned())), "{:?}", said.facts);
    }
    assert!(norven_press::words::words(&Sample::empty("en").record).expect("words").company.is_empty());
}

#[test]
fn the_footer_of_every_page_carries_the_digest_of_the_attached_record() {
    let sample = many("en", 60, 6, (320, 240));
    let pages = on_disk(&sample).pages();
    let digest = Digest::of(sample.bytes()).to_string();
    assert!(pages.len() > 3);
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains(&digest), "page {} lacks the digest", at + 1);
        assert!(page.contains(&format!("Page {} of {}", at + 1, pages.len())));
        assert!(page.contains("verify at norven.example/verify"));
        assert_eq!(page.matches("NV-2026-000123").count(), 1);
    }
}

#[test]
fn three_hundred_items_are_all_there_in_order() {
    let sample = many("en", 300, 0, (0, 0));
    let pages = on_disk(&sample).pages();
    // The cover lists what failed; the sections come after it.
    let text = pages[2..].join("\n");
    let mut rest = text.as_str();
    for number in (1..=30).flat_map(|s| (1..=10).map(move |i| format!("\n{s}.{i} "))) {
        let at = rest.find(&number).unwrap_or_else(|| panic!("{number:?} is missing"));
        rest = &rest[at + 1..];
    }
}

#[test]
fn a_report_of_over_a_hundred_pages_is_set_and_counted_to_its_end() {
    let pages = on_disk(&extreme((64, 48))).pages();
    assert!(pages.len() > 100, "{} pages", pages.len());
    let last = format!("Page {0} of {0}", pages.len());
    assert!(pages.last().is_some_and(|page| page.contains(&last)));
    // The contents may need two pages: one entry a section, and the last page of all at their end.
    let start = pages.iter().position(|page| page.contains("Contents")).expect("contents");
    let contents = pages[start..start + 2].join("");
    assert!(contents.matches(" pass").count() >= 30);
    let signatures = contents.lines().find(|line| line.contains("Signatures")).expect("an entry");
    assert!(signatures.trim_end().ends_with(&pages.len().to_string()), "{signatures}");
}

#[test]
fn photos_keep_their_order_and_captions_at_every_density() {
    for photos_per_row in 0..9 {
        let mut sample = gallery();
        sample.photos_per_row = photos_per_row;
        let words = on_disk(&sample).words();
        let mut rest = words.as_str();
        for count in [1, 2, 3, 5, 8] {
            for number in 1..=count {
                let caption = format!(" {number} · ");
                let at = rest.find(&caption).unwrap_or_else(|| panic!("{caption:?} is missing from {words}"));
                rest = &rest[at + 2..];
            }
        }
    }
}

#[test]
fn long_texts_lose_no_word_and_no_letter() {
    let words = on_disk(&hostile()).words();
    // 60 in the note, 8 in the action, 20 in the answer, 12 in the consent; the summary repeats
    // the action in full and the beginning of the note.
    assert!(words.matches("se avisó a la propiedad y se acordó un plazo.").count() >= 60 + 8 + 8 + 20 + 12 - 4);
    let letters: usize = words.split(' ').filter(|w| w.chars().all(|c| c == 'x')).map(str::len).sum();
    assert!(letters >= 300);
    assert!(words.contains("María de los Ángeles Fernández-Santamaría y Gutiérrez de la Concha"));
}

#[test]
fn a_character_that_no_face_has_shows_as_a_box() {
    let mut sample = Sample::empty("en");
    sample.section("漢字", vec![pass("1.1", "Sign 出口 lit? Жду; Αθήνα; Łódź; ꓘ")]);
    let words = on_disk(&sample).words();
    assert!(words.contains("1 · □□"), "{words}");
    assert!(words.contains("Sign □□ lit? Жду; Αθήνα; Łódź; □"), "{words}");
}

#[test]
fn a_report_without_signatures_and_scored_items_says_so() {
    let mut sample = Sample::empty("en");
    let value = Value::Text { text: "None".into() };
    sample.section("Notes", vec![answer("1.1", "Remarks", value, Outcome::Neutral)]);
    let words = on_disk(&sample).words();
    assert!(words.contains("Nobody has signed this report."));
    assert!(words.contains("No item of this checklist counts towards a score"));
    assert!(words.contains("Nothing: no item failed and no action is open."));
}

#[test]
fn people_are_told_what_the_organisation_chose_to_print_of_a_signature_and_nothing_else() {
    let words = on_disk(&fire_safety()).words();
    assert!(!words.contains("IP address"));
    let words = on_disk(&hostile()).words();
    for printed in ["dirección IP 2001:db8:85a3::8a2e:370:7334", "40.41943, −3.69280 (±12 m)"] {
        assert!(words.contains(printed));
    }
    assert!(words.contains("reloj del dispositivo 22 nov 2026, 10:40:00 CET"));
}

#[test]
fn a_typed_name_is_set_in_the_field_and_a_drawn_one_is_not() {
    let mut sample = Sample::empty("en");
    sample.sign("Ana Ruiz", "", Method::Typed, norven_proof::record::Device::Own);
    assert_eq!(on_disk(&sample).words().matches("Ana Ruiz").count(), 3);
    sample.record.signatures[0].method = Method::Drawn;
    assert_eq!(on_disk(&sample).words().matches("Ana Ruiz").count(), 2);
}
