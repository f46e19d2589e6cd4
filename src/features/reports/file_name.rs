//! What a report is called as a file: `NV-2026-000123 r2 Alder House.pdf`.

/// Most characters of a site in a name.
const SITE: usize = 60;

/// The name of a report's PDF, from its number, its revision and its site. Of the site, what some file system refuses or a
/// program takes for something else is left out.
#[must_use]
pub fn of(number: &str, revision: u32, site: &str) -> String {
    let kept = |character: &char| character.is_alphanumeric() || " -_.,()&+'’".contains(*character);
    let site: String = site.chars().filter(kept).collect();
    let site: String = site.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SITE).collect();
    let site = site.trim_matches([' ', '.']);
    let revision = if revision > 1 { format!(" r{revision}") } else { String::new() };
    if site.is_empty() { format!("{number}{revision}.pdf") } else { format!("{number}{revision} {site}.pdf") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_number_revision_and_site_and_by_nothing_that_misleads() {
        let number = "NV-2026-000123";
        for (revision, site, name) in [
            (1, "Alder House", "NV-2026-000123 Alder House.pdf"),
            (2, "Alder House", "NV-2026-000123 r2 Alder House.pdf"),
            (1, "Colegio Núñez", "NV-2026-000123 Colegio Núñez.pdf"),
            (1, "../..\\a:b*\"<>|?\r\n/", "NV-2026-000123 ab.pdf"),
            (3, "\u{202e}fdp.exe", "NV-2026-000123 r3 fdp.exe.pdf"),
            (1, " … ", "NV-2026-000123.pdf"),
        ] {
            assert_eq!(of(number, revision, site), name);
        }
        assert_eq!(of(number, 1, &"x".repeat(200)).chars().count(), number.len() + 1 + SITE + 4);
    }
}
