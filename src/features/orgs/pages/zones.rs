//! Time zones to choose from. Any other IANA name may be typed: the server knows them all.

use leptos::prelude::*;

/// Id of the list that a control names with `list`.
pub const ZONES_ID: &str = "zones";

/// The proposals.
pub const ZONES: [&str; 48] = [
    "Europe/Madrid",
    "Atlantic/Canary",
    "Africa/Ceuta",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Paris",
    "Europe/Andorra",
    "Europe/Brussels",
    "Europe/Amsterdam",
    "Europe/Luxembourg",
    "Europe/Berlin",
    "Europe/Zurich",
    "Europe/Vienna",
    "Europe/Rome",
    "Europe/Copenhagen",
    "Europe/Oslo",
    "Europe/Stockholm",
    "Europe/Helsinki",
    "Europe/Warsaw",
    "Europe/Prague",
    "Europe/Budapest",
    "Europe/Bucharest",
    "Europe/Athens",
    "Europe/Istanbul",
    "America/Mexico_City",
    "America/Bogota",
    "America/Lima",
    "America/Guayaquil",
    "America/Caracas",
    "America/La_Paz",
    "America/Santiago",
    "America/Argentina/Buenos_Aires",
    "America/Montevideo",
    "America/Asuncion",
    "America/Guatemala",
    "America/Costa_Rica",
    "America/Panama",
    "America/Santo_Domingo",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Toronto",
    "Australia/Sydney",
    "Pacific/Auckland",
    "UTC",
];

/// The proposals, for an input's `list`.
#[component]
pub fn Zones() -> impl IntoView {
    view! {
        <datalist id=ZONES_ID>{ZONES.into_iter().map(|zone| view! { <option value=zone></option> }).collect_view()}</datalist>
    }
}
