//! What is shown: nothing here touches the browser.

/// A template's name, and what goes into it.
///
/// The page's templates say three things of an element: `{name}` in its text is a value,
/// `data-part="name"` means that it is only there where the view has this part, and
/// `data-each="name"` that it is there once for each entry of a list, with the entry's own values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The template: the element `say-NAME`.
    pub template: &'static str,
    /// Texts by the name of their placeholder.
    pub values: Values,
    /// The optional parts that are there.
    pub parts: Vec<&'static str>,
    /// What is there several times.
    pub lists: Vec<(&'static str, Vec<Values>)>,
    /// The verdict's colour, where it is another than the template's.
    pub tone: Option<&'static str>,
}

/// Texts by the name of their placeholder.
pub type Values = Vec<(&'static str, String)>;

impl View {
    /// A view with nothing in it.
    #[must_use]
    pub const fn new(template: &'static str) -> Self {
        Self { template, values: Vec::new(), parts: Vec::new(), lists: Vec::new(), tone: None }
    }

    /// With a value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.set(name, value);
        self
    }

    /// Gives a placeholder its value.
    pub fn set(&mut self, name: &'static str, value: impl ToString) {
        self.values.push((name, value.to_string()));
    }

    /// Has an optional part in it, where a condition holds.
    pub fn part(&mut self, name: &'static str, there: bool) {
        if there {
            self.parts.push(name);
        }
    }

    /// The value of a placeholder.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// Whether an optional part is there.
    #[must_use]
    pub fn has(&self, part: &str) -> bool {
        self.parts.contains(&part)
    }

    /// The entries of a list.
    #[must_use]
    pub fn list(&self, name: &str) -> &[Values] {
        self.lists.iter().find(|(key, _)| *key == name).map_or(&[], |(_, entries)| entries)
    }
}
