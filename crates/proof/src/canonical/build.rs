//! From anything `Serialize` to a tree. What a value looks like is what `serde_json` makes of it:
//! newtypes are transparent, variants are tagged externally, bytes are an array of numbers.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::tree::{Levels, Tree};
use super::{CanonicalError, MAX_INTEGER};

type Built = Result<Tree, CanonicalError>;

/// A number, as far as canonical JSON can say it.
fn number(number: impl ToString + TryInto<i64> + Copy) -> Built {
    let exact = number.try_into().ok().filter(|integer| integer.unsigned_abs() <= MAX_INTEGER);
    Ok(exact.map_or_else(|| Tree::Number(number.to_string()), Tree::Integer))
}

/// Builds the tree of a value that may have so many levels.
pub(super) struct Build(pub(super) Levels);

/// An array in the making.
pub(super) struct Items {
    inside: Levels,
    items: Vec<Tree>,
    variant: Option<&'static str>,
}

/// An object in the making.
pub(super) struct Members {
    inside: Levels,
    members: Vec<(String, Tree)>,
    variant: Option<&'static str>,
    /// The key that waits for its value.
    key: String,
}

/// The object that says which variant a value belongs to.
fn tagged(variant: Option<&'static str>, tree: Tree) -> Tree {
    match variant {
        Some(variant) => Tree::Object(vec![(variant.to_owned(), tree)]),
        None => tree,
    }
}

impl Build {
    fn items(self) -> Result<Items, CanonicalError> {
        Ok(Items { inside: self.0.enter()?, items: Vec::new(), variant: None })
    }

    fn members(self) -> Result<Members, CanonicalError> {
        Ok(Members { inside: self.0.enter()?, members: Vec::new(), variant: None, key: String::new() })
    }
}

impl Items {
    fn push<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), CanonicalError> {
        self.items.push(item.serialize(Build(self.inside))?);
        Ok(())
    }

    fn finish(self) -> Tree {
        tagged(self.variant, Tree::Array(self.items))
    }
}

impl Members {
    fn push<T: Serialize + ?Sized>(&mut self, key: String, value: &T) -> Result<(), CanonicalError> {
        let value = value.serialize(Build(self.inside))?;
        self.members.push((key, value));
        Ok(())
    }

    fn finish(self) -> Tree {
        tagged(self.variant, Tree::Object(self.members))
    }
}

impl Serializer for Build {
    type Ok = Tree;
    type Error = CanonicalError;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Members;

    fn serialize_bool(self, value: bool) -> Built {
        Ok(Tree::Bool(value))
    }

    fn serialize_i8(self, value: i8) -> Built {
        number(value)
    }

    fn serialize_i16(self, value: i16) -> Built {
        number(value)
    }

    fn serialize_i32(self, value: i32) -> Built {
        number(value)
    }

    fn serialize_i64(self, value: i64) -> Built {
        number(value)
    }

    fn serialize_u8(self, value: u8) -> Built {
        number(value)
    }

    fn serialize_u16(self, value: u16) -> Built {
        number(value)
    }

    fn serialize_u32(self, value: u32) -> Built {
        number(value)
    }

    fn serialize_u64(self, value: u64) -> Built {
        number(value)
    }

    fn serialize_f32(self, value: f32) -> Built {
        Ok(Tree::Number(value.to_string()))
    }

    fn serialize_f64(self, value: f64) -> Built {
        Ok(Tree::Number(value.to_string()))
    }

    fn serialize_char(self, value: char) -> Built {
        Ok(Tree::Text(value.into()))
    }

    fn serialize_str(self, value: &str) -> Built {
        Ok(Tree::Text(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Built {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Built {
        Ok(Tree::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Built {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Built {
        Ok(Tree::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Built {
        Ok(Tree::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Built {
        Ok(Tree::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Built {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Built {
        let value = value.serialize(Self(self.0.enter()?))?;
        Ok(tagged(Some(variant), value))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, CanonicalError> {
        self.items()
    }

    fn serialize_tuple(self, _: usize) -> Result<Items, CanonicalError> {
        self.items()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items, CanonicalError> {
        self.items()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Items, CanonicalError> {
        let items = Self(self.0.enter()?).items()?;
        Ok(Items { variant: Some(variant), ..items })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members, CanonicalError> {
        self.members()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members, CanonicalError> {
        self.members()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Members, CanonicalError> {
        let members = Self(self.0.enter()?).members()?;
        Ok(Members { variant: Some(variant), ..members })
    }
}

/// serde has four traits for arrays and three for objects, which JSON does not tell apart.
macro_rules! items {
    ($($compound:ident $push:ident),*) => {$(
        impl $compound for Items {
            type Ok = Tree;
            type Error = CanonicalError;

            fn $push<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), CanonicalError> {
                self.push(item)
            }

            fn end(self) -> Built {
                Ok(self.finish())
            }
        }
    )*};
}

items! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
}

macro_rules! members {
    ($($compound:ident),*) => {$(
        impl $compound for Members {
            type Ok = Tree;
            type Error = CanonicalError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), CanonicalError> {
                self.push(key.to_owned(), value)
            }

            fn end(self) -> Built {
                Ok(self.finish())
            }
        }
    )*};
}

members! { SerializeStruct, SerializeStructVariant }

impl SerializeMap for Members {
    type Ok = Tree;
    type Error = CanonicalError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), CanonicalError> {
        match key.serialize(Build(self.inside))? {
            Tree::Text(key) => {
                self.key = key;
                Ok(())
            }
            _ => Err(serde::ser::Error::custom("a key of an object is not text")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), CanonicalError> {
        let key = std::mem::take(&mut self.key);
        self.push(key, value)
    }

    fn end(self) -> Built {
        Ok(self.finish())
    }
}
