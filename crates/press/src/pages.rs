//! Filling pages with blocks.

use std::collections::BTreeMap;

use crate::block::{Block, Ground, Row, height};
use crate::mark::Anchor;
use crate::style::{BOTTOM, COVER_TOP, TOP};

/// A filled page: rows with the distance of their top from the page's.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    pub(crate) rows: Vec<(f32, Row)>,
}

/// A page (from 0) and a distance from its top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) page: usize,
    pub(crate) y: f32,
}

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bookmark {
    pub(crate) title: String,
    pub(crate) place: Place,
}

/// A box behind rows that follow one another on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct GroundRun {
    pub(crate) y: f32,
    pub(crate) height: f32,
    pub(crate) ground: Ground,
}

impl Page {
    /// The boxes behind the rows, neighbours joined.
    pub(crate) fn grounds(&self) -> Vec<GroundRun> {
        let joins = |a: &(f32, Row), b: &(f32, Row)| a.1.ground == b.1.ground && (a.0 + a.1.height - b.0).abs() < 0.01;
        let runs = self.rows.chunk_by(joins).filter_map(|run| {
            let (y, first) = run.first()?;
            let height = run.iter().map(|(_, row)| row.height).sum();
            Some(GroundRun { y: *y, height, ground: first.ground? })
        });
        runs.collect()
    }
}

/// The pages and their outline.
pub(crate) struct Paged {
    pub(crate) pages: Vec<Page>,
    pub(crate) bookmarks: Vec<Bookmark>,
    pub(crate) places: BTreeMap<Anchor, Place>,
}

/// Distributes blocks over pages. `reserved` points at the foot of the first page stay free.
pub(crate) fn paginate(blocks: Vec<Block>, reserved: f32) -> Paged {
    let mut press = Pager {
        paged: Paged { pages: vec![Page::default()], bookmarks: Vec::new(), places: BTreeMap::new() },
        y: COVER_TOP,
        bottom: BOTTOM - reserved,
    };
    let mut chain = Vec::new();
    for block in blocks {
        let leads = block.leads;
        chain.push(block);
        if !leads {
            press.place(std::mem::take(&mut chain));
        }
    }
    press.place(chain);
    press.paged
}

struct Pager {
    paged: Paged,
    y: f32,
    bottom: f32,
}

impl Pager {
    /// Places blocks that stay together: all on this page, or all on the next, or, when they are
    /// taller than a page, from here on over as many as they need.
    fn place(&mut self, chain: Vec<Block>) {
        let Some(first) = chain.first() else { return };
        if first.off_cover && self.paged.pages.len() == 1 {
            self.turn();
        }
        let mut above = first.above;
        let mut rows = Vec::new();
        for block in chain {
            if !rows.is_empty() {
                rows.push(Row::space(block.above));
            }
            rows.extend(block.rows);
        }
        let whole = height(&rows) <= BOTTOM - TOP;
        for chunk in rows.chunk_by(|row, _| whole || !row.breakable) {
            let needed = height(chunk);
            if self.y + above + needed > self.bottom + 0.01 && !self.page_is_empty() {
                self.turn();
            }
            if !self.page_is_empty() {
                self.y += above;
            }
            above = 0.0;
            chunk.iter().for_each(|row| self.put(row));
        }
    }

    fn page_is_empty(&self) -> bool {
        self.paged.pages.last().is_some_and(|page| page.rows.is_empty())
    }

    fn turn(&mut self) {
        self.paged.pages.push(Page::default());
        self.y = TOP;
        self.bottom = BOTTOM;
    }

    fn put(&mut self, row: &Row) {
        let place = Place { page: self.paged.pages.len().saturating_sub(1), y: self.y };
        if let Some(title) = row.bookmark.clone() {
            self.paged.bookmarks.push(Bookmark { title, place });
        }
        if let Some(anchor) = row.anchor {
            self.paged.places.insert(anchor, place);
        }
        if let Some(page) = self.paged.pages.last_mut() {
            page.rows.push((self.y, row.clone()));
        }
        self.y += row.height;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::paragraph;
    use crate::faces::{Faces, Region};
    use crate::fonts::Fonts;
    use crate::style::BODY;
    use crate::text::Setter;

    fn text(lines: usize) -> Vec<Row> {
        let faces = Faces::built_in().expect("the faces parse");
        let setter = Setter::new(Fonts::get().expect("the fonts parse"), faces, Region::Mainland);
        let words = vec!["line"; lines].join("\n");
        paragraph(setter, 45.0, BODY, setter.plain(&words, BODY, 300.0))
    }

    fn lines(page: &Page) -> usize {
        page.rows.iter().filter(|(_, row)| !row.marks.is_empty()).count()
    }

    #[test]
    fn what_fits_on_one_page_is_never_divided() {
        // Twenty lines and a picture that fill two thirds of a page, again and again.
        let item = || {
            let mut rows = text(20);
            rows.push(Row::space(200.0));
            rows
        };
        let paged = paginate((0..7).map(|_| Block::new(item())).collect(), 100.0);
        assert_eq!(paged.pages.len(), 7);
        assert!(paged.pages.iter().all(|page| lines(page) == 20));
    }

    #[test]
    fn no_line_stands_alone_at_the_head_or_the_foot_of_a_page() {
        for count in 90..200 {
            let blocks = vec![Block::new(text(3)), Block::new(text(count))];
            let pages = paginate(blocks, 100.0).pages;
            assert!(pages.iter().all(|page| lines(page) >= 2), "{count} lines");
            assert_eq!(pages.iter().map(lines).sum::<usize>(), count + 3);
        }
    }

    #[test]
    fn a_heading_is_never_the_last_on_a_page() {
        for before in 1..120 {
            let mut heading = text(1);
            heading[0].bookmark = Some("heading".to_owned());
            let blocks = vec![Block::new(text(before)), Block::leading(heading).below(26.0), Block::new(text(2))];
            let paged = paginate(blocks, 100.0);
            let last = paged.pages.last().expect("a page");
            assert!(lines(last) >= 3, "{before} lines before");
            assert_eq!(paged.bookmarks[0].place.page, paged.pages.len() - 1);
        }
    }

    #[test]
    fn nothing_reaches_into_the_reserved_foot_of_the_cover_or_into_a_footer() {
        let blocks = (1..60).map(|count| Block::new(text(count % 9 + 1)).below(7.0)).collect();
        for (at, page) in paginate(blocks, 111.0).pages.iter().enumerate() {
            let limit = if at == 0 { BOTTOM - 111.0 } else { BOTTOM };
            assert!(page.rows.iter().all(|(y, row)| y + row.height <= limit + 0.02));
        }
    }

    #[test]
    fn neighbouring_rows_on_one_ground_are_one_box() {
        let ground = Ground { x: 72.0, width: 100.0, colour: [0; 3], radius: 4.0 };
        let boxed = |rows: Vec<Row>| rows.into_iter().map(|row| row.on(ground)).collect();
        let blocks = vec![Block::new(boxed(text(4))), Block::new(boxed(text(2))).below(5.0)];
        let page = &paginate(blocks, 0.0).pages[0];
        let heights: Vec<f32> = page.grounds().iter().map(|run| run.height.round()).collect();
        assert_eq!(heights, [56.0, 28.0]);
    }
}
