//! The logical structure of a report: what a screen reader reads, and in which order.
//!
//! Every text is a part of a structure element (title, heading or paragraph), every picture is a
//! figure with its caption as alternate text, and all else on a page is marked as an artifact. The
//! elements stand under one `Document`, in reading order.

use std::collections::BTreeMap;

use lopdf::{Document, Object, ObjectId, dictionary};

use crate::PressError;
use crate::block::Role;
use crate::text_string::text;

/// The elements of a report.
#[derive(Default)]
pub(crate) struct Structure {
    elements: Vec<Element>,
    /// The elements of each page's marked contents, by their number on the page.
    pages: Vec<Vec<usize>>,
}

struct Element {
    kind: &'static str,
    alt: Option<String>,
    /// What its text says, where the order of letters on the page does not say it.
    said: String,
    turned: bool,
    /// Page and number of each of its marked contents.
    contents: Vec<(usize, usize)>,
}

/// What a mark belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Artifact,
    /// The element with this index.
    Element(usize),
}

impl Structure {
    /// Begins a page.
    pub(crate) fn turn(&mut self) {
        self.pages.push(Vec::new());
    }

    /// A new element for a text.
    pub(crate) fn text(&mut self, role: Role) -> usize {
        let kind = match role {
            Role::Title => "H1",
            Role::Heading => "H2",
            Role::Paragraph => "P",
        };
        self.add(kind, None)
    }

    /// A new element for a picture.
    pub(crate) fn figure(&mut self, alt: &str) -> usize {
        self.add("Figure", Some(alt.to_owned()))
    }

    fn add(&mut self, kind: &'static str, alt: Option<String>) -> usize {
        self.elements.push(Element { kind, alt, said: String::new(), turned: false, contents: Vec::new() });
        self.elements.len() - 1
    }

    /// The number of a new marked content of an element on this page, and the element's kind.
    pub(crate) fn mark(&mut self, element: usize) -> Option<(usize, &'static str)> {
        let page = self.pages.len().checked_sub(1)?;
        let marked = self.pages.get_mut(page)?;
        let element_of = self.elements.get_mut(element)?;
        let number = marked.len();
        marked.push(element);
        element_of.contents.push((page, number));
        Some((number, element_of.kind))
    }

    /// Adds to what an element says; `turned` where the page does not say it in this order.
    pub(crate) fn say(&mut self, element: usize, text: &str, turned: bool) {
        if let Some(element) = self.elements.get_mut(element) {
            element.said.push_str(text);
            element.turned |= turned;
        }
    }

    /// Writes the elements into the object graph.
    pub(crate) fn add_to(&self, document: &mut Document) -> Result<(), PressError> {
        let pages: Vec<ObjectId> = document.page_iter().collect();
        let root = document.new_object_id();
        let whole = document.new_object_id();
        let ids: Vec<ObjectId> = self.elements.iter().map(|_| document.new_object_id()).collect();
        for (element, id) in self.elements.iter().zip(&ids) {
            let Some(page) = element.contents.first().and_then(|(page, _)| pages.get(*page)) else { continue };
            let kids = element.contents.iter().filter_map(|(at, number)| kid(&pages, *page, *at, *number));
            let mut entry = dictionary! {
                "S" => element.kind,
                "P" => Object::Reference(whole),
                "Pg" => Object::Reference(*page),
                "K" => kids.collect::<Vec<_>>(),
            };
            if let Some(alt) = &element.alt {
                entry.set("Alt", text(alt));
            }
            if element.turned {
                entry.set("ActualText", text(element.said.trim_end()));
            }
            document.set_object(*id, entry);
        }
        let kids: Vec<Object> = ids.iter().map(|id| Object::Reference(*id)).collect();
        document.set_object(whole, dictionary! { "S" => "Document", "P" => Object::Reference(root), "K" => kids });

        let mut numbers = Vec::new();
        for (at, (marked, page)) in self.pages.iter().zip(&pages).enumerate() {
            let at = i64::try_from(at).unwrap_or(i64::MAX);
            let elements = marked.iter().filter_map(|element| ids.get(*element));
            numbers.push(at.into());
            numbers.push(Object::Array(elements.map(|id| Object::Reference(*id)).collect()));
            let page = document.get_object_mut(*page)?.as_dict_mut()?;
            page.set("StructParents", at);
            page.set("Tabs", "S");
        }
        document.set_object(
            root,
            dictionary! {
                "Type" => "StructTreeRoot",
                "K" => vec![Object::Reference(whole)],
                "ParentTree" => dictionary! { "Nums" => numbers },
                "ParentTreeNextKey" => i64::try_from(pages.len()).unwrap_or(i64::MAX),
            },
        );
        let catalog = document.catalog_mut()?;
        catalog.set("StructTreeRoot", Object::Reference(root));
        catalog.set("MarkInfo", dictionary! { "Marked" => true });
        Ok(())
    }
}

/// A marked content as a child: by its number alone where it stands on the element's own page.
fn kid(pages: &[ObjectId], own: ObjectId, at: usize, number: usize) -> Option<Object> {
    let page = *pages.get(at)?;
    let number = i64::try_from(number).ok()?;
    Some(if page == own {
        number.into()
    } else {
        dictionary! { "Type" => "MCR", "Pg" => Object::Reference(page), "MCID" => number }.into()
    })
}

/// The elements that the threads of a group of rows belong to.
#[derive(Default)]
pub(crate) struct Threads(BTreeMap<usize, usize>);

impl Threads {
    /// Ends all threads.
    pub(crate) fn end(&mut self) {
        self.0.clear();
    }

    /// The element of a thread, begun if need be.
    pub(crate) fn element(&mut self, thread: usize, begin: impl FnOnce() -> usize) -> usize {
        *self.0.entry(thread).or_insert_with(begin)
    }
}
