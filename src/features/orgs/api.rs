//! Server functions of organisations.

#![expect(missing_docs, reason = "a server function's arguments become fields; the function documents them")]

use leptos::prelude::*;
use norven_proof::digest::Digest;

use super::model::{
    Company, Invitation, InvitationLine, MemberChoice, MemberLine, OrgSettings, Organisation, Role, Viewer,
};
use crate::{
    error::AppError,
    features::identity::model::Qualification,
    ids::{OrgId, SiteGroupId, UserId},
    ui::{listing::Page, names::NameQuery},
    wire::Json,
};

/// Who reads the page.
#[server(input = Json, output = Json)]
pub async fn load_viewer() -> Result<Viewer, AppError> {
    use crate::server::call;
    call::answer(async { super::service::viewer(&call::signed_in().await?).await }).await
}

/// Creates an organisation.
#[server(input = Json, output = Json)]
pub async fn create_organisation(name: String, time_zone: String) -> Result<OrgId, AppError> {
    use crate::server::call;
    call::answer(async { super::service::create(&call::signed_in().await?, &name, &time_zone).await }).await
}

/// Chooses the organisation to work in.
#[server(input = Json, output = Json)]
pub async fn choose_organisation(org: OrgId) -> Result<(), AppError> {
    use crate::{features::identity, server::call};
    call::answer(async { identity::service::choose_org(&call::signed_in().await?, org).await }).await
}

/// The organisation the reader works in.
#[server(input = Json, output = Json)]
pub async fn load_organisation() -> Result<Organisation, AppError> {
    use crate::server::call;
    call::answer(async { Ok(call::member().await?.org) }).await
}

/// Changes name and settings, and what the organisation says of itself where that is said.
#[server(input = Json, output = Json)]
pub async fn update_organisation(
    name: String,
    settings: OrgSettings,
    company: Option<Company>,
) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::update(&call::member().await?, &name, &settings, company.as_ref()).await })
        .await
}

/// Takes a picture, in base64, as the organisation's logo, and gives its digest.
#[server(input = Json, output = Json)]
pub async fn change_logo(picture: String) -> Result<Digest, AppError> {
    use crate::server::call;
    call::answer(async { super::logo::change(&call::member().await?, &picture).await }).await
}

/// Takes the organisation's logo away.
#[server(input = Json, output = Json)]
pub async fn remove_logo() -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::logo::remove(&call::member().await?).await }).await
}

/// A page of the members that a query asks for; without one, the first by name.
#[server(input = Json, output = Json)]
pub async fn list_members(query: Option<NameQuery>) -> Result<Page<MemberLine>, AppError> {
    use crate::server::call;
    call::answer(async { super::people::members(&call::member().await?, &query.unwrap_or_default()).await }).await
}

/// Every member by name, to choose from.
#[server(input = Json, output = Json)]
pub async fn list_member_choices() -> Result<Vec<MemberChoice>, AppError> {
    use crate::server::call;
    call::answer(async { super::people::member_choices(&call::member().await?).await }).await
}

/// Asks an address to join, limited to the sites of some groups where any are named.
#[server(input = Json, output = Json)]
pub async fn invite_member(email: String, role: Role, groups: Option<Vec<SiteGroupId>>) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::invitations::invite(&call::member().await?, &email, role, groups.as_deref()).await })
        .await
}

/// A page of those who were asked to join and have not answered.
#[server(input = Json, output = Json)]
pub async fn list_invitations(query: Option<NameQuery>) -> Result<Page<InvitationLine>, AppError> {
    use crate::server::call;
    call::answer(async { super::people::invitations(&call::member().await?, &query.unwrap_or_default()).await }).await
}

/// Takes an invitation back.
#[server(input = Json, output = Json)]
pub async fn withdraw_invitation(email: String) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::invitations::withdraw(&call::member().await?, &email).await }).await
}

/// The organisations that ask the reader to join.
#[server(input = Json, output = Json)]
pub async fn load_invitations() -> Result<Vec<Invitation>, AppError> {
    use crate::server::call;
    call::answer(async { super::invitations::of_person(&call::signed_in().await?).await }).await
}

/// Joins an organisation that asked.
#[server(input = Json, output = Json)]
pub async fn accept_invitation(org: OrgId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::invitations::accept(&call::signed_in().await?, org).await }).await
}

/// Declines to join an organisation that asked.
#[server(input = Json, output = Json)]
pub async fn decline_invitation(org: OrgId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::invitations::decline(&call::signed_in().await?, org).await }).await
}

/// Sets a member's role.
#[server(input = Json, output = Json)]
pub async fn set_role(user: UserId, role: Role) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::set_role(&call::member().await?, user, role).await }).await
}

/// Limits a member to the sites of some groups; without groups they see every site.
#[server(input = Json, output = Json)]
pub async fn limit_member(user: UserId, groups: Option<Vec<SiteGroupId>>) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::limits::limit(&call::member().await?, user, groups.as_deref()).await }).await
}

/// Makes a member the owner in the reader's place, who becomes a manager.
#[server(input = Json, output = Json)]
pub async fn hand_over(successor: UserId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::handover::hand_over(&call::member().await?, successor).await }).await
}

/// Leaves the organisation.
#[server(input = Json, output = Json)]
pub async fn leave_organisation() -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::handover::leave(&call::member().await?).await }).await
}

/// Removes a member.
#[server(input = Json, output = Json)]
pub async fn remove_member(user: UserId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::remove_member(&call::member().await?, user).await }).await
}

/// Ends every session of a member.
#[server(input = Json, output = Json)]
pub async fn sign_member_out(user: UserId) -> Result<(), AppError> {
    use crate::server::call;
    call::answer(async { super::service::sign_member_out(&call::member().await?, user).await }).await
}

/// Sets the reader's own name and language, and what qualifies them where that is said.
#[server(input = Json, output = Json)]
pub async fn update_profile(
    name: String,
    locale: norven_words::Locale,
    qualification: Option<Qualification>,
) -> Result<(), AppError> {
    use crate::{features::identity::service, server::call};
    call::answer(async {
        service::update_profile(&call::signed_in().await?, &name, locale, qualification.as_ref()).await
    })
    .await
}
