//! Has cargo build anew when a migration comes: `sqlx::migrate!` reads a folder, of which the compiler knows nothing.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
