//! The lists that can be taken out.

use norven_words::Locale;

use crate::{
    error::AppError,
    features::{
        inspections::{
            self,
            action_query::{ActionLine, ActionQuery},
            model::InspectionSummary,
            pages::{standing_words, urgency},
            query::InspectionQuery,
        },
        orgs::{self, model::MemberLine},
        reports::{self, model::ReportSummary, pages::status_words, query::ReportQuery},
        sites::{self, model::Site},
        templates::{self, model::TemplateSummary, pages::state_words},
    },
    platform::{fault::Fault, table::Cell},
    server::actor::Member,
    ui::{listing::Place, names::NameQuery},
};

/// A list, with what is looked for in it.
#[derive(Clone)]
pub enum List {
    /// Of inspections.
    Inspections(InspectionQuery),
    /// Of reports.
    Reports(ReportQuery),
    /// Of actions.
    Actions(ActionQuery),
    /// Of sites.
    Sites(NameQuery),
    /// Of templates.
    Templates(NameQuery),
    /// Of members.
    Members(NameQuery),
}

/// Rows, and where the next ones begin.
pub type Rows = (Vec<Vec<Cell>>, Option<Place>);

impl List {
    /// The list of a name, with what the query of an address asks for.
    ///
    /// # Errors
    /// [`AppError::NotFound`].
    pub fn of_query(name: &str, said: impl Fn(&str) -> Option<String>) -> Result<Self, AppError> {
        match name {
            "inspections" => Ok(Self::Inspections(InspectionQuery { after: None, ..InspectionQuery::of_query(said) })),
            "reports" => Ok(Self::Reports(ReportQuery { after: None, ..ReportQuery::of_query(said) })),
            "actions" => Ok(Self::Actions(ActionQuery { after: None, ..ActionQuery::of_query(said) })),
            "sites" => Ok(Self::Sites(NameQuery { after: None, ..NameQuery::of_query(said) })),
            "templates" => Ok(Self::Templates(NameQuery { after: None, ..NameQuery::of_query(said) })),
            "members" => Ok(Self::Members(NameQuery { after: None, ..NameQuery::of_query(said) })),
            _ => Err(AppError::NotFound),
        }
    }

    /// Its name in addresses.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Inspections(_) => "inspections",
            Self::Reports(_) => "reports",
            Self::Actions(_) => "actions",
            Self::Sites(_) => "sites",
            Self::Templates(_) => "templates",
            Self::Members(_) => "members",
        }
    }

    /// What is looked for, as it is put on record: words may be people's names, and are left out.
    #[must_use]
    pub fn recorded_query(&self) -> String {
        match self {
            Self::Inspections(query) => {
                let text = query.text.as_ref().map(|_| "*".to_owned());
                InspectionQuery { text, ..query.clone() }.query()
            }
            Self::Reports(query) => query.query(),
            Self::Actions(query) => query.query(),
            Self::Sites(query) | Self::Templates(query) | Self::Members(query) => {
                let text = query.text.as_ref().map(|_| "*".to_owned());
                NameQuery { text, ..query.clone() }.query()
            }
        }
    }

    /// What it is called.
    #[must_use]
    pub fn title(&self, locale: Locale) -> &'static str {
        match self {
            Self::Inspections(_) => locale.words().desk.inspections,
            Self::Reports(_) => locale.words().reports.title,
            Self::Actions(_) => locale.words().desk.actions,
            Self::Sites(_) => locale.words().desk.sites,
            Self::Templates(_) => locale.words().desk.templates,
            Self::Members(_) => locale.words().orgs.members,
        }
    }

    /// The names of its columns.
    #[must_use]
    pub fn columns(&self, locale: Locale) -> Vec<&'static str> {
        let (desk, reports) = (&locale.words().desk, &locale.words().reports);
        match self {
            Self::Inspections(_) => vec![
                desk.column_site,
                desk.column_template,
                desk.column_inspector,
                desk.column_started,
                desk.column_answered,
                desk.column_items,
                desk.column_score,
                desk.column_standing,
            ],
            Self::Reports(_) => vec![
                reports.number,
                reports.revision,
                reports.site,
                reports.template,
                desk.column_inspector,
                reports.issued,
                reports.score,
                reports.standing,
            ],
            Self::Actions(_) => {
                vec![desk.column_action, desk.column_site, desk.column_who, desk.column_due, desk.column_state]
            }
            Self::Sites(_) => vec![desk.column_site, locale.words().sites.address],
            Self::Templates(_) => {
                let t = &locale.words().templates;
                vec![desk.column_template, t.language, desk.column_items, t.changed, desk.column_state]
            }
            Self::Members(_) => {
                let t = &locale.words().orgs;
                vec![t.column_name, t.email, t.column_role]
            }
        }
    }

    /// The next rows.
    ///
    /// # Errors
    /// [`AppError::Field`] for a day that is none.
    pub async fn rows(
        &self,
        member: &Member,
        locale: Locale,
        (after, most): (Option<Place>, usize),
    ) -> Result<Rows, Fault> {
        match self {
            Self::Inspections(query) => {
                let query = InspectionQuery { after, ..query.clone() };
                let (lines, next) = inspections::listing::lines(member, &query, most).await?;
                Ok((lines.into_iter().map(|line| inspection(line, locale)).collect(), next))
            }
            Self::Reports(query) => {
                let query = ReportQuery { after, ..query.clone() };
                let (lines, next) = reports::listing::lines(member, &query, most).await?;
                Ok((lines.into_iter().map(|line| report(line, locale)).collect(), next))
            }
            Self::Actions(query) => {
                let query = ActionQuery { after, ..query.clone() };
                let (lines, next) = inspections::actions::lines(member, &query, most).await?;
                Ok((lines.into_iter().map(|line| action(line, locale)).collect(), next))
            }
            Self::Sites(query) => {
                let query = NameQuery { after, ..query.clone() };
                let (lines, next) = sites::service::lines(member, &query, most).await?;
                Ok((lines.into_iter().map(site).collect(), next))
            }
            Self::Templates(query) => {
                let query = NameQuery { after, ..query.clone() };
                let (lines, next) = templates::service::lines(member, &query, most).await?;
                Ok((lines.into_iter().map(|line| template(line, locale)).collect(), next))
            }
            Self::Members(query) => {
                let query = NameQuery { after, ..query.clone() };
                let (lines, next) = orgs::people::member_lines(member, &query, most).await?;
                Ok((lines.into_iter().map(|line| person(line, locale)).collect(), next))
            }
        }
    }
}

fn share(permille: Option<u32>) -> Cell {
    permille.map_or(Cell::Nothing, Cell::Permille)
}

fn inspection(line: InspectionSummary, locale: Locale) -> Vec<Cell> {
    vec![
        line.site.into(),
        line.template.into(),
        line.inspector.into(),
        Cell::Moment(line.started),
        Cell::Number(line.tally.answered),
        Cell::Number(line.tally.items),
        if line.state == inspections::model::State::Open { Cell::Nothing } else { share(line.tally.permille()) },
        standing_words(line.state, line.open_actions, locale).into(),
    ]
}

fn action(line: ActionLine, locale: Locale) -> Vec<Cell> {
    let state = urgency(&line, locale).2;
    vec![
        line.text.into(),
        line.site.into(),
        line.assignee.into(),
        line.due.map_or(Cell::Nothing, Cell::Text),
        state.into(),
    ]
}

fn site(line: Site) -> Vec<Cell> {
    vec![line.name.into(), line.address.into()]
}

fn template(line: TemplateSummary, locale: Locale) -> Vec<Cell> {
    let state = state_words(&line, locale).2;
    vec![
        line.title.into(),
        line.locale.name().to_owned().into(),
        Cell::Number(line.items),
        Cell::Moment(line.updated),
        state.into(),
    ]
}

fn person(line: MemberLine, locale: Locale) -> Vec<Cell> {
    vec![line.name.into(), line.email.into(), line.role.label(locale).to_owned().into()]
}

fn report(line: ReportSummary, locale: Locale) -> Vec<Cell> {
    vec![
        line.number.into(),
        Cell::Number(line.revision),
        line.site.into(),
        line.template.into(),
        line.inspector.into(),
        Cell::Moment(line.issued),
        share(line.tally.permille()),
        status_words(locale, line.state, line.status).to_owned().into(),
    ]
}
