//! Sets the standard report (60 items, 24 photos of 1600 × 1200 pixels, 2 signatures) and prints
//! how long that takes. With a folder as argument, writes this and other reports there, to look at.
//!
//! `cargo run --release -p norven-press --example standard -- target/reports`

#[path = "../tests/report/samples.rs"]
mod samples;
#[path = "../tests/report/support.rs"]
mod support;

use std::path::Path;
use std::time::Instant;

use support::Sample;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let standard = samples::many("en", 60, 24, (1600, 1200));
    measure(&standard)?;
    let Some(folder) = std::env::args().nth(1) else {
        return Ok(());
    };
    let reports = [
        ("standard", standard),
        ("fire-safety", samples::fire_safety()),
        ("spanish", samples::many("es", 40, 10, (1200, 900))),
        ("large", samples::many("en", 300, 60, (320, 240))),
        ("hostile", samples::hostile()),
        ("nothing", Sample::empty("es")),
    ];
    std::fs::create_dir_all(&folder)?;
    for (name, sample) in reports {
        std::fs::write(Path::new(&folder).join(name).with_extension("pdf"), sample.render()?)?;
    }
    Ok(())
}

fn measure(sample: &Sample) -> Result<(), Box<dyn std::error::Error>> {
    let bytes = sample.bytes();
    let mut times = Vec::new();
    let mut size = 0;
    for _ in 0..21 {
        let start = Instant::now();
        size = sample.render_with(&bytes)?.len();
        times.push(start.elapsed());
    }
    let first = times.remove(0);
    times.sort();
    let (median, best) = (times[times.len() / 2], times[0]);
    println!("{size} bytes: first {first:.1?}, then median {median:.1?}, best {best:.1?}");
    Ok(())
}
