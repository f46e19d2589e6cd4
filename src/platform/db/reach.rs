//! How far a transaction sees: every site of its organisation, or those of one member's groups.
//!
//! A [`Tx`](super::Tx) that acts for a member who is limited carries that member ([`Tx::reach`](super::Tx::reach)). Every
//! statement on sites, and on what hangs on a site, holds [`in_reach!`](crate::in_reach) with it, so that the limit is worded
//! once. On PostgreSQL the policies named `reach` hold the same, as the second wall.

/// The condition that a site is in reach, as a part of a statement whose `$1` is the organisation: the site, as SQL, and the
/// placeholder that [`Tx::reach`](crate::platform::db::Tx::reach) is bound to.
///
/// `concat!("SELECT … FROM sites WHERE org_id = $1 AND ", in_reach!("id", "$2"))`
///
/// What hangs on an inspection names it instead of a site, in its column `inspection_id`:
///
/// `concat!("SELECT … FROM photos WHERE org_id = $1 AND ", in_reach!(inspection_id, "$2"))`
#[macro_export]
macro_rules! in_reach {
    (inspection_id, $member:literal) => {
        $crate::in_reach!("(SELECT i.site_id FROM inspections i WHERE i.org_id = $1 AND i.id = inspection_id)", $member)
    };
    ($site:literal, $member:literal) => {
        concat!(
            "(",
            $member,
            " IS NULL OR ",
            $site,
            " IN (SELECT seen.site_id FROM site_group_sites seen
                JOIN member_groups theirs ON theirs.org_id = seen.org_id AND theirs.group_id = seen.group_id
                WHERE theirs.org_id = $1 AND theirs.user_id = ",
            $member,
            "))"
        )
    };
}
