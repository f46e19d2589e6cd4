//! Pages of a list that is sorted by name, for both engines.
//!
//! Such a list has a ceiling of thousands of lines: it is narrowed by words that are held against each line, by what the
//! list itself tells apart, and by a group of sites. Names are folded before they are stored, so that both engines sort
//! alike.

use crate::{
    ids::SiteGroupId,
    platform::search::fold::{self, PATTERNS},
};

/// What lines are looked for by, as the database compares it.
#[derive(Clone, Debug)]
pub struct Named {
    /// Patterns of words, each of which has to fit.
    pub words: [String; PATTERNS],
    /// Which lines, by a word of the list's own.
    pub which: Option<String>,
    /// In which group of sites.
    pub group: Option<SiteGroupId>,
}

impl Named {
    /// From words as somebody typed them.
    #[must_use]
    pub fn new(text: Option<&str>, which: Option<&str>, group: Option<SiteGroupId>) -> Self {
        Self { words: fold::patterns(text.unwrap_or_default()), which: which.map(ToOwned::to_owned), group }
    }
}

/// Makes the functions `page` and `count` of a list by name: from its row, columns, table with joins, and columns that are
/// compared. In every statement `$1` is the organisation, `$2` which lines, `$3` the group of sites, `$4` to `$7` are
/// patterns of words, and `$8` is the reach.
#[macro_export]
macro_rules! named_listing {
    (
        $row:ty, $columns:literal, $from:literal, org: $org:literal, name: $name:literal, words: $words:literal,
        at: $at:literal, id: $id:literal, conditions: $conditions:expr
    ) => {
        use $crate::{
            platform::db::names::Named,
            ui::{
                listing::{COUNTED, Place},
                names::Sorted,
            },
        };

        macro_rules! conditions {
            () => {
                concat!(
                    " FROM ",
                    $from,
                    " WHERE ",
                    $org,
                    " = $1 AND ",
                    $words,
                    " LIKE $4 ESCAPE '\\' AND ",
                    $words,
                    " LIKE $5 ESCAPE '\\' AND ",
                    $words,
                    " LIKE $6 ESCAPE '\\' AND ",
                    $words,
                    " LIKE $7 ESCAPE '\\' AND ",
                    $conditions
                )
            };
        }

        /// The lines after a place, sorted by name or the latest first.
        pub async fn page(
            tx: &mut Tx,
            named: &Named,
            (sorted, after): (Sorted, Option<&Place>),
            limit: i64,
        ) -> Result<Vec<$row>, sqlx::Error> {
            let (org, reach) = (tx.org(), tx.reach());
            let [first, second, third, fourth] = &named.words;
            macro_rules! sorted {
                ($key:literal, $beyond:literal, $direction:literal, $place:expr) => {
                    $crate::fetch_all!(
                        tx,
                        $row,
                        concat!(
                            "SELECT ",
                            $columns,
                            conditions!(),
                            " AND (",
                            $key,
                            ", ",
                            $id,
                            ") ",
                            $beyond,
                            " ($9, $10) ORDER BY ",
                            $key,
                            " ",
                            $direction,
                            ", ",
                            $id,
                            " ",
                            $direction,
                            " LIMIT $11"
                        ),
                        org,
                        named.which.as_deref(),
                        named.group,
                        first,
                        second,
                        third,
                        fourth,
                        reach,
                        $place.0,
                        $place.1,
                        limit
                    )
                };
            }
            match sorted {
                Sorted::Name => {
                    let place = after.and_then(|place| Some((place.name()?, place.id)));
                    let place = place.unwrap_or(("", uuid::Uuid::nil()));
                    sorted!($name, ">", "ASC", place)
                }
                Sorted::Latest => {
                    let place = after.and_then(|place| Some((place.instant()?, place.id)));
                    let place = place.unwrap_or(($crate::time::Timestamp(i64::MAX), uuid::Uuid::max()));
                    sorted!($at, "<", "DESC", place)
                }
            }
        }

        /// How many lines there are, counted to one more than [`COUNTED`].
        pub async fn count_named(tx: &mut Tx, named: &Named) -> Result<i64, sqlx::Error> {
            let (org, reach) = (tx.org(), tx.reach());
            let [first, second, third, fourth] = &named.words;
            let (count,): (i64,) = $crate::fetch_one!(
                tx,
                (i64,),
                concat!("SELECT COUNT(*) FROM (SELECT 1", conditions!(), " LIMIT $9) AS found"),
                org,
                named.which.as_deref(),
                named.group,
                first,
                second,
                third,
                fourth,
                reach,
                i64::from(COUNTED) + 1
            )?;
            Ok(count)
        }
    };
}
