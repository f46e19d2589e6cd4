//! Turns `locales/{en,es}/*.json` into Rust: one struct a file, one field a text, one method a text
//! with placeholders. A key that one language lacks, or whose placeholders differ, stops the build.

use std::{collections::BTreeSet, env, fmt::Write as _, fs, path::Path};

use serde_json::{Map, Value};

const LANGUAGES: [&str; 2] = ["en", "es"];

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../locales");
    println!("cargo::rerun-if-changed={}", root.display());
    let [en, es] = LANGUAGES.map(|language| files(&root.join(language)));
    assert_eq!(en, es, "locales/en and locales/es must hold the same files");

    let mut out = String::new();
    for file in &en {
        println!("cargo::rerun-if-changed={}", root.join("en").join(file).display());
        println!("cargo::rerun-if-changed={}", root.join("es").join(file).display());
        let [english, spanish] = LANGUAGES.map(|language| read(&root.join(language).join(file)));
        namespace(&mut out, file.trim_end_matches(".json"), &english, &spanish);
    }
    words(&mut out, &en);
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("words.rs");
    fs::write(target, out).expect("the build directory is writable");
}

fn files(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder)
        .expect("a folder for each language")
        .map(|entry| entry.expect("readable").file_name().into_string().expect("UTF-8"))
        .filter(|name| name.ends_with(".json"))
        .collect()
}

fn read(path: &Path) -> Map<String, Value> {
    let text = fs::read_to_string(path).expect("readable");
    match serde_json::from_str(&text) {
        Ok(Value::Object(map)) => map,
        Ok(_) => panic!("{} must be one JSON object", path.display()),
        Err(error) => panic!("{}: {error}", path.display()),
    }
}

/// The texts of one file as a struct, and its two constants.
fn namespace(out: &mut String, name: &str, en: &Map<String, Value>, es: &Map<String, Value>) {
    let keys = |map: &Map<String, Value>| map.keys().cloned().collect::<BTreeSet<_>>();
    let only_one: Vec<_> = keys(en).symmetric_difference(&keys(es)).cloned().collect();
    assert!(only_one.is_empty(), "{name}.json: only one language has {only_one:?}");

    let mut fields = String::new();
    let mut methods = String::new();
    let (mut english, mut spanish) = (String::new(), String::new());
    for (key, text) in en {
        let other = &es[key];
        let (forms, other_forms) = (forms(name, key, text), forms(name, key, other));
        assert_eq!(forms.len(), other_forms.len(), "{name}.{key}: a plural in one language only");
        let arguments = placeholders(&forms);
        assert_eq!(arguments, placeholders(&other_forms), "{name}.{key}: placeholders differ");
        let doc = forms[0].replace('\n', " ");
        if arguments.is_empty() && forms.len() == 1 {
            let _ = writeln!(fields, "    #[doc = {doc:?}]\n    pub {key}: &'static str,");
            let _ = writeln!(english, "    {key}: {:?},", forms[0]);
            let _ = writeln!(spanish, "    {key}: {:?},", other_forms[0]);
        } else {
            let _ = writeln!(fields, "    {key}: [&'static str; {}],", forms.len());
            let _ = writeln!(english, "    {key}: {forms:?},");
            let _ = writeln!(spanish, "    {key}: {other_forms:?},");
            methods.push_str(&method(key, &doc, &arguments, forms.len() > 1));
        }
    }
    let kind = type_name(name);
    let upper = name.to_uppercase();
    let _ = writeln!(out, "/// The texts of `{name}.json`.\npub struct {kind} {{\n{fields}}}");
    let _ = writeln!(out, "impl {kind} {{\n{methods}}}");
    let _ = writeln!(out, "static {upper}_EN: {kind} = {kind} {{\n{english}}};");
    let _ = writeln!(out, "static {upper}_ES: {kind} = {kind} {{\n{spanish}}};");
    let choice = format!("match locale {{ Locale::En => &{upper}_EN, Locale::Es => &{upper}_ES }}");
    let _ = writeln!(out, "impl Texts for {kind} {{ fn of(locale: Locale) -> &'static Self {{ {choice} }} }}");
}

/// A text, or the two forms (`one`, `other`) of a text with a `{count}`.
fn forms<'a>(file: &str, key: &str, value: &'a Value) -> Vec<&'a str> {
    match value {
        Value::String(text) => vec![text],
        Value::Object(map) => ["one", "other"]
            .map(|form| {
                map.get(form).and_then(Value::as_str).unwrap_or_else(|| panic!("{file}.{key} needs the form {form}"))
            })
            .to_vec(),
        _ => panic!("{file}.{key} must be a text or {{\"one\", \"other\"}}"),
    }
}

fn placeholders(forms: &[&str]) -> BTreeSet<String> {
    forms
        .iter()
        .flat_map(|form| form.split('{').skip(1))
        .map(|rest| rest.split_once('}').expect("every { has its }").0.to_owned())
        .collect()
}

fn method(key: &str, doc: &str, arguments: &BTreeSet<String>, plural: bool) -> String {
    let parameters: String = arguments
        .iter()
        .map(|name| {
            if plural && name == "count" {
                ", count: usize".to_owned()
            } else {
                format!(", {name}: impl core::fmt::Display")
            }
        })
        .collect();
    let pairs: String =
        arguments.iter().map(|name| format!("({name:?}, &{name} as &dyn core::fmt::Display), ")).collect();
    let form = if plural { "usize::from(count != 1)" } else { "0" };
    format!(
        "    #[doc = {doc:?}]\n    #[must_use]\n    pub fn {key}(&self{parameters}) -> String {{ crate::fill(self.{key}[{form}], &[{pairs}]) }}\n"
    )
}

fn words(out: &mut String, files: &BTreeSet<String>) {
    let names: Vec<_> = files.iter().map(|file| file.trim_end_matches(".json")).collect();
    let fields: String = names
        .iter()
        .map(|name| format!("    /// `{name}.json`.\n    pub {name}: In<{}>,\n", type_name(name)))
        .collect();
    let _ = writeln!(out, "/// Every text in one language.\npub struct Words {{\n{fields}}}");
    for (constant, language) in [("EN", "En"), ("ES", "Es")] {
        let values: String = names.iter().map(|name| format!("{name}: In::new(Locale::{language}), ")).collect();
        let _ =
            writeln!(out, "/// Every text, language {constant}.\npub static {constant}: Words = Words {{ {values} }};");
    }
}

fn type_name(file: &str) -> String {
    file.split('_').map(|part| part[..1].to_uppercase() + &part[1..]).collect()
}
