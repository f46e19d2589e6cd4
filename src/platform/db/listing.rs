//! Pages of a list that holds years, for both engines.
//!
//! A list is narrowed by site, template, inspector and state, and sorted by an instant. A page goes along the index of one
//! condition, which has to be written into the statement alone: `($2 IS NULL OR site_id = $2)` goes along none. So there
//! is a statement for each condition, made by [`listing!`](crate::listing) from one text; of several conditions that are
//! asked, the rarest leads.

use crate::{
    ids::{SiteId, TemplateId, UserId},
    time::Timestamp,
};

/// What lines are looked for by, as the database compares it.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// Of which site.
    pub site: Option<SiteId>,
    /// With which template.
    pub template: Option<TemplateId>,
    /// By which inspector.
    pub inspector: Option<UserId>,
    /// In which state.
    pub state: Option<&'a str>,
    /// From this instant on.
    pub from: Timestamp,
    /// Before this instant.
    pub to: Timestamp,
}

/// The condition whose index a page goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// None: the list as it is sorted.
    All,
    /// The site.
    Site,
    /// The template.
    Template,
    /// The inspector.
    Inspector,
    /// The state.
    State,
}

/// So far the lines of a condition are counted to find the rarest.
pub const FAR: i64 = 5000;

impl Search<'_> {
    /// One of its conditions alone.
    #[must_use]
    pub fn only(&self, along: Along) -> Self {
        Self {
            site: self.site.filter(|_| along == Along::Site),
            template: self.template.filter(|_| along == Along::Template),
            inspector: self.inspector.filter(|_| along == Along::Inspector),
            state: self.state.filter(|_| along == Along::State),
            ..*self
        }
    }

    /// The conditions that are asked.
    #[must_use]
    pub fn asked(&self) -> Vec<Along> {
        let asked = [
            (self.site.is_some(), Along::Site),
            (self.inspector.is_some(), Along::Inspector),
            (self.template.is_some(), Along::Template),
            (self.state.is_some(), Along::State),
        ];
        asked.into_iter().filter(|(asked, _)| *asked).map(|(_, along)| along).collect()
    }
}

/// Makes the functions `page`, `count` and `along` of a list: from macros that expand to the columns
/// and to the joins that they need, the table, and its columns that are compared. In every statement `$1` is the
/// organisation, `$2` to `$5` are site, template, inspector and state, `$6` and `$7` the span of time, and `$8` is the reach.
#[macro_export]
macro_rules! listing {
    (
        $row:ty, $columns:ident!, $joins:ident!, $table:literal,
        org: $org:literal, site: $site:literal, template: $template:literal, inspector: $inspector:literal,
        state: $state:literal, at: $at:literal, id: $id:literal
    ) => {
        use futures_util::{FutureExt, future::BoxFuture};
        use $crate::{
            platform::db::{
                Tx,
                listing::{Along, FAR, Search},
            },
            ui::listing::{COUNTED, Order, Place},
        };

        macro_rules! conditions {
            ($lead:expr) => {
                concat!(
                    "WHERE ",
                    $org,
                    " = $1 AND ",
                    $lead,
                    " AND ($2 IS NULL OR ",
                    $site,
                    " = $2) AND ($3 IS NULL OR ",
                    $template,
                    " = $3)
           AND ($4 IS NULL OR ",
                    $inspector,
                    " = $4) AND ($5 IS NULL OR ",
                    $state,
                    " = $5)
           AND ",
                    $at,
                    " >= $6 AND ",
                    $at,
                    " < $7 AND ",
                    $crate::in_reach!($site, "$8")
                )
            };
        }

        macro_rules! by_lead {
            ($along:expr, $one:ident, $tx:expr, $search:expr) => {
                match $along {
                    Along::All => $one!($tx, $search, concat!($at, " IS NOT NULL")),
                    Along::Site => $one!($tx, $search, concat!($site, " = $2")),
                    Along::Template => $one!($tx, $search, concat!($template, " = $3")),
                    Along::Inspector => $one!($tx, $search, concat!($inspector, " = $4")),
                    Along::State => $one!($tx, $search, concat!($state, " = $5")),
                }
            };
        }

        /// The lines after a place, in an order.
        ///
        /// As a trait object: callers see one type and not that of every statement.
        pub fn page<'a>(
            tx: &'a mut Tx,
            along: Along,
            search: &'a Search<'_>,
            (order, after): (Order, Option<Place>),
            limit: i64,
        ) -> BoxFuture<'a, Result<Vec<$row>, sqlx::Error>> {
            let (org, reach) = (tx.org(), tx.reach());
            let first = match order {
                Order::Newest => ($crate::time::Timestamp(i64::MAX), uuid::Uuid::max()),
                Order::Oldest => ($crate::time::Timestamp(i64::MIN), uuid::Uuid::nil()),
            };
            let place = after.and_then(|place| Some((place.instant()?, place.id))).unwrap_or(first);
            macro_rules! in_order {
                ($tx:expr, $search:expr, $lead:expr, $beyond:literal, $direction:literal) => {
                    $crate::fetch_all!(
                        $tx,
                        $row,
                        concat!(
                            "SELECT ",
                            $columns!(),
                            " FROM ",
                            $table,
                            " ",
                            $joins!(),
                            conditions!($lead),
                            " AND (",
                            $at,
                            ", ",
                            $id,
                            ") ",
                            $beyond,
                            " ($9, $10) ORDER BY ",
                            $at,
                            " ",
                            $direction,
                            ", ",
                            $id,
                            " ",
                            $direction,
                            " LIMIT $11"
                        ),
                        org,
                        $search.site,
                        $search.template,
                        $search.inspector,
                        $search.state,
                        $search.from,
                        $search.to,
                        reach,
                        place.0,
                        place.1,
                        limit
                    )
                };
            }
            macro_rules! newest {
                ($tx:expr, $search:expr, $lead:expr) => {
                    in_order!($tx, $search, $lead, "<", "DESC")
                };
            }
            macro_rules! oldest {
                ($tx:expr, $search:expr, $lead:expr) => {
                    in_order!($tx, $search, $lead, ">", "ASC")
                };
            }
            async move {
                match order {
                    Order::Newest => by_lead!(along, newest, tx, search),
                    Order::Oldest => by_lead!(along, oldest, tx, search),
                }
            }
            .boxed()
        }

        fn counted<'a>(
            tx: &'a mut Tx,
            along: Along,
            search: &'a Search<'_>,
            far: i64,
        ) -> BoxFuture<'a, Result<i64, sqlx::Error>> {
            let (org, reach) = (tx.org(), tx.reach());
            macro_rules! counted {
                ($tx:expr, $search:expr, $lead:expr) => {
                    $crate::fetch_one!(
                        $tx,
                        (i64,),
                        concat!(
                            "SELECT COUNT(*) FROM (SELECT 1 FROM ",
                            $table,
                            " ",
                            conditions!($lead),
                            " LIMIT $9) AS found"
                        ),
                        org,
                        $search.site,
                        $search.template,
                        $search.inspector,
                        $search.state,
                        $search.from,
                        $search.to,
                        reach,
                        far
                    )
                };
            }
            async move {
                let (count,): (i64,) = by_lead!(along, counted, tx, search)?;
                Ok(count)
            }
            .boxed()
        }

        /// How many lines a search finds, counted to one more than [`COUNTED`].
        pub async fn count(tx: &mut Tx, along: Along, search: &Search<'_>) -> Result<i64, sqlx::Error> {
            counted(tx, along, search, i64::from(COUNTED) + 1).await
        }

        /// The condition that leaves the fewest lines by itself: a page goes along its index.
        pub async fn along(tx: &mut Tx, search: &Search<'_>) -> Result<Along, sqlx::Error> {
            let mut asked = search.asked();
            if asked.len() < 2 {
                return Ok(asked.pop().unwrap_or(Along::All));
            }
            let mut rarest = (i64::MAX, Along::All);
            for along in asked {
                let share = counted(tx, along, &search.only(along), FAR).await?;
                if share < rarest.0 {
                    rarest = (share, along);
                }
            }
            Ok(rarest.1)
        }
    };
}
