//! Sets reports of three sizes and prints how long that takes, one JSON object a line: standard (60
//! items, 24 photos), heavy (150 items, 50 photos) and extreme (300 items, 200 photos), every photo
//! of 1600 × 1200 pixels, set and then sealed (`report_seal_*` is both); and the peak memory of the extreme one in parts of its size.
//!
//! `cargo run --release -p norven-press --example standard`
//!
//! - `-- largest [FOLDER]` does so with a report near the largest that is read, and verifies it;
//! - `-- pages FOLDER` writes reports of every kind there, to look at;
//! - `-- content FOLDER` writes there what the standard report is set from, for other programs.

#[path = "../../tests/report/samples.rs"]
mod samples;
#[path = "../../tests/report/support.rs"]
mod support;

mod content;
mod largest;
mod sealing;

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use norven_proof::record::content_digest;
use sealing::Sealer;
use support::Sample;

const PHOTO: (u32, u32) = (1600, 1200);
const DENSITIES: [&str; 5] = ["two-to-a-row", "three-to-a-row", "four-to-a-row", "five-to-a-row", "six-to-a-row"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => measured(),
        ["largest"] => largest::measured(None),
        ["largest", folder] => largest::measured(Some(Path::new(folder))),
        ["pages", folder] => pages(Path::new(folder)),
        ["content", folder] => content::write(&standard(), Path::new(folder)),
        _ => Err("arguments: none, `largest [FOLDER]`, `pages FOLDER` or `content FOLDER`".into()),
    }
}

fn standard() -> Sample {
    samples::many("en", 60, 24, PHOTO)
}

fn heavy() -> Sample {
    samples::many("en", 150, 50, PHOTO)
}

fn measured() -> Result<(), Box<dyn Error>> {
    // First, so that the peak of the process is its own.
    let extreme = samples::extreme(PHOTO);
    let size = extreme.render()?.len();
    if let Some(peak) = peak_memory() {
        print("report_memory_extreme", "ratio to output", peak as f64 / size as f64);
    }
    print("report_size_extreme", "bytes", size as f64);
    measure("extreme", &extreme, 7)?;
    measure("standard", &standard(), 31)?;
    measure("heavy", &heavy(), 15)
}

fn pages(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut branded = samples::fire_safety();
    branded.logo = Some(samples::logo(900, 200));
    let mut sign = samples::many("es", 40, 10, (1200, 900));
    (sign.logo, sign.photos_per_row) = (Some(samples::logo(240, 240)), 4);
    let reports = [
        ("standard", standard()),
        ("heavy", heavy()),
        ("extreme", samples::extreme(PHOTO)),
        ("fire-safety", samples::fire_safety()),
        ("logo", branded),
        ("spanish", sign),
        ("signatures", samples::crowd()),
        ("hostile", samples::hostile()),
        ("nothing", Sample::empty("es")),
    ];
    let dense = (2..=6).map(|photos_per_row| Sample { photos_per_row, ..samples::gallery() });
    let dense = dense.map(|sample| (DENSITIES[usize::from(sample.photos_per_row) - 2], sample));
    std::fs::create_dir_all(folder)?;
    for (name, sample) in reports.into_iter().chain(dense) {
        std::fs::write(folder.join(name).with_extension("pdf"), sample.render()?)?;
    }
    Ok(())
}

/// Sets and seals a report again and again and prints the medians of all times but the first, which
/// also parses the fonts.
fn measure(name: &str, sample: &Sample, times: usize) -> Result<(), Box<dyn Error>> {
    let bytes = sample.bytes();
    let content = content_digest(&bytes);
    let sealer = Sealer::new(&sample.record.issued_at)?;
    let (mut set, mut sealed) = (Vec::with_capacity(times), Vec::with_capacity(times));
    for _ in 0..=times {
        let start = Instant::now();
        let pdf = sample.render_with(&bytes)?;
        set.push(start.elapsed());
        let pdf = sealer.seal(pdf, content)?;
        sealed.push(start.elapsed());
        drop(pdf);
    }
    for (what, mut taken) in [("render", set), ("seal", sealed)] {
        taken.remove(0);
        taken.sort();
        print(&format!("report_{what}_{name}"), "ms", taken[taken.len() / 2].as_secs_f64() * 1000.0);
    }
    Ok(())
}

fn print(name: &str, unit: &str, value: f64) {
    println!("{}", serde_json::json!({ "name": name, "unit": unit, "value": (value * 100.0).round() / 100.0 }));
}

/// The most memory this process has held so far, in bytes, where the system tells it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
