//! Links: the contents lead to their pages, what needs to be done to its item, the verify address
//! to its page.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use crate::PressError;
use crate::mark::{Anchor, Area, Goal};
use crate::pages::Place;
use crate::style::PAGE_HEIGHT;
use crate::text_string::text;

/// A link on a page, y counted from the page's top.
pub(crate) type Link = (Area, Goal);

/// Adds the links of all pages.
pub(crate) fn add(
    document: &mut Document,
    links: &[Vec<Link>],
    places: &BTreeMap<Anchor, Place>,
    verify: &str,
) -> Result<(), PressError> {
    let pages: Vec<ObjectId> = document.page_iter().collect();
    for (links, page) in links.iter().zip(&pages) {
        for (area, goal) in links {
            let Some(link) = annotation(area, *goal, &pages, places, verify) else { continue };
            let link = document.add_object(link);
            annotate(document.get_object_mut(*page)?.as_dict_mut()?, link);
        }
    }
    Ok(())
}

/// Adds an annotation to a page.
pub(crate) fn annotate(page: &mut Dictionary, annotation: ObjectId) {
    let annotation = Object::Reference(annotation);
    match page.get_mut(b"Annots").and_then(Object::as_array_mut) {
        Ok(annotations) => annotations.push(annotation),
        Err(_) => page.set("Annots", vec![annotation]),
    }
}

/// Where a viewer scrolls to: a little above the place.
pub(crate) fn destination(pages: &[ObjectId], place: Place) -> Option<Object> {
    let top = (PAGE_HEIGHT - place.y + 8.0).round();
    let page = Object::Reference(*pages.get(place.page)?);
    Some(vec![page, "XYZ".into(), Object::Null, top.into(), Object::Null].into())
}

fn annotation(
    area: &Area,
    goal: Goal,
    pages: &[ObjectId],
    places: &BTreeMap<Anchor, Place>,
    verify: &str,
) -> Option<Dictionary> {
    let (top, foot) = (PAGE_HEIGHT - area.y, PAGE_HEIGHT - area.y - area.height);
    let rect: Vec<Object> = [area.x, foot, area.x + area.width, top].map(|side| side.round().into()).into();
    let mut link = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => rect,
        "Border" => vec![0.into(), 0.into(), 0.into()],
        "F" => 4,
    };
    match goal {
        Goal::Verify => link.set("A", dictionary! { "S" => "URI", "URI" => text(verify) }),
        Goal::Place(anchor) => link.set("Dest", destination(pages, *places.get(&anchor)?)?),
    }
    Some(link)
}
