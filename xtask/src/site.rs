//! Builds what the browser loads: the WASM modules, the stylesheet and the files of `public/`.

use std::{
    fmt::Write as _,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use anyhow::{Context, Result, bail};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    shell::{cargo, files, root, run, say, target},
    trim,
};

/// The packages that become WASM modules, and the names that these are served by.
pub const MODULES: [(&str, &str); 3] =
    [("norven-field", "field"), ("norven-desk", "desk"), ("norven-verifier", "verifier")];

/// The file that cargo makes of a module's package.
pub fn file_of(package: &str) -> String {
    format!("{}.wasm", package.replace('-', "_"))
}

/// Cargo on all modules at once: they share their dependencies.
///
/// Its target directory is its own, so that it need not wait for the server's cargo.
pub fn cargo_for_modules(subcommand: &str) -> Result<Command> {
    let mut command = cargo();
    command.arg(subcommand).args(["--lib", "--target", "wasm32-unknown-unknown"]);
    command.args(MODULES.into_iter().flat_map(|(package, _)| ["--package", package]));
    command.env("CARGO_TARGET_DIR", modules_target()?);
    Ok(command)
}

fn modules_target() -> Result<PathBuf> {
    Ok(target()?.join("browser"))
}

/// Builds the site for development and returns its folder. What has not changed is not made again.
pub fn build() -> Result<PathBuf> {
    let target = target()?;
    let site = target.join("site");
    let pkg = site.join("pkg");
    fs::create_dir_all(&pkg)?;

    say("building the WASM modules");
    run(&mut cargo_for_modules("build")?)?;
    let built = modules_target()?.join("wasm32-unknown-unknown/debug");
    thread::scope(|scope| {
        let bind = |(package, name)| {
            let (wasm, made) = (built.join(file_of(package)), pkg.join(name).with_extension("wasm"));
            when_changed(&format!("binding {name}.wasm"), std::slice::from_ref(&wasm), &made, || {
                bindgen(&wasm, &pkg, name, Spare::Kept)
            })
        };
        let bound = MODULES.map(|module| scope.spawn(move || bind(module)));
        bound.into_iter().try_for_each(|bound| bound.join().unwrap_or_else(|_| bail!("binding a module panicked")))
    })?;
    let style = root().join("style");
    let made = pkg.join("norven.css");
    when_changed("joining the stylesheet", &files(&style)?, &made, || {
        Ok(fs::write(&made, stylesheet(&style.join("norven.css"))?)?)
    })?;
    let public = root().join("public");
    when_changed("copying public/", &files(&public)?, &site.join("favicon.svg"), || copy(&public, &site))?;
    Ok(site)
}

/// What becomes of what a module does not need: the names of its functions, and functions that nobody calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spare {
    /// It stays in.
    Kept,
    /// It is left out.
    Left,
}

/// Makes `NAME.js` and `NAME.wasm` of what the compiler made: the names that leptos asks for.
///
/// The names of functions, which a developer reads in a trace, are several times as large as the code.
pub fn bindgen(wasm: &Path, folder: &Path, name: &str, spare: Spare) -> Result<()> {
    let mut bindgen = Bindgen::new();
    let trimmed = if spare == Spare::Left { trim::without_unused(wasm)? } else { None };
    match trimmed {
        Some(trimmed) => bindgen.input_bytes(name, trimmed),
        None => bindgen.input_path(wasm),
    };
    bindgen
        .out_name(name)
        .web(true)?
        .typescript(false)
        .remove_name_section(spare == Spare::Left)
        .generate(folder)
        .with_context(|| format!("wasm-bindgen cannot read {}", wasm.display()))?;
    let (bound, served) = (format!("{name}_bg.wasm"), format!("{name}.wasm"));
    fs::rename(folder.join(&bound), folder.join(&served))?;
    let script = folder.join(name).with_extension("js");
    Ok(fs::write(&script, fs::read_to_string(&script)?.replace(&bound, &served))?)
}

/// The stylesheet with its imports in place, minified.
pub fn stylesheet(path: &Path) -> Result<String> {
    let text = with_imports(path)?;
    let fault = |error: String| anyhow::anyhow!("{} is not valid CSS: {error}", path.display());
    let mut sheet = StyleSheet::parse(&text, ParserOptions::default()).map_err(|error| fault(error.to_string()))?;
    sheet.minify(MinifyOptions::default()).map_err(|error| fault(error.to_string()))?;
    let printed = sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() })?;
    Ok(printed.code)
}

/// Puts the text of every `@import url("FILE") layer(NAME);` in its place, as that layer.
fn with_imports(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let folder = path.parent().context("a stylesheet lies in a folder")?;
    let mut joined = String::new();
    for line in text.lines() {
        let Some(import) = line.trim().strip_prefix("@import ") else {
            joined.push_str(line);
            joined.push('\n');
            continue;
        };
        let parts = import.strip_prefix("url(\"").and_then(|rest| rest.split_once("\") layer("));
        let Some((file, layer)) = parts.and_then(|(file, rest)| Some((file, rest.strip_suffix(");")?))) else {
            bail!("{}: write @import url(\"FILE\") layer(NAME); instead of: {line}", path.display());
        };
        let _ = writeln!(joined, "@layer {layer} {{\n{}}}", with_imports(&folder.join(file))?);
    }
    Ok(joined)
}

/// Makes the site hold the files of `public/` and, of the public kind, nothing else.
pub fn copy(public: &Path, site: &Path) -> Result<()> {
    for entry in fs::read_dir(site)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("pkg") {
            fs::remove_dir_all(&path)?;
        } else if path.is_file() {
            fs::remove_file(&path)?;
        }
    }
    for file in files(public)? {
        let copied = site.join(file.strip_prefix(public)?);
        fs::create_dir_all(copied.parent().context("a file lies in a folder")?)?;
        fs::copy(&file, &copied)?;
    }
    Ok(())
}

/// Does some work unless its output is there and its inputs are what they were when it was made.
fn when_changed(what: &str, inputs: &[PathBuf], output: &Path, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let stamps = target()?.join("site-stamps");
    fs::create_dir_all(&stamps)?;
    let stamp = stamps.join(what.replace(['/', ' '], "-"));
    let state = state_of(inputs)?;
    if output.exists() && fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == state) {
        return Ok(());
    }
    say(what);
    work()?;
    Ok(fs::write(stamp, state)?)
}

/// Size and time of every input, and of this program, which makes the output.
fn state_of(inputs: &[PathBuf]) -> Result<String> {
    let mut state = String::new();
    for input in inputs.iter().chain([&std::env::current_exe()?]) {
        let file = fs::metadata(input).with_context(|| format!("{} cannot be read", input.display()))?;
        let _ = writeln!(state, "{} {} {}.{}", input.display(), file.len(), file.mtime(), file.mtime_nsec());
    }
    Ok(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stylesheet_of_the_product_is_one_minified_line_with_its_layers_in_order() {
        let css = stylesheet(&root().join("style/norven.css")).expect("valid CSS");
        assert!(!css.contains("@import") && css.lines().count() == 1);
        // The minifier drops the list of layers where their blocks stand in that order.
        let mut layers = Vec::new();
        for part in css.split("@layer ").skip(1) {
            let name = part.split(['{', ',', ';', '.']).next().unwrap_or_default();
            if !layers.contains(&name) {
                layers.push(name);
            }
        }
        assert_eq!(layers, ["reset", "tokens", "base", "layout", "components", "states", "modes"]);
    }

    #[test]
    fn an_import_that_would_be_lost_is_refused() {
        let folder = std::env::temp_dir().join(format!("norven-style-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder");
        let sheet = folder.join("sheet.css");
        fs::write(&sheet, "@import \"other.css\";\n").expect("writable");
        let refused = stylesheet(&sheet).expect_err("not the one form of import that is joined");
        assert!(refused.to_string().contains("@import \"other.css\";"));
        fs::remove_dir_all(&folder).expect("removable");
    }
}
