//! From a tree to what it says, strictly: every member is asked for, and one that nobody asked for is
//! an error. `null` is nothing but itself, and a list that may be left out is not written empty. So
//! two trees that differ never say the same.

use std::fmt::Display;
use std::str::FromStr;

use super::tree::Tree;

/// Why a tree does not say it, and where: a JSON Pointer (RFC 6901).
#[derive(Debug)]
pub(crate) struct Misshapen {
    at: String,
    what: String,
    /// Whether it is not wrong as far as anybody here can tell, only unknown.
    unknown: bool,
}

impl Misshapen {
    pub(crate) fn new(what: impl ToString) -> Self {
        Self { at: String::new(), what: what.to_string(), unknown: false }
    }

    /// A member or a word that a later version may have added.
    pub(crate) fn unknown(what: impl ToString) -> Self {
        Self { unknown: true, ..Self::new(what) }
    }

    /// The same fault seen from the object or array that holds the culprit under `key`.
    fn inside(self, key: &str) -> Self {
        Self { at: ["/", key, &self.at].concat(), ..self }
    }

    /// Where something stands that is not known here, if that is the fault.
    pub(crate) fn unknown_at(&self) -> Option<String> {
        self.unknown.then(|| self.at.clone())
    }

    /// In words.
    pub(crate) fn reason(&self) -> String {
        ["#", &self.at, ": ", &self.what].concat()
    }
}

/// What can be read from a tree.
pub(crate) trait Read: Sized {
    fn read(tree: Tree) -> Result<Self, Misshapen>;
}

impl Read for String {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        match tree {
            Tree::Text(text) => Ok(text),
            _ => Err(Misshapen::new("not a text")),
        }
    }
}

impl Read for bool {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        match tree {
            Tree::Bool(value) => Ok(value),
            _ => Err(Misshapen::new("neither true nor false")),
        }
    }
}

impl Read for u64 {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        let number = if let Tree::Integer(integer) = tree { Self::try_from(integer).ok() } else { None };
        number.ok_or_else(|| Misshapen::new("not a natural number"))
    }
}

impl Read for u32 {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        Self::try_from(u64::read(tree)?).map_err(|_| Misshapen::new("too large a number"))
    }
}

impl Read for u16 {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        Self::try_from(u64::read(tree)?).map_err(|_| Misshapen::new("too large a number"))
    }
}

impl Read for usize {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        u32::read(tree)?.try_into().map_err(Misshapen::new)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(tree: Tree) -> Result<Self, Misshapen> {
        let Tree::Array(items) = tree else {
            return Err(Misshapen::new("not a list"));
        };
        let items = items.into_iter().enumerate();
        items.map(|(at, item)| T::read(item).map_err(|fault| fault.inside(&at.to_string()))).collect()
    }
}

/// What a text is, by its own rules.
pub(crate) fn parsed<T: FromStr<Err: Display>>(tree: Tree) -> Result<T, Misshapen> {
    String::read(tree)?.parse().map_err(Misshapen::new)
}

/// The members of an object that were not asked for yet.
pub(crate) struct Members(Vec<(String, Tree)>);

impl Members {
    /// Reads an object with these members and no others.
    pub(crate) fn of<T>(tree: Tree, read: impl FnOnce(&mut Self) -> Result<T, Misshapen>) -> Result<T, Misshapen> {
        let Tree::Object(members) = tree else {
            return Err(Misshapen::new("not an object"));
        };
        let mut members = Self(members);
        let value = read(&mut members)?;
        match members.0.first() {
            None => Ok(value),
            Some((key, _)) => Err(Misshapen::unknown("not a member that is known here").inside(key)),
        }
    }

    fn take(&mut self, name: &str) -> Option<Tree> {
        let at = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.remove(at).1)
    }

    /// A member that is always there.
    pub(crate) fn required<T: Read>(&mut self, name: &str) -> Result<T, Misshapen> {
        self.optional(name)?.ok_or_else(|| Misshapen::new("missing").inside(name))
    }

    /// A member that may be left out.
    pub(crate) fn optional<T: Read>(&mut self, name: &str) -> Result<Option<T>, Misshapen> {
        self.take(name).map(T::read).transpose().map_err(|fault| fault.inside(name))
    }

    /// A list that is left out where there is nothing in it.
    pub(crate) fn list<T: Read>(&mut self, name: &str) -> Result<Vec<T>, Misshapen> {
        match self.optional(name)? {
            None => Ok(Vec::new()),
            Some(list) if Vec::is_empty(&list) => Err(Misshapen::new("an empty list, which is left out").inside(name)),
            Some(list) => Ok(list),
        }
    }

    /// A member that is always there, and may be `null`.
    pub(crate) fn nullable<T: Read>(&mut self, name: &str) -> Result<Option<T>, Misshapen> {
        match self.take(name) {
            None => Err(Misshapen::new("missing").inside(name)),
            Some(Tree::Null) => Ok(None),
            Some(tree) => T::read(tree).map(Some).map_err(|fault| fault.inside(name)),
        }
    }
}

/// The version of a document: the one member that every version has.
pub(crate) fn version(tree: &Tree) -> Option<u32> {
    match member(tree, "v")? {
        Tree::Integer(version) => u32::try_from(*version).ok(),
        _ => None,
    }
}

/// The member of an object that has this key alone.
pub(crate) fn member<'t>(tree: &'t Tree, name: &str) -> Option<&'t Tree> {
    let Tree::Object(members) = tree else { return None };
    let mut named = members.iter().filter(|(key, _)| key == name);
    named.next().filter(|_| named.next().is_none()).map(|(_, member)| member)
}

/// Reads structures member by member, as the methods of [`Members`] are called:
/// `members! { Site { id: required, name: required, address: optional } }`.
macro_rules! members {
    ($($type:ident { $($field:ident $(as $name:literal)?: $how:ident),* $(,)? })*) => {$(
        impl $crate::canonical::Read for $type {
            fn read(tree: $crate::canonical::Tree) -> Result<Self, $crate::canonical::Misshapen> {
                $crate::canonical::Members::of(tree, |members| {
                    Ok(Self { $($field: members.$how(members!(@name $field $($name)?))?),* })
                })
            }
        }
    )*};
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };
}

/// Reads what is a text with rules of its own: `texts! { Digest }`.
macro_rules! texts {
    ($($type:ty),*) => {$(
        impl $crate::canonical::Read for $type {
            fn read(tree: $crate::canonical::Tree) -> Result<Self, $crate::canonical::Misshapen> {
                $crate::canonical::parsed(tree)
            }
        }
    )*};
}

/// Reads what is one of several words: `words! { Method { "drawn" => Drawn, "typed" => Typed } }`.
macro_rules! words {
    ($($type:ident { $($word:literal => $variant:ident),* $(,)? })*) => {$(
        impl $crate::canonical::Read for $type {
            fn read(tree: $crate::canonical::Tree) -> Result<Self, $crate::canonical::Misshapen> {
                match String::read(tree)?.as_str() {
                    $($word => Ok(Self::$variant),)*
                    _ => Err($crate::canonical::Misshapen::unknown("not a word that is known here")),
                }
            }
        }
    )*};
}

pub(crate) use {members, texts, words};
